"""What functions on lists need to know of lists that are not known: elements, members, kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.access import index
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.typing_of import common, type_of
from netplan_audit.terraform.hcl.value_types import (
    DYNAMIC,
    ListOf,
    SetOf,
    TupleOf,
    describe,
)
from netplan_audit.terraform.hcl.values import (
    Choice,
    List,
    OpenObject,
    Set,
    Several,
    Symbol,
    Tuple,
    Unknown,
    Value,
    is_known,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Iterable


def is_open(value: Value) -> bool:
    """Tell whether a value is a list, set or tuple, or may be one, whose length is not known."""
    if isinstance(value, Set):
        return not is_known(value)
    if not isinstance(value, Unknown | Symbol | Several | Choice):
        return False
    if isinstance(value, Several) and value.keyed:
        return False
    kind = type_of(value)
    return kind is DYNAMIC or isinstance(kind, ListOf | SetOf | TupleOf)


def refuse_other(value: Value, wanted: str) -> EvaluationError:
    """Say that a value of another kind was wanted."""
    found = "object" if isinstance(value, OpenObject) else describe(type_of(value))
    return EvaluationError(f"{wanted} is required, not {found}")


def element_of(values: Value, place: int) -> Value:
    """Return the element at a place of a list that is taken to be long enough."""
    kind = type_of(values)
    if isinstance(values, Set) or isinstance(kind, SetOf):
        return Unknown(DYNAMIC, waits_for(values))
    return index(values, place)


def members_of(values: Value) -> tuple[tuple[Value, ...], bool]:
    """Return what may be in a list, and whether that is all."""
    if isinstance(values, Tuple | List | Set):
        return values.items, True
    if isinstance(values, Several):
        return values.members + values.possible, values.complete
    return (), False


def open_list(values: Iterable[Value]) -> Several:
    """Put lists together of which one at least has no known length."""
    given = list(values)
    members: list[Value] = []
    possible: list[Value] = []
    complete = True
    for value in given:
        if isinstance(value, Tuple | List):
            members += value.items
        elif isinstance(value, Several):
            members += value.members
            possible += value.possible
            complete = complete and value.complete
        elif isinstance(value, Set):
            (members if value.counted else possible).extend(value.items)
        elif isinstance(value, Choice):
            complete = _take_choice(value, possible) and complete
        else:
            complete = False
            if isinstance(value, Symbol) and value.type is DYNAMIC:
                possible.append(value)  # it may be an element rather than a list
    kinds = [type_of(value) for value in given]
    kind = common(ListOf(k.element) if isinstance(k, SetOf) else k for k in kinds)
    kind = kind if isinstance(kind, ListOf) else DYNAMIC
    waits = waits_for(*(value for value in given if is_open(value)))
    return Several(kind, tuple(members), tuple(possible), complete, waits)


def _take_choice(value: Choice, possible: list[Value]) -> bool:
    """Add what is in any of the candidates; tell whether that is all there can be."""
    complete = value.complete
    for candidate in value.candidates:
        items, whole = members_of(candidate)
        possible += items
        complete = complete and whole
    return complete
