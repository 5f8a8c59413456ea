"""Evaluation of expressions: what Terraform would compute, symbolic where it cannot be known yet.

The semantics are those of the language specification, https://github.com/hashicorp/hcl/blob/main/spec.md
and hclsyntax/spec.md beside it. Logical operators do not look at their right side where the left
one decides, as in Terraform from 1.12 on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from netplan_audit.terraform.hcl import access, comprehensions, conditionals, rendering, splats
from netplan_audit.terraform.hcl.arithmetic import binary, unary
from netplan_audit.terraform.hcl.calls import call
from netplan_audit.terraform.hcl.choices import settled
from netplan_audit.terraform.hcl.constructors import literal, make_object, make_tuple
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.file import SourceFile
from netplan_audit.terraform.hcl.nodes import (
    AttrStep,
    BinaryOp,
    Conditional,
    ForExpr,
    FunctionCall,
    Index,
    Invalid,
    Literal,
    ObjectCons,
    Parens,
    RelativeTraversal,
    ScopeTraversal,
    Splat,
    SplatItem,
    Template,
    TupleCons,
    UnaryOp,
)
from netplan_audit.terraform.hcl.parse import parse_template
from netplan_audit.terraform.hcl.scope import MappingScope
from netplan_audit.terraform.hcl.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from netplan_audit.terraform.hcl.budget import Budget
    from netplan_audit.terraform.hcl.file_reader import FileReader
    from netplan_audit.terraform.hcl.nodes import Expression, Step
    from netplan_audit.terraform.hcl.scope import Scope


class Evaluator:
    """Evaluates the expressions of one scope.

    `budget` bounds the work, across all evaluators that share it; `files` is what the functions on
    files may read.
    """

    def __init__(
        self,
        scope: Scope,
        budget: Budget,
        files: FileReader | None = None,
        *,
        in_template: bool = False,
    ) -> None:
        """Start without local names; `in_template` forbids templates in templates."""
        self.scope = scope
        self.budget = budget
        self.files = files
        self.in_template = in_template
        self.names: dict[str, Value] = {}
        self.splat_item: Value | None = None

    def value(self, node: Expression) -> Value:
        """Evaluate a whole expression.

        Raises EvaluationError where Terraform would refuse it, LimitError where it is too much;
        both with the place of the smallest expression to blame.
        """
        depth = self.budget.depth
        try:
            return settled(self.evaluate(node))
        except RecursionError:
            message = "expressions are nested too deep"
            raise LimitError(message, (node.start, node.end)) from None
        finally:
            self.budget.depth = depth

    def evaluate(self, node: Expression) -> Value:
        """Evaluate an expression that is part of another."""
        if type(node) is Literal:
            return literal(node.value)
        budget = self.budget
        budget.enter()
        try:
            return _EVALUATE[type(node)](self, node)
        except (EvaluationError, LimitError) as error:
            if error.span is None:
                error.span = (node.start, node.end)
            raise
        finally:
            budget.depth -= 1

    def with_item(self, item: Value, node: Expression) -> Value:
        """Evaluate what a splat says of one element."""
        outer = self.splat_item
        self.splat_item = item
        try:
            return self.evaluate(node)
        finally:
            self.splat_item = outer

    def render(self, template: str, variables: Mapping[str, Value], name: str) -> Value:
        """Evaluate a template that sees nothing but these variables."""
        if self.in_template:
            message = "a template cannot evaluate another one"
            raise EvaluationError(message)
        tree, problems = parse_template(SourceFile(name, template))
        if problems:
            message = f"{name}: {problems[0].message}"
            raise EvaluationError(message)
        inner = Evaluator(MappingScope(variables), self.budget, self.files, in_template=True)
        try:
            return inner.evaluate(tree)
        except EvaluationError as error:
            message = f"{name}: {error.message}"
            raise EvaluationError(message) from None


def _traverse(evaluator: Evaluator, node: ScopeTraversal) -> Value:
    if node.root in evaluator.names:
        return follow(evaluator.names[node.root], node.steps)
    value, used = evaluator.scope.resolve(node.root, node.steps)
    return follow(value, node.steps[used:])


def follow(value: Value, steps: Iterable[Step]) -> Value:
    """Apply the steps of a traversal to a value."""
    for step in steps:
        if isinstance(step, AttrStep):
            value = access.attribute(value, step.name)
        else:
            value = access.index(value, literal(step.key))
    return value


def _splat_item(evaluator: Evaluator, _node: SplatItem) -> Value:
    if evaluator.splat_item is None:
        message = "the element of a splat outside of one"
        raise AssertionError(message)
    return evaluator.splat_item


_EVALUATE: Final[dict[type, Callable[[Evaluator, Any], Value]]] = {
    Template: rendering.template,
    ScopeTraversal: _traverse,
    RelativeTraversal: lambda ev, node: follow(ev.evaluate(node.source), node.steps),
    Index: lambda ev, node: access.index(ev.evaluate(node.collection), ev.evaluate(node.key)),
    Splat: splats.splat,
    SplatItem: _splat_item,
    FunctionCall: call,
    Conditional: conditionals.conditional,
    UnaryOp: unary,
    BinaryOp: binary,
    ForExpr: comprehensions.comprehension,
    TupleCons: make_tuple,
    ObjectCons: make_object,
    Parens: lambda ev, node: ev.evaluate(node.inner),
    Invalid: lambda _evaluator, _node: Unknown(waits_for=("a syntax error",)),
}
