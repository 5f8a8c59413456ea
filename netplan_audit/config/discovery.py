"""Finds the configuration file of a run: beside its inputs, or above them in their repository."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.document import read_toml, read_yaml, text_of
from netplan_audit.errors import UsageError
from netplan_audit.repository import boundary_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.document import Document

NAMES: Final = (".netplan-audit.yaml", ".netplan-audit.yml")
PYPROJECT: Final = "pyproject.toml"
TABLE: Final = ("tool", "netplan-audit")


class Found(Struct, frozen=True):
    """A configuration file, read but not looked at.

    `boundary` is the repository that it was found in; None where the user named the file.
    """

    document: Document
    folder: Path
    boundary: Path | None


def found_for(path: str | None, inputs: Iterable[str], *, repository: bool) -> Found | None:
    """Read the file that the user names, or else the one nearest to the inputs.

    Without `repository`, only a named file is read. Raises UsageError where it cannot be read.
    """
    if path:
        return named(path)
    return nearest_to(inputs) if repository else None


def wished_format(path: str | None, inputs: Iterable[str], *, repository: bool) -> str:
    """Return the format that a file asks for, though it may be wrong otherwise; '' for none."""
    try:
        found = found_for(path, inputs, repository=repository)
    except UsageError:
        return ""
    data = None if found is None else found.document.data
    wish = data.get("format") if isinstance(data, dict) else None
    return wish if isinstance(wish, str) else ""


def named(path: str) -> Found:
    """Read the file that the user names; raises UsageError where it cannot be read."""
    file = Path(path)
    if not file.exists():
        message = "there is no such file"
        raise UsageError(message, source=path or "--config")
    document = read_toml(file, TABLE) if file.suffix == ".toml" else read_yaml(file)
    if document is None:
        message = f"it has no table [{'.'.join(TABLE)}]"
        raise UsageError(message, source=path)
    return Found(document, file.parent, None)


def nearest_to(inputs: Iterable[str]) -> Found | None:
    """Read the file nearest to the inputs; where none has one, the working directory's.

    Raises UsageError where the inputs have different ones: a run has one configuration.
    """
    found: dict[Path, tuple[Path, str]] = {}
    folders: dict[Path, str] = {}
    for path in inputs:
        if path != "-":
            given = Path(path)
            folders.setdefault(given if given.is_dir() else given.parent, path)
    for folder, path in folders.items():
        file = _above(folder)
        if file is not None:
            found.setdefault(file[0], (file[1], path))
    if len(found) > 1:
        (one, (_, first)), (other, (_, second)) = list(found.items())[:2]
        message = f"{first} has the configuration {_shown(one)}, {second} has {_shown(other)}"
        hint = "scan them one by one, or name one for all: --config FILE"
        raise UsageError(message, hint=hint)
    alone = next(((file, root) for file, (root, _) in found.items()), None) or _above(Path())
    return None if alone is None else _read(*alone)


def _above(folder: Path) -> tuple[Path, Path] | None:
    """Return the nearest file from a folder up to the top of its repository, and that top."""
    try:
        start = folder.resolve()
        top = boundary_of(folder)
    except (OSError, RuntimeError):  # a loop of links; whoever opens the input says so
        return None
    for at in (start, *start.parents):
        file = _in(at)
        if file is not None:
            return file, top
        if at == top:
            break
    return None


def _in(folder: Path) -> Path | None:
    files = [folder / name for name in NAMES if (folder / name).exists()]
    if len(files) > 1:
        message = f"there is {NAMES[0]} beside it"
        raise UsageError(message, source=_shown(files[1]), hint="keep one of them")
    if files:
        return files[0]
    pyproject = folder / PYPROJECT
    if pyproject.is_file() and TABLE[1] in _text(pyproject):
        path = Path(_shown(pyproject))
        return pyproject if read_toml(path, TABLE) is not None else None
    return None


def _text(pyproject: Path) -> str:
    """Return the text of a file that may be none of ours, and then may be unreadable."""
    try:
        return text_of(pyproject)
    except UsageError:
        return ""


def _read(file: Path, top: Path) -> Found | None:
    shown = _shown(file)
    if not file.resolve().is_relative_to(top):
        message = "it leads out of its repository"
        raise UsageError(message, source=shown)
    path = Path(shown)
    document = read_toml(path, TABLE) if path.name == PYPROJECT else read_yaml(path)
    return None if document is None else Found(document, path.parent, top)


def _shown(file: Path) -> str:
    """Return a path as people in the working directory would write it."""
    relative = os.path.relpath(file)
    return str(file) if relative.startswith("..") else Path(relative).as_posix()
