"""Values of which one is meant and it cannot be told which: make a choice, work on candidates."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.equality import identical
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.typing_of import common, type_of
from netplan_audit.terraform.hcl.value_types import DYNAMIC, ListOf, Type
from netplan_audit.terraform.hcl.values import Choice, List, Marked, Symbol, Unknown, Value
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MAX_CANDIDATES: Final = 64
"""Candidates of one choice; beyond it, the value is simply unknown."""
_MAX_COMBINATIONS: Final = 64


def choose(
    values: Iterable[Value],
    *,
    complete: bool = True,
    partial: bool = False,
    waits: Iterable[str] = (),
) -> Value:
    """Return one of the values: the value itself if all are the same, else a `Choice`.

    `waits` says what would tell which. Marks of any candidate are marks of the whole.
    """
    marks: frozenset[str] = frozenset()
    found: list[Value] = []
    unknown: list[Value] = []
    names = dict.fromkeys(waits)
    for each in values:
        value, more = unmark(each)
        marks |= more
        candidates: Sequence[Value] = (value,)
        if isinstance(value, Choice):
            candidates = value.candidates
            complete = complete and value.complete
            partial = partial or value.partial
            names.update(dict.fromkeys(value.waits_for))
        for inner in candidates:
            if isinstance(inner, Unknown):
                unknown.append(inner)
            elif not any(identical(inner, other) for other in found):
                found.append(inner)
    names.update(dict.fromkeys(waits_for(*unknown)))
    if len(found) == 1 and complete and not unknown and not partial:
        return mark(found[0], marks)
    if not found or len(found) > MAX_CANDIDATES:
        kind = common(map(type_of, (*found, *unknown)))
        names.update(dict.fromkeys(waits_for(*found)))
        return mark(Unknown(kind, tuple(names)), marks)
    return mark(Choice(tuple(found), complete and not unknown, tuple(names), partial), marks)


def has_choice(values: Iterable[Value]) -> bool:
    """Tell whether one of the values itself is a choice, not merely something inside it."""
    for value in values:
        if type(value) is Choice or (type(value) is Marked and type(value.value) is Choice):
            return True
    return False


def unfolded(value: Value) -> Value:
    """Return a list whose possible sizes are known as a choice of lists; else the value itself."""
    if type(value) is not Symbol and type(value) is not Marked:
        return value
    inner, marks = unmark(value)
    if not isinstance(inner, Symbol) or not inner.sizes:
        return value
    element = inner.type.element if isinstance(inner.type, ListOf) else DYNAMIC
    path = inner.path
    items = [Symbol(inner.address, (*path, at), element) for at in range(max(inner.sizes))]
    return mark(choose((List(element, items[:n]) for n in inner.sizes), waits=(inner.text,)), marks)


def settled(value: Value) -> Value:
    """Drop the cases in which an expression fails: Terraform refuses those."""
    if type(value) is not Choice and type(value) is not Marked:
        return value
    inner, marks = unmark(value)
    if not isinstance(inner, Choice) or not inner.partial:
        return value
    return mark(choose(inner.candidates, complete=inner.complete, waits=inner.waits_for), marks)


def spread(work: Callable[..., Value], values: Sequence[Value], result: Type = DYNAMIC) -> Value:
    """Do the work for every combination of candidates and choose among the results.

    `result` is the type where there are too many combinations. Raises the EvaluationError if the
    work fails for all of them; where it fails for some only, the choice is `partial`.
    """
    options: list[Sequence[Value]] = []
    waits: dict[str, None] = {}
    complete, partial, count = True, False, 1
    for value in values:
        inner, marks = unmark(value)
        if isinstance(inner, Choice):
            options.append([mark(each, marks) for each in inner.candidates])
            complete, partial = complete and inner.complete, partial or inner.partial
            waits.update(dict.fromkeys(inner.waits_for))
            count *= len(inner.candidates)
        else:
            options.append((value,))
    if count > _MAX_COMBINATIONS:
        return Unknown(result, tuple(dict.fromkeys((*waits, *waits_for(*values)))))
    results: list[Value] = []
    error: EvaluationError | None = None
    for combination in product(*options):
        try:
            results.append(work(*combination))
        except EvaluationError as caught:
            error = caught
    if error is not None and not results:
        if complete:
            raise error
        return Unknown(result, tuple(waits))
    partial = partial or error is not None
    return choose(results, complete=complete, partial=partial, waits=waits)
