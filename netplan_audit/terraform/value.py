"""The values of Terraform arguments: plain, unknown, or a reference to another resource."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator


class Certainty(IntEnum):
    """How sure it is that a reference points at its target; a higher number is surer."""

    ONE_OF = 1
    """The target is among several candidates and nothing tells which."""
    LIKELY = 2
    """A convention points at one target (same key, only object of its kind): not proven."""
    CERTAIN = 3
    """Proven: equal ids, or the only instance the expression can name."""

    @property
    def label(self) -> str:
        """The word used in every output."""
        return _LABELS[self]


_LABELS: Final = {
    Certainty.ONE_OF: "one-of",
    Certainty.LIKELY: "likely",
    Certainty.CERTAIN: "certain",
}


class Unknown(Struct, frozen=True):
    """A value that is known only after apply, or that cannot be told from the input.

    `waits_for` names what would settle it: reference texts such as `aws_eip.e.public_ip` or
    `local.vpc_id`. `configured` is False where the configuration does not set the argument at
    all, so that the provider computes it; None where there is no configuration to ask. `text` is
    the string as written where it has known parts, `${var.region}a`: those of one text are equal.
    """

    waits_for: tuple[str, ...] = ()
    configured: bool | None = None
    text: str = ""

    def __bool__(self) -> bool:
        """Refuse: an unknown is neither true nor false."""
        message = "an unknown value has no truth value; test it with isinstance(value, Unknown)"
        raise TypeError(message)


class Reference(Struct, frozen=True):
    """The symbolic value `address.attribute` of exactly one resource instance.

    An argument that takes the id of an object has that very value. Any other argument is made of
    it, in a way that a plan does not keep (`cidrsubnet(aws_vpc.a.cidr_block, 8, 1)`).
    """

    address: str
    attribute: str
    certainty: Certainty


class OneOf(Struct, frozen=True):
    """One of these references; which one cannot be told.

    `complete` is True when the value is proven to be among them.
    """

    references: tuple[Reference, ...]
    complete: bool
    waits_for: tuple[str, ...] = ()


class SomeOf(Struct, frozen=True):
    """A collection of unknown length whose elements are references.

    Members of certainty `CERTAIN` and `LIKELY` are elements of it; those of certainty `ONE_OF`
    may be. `complete` is True when no other element can exist.
    """

    references: tuple[Reference, ...]
    complete: bool
    waits_for: tuple[str, ...] = ()


Symbolic: TypeAlias = Unknown | Reference | OneOf | SomeOf
Value: TypeAlias = bool | int | float | str | list["Value"] | dict[str, "Value"] | Symbolic | None
SYMBOLIC: Final = (Unknown, Reference, OneOf, SomeOf)


def is_symbolic(value: object) -> bool:
    """Tell whether a value is not plain (its elements may still be symbolic)."""
    return isinstance(value, SYMBOLIC)


Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands in a resource: `("vpc_config", 0, "subnet_ids")`."""


def symbols(value: Value, path: Path = ()) -> Iterator[tuple[Path, Symbolic]]:
    """Yield the symbols at and beneath a value, with their paths."""
    if isinstance(value, SYMBOLIC):
        yield path, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from symbols(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from symbols(item, (*path, index))


def is_in_part_symbolic(value: Value) -> bool:
    """Tell whether a value or anything beneath it is a symbol."""
    return next(symbols(value), None) is not None
