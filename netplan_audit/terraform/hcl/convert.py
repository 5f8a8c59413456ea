"""Conversion of values to a type, as for an argument, a variable or `tolist`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl import number
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.marks import mark
from netplan_audit.terraform.hcl.number import Real
from netplan_audit.terraform.hcl.sets import make_set
from netplan_audit.terraform.hcl.typing_of import SCALARS, type_of
from netplan_audit.terraform.hcl.unify import convertible, unify
from netplan_audit.terraform.hcl.value_types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    SetOf,
    TupleOf,
    Type,
    describe,
)
from netplan_audit.terraform.hcl.values import (
    NULL,
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
    is_known,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BOOLS: Final = {"true": True, "1": True, "false": False, "0": False}


def convert(value: Value, want: Type) -> Value:  # noqa: PLR0911 - a case for each kind of value
    """Return the value as one of the type; raises EvaluationError where there is no way.

    A constraint's optional attributes are filled in, and its `any` becomes what the value makes
    of it. Marks stay where they were; unknown and symbolic parts stay so, with the type.
    """
    if want is DYNAMIC or SCALARS.get(type(value)) is want:
        return value
    match value:
        case Marked():
            return mark(convert(value.value, want), value.marks)
        case Null():
            return _null(value, want)
        case Unknown() | Symbol() | Choice() | Several():
            return _not_known(value, want)
        case _:
            pass
    if want is STRING or want is NUMBER or want is BOOL:
        return _primitive(value, want)
    if isinstance(want, ListOf | SetOf):
        return _to_sequence(value, want)
    if isinstance(want, MapOf):
        return _to_map(value, want)
    return _to_structure(value, want)


def refuse(value: Value, want: Type, detail: str = "") -> EvaluationError:
    """Say that a value is not of the type; never says the value, which may be secret."""
    found = "object" if isinstance(value, OpenObject) else describe(type_of(value))
    return EvaluationError(f"{describe(want)} required, not {found}{detail}")


def _primitive(value: Value, want: Type) -> Value:
    if isinstance(value, str):
        return value if want is STRING else _from_text(value, want)
    if isinstance(value, bool):
        if want is STRING:
            return "true" if value else "false"
        if want is BOOL:
            return value
    elif isinstance(value, int | Real):
        if want is NUMBER:
            return value
        if want is STRING:
            return number.text(value)
    raise refuse(value, want)


def _from_text(value: str, want: Type) -> Value:
    if want is NUMBER:
        return number.parse(value)
    found = _BOOLS.get(value)
    if found is None:
        raise refuse(value, want)
    return found


def _null(value: Null, want: Type) -> Value:
    if value.type == want:
        return value
    if not convertible(value.type, want):
        raise refuse(value, want)
    return Null(plain_type(want))


def plain_type(want: Type) -> Type:
    """Return a constraint without its optional attributes: the type of the converted value."""
    match want:
        case ListOf(element):
            return ListOf(plain_type(element))
        case SetOf(element):
            return SetOf(plain_type(element))
        case MapOf(element):
            return MapOf(plain_type(element))
        case TupleOf(elements):
            return TupleOf(tuple(map(plain_type, elements)))
        case ObjectOf(attributes):
            return ObjectOf({name: plain_type(kind) for name, kind in attributes.items()})
        case _:
            return want


def _not_known(value: Unknown | Symbol | Choice | Several, want: Type) -> Value:
    have = type_of(value)
    if not convertible(have, want):
        raise refuse(value, want)
    target = plain_type(want) if have is DYNAMIC else _refined(have, want)
    match value:
        case Unknown():
            return Unknown(target, value.waits_for, value.not_null, value.text)
        case Symbol():
            if isinstance(want, SetOf) and not isinstance(have, SetOf):
                return Several(target, waits_for=(value.text,))
            return Symbol(value.address, value.path, target, value.likely, value.sizes)
        case Choice():
            return _convert_choice(value, want)
        case Several():
            return _convert_several(value, want)


def _refined(have: Type, want: Type) -> Type:
    """Keep what is known of an element's type where the constraint says `any`."""
    if isinstance(have, ListOf | SetOf | MapOf) and isinstance(want, ListOf | SetOf | MapOf):
        element = have.element if want.element is DYNAMIC else plain_type(want.element)
        return type(want)(element)
    return plain_type(want)


