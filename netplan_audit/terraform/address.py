"""Terraform addresses and the traversals that `references` of a plan spell out."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import Final, TypeAlias

from msgspec import Struct

Key: TypeAlias = int | str | None
"""An instance key: an index of `count`, a key of `for_each`, or None."""

_SCOPED = frozenset({"var", "local", "each", "count", "path", "terraform", "self"})


class Traversal(Struct, frozen=True):
    """One reference, such as `module.net["a"].subnet_ids[0]`.

    `kind` is `resource`, `module`, or the first word (`var`, `local`, `each`, `count`, `path`,
    `terraform`, `self`). `name` is `aws_subnet.private` or `data.aws_vpc.main` for a resource,
    the call's name for a module, the second word otherwise. `key` is the constant index that
    follows the name, `rest` the steps after that.
    """

    kind: str
    name: str
    key: Key
    rest: tuple[int | str, ...]
    text: str


_CLOSED: Final = r'(?s:[^\[]*(?:\[(?:"(?:[^"\\]|\\.)*"|(?!")[^\]]*)\][^\[]*)*)'


_NAME: Final = re.compile(r"[^.\[]*+")
_QUOTED: Final = re.compile(r'\["((?>(?:[^"\\]++|\\.)*))"\]', re.DOTALL)


def split_steps(text: str) -> list[tuple[bool, int | str]]:
    """Split a traversal into steps `(is_index, value)`; quotes may hold any character.

    Raises ValueError where brackets or quotes are not closed.
    """
    steps: list[tuple[bool, int | str]] = []
    at, end = 0, len(text)
    while at < end:
        if text[at] == "[":
            index, at = _index(text, at)
            steps.append((True, index))
            continue
        if text[at] == ".":
            at += 1
        stop = _name_end(text, at)
        if stop > at:
            steps.append((False, text[at:stop]))
        at = stop
    return steps


def _name_end(text: str, at: int) -> int:
    found = _NAME.match(text, at)
    return at if found is None else found.end()


def is_closed(text: str) -> bool:
    """Tell whether every index of an address ends: whether it can be split into steps."""
    return "[" not in text or _closed().fullmatch(text) is not None


@lru_cache(maxsize=1)
def _closed() -> re.Pattern[str]:
    """Compile what most commands have no need of; `re` looks its own patterns up each time."""
    return re.compile(_CLOSED)


def _index(text: str, at: int) -> tuple[int | str, int]:
    """Read `[0]` or `["key"]` that starts at `at`; return the index and the place after it."""
    if text.startswith('["', at):
        found = _QUOTED.match(text, at)
        if found is None:
            message = f"unclosed index in {text!r}"
            raise ValueError(message)
        return unquote(found[1]), found.end()
    stop = text.find("]", at)
    if stop < 0:
        message = f"unclosed index in {text!r}"
        raise ValueError(message)
    inner = text[at + 1 : stop]
    return (int(inner) if inner.lstrip("-").isdigit() else inner), stop + 1


_ESCAPES: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_PLAIN: Final = {text: character for character, text in _ESCAPES.items()}
_ESCAPED: Final = r'\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|\$\$\{|%%\{'
_TEMPLATE: Final = re.compile(r"[$%]\{")
_SPECIAL: Final = re.compile(r'["\\]|[$%]\{')


def unquote(text: str) -> str:
    """Undo the escapes of a quoted instance key, which are those of an HCL string."""
    return re.sub(_ESCAPED, _unescaped, text) if "\\" in text or "{" in text else text


def _unescaped(escape: re.Match[str]) -> str:
    text = escape[0]
    if text[0] != "\\":
        return text[1:]
    if text[1] not in "uU":
        return _PLAIN[text]
    code = int(text.lower().removeprefix("\\u"), 16)
    return chr(code) if code <= sys.maxunicode else text


def quote_key(key: Key) -> str:
    """Write an instance key as it stands in an address: `[0]`, `["a"]` or nothing."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    if key.isprintable() and not _SPECIAL.search(key):
        return f'["{key}"]'
    escaped = _TEMPLATE.sub(lambda opening: opening[0][0] + opening[0], key)
    return f'["{"".join(map(_escape, escaped))}"]'


def _escape(character: str) -> str:
    found = _ESCAPES.get(character, character)
    if found is not character or character.isprintable():
        return found
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 - 4 digits


def key_order(key: Key) -> tuple[bool, bool, int, str]:
    """Return what instance keys are sorted by: none, then numbers, then texts."""
    number = key if isinstance(key, int) else 0
    return key is not None, isinstance(key, str), number, key if isinstance(key, str) else ""


@lru_cache(maxsize=65536)
def parse_traversal(text: str) -> Traversal | None:
    """Read one entry of a `references` list; None where it is no traversal we know.

    The plan format writes constant indices only, so a key that is computed is absent here.
    """
    try:
        steps = split_steps(text)
    except ValueError:
        return None
    words = [str(value) for is_index, value in steps if not is_index]
    if not words:
        return None
    first = words[0]
    if first in _SCOPED:
        size, kind = 2, first
    elif first == "module":
        size, kind = 2, "module"
    else:
        size, kind = (3 if first == "data" else 2), "resource"
    head = steps[:size]
    if len(head) < size or any(is_index for is_index, _ in head):
        return None
    name = str(head[-1][1]) if kind != "resource" else ".".join(str(v) for _, v in head)
    rest = steps[size:]
    key: Key = None
    if rest and rest[0][0] and kind in {"resource", "module"}:
        key, rest = rest[0][1], rest[1:]
    return Traversal(kind, name, key, tuple(value for _, value in rest), text)


@lru_cache(maxsize=65536)
def module_path(address: str) -> tuple[tuple[str, Key], ...]:
    """Split a module instance address into its calls: `(("net", "a"), ("inner", None))`.

    Raises ValueError where the text is no module address.
    """
    steps = split_steps(address)
    calls: list[tuple[str, Key]] = []
    at = 0
    while at < len(steps):
        if steps[at] != (False, "module") or at + 1 >= len(steps) or steps[at + 1][0]:
            message = f"not a module address: {address!r}"
            raise ValueError(message)
        name, key = str(steps[at + 1][1]), None
        at += 2
        if at < len(steps) and steps[at][0]:
            key = steps[at][1]
            at += 1
        calls.append((name, key))
    return tuple(calls)


@lru_cache(maxsize=65536)
def block_address(address: str) -> str:
    """Drop every instance key: the address of the block that an instance was made from."""
    steps = split_steps(address)
    return ".".join(str(value) for is_index, value in steps if not is_index)


@lru_cache(maxsize=4096)
def split_module(address: str) -> tuple[str, str]:
    """Split an address into its module instance, '' for the root, and what stands in it."""
    at = 0
    while address.startswith("module.", at):
        at = _name_end(address, at + len("module."))
        if at < len(address) and address[at] == "[":
            at = _index(address, at)[1]
        at += 1  # the point before the next step
    return address[: max(at - 1, 0)], address[at:]


def is_data(address: str) -> bool:
    """Tell whether an address is that of a data source, in whatever module."""
    return split_module(address)[1].startswith("data.")


def stands_for_many(address: str) -> bool:
    """Tell whether an address stands for any number of instances, as `aws_nat_gateway.all[*]`."""
    return address.endswith("[*]")
