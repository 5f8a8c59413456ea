"""The types of Terraform's values: primitive, collection and structural types.

The type system is that of the language specification:
https://github.com/hashicorp/hcl/blob/main/spec.md and
https://developer.hashicorp.com/terraform/language/expressions/type-constraints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netplan_audit.terraform.hcl.values import Value


class Primitive(Struct, frozen=True):
    """`string`, `number`, `bool`, or the type that is not known: `dynamic`, written `any`."""

    name: str


STRING: Final = Primitive("string")
NUMBER: Final = Primitive("number")
BOOL: Final = Primitive("bool")
DYNAMIC: Final = Primitive("dynamic")
NOTHING: Final = Primitive("null")
"""What the bare `null` is of: it says nothing of the type that it will be taken for."""


class ListOf(Struct, frozen=True):
    """Elements of one type, in order."""

    element: Type


class SetOf(Struct, frozen=True):
    """Distinct elements of one type, in Terraform's own order."""

    element: Type


class MapOf(Struct, frozen=True):
    """Elements of one type under string keys, sorted by key."""

    element: Type


class TupleOf(Struct, frozen=True):
    """A fixed number of elements, each of its own type."""

    elements: tuple[Type, ...]


class ObjectOf(Struct, frozen=True, eq=False):
    """Named attributes, each of its own type.

    In a type constraint, `optional` names the attributes that may be missing and `defaults` holds
    what stands for them (null where it says nothing). The type of a value has neither.
    """

    attributes: Mapping[str, Type]
    optional: frozenset[str] = frozenset()
    defaults: Mapping[str, Value] = {}

    def __eq__(self, other: object) -> bool:
        """Compare what it takes, not what stands for what is missing."""
        return isinstance(other, ObjectOf) and (self.attributes, self.optional) == (
            other.attributes,
            other.optional,
        )

    def __hash__(self) -> int:
        """Hash the names: the types would cost a walk for little gain."""
        return hash(frozenset(self.attributes))


Type: TypeAlias = Primitive | ListOf | SetOf | MapOf | TupleOf | ObjectOf


def is_primitive(kind: Type) -> bool:
    """Tell whether values of the type are scalars."""
    return kind in {STRING, NUMBER, BOOL}


def parts(kind: TupleOf | ObjectOf) -> Iterable[Type]:
    """Return the types of the elements or attributes."""
    return kind.elements if isinstance(kind, TupleOf) else kind.attributes.values()


def describe(kind: Type) -> str:
    """Say what a value of the type is, as a message would: `list of string`, `object`."""
    match kind:
        case Primitive(name):
            return name
        case ListOf(element):
            return f"list of {describe(element)}"
        case SetOf(element):
            return f"set of {describe(element)}"
        case MapOf(element):
            return f"map of {describe(element)}"
        case TupleOf():
            return "tuple"
        case _:
            return "object"