def _convert_choice(value: Choice, want: Type) -> Value:
    try:
        candidates = tuple(convert(each, want) for each in value.candidates)
    except EvaluationError:
        return Unknown(plain_type(want), waits_for(value))
    return Choice(candidates, value.complete, value.waits_for)


def _convert_several(value: Several, want: Type) -> Value:
    if not isinstance(want, ListOf | SetOf | MapOf):
        return Unknown(plain_type(want), waits_for(value))
    if value.keyed != isinstance(want, MapOf) and value.type is DYNAMIC:
        raise refuse(value, want)
    members = tuple(convert(each, want.element) for each in value.members)
    possible = tuple(convert(each, want.element) for each in value.possible)
    target = _refined(value.type, want)
    if isinstance(want, SetOf):
        members, possible = (), (*members, *possible)  # equal ones become one
    keyed = isinstance(want, MapOf)
    return Several(target, members, possible, value.complete, value.waits_for, keyed)


def _to_sequence(value: Value, want: ListOf | SetOf) -> Value:
    if not isinstance(value, Tuple | List | Set):
        raise refuse(value, want)
    if isinstance(value, List) and isinstance(want, ListOf) and value.element == want.element:
        return value
    if isinstance(value, List | Set) and not convertible(value.element, want.element):
        raise refuse(value, want)
    items, element = elements(value.items, want.element, want)
    if not items and isinstance(value, List | Set) and element is DYNAMIC:
        element = value.element
    if isinstance(want, ListOf):
        if isinstance(value, Set) and not is_known(value):
            return unordered(Set(element, items, counted=value.counted))
        return List(element, items)
    return make_set(element, items)


def unordered(value: Set) -> List | Several:
    """Turn a set into a list: of an order that is not known where the elements are not."""
    if len(value.items) < 2:  # noqa: PLR2004 - an order takes two
        return List(value.element, value.items)
    kind, waits = ListOf(value.element), waits_for(value)
    if value.counted:
        return Several(kind, value.items, (), complete=True, waits_for=waits)
    return Several(kind, (), value.items, complete=True, waits_for=waits)


def elements(items: Iterable[Value], want: Type, whole: Type) -> tuple[list[Value], Type]:
    """Bring the elements of a collection to one type; return them with it."""
    given = list(items)
    if want is DYNAMIC:
        element = unify(map(type_of, given))
        if element is None:
            message = f"the elements of a {describe(whole).partition(' ')[0]} must be of one type"
            raise EvaluationError(message)
        return [convert(item, element) for item in given], element
    converted = [convert(item, want) for item in given]
    element = plain_type(want)
    if not converted or type_of(converted[0]) == element:
        return converted, element
    return elements(converted, DYNAMIC, whole)


def _to_map(value: Value, want: MapOf) -> Value:
    if isinstance(value, OpenObject):
        return Unknown(plain_type(want), (value.address,))
    if not isinstance(value, Object | Map):
        raise refuse(value, want)
    if isinstance(value, Map) and value.element == want.element:
        return value
    if isinstance(value, Map) and not convertible(value.element, want.element):
        raise refuse(value, want)
    items, element = elements(value.attributes.values(), want.element, want)
    return Map(element, dict(zip(value.attributes, items, strict=True)))


def _to_structure(value: Value, want: Type) -> Value:
    if isinstance(want, TupleOf):
        if not isinstance(value, Tuple) or len(value.items) != len(want.elements):
            raise refuse(value, want, f" of {len(want.elements)} elements")
        return Tuple(map(convert, value.items, want.elements))
    if not isinstance(want, ObjectOf):
        raise refuse(value, want)
    if isinstance(value, OpenObject):
        return Object({n: convert(value.attribute(n), k) for n, k in want.attributes.items()})
    if not isinstance(value, Object | Map):
        raise refuse(value, want)
    return Object({n: _attribute(value.attributes, n, want) for n in want.attributes})


def _attribute(given: Mapping[str, Value], name: str, want: ObjectOf) -> Value:
    """Return one attribute of the converted object; a default stands for missing and null."""
    if name not in given and name not in want.optional:
        message = f"attribute {name!r} is required"
        raise EvaluationError(message)
    value = given.get(name, NULL)
    if isinstance(value, Null) and name in want.defaults:
        value = want.defaults[name]
    try:
        return convert(value, want.attributes[name])
    except EvaluationError as error:
        message = f"attribute {name!r}: {error.message}"
        raise EvaluationError(message, error.span) from None
