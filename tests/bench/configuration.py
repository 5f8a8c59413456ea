"""A small model of Terraform configuration: expressions, blocks, modules and their instances.

Each expression says two things at once: its value for one instance, and the `references` that plan
JSON keeps of it. So a plan written from it cannot contradict its own configuration.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Key: TypeAlias = int | str | None


@dataclass(frozen=True, slots=True)
class Computed:
    """An attribute that the provider sets, known once its resource is applied."""

    address: str
    attribute: str
    applied: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A module instance, and the key of the resource instance that is being evaluated in it."""

    module: str
    inputs: Mapping[str, Any]
    applied: bool
    keys: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    key: Key = None

    def computed(self, block: str, key: Key, attribute: str) -> Computed:
        """Name an attribute of another instance of this module."""
        return Computed(address(self.module, block, key), attribute, self.applied)


@dataclass(frozen=True, slots=True)
class Expression:
    """The value of an argument, and what it refers to; no references make it a constant."""

    value: Callable[[Place], Any]
    references: tuple[str, ...] = ()

    def configured(self, place: Place) -> dict[str, Any]:
        """Return the expression as `configuration` has it."""
        if self.references:
            return {"references": list(self.references)}
        return {"constant_value": self.value(place)}


Argument: TypeAlias = Expression | tuple[dict[str, Expression], ...]
"""An expression, or nested blocks of them."""


@dataclass(frozen=True, slots=True)
class Block:
    """A resource block; `keys` are the instance keys that `iteration` gives."""

    type: str
    name: str
    arguments: Mapping[str, Argument]
    keys: Callable[[Place], tuple[Key, ...]] | None = None
    iteration: tuple[str, ...] = ()
    provider: str = "aws"
    sensitive: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """The address within the module, without a key."""
        return f"{self.type}.{self.name}"


@dataclass(frozen=True, slots=True)
class Module:
    """A module body; `outputs` are the references of each output's expression."""

    source: str
    blocks: tuple[Block, ...]
    variables: tuple[str, ...]
    outputs: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a module: its address, body, inputs, and whether it is applied already."""

    address: str
    body: Module
    inputs: Mapping[str, Any]
    applied: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A module call: for each input what its expression refers to, and the call's instances."""

    name: str
    body: Module
    inputs: Mapping[str, tuple[str, ...]]
    instances: tuple[Instance, ...]
    for_each: tuple[str, ...] = ()


def address(module: str, block: str, key: Key) -> str:
    """Write the address of a resource instance, or of a module instance (`block` a call)."""
    index = "" if key is None else f"[{key}]" if isinstance(key, int) else f'["{key}"]'
    return f"{module}.{block}{index}" if module else f"{block}{index}"


# ---- expressions


def const(value: object) -> Expression:
    """Write a literal."""
    return Expression(lambda _: value)


def var(name: str) -> Expression:
    """Read a variable: `var.name`."""
    return Expression(lambda place: place.inputs[name], (f"var.{name}",))


def item(name: str) -> Expression:
    """Read the element of a list variable that belongs to this instance of a counted block."""
    return Expression(
        lambda place: place.inputs[name][_index(place)], (f"var.{name}", "count.index")
    )


def named(suffix: str) -> Expression:
    """Join the module's name and a suffix: `"${var.name}-nodes"`."""
    return Expression(lambda place: f"{place.inputs['name']}-{suffix}", ("var.name",))


def tagged(suffix: str) -> Expression:
    """Merge the module's tags with a name: `merge(var.tags, { Name = … })`."""
    return Expression(
        lambda place: {**place.inputs["tags"], "Name": f"{place.inputs['name']}-{suffix}"},
        ("var.tags", "var.name"),
    )


def of(block: str, attribute: str = "id", key: Key = None) -> Expression:
    """Read an attribute of one instance of another block: `aws_vpc.this.id`."""
    whole = address("", block, key)
    parents = (block,) if key is not None else ()
    return Expression(
        lambda place: place.computed(block, key, attribute),
        (f"{whole}.{attribute}", whole, *parents),
    )


def of_same(block: str, attribute: str = "id") -> Expression:
    """Read from the instance with the same index: `aws_subnet.private[count.index].id`."""
    return Expression(
        lambda place: place.computed(block, place.key, attribute), (block, "count.index")
    )


def of_every(block: str, attribute: str = "id") -> Expression:
    """Read from every instance: `aws_subnet.private[*].id`."""
    return Expression(
        lambda place: [place.computed(block, key, attribute) for key in place.keys[block]],
        (block,),
    )


def listed(*parts: Expression) -> Expression:
    """Put expressions into a list: `[aws_security_group.a.id]`."""
    return Expression(
        lambda place: [part.value(place) for part in parts],
        tuple(reference for part in parts for reference in part.references),
    )


def _index(place: Place) -> int:
    if not isinstance(place.key, int):
        message = f"{place.module} has no index here"
        raise TypeError(message)
    return place.key


def counted(variable: str) -> Callable[[Place], tuple[Key, ...]]:
    """Make as many instances as a list variable has elements."""
    return lambda place: tuple(range(len(place.inputs[variable])))
