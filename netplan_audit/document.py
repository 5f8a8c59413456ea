"""Reads YAML and TOML files that people write, so that every mistake is named with its line."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from msgspec import Struct

from netplan_audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import yaml

Place: TypeAlias = "tuple[str | int, ...]"
"""A path of keys and indexes into a document: `("checks", "nat-single-az", "severity")`."""

MAX_BYTES: Final = 1_000_000
_HEADER: Final = r"\s*\[{1,2}(?P<keys>[^\[\]]+)\]"
_KEY: Final = r"\s*(?P<keys>[^\s=#\[\]{},][^=#\[\]{},]*?)\s*="
_PART: Final = r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*"""


class Document(Struct, frozen=True, dict=True):
    """What a file says, and on which line each part of it stands.

    `path` is the file as the user would name it. `prefix` leads to the part that is read.
    """

    path: str
    data: Any
    line_of: Callable[[Place], int]
    prefix: Place = ()

    def line(self, place: Place) -> int:
        """Return the line of the key at a place, or of the innermost part of it that exists."""
        return self.line_of((*self.prefix, *place))

    def error(self, place: Place, message: str, hint: str = "") -> UsageError:
        """Return the error for one place of the file."""
        where = f"line {self.line(place)}"
        return UsageError(message, source=self.path, place=where, hint=hint)


def text_of(path: Path) -> str:
    """Return the text of a regular file of a reasonable size; raises UsageError."""
    try:
        if path.exists() and not path.is_file():
            message = "this is not a file"
            raise UsageError(message, source=str(path))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(reason, source=str(path)) from None
    if len(data) > MAX_BYTES:
        message = f"it is larger than {MAX_BYTES} bytes"
        raise UsageError(message, source=str(path))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 text: {error.reason} at byte {error.start}"
        raise UsageError(message, source=str(path)) from None


def read_yaml(path: Path) -> Document:
    """Read a file of one YAML document.

    Raises UsageError where it cannot be read, is no YAML, or gives a key twice in one mapping.
    """
    import yaml  # noqa: PLC0415 - slow to load, and often there is no such file

    text = text_of(path)
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        data = None if node is None else cast("Any", loader).construct_document(node)
    except RecursionError:
        message = "not valid YAML: nested too deeply"
        raise UsageError(message, source=str(path)) from None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that the calendar lacks
        raise _not_yaml(path, error) from None
    for line, key in _repeated(node, set()):
        message = f"{key!r} is given twice"
        raise UsageError(message, source=str(path), place=f"line {line}")
    return Document(str(path), data, lambda place: _line_in_yaml(node, place))


def read_toml(path: Path, table: Place) -> Document | None:
    """Read one table of a TOML file; None where the file does not have it.

    Raises UsageError where it cannot be read or is no TOML.
    """
    import tomllib  # noqa: PLC0415 - rarely is there such a file

    text = text_of(path)
    try:
        data: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = f"not valid TOML: {error}"
        raise UsageError(message, source=str(path)) from None
    for key in table:
        if not isinstance(data, dict) or key not in data:
            return None
        data = data[key]
    return Document(str(path), data, _TomlLines(text).line, table)


def _not_yaml(path: Path, error: Exception) -> UsageError:
    mark = getattr(error, "problem_mark", None)
    place = "" if mark is None else f"line {mark.line + 1}"
    reason = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return UsageError(f"not valid YAML: {reason}", source=str(path), place=place)


def _line_in_yaml(node: yaml.Node | None, place: Place) -> int:
    line = 1
    for step in place:
        for key, value in _entries(node):
            if key.value == str(step):
                line, node = key.start_mark.line + 1, value
                break
        else:
            items = _items(node)
            if isinstance(step, int) and step < len(items):
                node = items[step]
                line = node.start_mark.line + 1
    return line


def _entries(node: yaml.Node | None) -> Iterable[tuple[yaml.Node, yaml.Node]]:
    return cast("Any", node).value if getattr(node, "id", "") == "mapping" else ()


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return cast("Any", node).value if getattr(node, "id", "") == "sequence" else []


def _repeated(node: yaml.Node | None, seen: set[int]) -> Iterator[tuple[int, str]]:
    """Find keys that stand twice in one mapping: YAML would silently take the last.

    `seen` are nodes that were looked at: an alias leads to the same one again.
    """
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    keys: set[str] = set()
    for key, value in _entries(node):
        if getattr(key, "id", "") == "scalar":
            if key.value in keys:
                yield key.start_mark.line + 1, key.value
            keys.add(key.value)
        yield from _repeated(value, seen)
    for item in _items(node):
        yield from _repeated(item, seen)


class _TomlLines(Struct, frozen=True, dict=True):
    """Finds keys of TOML by their look: the reader of the standard library keeps no lines."""

    text: str

    def line(self, place: Place) -> int:
        words = tuple(map(str, place))
        for length in range(len(words), 0, -1):
            if words[:length] in self._lines:
                return self._lines[words[:length]]
        return 1

    @cached_property
    def _lines(self) -> dict[tuple[str, ...], int]:
        found: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        times: dict[tuple[str, ...], int] = {}
        for number, line in enumerate(self.text.splitlines(), start=1):
            header, key = re.match(_HEADER, line), re.match(_KEY, line)
            if header is not None:
                table = _parts(header["keys"])
                if line.lstrip().startswith("[["):
                    times[table] = times.get(table, -1) + 1
                    table = (*table, str(times[table]))
                found.setdefault(table, number)
            elif key is not None:
                found.setdefault((*table, *_parts(key["keys"])), number)
        return found


def _parts(text: str) -> tuple[str, ...]:
    """Split a dotted key."""
    return tuple(next(filter(None, match.groups()), "") for match in re.finditer(_PART, text))
