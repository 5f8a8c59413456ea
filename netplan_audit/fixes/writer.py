"""Writes changes to a configuration as HCL, laid out as `terraform fmt` does."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.edits import (
    Add,
    Ask,
    Asked,
    ByKey,
    Call,
    Elsewhere,
    Give,
    Insert,
    Name,
    Object,
    Put,
    Remove,
)
from netplan_audit.fixes.objects import as_text
from netplan_audit.terraform.address import block_address, quote_key, split_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.fixes.edits import Arguments, Edit, Written

_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")


def write(edits: Iterable[Edit]) -> str:
    """Return the changes as text, module by module, with a line that names each module.

    A change to a block shows what is set in it; the rest of the block stays as it is.
    """
    listed = list(edits)
    objects = [edit for edit in listed if isinstance(edit, Object)]
    if objects:
        return as_text(objects)
    parts = []
    several = any(map(_module_of, listed))
    for module, group in groupby(listed, key=_module_of):
        if several and not isinstance(listed[0], Elsewhere):
            parts.append(f"# in {module or 'the root module'}")
        parts += ["\n".join(_blocks(list(same))) for _, same in groupby(group, key=_owner)]
    return "\n\n".join(parts)


def _owner(edit: Edit) -> str | Edit:
    """Return what edits of one block have in common."""
    if isinstance(edit, Put | Insert) or (isinstance(edit, Remove) and edit.within):
        return _opening(edit.address)
    return edit


def _blocks(edits: list[Edit]) -> Iterator[str]:
    """Yield the lines of one block, with all that changes in it."""
    first, *more = edits
    if not more or not isinstance(first, Put | Insert | Remove):
        yield from _block(first)
        return
    yield f"{_opening(first.address)} {{"
    for number, edit in enumerate(edits):
        yield from ([""] if number else [])
        if isinstance(edit, Put | Insert | Remove):
            yield from _inside(edit)
    yield "}"


def _module_of(edit: Edit) -> str:
    if isinstance(edit, Object | Give):
        return ""
    if isinstance(edit, Elsewhere):
        return edit.module
    if isinstance(edit, Call):
        return block_address(edit.address).rpartition("module.")[0].removesuffix(".")
    place = edit.module if isinstance(edit, Add | Ask) else split_module(edit.address)[0]
    return block_address(place)


def _block(edit: Edit) -> Iterator[str]:
    if isinstance(edit, Ask):
        yield f'variable "{edit.name}" {{'
        yield f"  description = {_quoted(edit.description)}"
        yield f"  type        = {edit.type}"
    elif isinstance(edit, Call):
        yield f'module "{block_address(edit.address).rpartition(".")[2]}" {{'
        yield from _aligned(edit.arguments, "  ")
    elif isinstance(edit, Add):
        kind = edit.type.removeprefix("data.")
        opening = f'{"resource" if kind == edit.type else "data"} "{kind}" "{edit.name}" {{'
        if not edit.arguments and not edit.blocks:
            yield f"{opening}}}"
            return
        yield opening
        yield from _aligned(edit.arguments, "  ")
        for number, (name, arguments) in enumerate(edit.blocks):
            yield from ([""] if edit.arguments or number else [])
            yield from _nested(name, _aligned(arguments, "    "))
    elif isinstance(edit, Elsewhere):
        yield f"# in {edit.module}, which comes from {_quoted(edit.source)}:"
        yield "# no argument of its call was found that changes this and nothing else"
        return
    elif isinstance(edit, Give):
        yield "# among the values of its variables, such as terraform.tfvars"
        yield from _aligned(((edit.name, edit.value),), "")
        return
    elif isinstance(edit, Object):
        return
    elif isinstance(edit, Remove) and not edit.within:
        yield f"# without the block {_opening(edit.address)}"
        return
    else:
        yield f"{_opening(edit.address)} {{"
        yield from _inside(edit)
    yield "}"


def _opening(address: str) -> str:
    """Write the words that open the block of a resource."""
    kind, _, name = block_address(split_module(address)[1]).partition(".")
    return f'resource "{kind}" "{name}"'


def _inside(edit: Put | Insert | Remove) -> Iterator[str]:
    if isinstance(edit, Remove):
        yield "  # without this block:"
        yield from (
            f"  # {line[2:]}" for line in _nested(edit.within, _aligned(edit.where, "    "))
        )
        return
    if edit.note:
        yield f"  # {edit.note}"
    if isinstance(edit, Insert):
        yield from _nested(edit.within, _aligned(edit.arguments, "    "))
    elif edit.within:
        yield from _nested(edit.within, _changed(edit, "    "))
    else:
        yield from _changed(edit, "  ")


def _nested(name: str, lines: Iterator[str]) -> Iterator[str]:
    yield f"  {name} {{"
    yield from lines
    yield "  }"


def _changed(edit: Put, indent: str) -> Iterator[str]:
    yield from _aligned((*edit.where, *edit.arguments), indent)
    put = {name for name, _ in edit.arguments}
    yield from (f"{indent}# without {name}" for name in edit.drop if name not in put)


def _aligned(arguments: Arguments, indent: str) -> Iterator[str]:
    """Yield the lines of arguments, with equals signs in one column where lines follow."""
    written = [(name, written_value(value, indent)) for name, value in arguments]
    for is_short, group in groupby(written, key=lambda pair: "\n" not in pair[1]):
        pairs = list(group)
        width = max(len(name) for name, _ in pairs) if is_short else 0
        yield from (f"{indent}{name:<{width}} = {value}" for name, value in pairs)


def written_value(value: Written, indent: str = "") -> str:
    """Write the value of an argument as HCL."""
    if isinstance(value, Name | Asked):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, ByKey):
        return _by_key(value, indent)
    return f"[{', '.join(one.text for one in value)}]"


def _by_key(value: ByKey, indent: str) -> str:
    if all(isinstance(key, int) for key, _ in value.values):
        inner = "".join(f"{indent}  {one.text},\n" for _, one in sorted(value.values, key=_place))
        return f"[\n{inner}{indent}][count.index]"
    keys = [_key(str(key)) for key, _ in value.values]
    width = max(map(len, keys))
    pairs = zip(keys, value.values, strict=True)
    inner = "".join(f"{indent}  {key:<{width}} = {one.text}\n" for key, (_, one) in pairs)
    return f"{{\n{inner}{indent}}}[each.key]"


def _place(pair: tuple[int | str, Name]) -> int:
    return int(pair[0])


def _key(text: str) -> str:
    return text if _WORD.match(text) else _quoted(text)


def _quoted(text: str) -> str:
    """Write a string as HCL; what an address may hold as a key, a string may hold as well."""
    return quote_key(text)[1:-1]
