"""The type of a value, as Terraform's `type` function would tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.number import Real
from netplan_audit.terraform.hcl.value_types import (
    BOOL,
    DYNAMIC,
    NOTHING,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    SetOf,
    TupleOf,
    Type,
)
from netplan_audit.terraform.hcl.values import (
    Choice,
    List,
    Map,
    Marked,
    Null,
    Object,
    OpenObject,
    Set,
    Several,
    Symbol,
    Tuple,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

SCALARS: Final[dict[type, Type]] = {
    str: STRING,
    bool: BOOL,
    int: NUMBER,
    Real: NUMBER,
}
"""The types of values that are plain Python."""


def type_of(value: Value) -> Type:  # noqa: C901, PLR0911 - a case for each kind of value
    """Return the type; dynamic where it is not known, the symbolic parts of it included."""
    scalar = SCALARS.get(type(value))
    if scalar is not None:
        return scalar
    match value:
        case Null():
            return NOTHING if value.type is DYNAMIC else value.type
        case Unknown() | Symbol() | Several():
            return value.type
        case List(element=element):
            return ListOf(element)
        case Map(element=element):
            return MapOf(element)
        case Set(element=element):
            return SetOf(element)
        case Tuple(items=items):
            return TupleOf(tuple(map(type_of, items)))
        case Object(attributes=attributes):
            return ObjectOf({name: type_of(v) for name, v in attributes.items()})
        case Marked(value=inner):
            return type_of(inner)
        case Choice(candidates):
            return common(map(type_of, candidates))
        case OpenObject():
            return DYNAMIC
        case _:
            raise AssertionError(type(value))


def common(types: Iterable[Type]) -> Type:
    """Return the one type that all of these are, or dynamic."""
    found: Type | None = None
    for kind in types:
        if found is None:
            found = kind
        elif kind != found:
            return DYNAMIC
    return found or DYNAMIC
