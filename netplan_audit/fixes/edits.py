"""Changes to a configuration as data.

A change is made to a block of the configuration, never to one instance of it: `count` and
`for_each` have made many instances of one text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Name(Struct, frozen=True):
    """An expression that is written as it is, such as `aws_subnet.public[0].id`."""

    text: str


class ByKey(Struct, frozen=True):
    """A value for each instance of a block, by the instance's key: `[a, b][count.index]`."""

    values: tuple[tuple[int | str, Name], ...]


class Asked(Struct, frozen=True):
    """What only the owner of the network can say: it becomes a variable without a default."""

    name: str
    type: str
    description: str

    @property
    def text(self) -> str:
        """The variable as an expression."""
        return f"var.{self.name}"


Written: TypeAlias = str | int | bool | Name | ByKey | Asked | tuple[Name, ...]
"""The value of an argument; a tuple is a list."""

Arguments: TypeAlias = tuple[tuple[str, Written], ...]


class Add(Struct, frozen=True):
    """A new block in a module; `module` is empty for the root, `type` may be `data.aws_region`.

    `blocks` are its nested blocks, each with its type.
    """

    module: str
    type: str
    name: str
    arguments: Arguments
    blocks: tuple[tuple[str, Arguments], ...] = ()


class Ask(Struct, frozen=True):
    """A new variable without a default, for an `Asked` value."""

    module: str
    name: str
    type: str
    description: str


class Put(Struct, frozen=True):
    """Arguments to set in the block of a resource, and arguments or nested blocks to drop from it.

    `address` may be that of an instance: its block is changed. `within` is the nested block that
    holds them, empty for the resource's own arguments; `where` are arguments by which that one is
    known from others of its type. What is dropped and set too is set anew. `note` tells a reader
    what to look at. `alone` is set where it is a change for this instance and for no other.
    """

    address: str
    arguments: Arguments
    drop: tuple[str, ...] = ()
    within: str = ""
    note: str = ""
    where: Arguments = ()
    alone: bool = False


class Insert(Struct, frozen=True):
    """One more nested block for a resource."""

    address: str
    within: str
    arguments: Arguments
    note: str = ""


class Remove(Struct, frozen=True):
    """A block to take away; with `within`, the one nested block of it that `where` tells."""

    address: str
    within: str = ""
    where: Arguments = ()


Fields: TypeAlias = "tuple[tuple[str, str | int | bool | tuple[Any, ...]], ...]"
"""Fields of an object of Kubernetes; a value may be fields again, a list of them or of texts."""


class Object(Struct, frozen=True):
    """A new object of Kubernetes or, where it has an `address`, fields to set in one that is there.

    `near` is the object beside which a new one is written, and in the same way. `namespace` is ''
    where that is left to the command that applies it.
    """

    kind: str
    name: str
    namespace: str
    fields: Fields
    address: str = ""
    near: str = ""


class Call(Struct, frozen=True):
    """Arguments to set in the `module` block that calls the module of an address."""

    address: str
    arguments: Arguments


class Give(Struct, frozen=True):
    """A value for a variable of the root module, where the others are given."""

    name: str
    value: Written


class Elsewhere(Struct, frozen=True):
    """No change, but where one would have to be made: in a module that comes from a `source`."""

    module: str
    source: str


Edit: TypeAlias = Add | Ask | Put | Insert | Remove | Call | Object | Give | Elsewhere


class OutOfSightError(Exception):
    """An object has no name in the module where a change would need one."""


class Fix:
    """Works out the changes that would mend a finding, when it is asked.

    It is no part of what the finding says: all are equal.
    """

    __slots__ = ("_work",)

    def __init__(self, work: Callable[[], Iterable[Edit]]) -> None:
        """Keep the work for later; it may raise OutOfSightError where it cannot be done."""
        self._work = work

    def edits(self) -> tuple[Edit, ...]:
        """Return the changes, none where the input does not tell them."""
        try:
            return tuple(self._work())
        except OutOfSightError:
            return ()

    def then(self, change: Callable[[tuple[Edit, ...]], tuple[Edit, ...]]) -> Fix:
        """Return the fix whose changes are changed once more."""
        return Fix(lambda: change(self.edits()))

    def __eq__(self, other: object) -> bool:
        """Tell that the other is one too."""
        return isinstance(other, Fix)

    def __hash__(self) -> int:
        """Return the same for all."""
        return hash(Fix)


NO_FIX: Final = Fix(tuple)
