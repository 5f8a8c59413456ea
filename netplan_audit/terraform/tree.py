"""Reads the module tree of a configuration from a folder, and nothing outside its boundary."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import InputError
from netplan_audit.repository import boundary_of
from netplan_audit.terraform.folders import SUFFIXES, automatic, module_folder
from netplan_audit.terraform.hcl.files import Parser, parse_file
from netplan_audit.terraform.hcl.nodes import Literal
from netplan_audit.terraform.source import ModulePath, ModuleText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.terraform.hcl.file import Block

_NO_SOURCE: Final = "its source is no text: where OpenTofu works it out, run `tofu init`"
LARGEST: Final = 16 << 20
_DEEPEST: Final = 32
_MOST_MODULES: Final = 10_000
_MANIFEST: Final = Path(".terraform", "modules", "modules.json")


class MissingModule(Struct, frozen=True):
    """A module call whose body is not at hand: its address without keys, and its source."""

    address: str
    source: str
    reason: str


class ModuleTree(Struct, frozen=True):
    """The text of every module that was found beneath one root module.

    `variable_files` are those beside the root module that Terraform reads by itself, in its order.
    """

    modules: Mapping[ModulePath, ModuleText]
    missing: tuple[MissingModule, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    variable_files: Mapping[str, bytes] = field(default_factory=dict)


def read_tree(root: Path, boundary: Path | None = None, parser: Parser = parse_file) -> ModuleTree:
    """Read a root module and the modules it calls, as far as they are in the boundary.

    Raises InputError where the folder itself cannot be read. What cannot be read beneath it is a
    diagnostic, a module without a body is listed as missing.
    """
    if not root.is_dir():
        message = "this is not a directory"
        raise InputError(message, source=str(root))
    reader = _Reader(root.resolve(), (boundary or boundary_of(root)).resolve(), parser)
    reader.read((), reader.root)
    values = reader.variable_files()
    return ModuleTree(reader.modules, tuple(reader.missing), tuple(reader.diagnostics), values)


def automatic_values(root: Path, boundary: Path) -> dict[str, bytes]:
    """Read the files of values beside a root module that Terraform reads by itself."""
    return _Reader(root.resolve(), boundary.resolve()).variable_files()


def read_folder(folder: Path, boundary: Path) -> tuple[ModuleText, tuple[Diagnostic, ...]]:
    """Read the files of one module and of none that it calls."""
    reader = _Reader(folder.resolve(), boundary.resolve())
    text = reader.text(reader.root)
    return text, tuple(reader.diagnostics)


class _Reader(Struct):
    root: Path
    boundary: Path
    parser: Parser = parse_file
    modules: dict[ModulePath, ModuleText] = field(default_factory=dict)
    missing: list[MissingModule] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    _installed: dict[str, str] | None = None
    _texts: dict[Path, ModuleText] = field(default_factory=dict)
    _folders: dict[ModulePath, Path] = field(default_factory=dict)

    def variable_files(self) -> dict[str, bytes]:
        """Read the files of values beside the root module, in Terraform's order."""
        try:
            names = automatic(entry.name for entry in os.scandir(self.root))
        except OSError:
            return {}
        found = ((name, self._bytes(self.root / name)) for name in names)
        return {name: data for name, data in found if data is not None}

    def read(self, path: ModulePath, directory: Path) -> None:
        """Read one module and, through its calls, those beneath it."""
        module = self.modules[path] = self.text(directory)
        self._folders[path] = directory
        for name in module.files:
            for block in module.parsed(name).body.blocks_of("module"):
                if len(block.labels) == 1:
                    self._call((*path, block.labels[0]), block, directory)

    def text(self, directory: Path) -> ModuleText:
        """Return the files of a folder; modules that are called twice share them."""
        found = self._texts.get(directory)
        if found is None:
            relative = Path(os.path.relpath(directory, self.root)).as_posix()
            files = dict(self._files(directory))
            found = self._texts[directory] = ModuleText(relative, files, self.parser)
        return found

    def _call(self, path: ModulePath, block: Block, directory: Path) -> None:
        attribute = block.body.attributes.get("source")
        value = None if attribute is None else attribute.value
        source = value.value if isinstance(value, Literal) and isinstance(value.value, str) else ""
        target, reason = self._target(path, source, directory)
        if target is None:
            address = ".".join(f"module.{name}" for name in path)
            self.missing.append(MissingModule(address, source, reason))
        elif path not in self.modules:
            self.read(path, target)

    def _target(self, path: ModulePath, source: str, directory: Path) -> tuple[Path | None, str]:
        """Return the folder of a module's body, or None and why there is none."""
        if len(path) > _DEEPEST:
            return None, f"modules are nested more than {_DEEPEST} deep"
        if len(self.modules) >= _MOST_MODULES:
            return None, f"there are more than {_MOST_MODULES:,} modules"
        target = module_folder(source, directory)
        if target is None:
            installed = self._manifest().get(".".join(path))
            if not installed:
                return None, "run `terraform init` to fetch it" if source else _NO_SOURCE
            target = self.root / installed
        resolved = _resolved(target)
        if resolved in self._around(path):
            return None, "the module calls itself"
        if resolved is not None and not resolved.is_relative_to(self.boundary):
            return None, f"{source} leads out of {self.boundary.name}"
        is_there = resolved is not None and resolved.is_dir()
        return (resolved, "") if is_there else (None, f"{source} does not exist")

    def _around(self, path: ModulePath) -> set[Path]:
        """Return the folders of the modules that a call stands in."""
        return {self._folders[path[:length]] for length in range(len(path))}

    def _manifest(self) -> dict[str, str]:
        """Return the folders that `terraform init` put modules into, by the calls' names."""
        if self._installed is None:
            text = self._bytes(self.root / _MANIFEST)
            try:
                entries = json.loads(text or b"{}").get("Modules") or []
                self._installed = {str(e["Key"]): str(e["Dir"]) for e in entries}
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                self._installed = {}
                message = "cannot be understood; the modules in it are treated as missing"
                self._warn("modules-manifest", self.root / _MANIFEST, message)
        return self._installed

    def _files(self, directory: Path) -> Iterator[tuple[str, bytes]]:
        """Yield the configuration files of a folder; OpenTofu's take the place of their twins."""
        try:
            names = sorted(entry.name for entry in os.scandir(directory))
        except OSError as error:
            self._warn("unreadable", directory, f"cannot be read: {error.strerror}")
            return
        twins = {name.replace(".tofu", ".tf") for name in names if _is_tofu(name)}
        for name in names:
            hidden = name.startswith(".") or name.endswith("~")
            if name.endswith(SUFFIXES) and not hidden and name not in twins:
                data = self._bytes(directory / name)
                if data is not None:
                    yield name, data

    def _bytes(self, path: Path) -> bytes | None:
        """Return what a regular file inside the boundary holds."""
        try:
            resolved = path.resolve(strict=True)
            status = resolved.stat()
            if not resolved.is_relative_to(self.boundary):
                self._warn("outside-root", path, "leads out of the folder and is not read")
            elif not stat.S_ISREG(status.st_mode):
                self._warn("unreadable", path, "is no ordinary file and is not read")
            elif status.st_size > LARGEST:
                self._warn("too-large", path, f"is larger than {LARGEST >> 20} MiB and is not read")
            else:
                return resolved.read_bytes()
        except FileNotFoundError:
            return None
        except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links
            self._warn("unreadable", path, f"cannot be read: {error}")
        return None

    def _warn(self, code: str, path: Path, message: str) -> None:
        where = Path(os.path.relpath(path, self.root)).as_posix()
        self.diagnostics.append(Diagnostic("warning", code, message, where))


def _resolved(path: Path) -> Path | None:
    """Follow a path to where it leads; None where it leads in circles or is none."""
    try:
        return path.resolve()
    except (ValueError, OSError, RuntimeError):
        return None


def _is_tofu(name: str) -> bool:
    return name.endswith((".tofu", ".tofu.json"))
