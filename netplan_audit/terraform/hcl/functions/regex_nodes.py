"""The parts that a regular expression is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.functions.regex_chars import Chars


class One(Struct, frozen=True):
    """One character out of a set."""

    chars: Chars


class At(Struct, frozen=True):
    """A place between characters: `begin`, `end`, `line`, `line end`, `word`, `no word`."""

    place: str


class Chain(Struct, frozen=True):
    """One part after the other; nothing at all if there are none."""

    parts: tuple[Node, ...]


class Either(Struct, frozen=True):
    """One of several, the first that leads to a match."""

    parts: tuple[Node, ...]


class Repeat(Struct, frozen=True):
    """A part some times over; `most` is None for any number."""

    part: Node
    least: int
    most: int | None
    greedy: bool


class Group(Struct, frozen=True):
    """A part whose match is captured."""

    part: Node
    number: int


Node: TypeAlias = One | At | Chain | Either | Repeat | Group


def times(node: Node) -> int:
    """Return how often the innermost part is repeated by counts nested in each other."""
    match node:
        case Repeat(part, least, most):
            return max(least, most or 0, 1) * times(part)
        case Group(part):
            return times(part)
        case Chain(parts) | Either(parts):
            return max(map(times, parts), default=1)
        case _:
            return 1
