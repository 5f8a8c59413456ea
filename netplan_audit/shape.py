"""Holds a document against the type that it should have, and names the first place that differs."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec
from msgspec import Struct

from netplan_audit.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.document import Document, Place

T = TypeVar("T")

_WORDS: Final[dict[object, str]] = {
    bool: "true or false",
    date: "a date such as 2027-03-31",
    float: "a number",
    int: "a whole number",
    str: "text",
}


class _Fault(Struct, frozen=True):
    place: Place
    message: str
    hint: str = ""


def decoded(document: Document, kind: type[T], place: Place = ()) -> T:
    """Return what stands at a place of a document as this type, such as a struct or a dataclass.

    Raises UsageError with the line and what was expected; an unknown key with the nearest one.
    """
    value = document.data
    for step in place:
        value = value[step]
    try:
        return msgspec.convert(value, kind, strict=True)
    except (msgspec.ValidationError, RecursionError) as error:
        for fault in _faults(value, kind, place):
            raise document.error(fault.place, fault.message, fault.hint) from None
        raise document.error(place, str(error)) from None


def _faults(value: object, kind: Any, place: Place) -> Iterator[_Fault]:  # noqa: ANN401 - a type
    """Find what is wrong; the first is told."""
    kind = _meant(value, kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if _names(kind) is not None:
        yield from _faults_in_keys(value, kind, place)
    elif origin is dict:
        if not isinstance(value, dict):
            yield _Fault(place, f"{_at(place)}a mapping is expected")
            return
        for key, inner in value.items():
            if not isinstance(key, str):
                yield _Fault(place, f"{_at(place)}{key!r} is no name; put it in quotes")
            yield from _faults(inner, arguments[1], (*place, key))
    elif origin in {list, tuple, frozenset, set}:
        if not isinstance(value, list):
            yield _Fault(place, f"{_at(place)}a list is expected")
            return
        for index, inner in enumerate(value):
            yield from _faults(inner, arguments[0], (*place, index))
    else:
        yield from _fault_in_value(value, kind, place)


def _faults_in_keys(value: object, kind: Any, place: Place) -> Iterator[_Fault]:  # noqa: ANN401
    known = _names(kind) or {}
    if not isinstance(value, dict):
        yield _Fault(place, f"{_at(place)}a mapping of keys is expected")
        return
    for key in value:
        if key not in known:
            hint = nearest(str(key), known, f"keys: {', '.join(known)}")
            yield _Fault((*place, key), f"unknown key {str(key)!r}", hint)
    for name, (inner, required) in known.items():
        if name in value:
            yield from _faults(value[name], inner, (*place, name))
        elif required:
            yield _Fault(place, f"{name!r} is missing")


def _fault_in_value(value: object, kind: Any, place: Place) -> Iterator[_Fault]:  # noqa: ANN401
    try:
        msgspec.convert(value, kind, strict=True)
    except (msgspec.ValidationError, RecursionError) as error:
        if get_origin(kind) is Literal:
            words = [str(word) for word in get_args(kind)]
            given = f"{value!r} is none of " if isinstance(value, (str, int)) else "it is none of "
            expected = given + ", ".join(words) if len(words) > 1 else f"it must be {words[0]}"
            hint = nearest(str(value), words, "") if isinstance(value, str) else ""
            yield _Fault(place, f"{_at(place)}{expected}", hint)
        else:
            wanted = _wanted(kind)
            message = f"{wanted} is expected" if wanted else str(error)
            yield _Fault(place, f"{_at(place)}{message}")


def _wanted(kind: object) -> str:
    """Say in words what a type takes, '' where there are none for it."""
    kinds = [k for k in get_args(kind) if k is not NoneType] if _is_union(kind) else [kind]
    words = ["a list" if get_origin(one) is list else _WORDS.get(one, "") for one in kinds]
    return " or ".join(words) if all(words) else ""


def _meant(value: object, kind: Any) -> Any:  # noqa: ANN401 - from a type to a type
    """Return which type of a union a value is meant to have, as far as its form tells."""
    if not _is_union(kind):
        return kind
    kinds = [one for one in get_args(kind) if one is not NoneType]
    if len(kinds) == 1:
        return kind if value is None else kinds[0]
    lists = [one for one in kinds if get_origin(one) in {list, tuple}]
    return lists[0] if lists and isinstance(value, list) else kind


def _is_union(kind: object) -> bool:
    return get_origin(kind) in {Union, UnionType}


def _names(kind: Any) -> dict[str, tuple[Any, bool]] | None:  # noqa: ANN401 - a type
    """Return the keys of a struct or a dataclass with their types, and which must be given."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind, include_extras=True)
        names = zip(kind.__struct_encode_fields__, msgspec.structs.fields(kind), strict=True)
        return {name: (hints[field.name], field.required) for name, field in names}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind, include_extras=True)
        return {field.name: (hints[field.name], False) for field in fields(kind)}
    return None


def _at(place: Place) -> str:
    return f"{'.'.join(map(str, place))}: " if place else ""
