"""Sensitive and ephemeral marks: put on a value, taken off, and carried to a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.values import (
    Choice,
    List,
    Map,
    Marked,
    Object,
    Set,
    Several,
    Tuple,
    Value,
    is_marked,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

UNMARKED: Final[frozenset[str]] = frozenset()


def mark(value: Value, marks: frozenset[str]) -> Value:
    """Add marks to a value as a whole."""
    if not marks:
        return value
    if isinstance(value, Marked):
        return value if marks <= value.marks else Marked(value.value, value.marks | marks)
    return Marked(value, marks)


def unmark(value: Value) -> tuple[Value, frozenset[str]]:
    """Take the marks off the value as a whole; those inside it stay."""
    return (value.value, value.marks) if isinstance(value, Marked) else (value, UNMARKED)


def unmark_deep(value: Value) -> tuple[Value, frozenset[str]]:
    """Take off every mark, those inside included, and return them all."""
    if not is_marked(value):
        return value, UNMARKED
    found: set[str] = set()
    return _strip(value, found), frozenset(found)


def _strip(value: Value, found: set[str]) -> Value:  # noqa: PLR0911 - a case for each kind of value
    if isinstance(value, Marked):
        found |= value.marks
        value = value.value
    if not is_marked(value) and not isinstance(value, Choice | Several):
        return value
    match value:
        case Tuple(items=items):
            return Tuple(_strip_all(items, found))
        case List(element=element, items=items):
            return List(element, _strip_all(items, found))
        case Set(element=element, items=items, counted=counted):
            return Set(element, _strip_all(items, found), counted=counted)
        case Object(attributes=attributes):
            return Object({name: _strip(v, found) for name, v in attributes.items()})
        case Map(element=element, attributes=attributes):
            return Map(element, {name: _strip(v, found) for name, v in attributes.items()})
        case _:
            return value


def _strip_all(values: Iterable[Value], found: set[str]) -> list[Value]:
    return [_strip(value, found) for value in values]
