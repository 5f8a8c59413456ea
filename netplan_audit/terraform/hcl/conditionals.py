"""`condition ? then : otherwise`, and the type that both results have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.arithmetic import operand
from netplan_audit.terraform.hcl.choices import choose
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.unify import unify
from netplan_audit.terraform.hcl.value_types import BOOL, DYNAMIC, Type, describe
from netplan_audit.terraform.hcl.values import (
    Choice,
    Null,
    OpenObject,
    Unknown,
    Value,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.evaluate import Evaluator
    from netplan_audit.terraform.hcl.nodes import Conditional, Expression


def conditional(evaluator: Evaluator, node: Conditional) -> Value:
    """Evaluate a conditional; a condition that is not known leaves both results possible.

    The result that is not chosen may fail, but its type has a say otherwise.
    """
    given, marks = unmark(evaluator.evaluate(node.condition))
    condition = operand(given, BOOL)
    if isinstance(condition, bool):
        chosen, other = node.then, node.otherwise
        if not condition:
            chosen, other = other, chosen
        value = evaluator.evaluate(chosen)
        kind = _common_type(value, _attempt(evaluator, other))
        return mark(value if kind is DYNAMIC else _converted(value, kind), marks)
    results = [_attempt(evaluator, branch) for branch in (node.then, node.otherwise)]
    if None in results:
        results.sort(key=lambda each: each is None)
        if results[0] is None:
            evaluator.evaluate(node.then)
    found = [each for each in results if each is not None]
    kind = _common_type(found[0], found[-1])
    if kind is not DYNAMIC:
        found = [_converted(each, kind) for each in found]
    partial = len(found) < len(results) or (isinstance(condition, Choice) and condition.partial)
    return mark(choose(found, partial=partial, waits=waits_for(condition)), marks)


def _attempt(evaluator: Evaluator, node: Expression) -> Value | None:
    try:
        return evaluator.evaluate(node)
    except EvaluationError:
        return None


def _common_type(value: Value, other: Value | None) -> Type:
    """Return the type of the conditional; dynamic where the values stay as they are."""
    if other is None or isinstance(unmark(other)[0], OpenObject | Unknown):
        return DYNAMIC
    ours, theirs = type_of(value), type_of(other)
    if ours == theirs or DYNAMIC in {ours, theirs}:
        inner = unmark(value)[0]
        return theirs if isinstance(inner, Null) else DYNAMIC
    kind = unify((ours, theirs))
    if kind is None:
        message = (
            f"the results of a conditional have no common type: {describe(ours)} and "
            f"{describe(theirs)}"
        )
        raise EvaluationError(message)
    return kind


def _converted(value: Value, kind: Type) -> Value:
    return value if isinstance(unmark(value)[0], OpenObject) else convert(value, kind)
