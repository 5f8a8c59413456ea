"""Evaluated values as the rest of the tool knows them: plain, unknown, or references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform import value as plain
from netplan_audit.terraform.hcl.choices import settled
from netplan_audit.terraform.hcl.marks import unmark
from netplan_audit.terraform.hcl.number import Real
from netplan_audit.terraform.hcl.value_types import MapOf, ObjectOf
from netplan_audit.terraform.hcl.values import (
    Choice,
    List,
    Map,
    Marked,
    Null,
    Object,
    Set,
    Several,
    Symbol,
    Tuple,
    Unknown,
    Value,
    is_marked,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAIN: Final = (str, bool, int)


def to_plain(value: Value) -> plain.Value:  # noqa: PLR0911 - a case for each kind of value
    """Return a value without its types and marks.

    A symbol becomes a `Reference`, a choice among symbols `OneOf` them, a collection of unknown
    length with symbols in it `SomeOf`. A choice among anything else has no counterpart there and
    is `Unknown`, as is a resource as a whole.
    """
    if isinstance(value, _PLAIN):
        return value
    inner = settled(unmark(value)[0])
    match inner:
        case Null():
            return None
        case Real():
            return float(inner.value)
        case Tuple() | List() | Set():
            return [to_plain(item) for item in inner.items]
        case Object() | Map():
            return {name: to_plain(item) for name, item in inner.attributes.items()}
        case Choice():
            return _choice(inner)
        case Several():
            return _several(inner)
        case str() | bool() | int():  # below a mark
            return inner
        case _:
            found = reference(inner)
            return _unknown(inner) if found is None else found


def _unknown(value: Value) -> plain.Unknown:
    text = value.text if isinstance(value, Unknown) and "${" in value.text else ""
    return plain.Unknown(waits_for(value), text=text)


def reference(
    value: Value, certainty: plain.Certainty = plain.Certainty.CERTAIN
) -> plain.Reference | None:
    """Return a symbol as a reference: `names[0]` is the attribute of a symbol in a list."""
    inner = unmark(value)[0]
    if not isinstance(inner, Symbol):
        return None
    if inner.likely:
        certainty = min(certainty, plain.Certainty.LIKELY)
    return plain.Reference(inner.address, inner.text[len(inner.address) + 1 :], certainty)


def _references(values: Sequence[Value], certainty: plain.Certainty) -> list[plain.Reference]:
    found = (reference(value, certainty) for value in values)
    return [each for each in found if each is not None]


def _choice(value: Choice) -> plain.Value:
    """Return one of some symbols, or some of the elements of one of some lists."""
    lists = [_items(unmark(each)[0]) for each in value.candidates]
    if all(items is not None for items in lists):
        return _one_of_lists([items or () for items in lists], value)
    found = _references(value.candidates, plain.Certainty.ONE_OF)
    if not found:
        return plain.Unknown(waits_for(value))
    complete = value.complete and len(found) == len(value.candidates)
    return plain.OneOf(tuple(found), complete, value.waits_for)


def _items(value: Value) -> tuple[Value, ...] | None:
    return value.items if isinstance(value, Tuple | List | Set) else None


def _one_of_lists(lists: list[tuple[Value, ...]], value: Choice) -> plain.Value:
    """Put the references in any of the lists together: those in all of them are certain."""
    counts: dict[plain.Reference, int] = {}
    complete = value.complete
    for items in lists:
        found = _references(items, plain.Certainty.CERTAIN)
        complete = complete and len(found) == len(items)
        for each in dict.fromkeys(found):
            counts[each] = counts.get(each, 0) + 1
    if not counts:
        return plain.Unknown(waits_for(value))
    everywhere = len(lists) if value.complete else -1
    references = tuple(
        each
        if count == everywhere
        else plain.Reference(each.address, each.attribute, plain.Certainty.ONE_OF)
        for each, count in counts.items()
    )
    return plain.SomeOf(references, complete, value.waits_for)


def _several(value: Several) -> plain.Value:
    members = _references(value.members, plain.Certainty.CERTAIN)
    possible = _references(value.possible, plain.Certainty.ONE_OF)
    if not (members or possible) or isinstance(value.type, MapOf | ObjectOf):
        return plain.Unknown(waits_for(value))
    missing = len(value.members) + len(value.possible) - len(members) - len(possible)
    complete = value.complete and not missing
    return plain.SomeOf((*members, *possible), complete, value.waits_for)


def mask(value: Value) -> object:
    """Return what is sensitive of a value: a bool, or containers of such masks."""
    if not is_marked(value):
        return False
    if isinstance(value, Marked):
        return True
    if isinstance(value, Tuple | List | Set):
        return [mask(item) for item in value.items]
    if isinstance(value, Object | Map):
        return {name: mask(item) for name, item in value.attributes.items()}
    return False
