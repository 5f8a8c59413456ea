"""New blocks with the provider configuration of those that they belong to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.fixes.edits import Add, ByKey, Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.fixes.edits import Edit, Written
    from netplan_audit.terraform.passing import Modules

_REFERENCE: Final = re.compile(r"(?:data\.)?aws_\w+\.[\w-]+")


def placed(edits: Sequence[Edit], modules: Modules) -> Iterator[Edit]:
    """Yield edits in which new blocks name the provider of the first block that they name.

    One that names none that is there has the provider of a new one that it names or that names it.
    """
    new = [each for each in edits if isinstance(each, Add)]
    found = {_key(each): alias for each in new if (alias := _alias(each, modules)) is not None}
    left = [each for each in new if _key(each) not in found]
    for each in (*left, *left):  # twice, for one may name another of them
        near = (one for one in new if _key(one) in found and _are_joined(each, one))
        for one in near:
            found.setdefault(_key(each), found[_key(one)])
    for edit in edits:
        alias = found.get(_key(edit), "") if isinstance(edit, Add) else ""
        if isinstance(edit, Add) and alias:
            yield replace(edit, arguments=(("provider", Name(alias)), *edit.arguments))
        else:
            yield edit


def _key(add: Add) -> tuple[str, str]:
    return add.module, f"{add.type}.{add.name}"


def _are_joined(one: Add, other: Add) -> bool:
    names = _key(other)[1] in _named(one) or _key(one)[1] in _named(other)
    return names and one.module == other.module


def _alias(add: Add, modules: Modules) -> str | None:
    """Return the provider of the first block that is there and named, None where none is."""
    there = modules.blocks(add.module)
    first = next((block for block in _named(add) if block in there), None)
    return None if first is None else modules.provider(add.module, first)


def _named(add: Add) -> Iterator[str]:
    inner = (pair for _, arguments in add.blocks for pair in arguments)
    for _, value in (*add.arguments, *inner):
        for text in _texts(value):
            yield from _REFERENCE.findall(text)


def _texts(value: Written) -> Iterator[str]:
    if isinstance(value, Name):
        yield value.text
    elif isinstance(value, tuple):
        yield from (each.text for each in value)
    elif isinstance(value, ByKey):
        yield from _REFERENCE.findall(repr(value))
