"""Function calls: `try` and `can`, spread arguments, the functions of providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.choices import choose, has_choice, spread
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions import MODULES, function_named
from netplan_audit.terraform.hcl.functions.sequence_parts import is_open, refuse_other
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.value_types import BOOL, DYNAMIC
from netplan_audit.terraform.hcl.values import (
    Choice,
    List,
    Set,
    Tuple,
    Unknown,
    Value,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.terraform.hcl.evaluate import Evaluator
    from netplan_audit.terraform.hcl.nodes import Expression, FunctionCall


def call(evaluator: Evaluator, node: FunctionCall) -> Value:
    """Evaluate a call."""
    name = node.name.removeprefix("core::")
    if name == "try" and not node.expand:
        return _try(evaluator, node.arguments)
    if name == "can" and not node.expand:
        return _can(evaluator, node.arguments)
    if name.startswith("provider::"):
        arguments = [evaluator.evaluate(each) for each in node.arguments]
        return Unknown(DYNAMIC, (f"{name}()", *waits_for(*arguments)))
    if name not in MODULES:
        message = f"there is no function {node.name!r}"
        raise EvaluationError(message)
    arguments = [evaluator.evaluate(each) for each in node.arguments]
    if not node.expand:
        return function_named(name).call(evaluator, arguments)
    *first, last = arguments

    def work(rest: Value) -> Value:
        return _expanded(evaluator, name, first, rest)

    return spread(work, (last,)) if has_choice((last,)) else work(last)


def _expanded(evaluator: Evaluator, name: str, first: Sequence[Value], rest: Value) -> Value:
    """Call with the elements of a list as the last arguments."""
    inner, marks = unmark(rest)
    if is_open(inner):
        kind = function_named(name).result
        return mark(Unknown(kind, waits_for(*first, inner)), marks)
    if not isinstance(inner, Tuple | List | Set):
        raise refuse_other(inner, "a list to spread")
    return mark(function_named(name).call(evaluator, [*first, *inner.items]), marks)


def _try(evaluator: Evaluator, arguments: Sequence[Expression]) -> Value:
    """Return the first argument that evaluates.

    Where one fails in some cases only, the next is a candidate as well. An argument that is wholly
    unknown may fail yet, so that the result is unknown; one that is unknown in part is taken.
    """
    candidates: list[Value] = []
    complete, failure = True, EvaluationError("try needs an argument")
    waits: dict[str, None] = {}
    for argument in arguments:
        try:
            found = evaluator.evaluate(argument)
        except EvaluationError as error:
            failure = error
            continue
        inner, marks = unmark(found)
        if isinstance(inner, Unknown):
            waits.update(dict.fromkeys(inner.waits_for))
            return mark(choose((*candidates, Unknown(DYNAMIC, tuple(waits)))), marks)
        if not isinstance(inner, Choice):
            return choose((*candidates, found), complete=complete, waits=waits)
        candidates += [mark(each, marks) for each in inner.candidates]
        complete = complete and inner.complete
        waits.update(dict.fromkeys(inner.waits_for))
        if not inner.partial:
            break
    if not candidates:
        raise failure
    return choose(candidates, complete=complete, waits=waits)


def _can(evaluator: Evaluator, arguments: Sequence[Expression]) -> Value:
    """Tell whether the argument evaluates; open where that is not known yet."""
    if len(arguments) != 1:
        message = "can takes one argument"
        raise EvaluationError(message)
    try:
        found, _ = unmark(evaluator.evaluate(arguments[0]))
    except EvaluationError:
        return False
    if isinstance(found, Unknown) or (isinstance(found, Choice) and found.partial):
        return Unknown(BOOL, waits_for(found), not_null=True)
    return True
