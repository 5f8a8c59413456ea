"""Nested blocks as expressions elsewhere see them: with what the provider fills in, as symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.values import (
    List,
    Null,
    Object,
    OpenObject,
    Symbol,
    Tuple,
    Value,
)

if TYPE_CHECKING:
    from netplan_audit.terraform.configuration.schema import Schema


def with_computed(value: Value, schema: Schema, address: str, path: tuple[int | str, ...]) -> Value:
    """Add to nested blocks what the configuration leaves to the provider: symbols and nulls."""
    inner, marks = unmark(value)
    if not isinstance(inner, Tuple | List):
        return value
    filled: list[Value] = []
    for index, item in enumerate(inner.items):
        block = unmark(item)[0]
        if not isinstance(block, Object):
            filled.append(item)
            continue
        found: dict[str, Value] = {
            name: Symbol(address, (*path, index, name), kind)
            if name in schema.computed
            else Null(kind)
            for name, kind in schema.types.items()
        }
        found.update((name, Tuple()) for name in schema.blocks)
        for name, given in block.attributes.items():
            below = schema.blocks.get(name)
            if below is not None:
                found[name] = with_computed(given, below, address, (*path, index, name))
            elif not isinstance(given, Null):
                found[name] = given
        filled.append(Object(found))
    return mark(Tuple(filled), marks)


class _OpenBlock(OpenObject):
    """A nested block of a type whose schema is not known: what it does not set is symbolic."""

    __slots__ = ("path",)

    def __init__(self, address: str, path: tuple[int | str, ...], block: Object) -> None:
        super().__init__(address, block.attributes)
        self.path = path

    def attribute(self, name: str) -> Value:
        found = self.attributes.get(name)
        if found is None or isinstance(found, Null):
            return Symbol(self.address, (*self.path, name))
        return open_blocks(found, self.address, (*self.path, name))


def open_blocks(value: Value, address: str, path: tuple[int | str, ...]) -> Value:
    """Make nested blocks of which no schema is known symbolic in all that they do not set."""
    inner, marks = unmark(value)
    if not isinstance(inner, Tuple):
        return value
    blocks = (
        _OpenBlock(address, (*path, i), block) if isinstance(block, Object) else block
        for i, block in enumerate(inner.items)
    )
    return mark(Tuple(blocks), marks)
