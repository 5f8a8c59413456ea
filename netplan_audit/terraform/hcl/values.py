"""Terraform's values, known or not: what an expression evaluates to.

Known scalars are plain Python: `str` (NFC), `bool`, and `int` or `Real` for numbers. Collections
are immutable objects that know three things about their contents without a walk: whether all of it
is `known`, whether some of it is `marked`, and how deep it goes. What is known only after apply is
an `Unknown`, a `Symbol` (that attribute of a resource instance), a `Choice` (one of these), a
`Several` (a collection of unknown length) or an `OpenObject` (a resource instance).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from msgspec import Struct

from netplan_audit.terraform.hcl.faults import MAX_DEPTH, MAX_SIZE, LimitError
from netplan_audit.terraform.hcl.number import Real
from netplan_audit.terraform.hcl.value_types import DYNAMIC, STRING, Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SENSITIVE: Final = "sensitive"
EPHEMERAL: Final = "ephemeral"


class Null(Struct, frozen=True):
    """The absence of a value, of a type where that is known."""

    type: Type = DYNAMIC


NULL: Final = Null()


class _Contents:
    """What a collection knows of its contents."""

    __slots__ = ("depth", "known", "marked", "size")
    depth: int
    known: bool
    marked: bool
    size: int

    def _look(self, children: Iterable[Value]) -> None:
        known, marked, depth, size = True, False, 0, 1
        for child in children:
            size += 1
            if type(child) in _SCALARS:
                continue
            size += child.size  # type: ignore[union-attr]  # scalars are gone
            known = known and child.known  # type: ignore[union-attr]
            marked = marked or child.marked  # type: ignore[union-attr]
            depth = max(depth, child.depth)  # type: ignore[union-attr]
        if depth >= MAX_DEPTH:
            message = f"values are nested more than {MAX_DEPTH} deep"
            raise LimitError(message)
        if size > MAX_SIZE:
            message = f"a value of more than {MAX_SIZE:,} elements"
            raise LimitError(message)
        self.known, self.marked, self.depth, self.size = known, marked, depth + 1, size


class Tuple(_Contents):
    """A fixed number of elements, each of its own type: `[1, "a"]`."""

    __slots__ = ("items",)

    def __init__(self, items: Iterable[Value] = ()) -> None:
        """Take the elements, in order."""
        self.items = tuple(items)
        self._look(self.items)

    def __repr__(self) -> str:
        """Show the elements."""
        return f"Tuple({list(self.items)})"


class List(_Contents):
    """Elements of one type, in order."""

    __slots__ = ("element", "items")

    def __init__(self, element: Type, items: Iterable[Value] = ()) -> None:
        """Take elements that are already of the type."""
        self.element = element
        self.items = tuple(items)
        self._look(self.items)

    def __repr__(self) -> str:
        """Show the elements."""
        return f"List({list(self.items)})"


class Set(_Contents):
    """Distinct elements of one type, in Terraform's order; build one with `sets.make_set`.

    `counted` is False where two elements may turn out equal, so that the length is not known.
    """

    __slots__ = ("counted", "element", "items")

    def __init__(self, element: Type, items: Iterable[Value] = (), *, counted: bool = True) -> None:
        """Take elements that are distinct, in order and of the type."""
        self.element = element
        self.items = tuple(items)
        self.counted = counted
        self._look(self.items)

    def __repr__(self) -> str:
        """Show the elements."""
        return f"Set({list(self.items)})"


class Object(_Contents):
    """Named attributes, each of its own type: `{ a = 1, b = "x" }`; sorted by name."""

    __slots__ = ("attributes",)

    def __init__(self, attributes: Mapping[str, Value] | None = None) -> None:
        """Take the attributes in any order."""
        self.attributes: dict[str, Value] = dict(sorted((attributes or {}).items()))
        self._look(self.attributes.values())

    def __repr__(self) -> str:
        """Show the attributes."""
        return f"Object({self.attributes})"


class Map(_Contents):
    """Elements of one type under string keys; sorted by key."""

    __slots__ = ("attributes", "element")

    def __init__(self, element: Type, attributes: Mapping[str, Value] | None = None) -> None:
        """Take the elements in any order, already of the type."""
        self.element = element
        self.attributes: dict[str, Value] = dict(sorted((attributes or {}).items()))
        self._look(self.attributes.values())

    def __repr__(self) -> str:
        """Show the elements."""
        return f"Map({self.attributes})"


class _NotKnown(Struct, frozen=True):
    """What the values that are known only after apply have in common."""

    known: ClassVar[bool] = False
    marked: ClassVar[bool] = False
    depth: ClassVar[int] = 0
    size: ClassVar[int] = 0


class Unknown(_NotKnown, frozen=True):
    """A value of which at most the type is known, and what it waits for.

    `waits_for` holds reference texts such as `aws_eip.e.public_ip` or `var.name`. `text` writes it
    exactly where that is known, `${var.region}a`: values of one text are equal.
    """

    type: Type = DYNAMIC
    waits_for: tuple[str, ...] = ()
    not_null: bool = False
    text: str = ""


Step: TypeAlias = int | str


class Symbol(_NotKnown, frozen=True):
    """The attribute of exactly one resource instance; known only after apply, equal to itself.

    `path` starts with the attribute's name: `("names", 0)`; where `likely` is set, the list may be
    too short for its last index. `sizes` are those a list may have, the usual first.
    """

    address: str
    path: tuple[Step, ...]
    type: Type = DYNAMIC
    likely: bool = False
    sizes: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The reference as an expression has it: `data.x.y.names[0]`."""
        steps = (f"[{s}]" if isinstance(s, int) else f".{s}" for s in self.path)
        return self.address + "".join(steps)

    @property
    def never_null(self) -> bool:
        """Every object that exists has an id, and an ARN where its type has one."""
        return self.path[-1] in {"id", "arn"}


