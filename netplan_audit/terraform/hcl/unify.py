"""The one type that several types can be converted to, as for the arms of a conditional.

Which type that is follows the documented conversions
(https://developer.hashicorp.com/terraform/language/expressions/type-constraints#conversion-of-complex-types)
and, where the documentation says nothing, what `terraform console` answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.value_types import (
    DYNAMIC,
    NOTHING,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    Primitive,
    SetOf,
    TupleOf,
    Type,
    parts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def unify(kinds: Iterable[Type]) -> Type | None:
    """Return the common type, or None where there is none.

    Where one of them is not known, neither is the common one; a bare null has no say.
    """
    given = list(dict.fromkeys(kind for kind in kinds if kind is not NOTHING))
    if DYNAMIC in given:
        return DYNAMIC
    if len(given) < 2:  # noqa: PLR2004 - nothing to bring together
        return given[0] if given else DYNAMIC
    shapes = frozenset(type(kind) for kind in given)
    if shapes == {ObjectOf}:
        return _objects([kind for kind in given if isinstance(kind, ObjectOf)])
    if shapes == {TupleOf}:
        return _tuples([kind for kind in given if isinstance(kind, TupleOf)])
    for collection, structure in ((MapOf, ObjectOf), (ListOf, TupleOf), (SetOf, None)):
        if collection in shapes and shapes <= {collection, structure}:
            return _collection(collection, given)
    return _preferred(given)


def _collection(shape: type[MapOf | ListOf | SetOf], given: Iterable[Type]) -> Type | None:
    """Return the collection whose elements all of these elements can become."""
    elements: list[Type] = []
    for kind in given:
        if isinstance(kind, ListOf | SetOf | MapOf):
            elements.append(kind.element)
        elif isinstance(kind, TupleOf | ObjectOf):
            elements += parts(kind)
    element = unify(elements)
    return None if element is None else shape(element)


def _objects(given: Sequence[ObjectOf]) -> Type | None:
    """Unify attribute by attribute where the names agree, else to a map."""
    names = given[0].attributes.keys()
    if any(kind.attributes.keys() != names for kind in given):
        return _collection(MapOf, given)
    attributes = {name: unify(kind.attributes[name] for kind in given) for name in names}
    found = {name: kind for name, kind in attributes.items() if kind is not None}
    return ObjectOf(found) if len(found) == len(attributes) else None


def _tuples(given: Sequence[TupleOf]) -> Type | None:
    """Unify element by element where the lengths agree, else to a list."""
    if len({len(kind.elements) for kind in given}) > 1:
        return _collection(ListOf, given)
    columns = [unify(column) for column in zip(*(k.elements for k in given), strict=True)]
    found = tuple(kind for kind in columns if kind is not None)
    return TupleOf(found) if len(found) == len(columns) else None


_ORDER: Final = (Primitive, ListOf, SetOf, MapOf, TupleOf, ObjectOf)


def _preferred(given: Sequence[Type]) -> Type | None:
    """Return the first that all others convert to: a string, then lists before sets."""
    ordered = sorted(given, key=lambda kind: (kind != STRING, _ORDER.index(type(kind))))
    for want in ordered:
        if all(kind == want or convertible(kind, want) for kind in given):
            return want
    return None


def convertible(have: Type, want: Type) -> bool:  # noqa: PLR0911 - a case for each kind of value
    """Tell whether some value of the one type converts to the other."""
    if DYNAMIC in (have, want) or have in (want, NOTHING):
        return True
    match have, want:
        case Primitive(), Primitive():
            return STRING in (have, want)
        case ListOf() | SetOf(), ListOf() | SetOf():
            return convertible(have.element, want.element)
        case MapOf(), MapOf():
            return convertible(have.element, want.element)
        case TupleOf(elements), ListOf() | SetOf():
            return _one_element(elements, want.element)
        case ObjectOf(attributes), MapOf():
            return _one_element(attributes.values(), want.element)
        case TupleOf(elements), TupleOf(wanted):
            return len(elements) == len(wanted) and all(map(convertible, elements, wanted))
        case MapOf(element), ObjectOf(wanted):
            return all(convertible(element, kind) for kind in wanted.values())
        case ObjectOf(attributes), ObjectOf(wanted):
            return _object_to_object(attributes, want)
        case _:
            return False


def _one_element(elements: Iterable[Type], want: Type) -> bool:
    kinds = list(elements)
    if want is DYNAMIC:
        return unify(kinds) is not None
    return all(convertible(kind, want) for kind in kinds)


def _object_to_object(have: object, want: Type) -> bool:
    if not isinstance(have, dict) or not isinstance(want, ObjectOf):
        return False
    return all(
        convertible(have[name], kind) if name in have else name in want.optional
        for name, kind in want.attributes.items()
    )
