"""`condition ? then : otherwise`, and the type that both results have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.arithmetic import ARITHMETIC, operand
from netplan_audit.terraform.hcl.choices import choose
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.nodes import (
    BinaryOp,
    Literal,
    ObjectCons,
    Parens,
    Template,
    TupleCons,
    UnaryOp,
)
from netplan_audit.terraform.hcl.operators import UnaryOperator
from netplan_audit.terraform.hcl.typing_of import SCALARS, type_of
from netplan_audit.terraform.hcl.unify import unify
from netplan_audit.terraform.hcl.value_types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    TupleOf,
    Type,
    describe,
    parts,
)
from netplan_audit.terraform.hcl.values import (
    Choice,
    Object,
    OpenObject,
    Tuple,
    Unknown,
    Value,
    is_known,
    size_of,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.terraform.hcl.evaluate import Evaluator
    from netplan_audit.terraform.hcl.nodes import Conditional, Expression


def conditional(evaluator: Evaluator, node: Conditional) -> Value:
    """Evaluate a conditional; a condition that is not known leaves both results possible.

    The result that is not chosen may fail, but its type has a say all the same.
    """
    given, marks = unmark(evaluator.evaluate(node.condition))
    condition = operand(given, BOOL)
    if isinstance(condition, bool):
        chosen, other = node.then, node.otherwise
        if not condition:
            chosen, other = other, chosen
        value = evaluator.evaluate(chosen)
        rest = _attempt(evaluator, other)
        kind = _common_type(evaluator, (value, _shape(other) if rest is None else rest))
        return mark(_converted(value, kind), marks)
    results = [_attempt(evaluator, branch) for branch in (node.then, node.otherwise)]
    found = [each for each in results if each is not None]
    if not found:
        evaluator.evaluate(node.then)  # which says why it fails
    kind = _common_type(evaluator, found)
    unsure = isinstance(condition, Choice) and condition.partial
    found = _those_that_fit(found, kind)
    partial = unsure or len(found) < len(results)
    return mark(choose(found, partial=partial, waits=waits_for(condition)), marks)


def _those_that_fit(results: Sequence[Value], kind: Type) -> list[Value]:
    """Convert the results to their common type; raises the EvaluationError where none fits."""
    fitting: list[Value] = []
    for place, each in enumerate(results, 1):
        try:
            fitting.append(_converted(each, kind))
        except EvaluationError:
            if place == len(results) and not fitting:
                raise
    return fitting


def _attempt(evaluator: Evaluator, node: Expression) -> Value | None:
    try:
        return evaluator.evaluate(node)
    except EvaluationError:
        return None


def _shape(node: Expression) -> Value:
    """Return what an expression that fails looks like all the same."""
    if isinstance(node, Template) and len(node.parts) > 1:
        return Unknown(STRING)
    if isinstance(node, TupleCons):
        return Tuple(Unknown() for _ in node.items)
    if isinstance(node, ObjectCons) and all(isinstance(i.key, Literal) for i in node.items):
        keys = (i.key.value for i in node.items if isinstance(i.key, Literal))
        return Object({str(key): Unknown() for key in keys})
    if isinstance(node, BinaryOp):
        return Unknown(NUMBER if node.operator in ARITHMETIC else BOOL)
    if isinstance(node, UnaryOp):
        return Unknown(NUMBER if node.operator is UnaryOperator.NEGATE else BOOL)
    return _shape(node.inner) if isinstance(node, Parens) else Unknown()


def _common_type(evaluator: Evaluator, results: Sequence[Value]) -> Type:
    """Return the type of the conditional; dynamic where the values stay as they are."""
    evaluator.budget.spend(sum(map(size_of, results)) >> 4)
    if type(results[0]) is type(results[-1]) in SCALARS:
        return DYNAMIC
    if any(isinstance(unmark(each)[0], OpenObject) for each in results):
        return DYNAMIC
    kinds = list(dict.fromkeys(map(type_of, results)))
    if len(kinds) == 1:
        return DYNAMIC
    kind = _beside_any(results, kinds) or unify(kinds)
    if kind is None:
        found = " and ".join(map(describe, kinds))
        message = f"the results of a conditional have no common type: {found}"
        raise EvaluationError(message)
    return kind


def _beside_any(results: Sequence[Value], kinds: Sequence[Type]) -> Type | None:
    """Return the type where one result is a collection of anything and none can hold the other.

    That is the type of an object beside `tomap({})`; while the collection is not known, each stays
    as it is.
    """
    inner = [unmark(each)[0] for each in results]
    anything = [e for e in inner if type_of(e) in {ListOf(DYNAMIC), MapOf(DYNAMIC)}]
    mixed = [k for k in kinds if isinstance(k, ObjectOf | TupleOf) and unify(parts(k)) is None]
    if not anything or not mixed:
        return None
    if not all(map(is_known, anything)):
        return DYNAMIC
    return mixed[0] if isinstance(mixed[0], ObjectOf) else None


def _converted(value: Value, kind: Type) -> Value:
    return value if kind is DYNAMIC else convert(value, kind)
