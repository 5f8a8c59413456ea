"""Functions on maps and objects.

https://developer.hashicorp.com/terraform/language/functions (collection functions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.access import index
from netplan_audit.terraform.hcl.choices import choose
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.sequence_parts import refuse_other
from netplan_audit.terraform.hcl.functions.signature import Function, Nullable, function
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.value_types import (
    DYNAMIC,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
)
from netplan_audit.terraform.hcl.values import (
    List,
    Map,
    Null,
    Object,
    OpenObject,
    Several,
    Symbol,
    Tuple,
    Unknown,
    Value,
    is_known,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.functions.signature import Surroundings


def is_open_map(value: Value) -> bool:
    """Tell whether a value is or may be a map or object whose keys are not known."""
    if isinstance(value, OpenObject):
        return True
    if isinstance(value, Several):
        return value.keyed
    if not isinstance(value, Unknown | Symbol):
        return False
    kind = type_of(value)
    return kind is DYNAMIC or isinstance(kind, MapOf | ObjectOf)


@function("keys", DYNAMIC, sees_unknown=True)
def keys(value: Value) -> Value:
    """Return the keys, sorted."""
    if isinstance(value, Map):
        return List(STRING, value.attributes)
    if isinstance(value, Object):
        return Tuple(value.attributes)
    if is_open_map(value):
        return Unknown(ListOf(STRING), waits_for(value))
    raise refuse_other(value, "a map")


@function("values", DYNAMIC, sees_unknown=True)
def values(value: Value) -> Value:
    """Return the elements in the order of their keys."""
    if isinstance(value, Map):
        return List(value.element, value.attributes.values())
    if isinstance(value, Object):
        return Tuple(value.attributes.values())
    if isinstance(value, Several) and is_open_map(value):
        kind = ListOf(value.type.element) if isinstance(value.type, MapOf) else DYNAMIC
        return Several(kind, value.members, value.possible, value.complete, value.waits_for)
    if is_open_map(value):
        return Unknown(DYNAMIC, waits_for(value))
    raise refuse_other(value, "a map")


@function("lookup", DYNAMIC, STRING, rest=Nullable(DYNAMIC), sees_unknown=True)
def lookup(value: Value, key: Value, *fallback: Value) -> Value:
    """Return the element under a key, or the fallback where there is none."""
    if len(fallback) > 1:
        message = "lookup takes a map, a key and at most one fallback"
        raise EvaluationError(message)
    if not isinstance(value, Object | Map):
        if not is_open_map(value):
            raise refuse_other(value, "a map")
        if isinstance(value, OpenObject) and isinstance(key, str) and _has(value, key):
            return value.attribute(key)
        waits = waits_for(value, key)
        if isinstance(value, Several) and fallback:
            items = (*value.members, *value.possible, *fallback)
            return choose(items, complete=value.complete, waits=waits)
        return Unknown(DYNAMIC, waits)
    if fallback and isinstance(value, Map):
        fallback = (convert(fallback[0], value.element),)
    if isinstance(key, str) and key not in value.attributes and fallback:
        return fallback[0]
    if not is_known(key):
        return choose((*value.attributes.values(), *fallback), waits=waits_for(key))
    return index(value, key)


def _has(resource: OpenObject, name: str) -> bool:
    """Tell whether a resource surely has an attribute of this name."""
    return name == "id" or name in resource.types or name in resource.attributes


@function("merge", rest=Nullable(DYNAMIC), sees_unknown=True, surroundings=True)
def merge(around: Surroundings, *maps: Value) -> Value:
    """Put maps together; later ones win, and nulls count for nothing."""
    given: list[Value] = [value for value in maps if not isinstance(value, Null)]
    for value in given:
        if not isinstance(value, Object | Map) and not is_open_map(value):
            raise refuse_other(value, "a map")
    if any(map(is_open_map, given)):
        return _merge_open(given)
    merged: dict[str, Value] = {}
    for value in given:
        if isinstance(value, Object | Map):
            around.budget.spend(len(value.attributes))
            merged |= value.attributes
    elements = {value.element for value in given if isinstance(value, Map)}
    if len(elements) == 1 and all(isinstance(value, Map) for value in maps):
        return Map(elements.pop(), merged)
    return Object(merged)


def _merge_open(given: list[Value]) -> Value:
    """Merge where some keys are not known: the elements of each map may hide any before it."""
    members: list[Value] = []
    possible: list[Value] = []
    complete = True
    for value in given:
        possible += members
        members = []
        if isinstance(value, Object | Map):
            members += value.attributes.values()
        elif isinstance(value, Several):
            members += value.members
            possible += value.possible
            complete = complete and value.complete
        else:
            complete = False
    waits = waits_for(*given)
    return Several(DYNAMIC, tuple(members), tuple(possible), complete, waits, keyed=True)


@function("zipmap", ListOf(STRING), DYNAMIC, sees_unknown=True)
def zipmap(names: Value, items: Value) -> Value:
    """Make a map of keys and elements of the same number."""
    if not isinstance(items, Tuple | List):
        if isinstance(items, Unknown | Symbol | Several):
            return Unknown(DYNAMIC, waits_for(names, items))
        raise refuse_other(items, "a list")
    if not isinstance(names, List) or not all(isinstance(name, str) for name in names.items):
        if isinstance(names, List) and any(isinstance(name, Null) for name in names.items):
            message = "a key is null"
            raise EvaluationError(message)
        waits = waits_for(names)
        return Several(DYNAMIC, (), items.items, complete=True, waits_for=waits, keyed=True)
    if len(names.items) != len(items.items):
        message = f"{len(names.items)} keys for {len(items.items)} elements"
        raise EvaluationError(message)
    found = dict(zip(map(str, names.items), items.items, strict=True))
    return Map(items.element, found) if isinstance(items, List) else Object(found)


@function("transpose", MapOf(ListOf(STRING)), result=MapOf(ListOf(STRING)))
def transpose(value: Map) -> Value:
    """Turn a map of lists around: from each string to the keys whose lists have it."""
    found: dict[str, list[str]] = {}
    for name, items in value.attributes.items():
        if not isinstance(items, List) or any(isinstance(item, Null) for item in items.items):
            message = "a list of strings without null is required under every key"
            raise EvaluationError(message)
        for item in map(str, items.items):
            found.setdefault(item, []).append(name)
    lists = {item: List(STRING, sorted(names)) for item, names in found.items()}
    return Map(ListOf(STRING), lists)


FUNCTIONS: Final[tuple[Function, ...]] = (keys, lookup, merge, transpose, values, zipmap)