class Choice(_NotKnown, frozen=True):
    """One of the candidates, as with a condition that is not known; which one cannot be told.

    `complete`: the value is proven to be among them. `partial`: the expression fails in some case
    that is left out; a `try` or `can` takes another way then, anywhere else Terraform refuses it.
    """

    candidates: tuple[Value, ...]
    complete: bool = True
    waits_for: tuple[str, ...] = ()
    partial: bool = False


class Several(_NotKnown, frozen=True):
    """A collection whose length is not known.

    The `members` are in it, each of the `possible` may be; for a map these are its elements.
    `complete` is True where nothing else can be in it: with no `possible`, only the order is not
    known. `type` is that of the collection, or dynamic for a tuple or, if `keyed`, an object.
    """

    type: Type
    members: tuple[Value, ...] = ()
    possible: tuple[Value, ...] = ()
    complete: bool = False
    waits_for: tuple[str, ...] = ()
    keyed: bool = False


class OpenObject:
    """A resource instance: the attributes that the configuration sets; all others are symbolic.

    `attributes` may be a lazy mapping, so that a reference to one attribute works out no other.
    """

    __slots__ = ("address", "attributes", "types")
    known: ClassVar[bool] = False
    marked: ClassVar[bool] = False
    depth: ClassVar[int] = 0
    size: ClassVar[int] = 0

    def __init__(
        self,
        address: str,
        attributes: Mapping[str, Value],
        types: Mapping[str, Type] | None = None,
    ) -> None:
        """Take the attributes by name, and the types of those that are not among them."""
        self.address = address
        self.attributes = attributes
        self.types = types or {}

    def attribute(self, name: str) -> Value:
        """Return what the configuration says, or else the symbol of the computed attribute."""
        if name in self.attributes:
            return self.attributes[name]
        fallback = STRING if name in {"id", "arn"} else DYNAMIC
        return Symbol(self.address, (name,), self.types.get(name, fallback))

    def __repr__(self) -> str:
        """Show the address."""
        return f"OpenObject({self.address!r})"


class Marked:
    """A value that is sensitive or ephemeral; never nested directly in another mark."""

    __slots__ = ("depth", "known", "marks", "size", "value")
    marked: ClassVar[bool] = True

    def __init__(self, value: Value, marks: frozenset[str]) -> None:
        """Wrap a value that is not itself `Marked`; use `marks.mark` where it may be."""
        self.value = value
        self.marks = marks
        scalar = type(value) in _SCALARS
        self.known: bool = scalar or value.known  # type: ignore[union-attr]  # not a scalar
        self.depth: int = 0 if scalar else value.depth  # type: ignore[union-attr]
        self.size: int = 0 if scalar else value.size  # type: ignore[union-attr]

    def __repr__(self) -> str:
        """Show the marks only: the value may be secret."""
        return f"Marked({', '.join(sorted(self.marks))})"


_SCALARS: Final = frozenset({str, bool, int, Real, Null})

Sequence: TypeAlias = Tuple | List | Set
Mapped: TypeAlias = Object | Map
NotKnown: TypeAlias = Unknown | Symbol | Choice | Several | OpenObject
Value: TypeAlias = Null | bool | int | Real | str | Sequence | Mapped | NotKnown | Marked


def is_known(value: Value) -> bool:
    """Tell whether a value and everything in it are known."""
    return type(value) in _SCALARS or value.known  # type: ignore[union-attr]  # not a scalar


def size_of(value: Value) -> int:
    """Count what is in a value, shared parts as often as they occur."""
    return 1 if type(value) in _SCALARS else 1 + value.size  # type: ignore[union-attr]


def is_marked(value: Value) -> bool:
    """Tell whether a value or anything in it carries a mark."""
    return type(value) not in _SCALARS and value.marked  # type: ignore[union-attr]
