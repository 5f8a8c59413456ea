"""Operators: arithmetic, comparison, equality, logic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl import number
from netplan_audit.terraform.hcl.choices import has_choice, spread
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.equality import equal
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.marks import mark, unmark, unmark_deep
from netplan_audit.terraform.hcl.nodes import BinaryOp, UnaryOp
from netplan_audit.terraform.hcl.number import Number, Real, exact
from netplan_audit.terraform.hcl.operators import BinaryOperator, UnaryOperator
from netplan_audit.terraform.hcl.value_types import BOOL, NUMBER, Type
from netplan_audit.terraform.hcl.values import Null, Unknown, Value, is_known
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from netplan_audit.terraform.hcl.evaluate import Evaluator

ARITHMETIC: Final[dict[BinaryOperator, Callable[[Number, Number], Number]]] = {
    BinaryOperator.ADD: number.add,
    BinaryOperator.SUBTRACT: lambda left, right: number.add(left, number.negate(right)),
    BinaryOperator.MULTIPLY: number.multiply,
    BinaryOperator.DIVIDE: number.divide,
    BinaryOperator.MODULO: number.modulo,
}
_COMPARISON: Final[dict[BinaryOperator, Callable[[Number, Number], bool]]] = {
    BinaryOperator.LESS: lambda left, right: exact(left) < exact(right),
    BinaryOperator.LESS_OR_EQUAL: lambda left, right: exact(left) <= exact(right),
    BinaryOperator.GREATER: lambda left, right: exact(left) > exact(right),
    BinaryOperator.GREATER_OR_EQUAL: lambda left, right: exact(left) >= exact(right),
}
_EQUALITY: Final = frozenset({BinaryOperator.EQUAL, BinaryOperator.NOT_EQUAL})
_DECISIVE: Final = {BinaryOperator.AND: False, BinaryOperator.OR: True}


def operand(value: Value, kind: Type) -> Value:
    """Convert an operand; raises EvaluationError for null as for anything else."""
    if isinstance(value, Null):
        message = "an operand is null"
        raise EvaluationError(message)
    return convert(value, kind)


def unary(evaluator: Evaluator, node: UnaryOp) -> Value:
    """Evaluate `-x` or `!x`."""
    value = evaluator.evaluate(node.operand)
    work = _negate if node.operator is UnaryOperator.NEGATE else _not
    return spread(work, (value,)) if has_choice((value,)) else work(value)


def _negate(value: Value) -> Value:
    inner, marks = unmark(value)
    found = operand(inner, NUMBER)
    if isinstance(found, int | Real):
        return mark(number.negate(found), marks)
    return mark(Unknown(NUMBER, waits_for(found)), marks)


def _not(value: Value) -> Value:
    inner, marks = unmark(value)
    found = operand(inner, BOOL)
    if isinstance(found, bool):
        return mark(not found, marks)
    return mark(Unknown(BOOL, waits_for(found)), marks)


def binary(evaluator: Evaluator, node: BinaryOp) -> Value:
    """Evaluate a chain of operators that leans left, however long, without recursion."""
    chain = [node]
    while isinstance(chain[-1].left, BinaryOp):
        chain.append(chain[-1].left)
    evaluator.budget.spend(len(chain))
    value = evaluator.evaluate(chain[-1].left)
    for step in reversed(chain):
        try:
            value = _apply(evaluator, step, value)
        except EvaluationError as error:
            error.span = error.span or (step.start, step.end)
            raise
    return value


def _apply(evaluator: Evaluator, node: BinaryOp, left: Value) -> Value:
    """Apply one operator to its left side's value and its right side."""
    operator = node.operator
    decisive = _DECISIVE.get(operator)
    if decisive is not None:
        inner, marks = unmark(left)
        if not has_choice((inner,)) and operand(inner, BOOL) is decisive:
            return mark(decisive, marks)
    right = evaluator.evaluate(node.right)

    def work(one: Value, other: Value) -> Value:
        return combine(operator, one, other)

    return spread(work, (left, right)) if has_choice((left, right)) else work(left, right)


def combine(operator: BinaryOperator, left: Value, right: Value) -> Value:
    """Apply an operator to two values, neither of them a choice."""
    if operator in _EQUALITY:
        return _compare(operator, left, right)
    one, marks = unmark(left)
    other, more = unmark(right)
    marks |= more
    if operator in _DECISIVE:
        verdict = _logic(operand(one, BOOL), operand(other, BOOL), _DECISIVE[operator])
        return mark(verdict, marks)
    one, other = operand(one, NUMBER), operand(other, NUMBER)
    if isinstance(one, int | Real) and isinstance(other, int | Real):
        if operator in ARITHMETIC:
            return mark(ARITHMETIC[operator](one, other), marks)
        return mark(_COMPARISON[operator](one, other), marks)
    kind = NUMBER if operator in ARITHMETIC else BOOL
    return mark(Unknown(kind, waits_for(one, other), not_null=True), marks)


def _logic(left: Value, right: Value, decisive: bool) -> Value:  # noqa: FBT001 - an operand itself
    """Decide where one side does, even if the other one is not known."""
    if decisive in (left, right):
        return decisive
    if is_known(left) and is_known(right):
        return not decisive
    return Unknown(BOOL, waits_for(left, right), not_null=True)


def _compare(operator: BinaryOperator, left: Value, right: Value) -> Value:
    one, marks = unmark_deep(left)
    other, more = unmark_deep(right)
    verdict = equal(one, other)
    if verdict is None:
        found: Value = Unknown(BOOL, waits_for(one, other), not_null=True)
    else:
        found = verdict == (operator is BinaryOperator.EQUAL)
    return mark(found, marks | more)
