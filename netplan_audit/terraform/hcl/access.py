"""Index and attribute access on every kind of value."""

from __future__ import annotations

from netplan_audit.terraform.hcl.choices import choose, has_choice, spread
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.value_types import (
    DYNAMIC,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    Primitive,
    SetOf,
    TupleOf,
    Type,
    describe,
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


def index(value: Value, key: Value) -> Value:
    """Return `value[key]`; raises EvaluationError where there is no such element."""
    if has_choice((value, key)):
        return spread(index, (value, key))
    whole, marks = unmark(value)
    place, more = unmark(key)
    if isinstance(whole, Null):
        message = "an element of null was asked for"
        raise EvaluationError(message)
    if isinstance(place, Null):
        message = "the index is null"
        raise EvaluationError(message)
    return mark(_index(whole, place), marks | more)


def _index(value: Value, key: Value) -> Value:
    if isinstance(value, Tuple | List):
        place = convert(key, NUMBER)
        if not is_known(place):
            return choose(value.items, waits=waits_for(place))
        return value.items[_place(place, len(value.items))]
    if isinstance(value, Object | Map):
        name = convert(key, STRING)
        if not isinstance(name, str):
            return choose(value.attributes.values(), waits=waits_for(name))
        return _named(value, name)
    if isinstance(value, OpenObject):
        name = convert(key, STRING)
        return value.attribute(name) if isinstance(name, str) else Unknown(DYNAMIC, waits_for(name))
    return _index_unknown(value, key)


def _place(value: Value, length: int) -> int:
    if not isinstance(value, int) or not 0 <= value < length:
        message = f"the index is outside the {length} elements of the collection"
        raise EvaluationError(message)
    return value


def _named(value: Object | Map, name: str) -> Value:
    found = value.attributes.get(name)
    if found is None:
        what = "attribute" if isinstance(value, Object) else "element"
        message = f"there is no {what} {name!r}"
        raise EvaluationError(message)
    return found


def _index_unknown(value: Value, key: Value) -> Value:
    have = type_of(value)
    kind = element_type(have, key)
    if isinstance(value, Several):
        if value.members or value.possible:
            waits = (*value.waits_for, *waits_for(key))
            items, sure = value.members + value.possible, _is_there(value, key)
            return choose(items, complete=value.complete, partial=not sure, waits=waits)
        return Unknown(kind, tuple(dict.fromkeys((*value.waits_for, *waits_for(key)))))
    if isinstance(value, Symbol):
        step = _step(have, key)
        if step is not None:
            return Symbol(value.address, (*value.path, step), kind, value.likely)
    return Unknown(kind, waits_for(value, key))


def _is_there(value: Several, key: Value) -> bool:
    """Tell whether a place is certain to hold an element."""
    return isinstance(key, int) and not value.keyed and 0 <= key < len(value.members)


def _step(have: Type, key: Value) -> int | str | None:
    """Return the index as a step of a symbol's path, or None where it is not known."""
    wanted: Type = DYNAMIC
    if isinstance(have, ListOf | TupleOf):
        wanted = NUMBER
    elif isinstance(have, MapOf | ObjectOf):
        wanted = STRING
    found = convert(key, wanted)
    if isinstance(found, bool) or not isinstance(found, int | str):
        return None
    if isinstance(found, int) and found < 0:
        message = "the index is negative"
        raise EvaluationError(message)
    return found


def element_type(have: Type, key: Value) -> Type:
    """Return the type of `value[key]` for a value of this type; raises where it has no elements."""
    match have:
        case ListOf(element):
            convert(key, NUMBER)
            return element
        case MapOf(element):
            convert(key, STRING)
            return element
        case TupleOf(elements):
            place = convert(key, NUMBER)
            return elements[_place(place, len(elements))] if is_known(place) else DYNAMIC
        case ObjectOf(attributes):
            name = convert(key, STRING)
            if isinstance(name, str) and name not in attributes:
                message = f"there is no attribute {name!r}"
                raise EvaluationError(message)
            return attributes[name] if isinstance(name, str) else DYNAMIC
        case Primitive() if have is DYNAMIC:
            return DYNAMIC
        case SetOf():
            message = "the elements of a set have no index; convert it with tolist first"
            raise EvaluationError(message)
        case _:
            message = f"a {describe(have)} has no elements"
            raise EvaluationError(message)


def attribute(value: Value, name: str) -> Value:
    """Return `value.name`; raises EvaluationError where there is no such attribute."""
    if type(value) is Object:
        return _named(value, name)
    if type(value) is OpenObject:
        return value.attribute(name)
    if has_choice((value,)):
        return spread(lambda each: attribute(each, name), (value,))
    whole, marks = unmark(value)
    if isinstance(whole, Null):
        message = f"null has no attribute {name!r}"
        raise EvaluationError(message)
    if isinstance(whole, Tuple | List):
        message = f"a list has no attribute {name!r}; its elements may: use [*] or an index"
        raise EvaluationError(message)
    if not isinstance(type_of(whole), ObjectOf | MapOf) and type_of(whole) is not DYNAMIC:
        message = f"a {describe(type_of(whole))} has no attribute {name!r}"
        raise EvaluationError(message)
    return mark(_index(whole, name), marks)
