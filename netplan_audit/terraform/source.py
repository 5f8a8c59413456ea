"""The source of a configuration: where a block stands, and the comments for this tool."""

from __future__ import annotations

from functools import cached_property
from posixpath import normpath
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.location import Location
from netplan_audit.terraform.address import block_address, module_path
from netplan_audit.terraform.fields import start_of
from netplan_audit.terraform.hcl.files import Parser, parse_file
from netplan_audit.terraform.hcl.remarks import remarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.diagnostic import Diagnostic
    from netplan_audit.terraform.hcl.file import Block, File
    from netplan_audit.terraform.hcl.file_reader import FileReader

MARK: Final = "netplan-audit:"
"""What a comment for this tool holds."""
ModulePath = tuple[str, ...]
"""The names of the calls that lead to a module: `()` is the root, `("net", "inner")` below it."""
_LABELS: Final = {"resource": 2, "data": 2, "module": 1}
_VENDORED: Final = ".terraform"


class ModuleText(Struct, frozen=True, eq=False):
    """The files of one module.

    `directory` is where they stand, as a path from the root module's folder with `/` between its
    parts; `files` maps their names to their bytes; `parser` reads them.
    """

    directory: str
    files: Mapping[str, bytes]
    parser: Parser = parse_file
    _parsed: dict[str, File] = field(default_factory=dict)

    def parsed(self, name: str) -> File:
        """Return one of the files as a syntax tree, which is made once."""
        found = self._parsed.get(name)
        if found is None:
            found = self._parsed[name] = self.parser(self.path(name), self.files[name])
        return found

    @property
    def is_vendored(self) -> bool:
        """Whether Terraform fetched the module, so that nobody edits it there."""
        return _VENDORED in self.directory.split("/")

    def path(self, name: str) -> str:
        """Return the path of a file from the root module's folder."""
        return name if self.directory in {"", "."} else f"{self.directory}/{name}"


class SourceComment(Struct, frozen=True):
    """A comment for this tool: its text without marks, and the block it belongs to.

    `scope` is the address of that block without instance keys, '' where it stands at none.
    """

    text: str
    scope: str
    location: Location


class Source:
    """The text of every module of one configuration; files are parsed when they are asked for."""

    def __init__(
        self,
        modules: Mapping[ModulePath, ModuleText],
        origin: str,
        folder: str = ".",
        diagnostics: tuple[Diagnostic, ...] = (),
        files: FileReader | None = None,
    ) -> None:
        """Keep the text; `origin` is the word for where it came from, see `Location.source`.

        `folder` is the root module's, from where the paths of locations start; `diagnostics` are
        about what could not be read; `files` are those that the configuration may read.
        """
        self._modules = modules
        self.origin = origin
        self.folder = folder
        self.diagnostics = diagnostics
        self.files = files
        self._parsed: dict[ModulePath, tuple[_Parsed, ...]] = {}

    @property
    def modules(self) -> Mapping[ModulePath, ModuleText]:
        """The text of every module by the names of the calls that lead to it."""
        return self._modules

    def locate(self, address: str, place: tuple[str | int, ...] = ()) -> Location | None:
        """Return the first line of the block that an address was made from, or of a field in it.

        Nobody edits a module that Terraform fetched: there it is the call that brings it in.
        """
        path, name = _split(address)
        for length in range(len(path) + 1):
            below = self._modules.get(path[:length])
            if (below is None or below.is_vendored) and length:
                return self._found(path[: length - 1], f"module.{path[length - 1]}")
        if not name and path:
            return self._found(path[:-1], f"module.{path[-1]}")
        return self._found(path, name, place)

    def holds(self, address: str) -> bool:
        """Tell whether the block of an address is in this source, vendored modules included."""
        return self._found(*_split(address)) is not None

    def comments(self) -> Iterator[SourceComment]:
        """Yield the comments for this tool, module by module."""
        for path, module in sorted(self._modules.items()):
            if any(MARK.encode() in data for data in module.files.values()):
                for parsed in self._files(path):
                    yield from parsed.comments(path, self.origin)

    def _found(
        self, path: ModulePath, name: str, place: tuple[str | int, ...] = ()
    ) -> Location | None:
        for parsed in self._files(path):
            block = parsed.blocks.get(name)
            if block is not None:
                return parsed.location(start_of(block, place), self.origin)
        return None

    def _files(self, path: ModulePath) -> tuple[_Parsed, ...]:
        """Return a module's files, overrides last: a block stands where it is not overridden."""
        if path not in self._parsed:
            module = self._modules.get(path)
            self._parsed[path] = (
                ()
                if module is None
                else tuple(
                    _Parsed(module.parsed(name), self.folder)
                    for name in sorted(module.files, key=is_override)
                )
            )
        return self._parsed[path]


def is_override(name: str) -> tuple[bool, str]:
    """Tell whether a file changes blocks of others; with its name, it sorts after those."""
    stem = name.partition(".")[0]
    return stem == "override" or stem.endswith("_override"), name


def _split(address: str) -> tuple[ModulePath, str]:
    """Part the block of an address from the module calls that lead to it."""
    parts = block_address(address).split(".")
    at = 0
    while at + 1 < len(parts) and parts[at] == "module":
        at += 2
    path = tuple(name for name, _ in module_path(".".join(parts[:at])))
    size = 3 if parts[at : at + 1] == ["data"] else 2
    return path, ".".join(parts[at : at + size])


class _Parsed:
    """One parsed file with its blocks by address."""

    def __init__(self, file: File, folder: str) -> None:
        self._file = file
        self._path = normpath(f"{folder}/{file.source.path}")

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """Resource, data and module blocks by their address in the module."""
        found: dict[str, Block] = {}
        for block in self._file.body.blocks:
            address = _address(block)
            if address:
                found.setdefault(address, block)
        return found

    def location(self, offset: int, origin: str) -> Location:
        """Return the line of an offset."""
        line = self._file.source.position(offset).line
        return Location(self._path, line, line, origin)

    def comments(self, path: ModulePath, origin: str) -> Iterator[SourceComment]:
        """Yield the comments for this tool with the blocks that they belong to."""
        prefix = "".join(f"module.{name}." for name in path)
        for remark in remarks(self._file):
            if remark.text.startswith(MARK):
                scope = "" if remark.block is None else _address(remark.block)
                where = self.location(remark.comment.start, origin)
                yield SourceComment(remark.text, prefix + scope if scope else "", where)


def _address(block: Block) -> str:
    """Return the address of a block in its module; '' for blocks that make no object."""
    if len(block.labels) != _LABELS.get(block.type, -1):
        return ""
    labels = ".".join(block.labels)
    return labels if block.type == "resource" else f"{block.type}.{labels}"
