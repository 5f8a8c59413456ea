"""From options and folders to the configurations that an input may have been made from."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from netplan_audit.errors import UsageError
from netplan_audit.opening.inputs import STDIN
from netplan_audit.repository import boundary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from netplan_audit.pipeline import Input
    from netplan_audit.terraform.hcl.file_reader import RootReader
    from netplan_audit.terraform.planfile import Snapshot
    from netplan_audit.terraform.source import Source


def check(folder: str | None) -> None:
    """Refuse, before any work is done, a `--source` that is no folder."""
    if folder is not None and not Path(folder).is_dir():
        message = "this is not a directory"
        raise UsageError(message, source=f"--source {folder}")


def added(one: Input, planfile: str | None, named: str | None) -> Input:
    """Return the input with its possible sources; a configuration has none but itself."""
    if one.configuration is None:
        return replace(one, sources=of(one, planfile, named))
    if named is not None:
        message = "a configuration is its own source"
        raise UsageError(message, source=f"--source {named}", hint="leave --source out")
    return one


def of(one: Input, planfile: str | None, named: str | None) -> Callable[[], tuple[Source, ...]]:
    """Return the possible sources of an input, to be read when they are needed.

    The snapshot in its plan file comes first, then the folder that was named; without either the
    input's own folder, then the working directory.
    """
    return cache(lambda: tuple(_candidates(one, planfile or one.path, named)))


def _candidates(one: Input, planfile: str, named: str | None) -> Iterator[Source]:
    if one.snapshot is not None:
        yield _of_snapshot(one.snapshot, Path(planfile).parent)
    if named is not None:
        yield _read(Path(named), "source")
    if one.snapshot is None and named is None:
        folders = [Path()] if one.path == STDIN else [Path(one.path).parent, Path()]
        for folder in dict.fromkeys(folders):
            if any(folder.glob("*.tf")) or any(folder.glob("*.tofu")):
                yield _read(folder, "directory")


def _of_snapshot(snapshot: Snapshot, folder: Path) -> Source:
    """Return a plan file's snapshot; its files are named as they lie beside it, if they do."""
    from netplan_audit.terraform.source import ModuleText, Source  # noqa: PLC0415 - see _read

    modules = {
        path: ModuleText(
            module.directory, {name: text.encode() for name, text in module.files.items()}
        )
        for path, module in snapshot.modules.items()
    }
    root = modules.get(())
    beside = root is not None and all((folder / name).is_file() for name in root.files)
    if not beside:
        return Source(modules, "planfile")
    return Source(modules, "planfile", relative(folder), files=_files(folder))


def _read(folder: Path, origin: str) -> Source:
    from netplan_audit.terraform.source import Source  # noqa: PLC0415 - the parser is slow to load
    from netplan_audit.terraform.tree import read_tree  # noqa: PLC0415

    tree = read_tree(folder)
    return Source(tree.modules, origin, relative(folder), tree.diagnostics, _files(folder))


def _files(folder: Path) -> RootReader:
    """Return the files that a configuration may read: those of its repository."""
    from netplan_audit.terraform.hcl.file_reader import RootReader  # noqa: PLC0415 - see _read

    return RootReader(boundary_of(folder), folder)


def relative(folder: Path) -> str:
    """Return a folder as a path from the working directory, with `/` between its parts."""
    return Path(os.path.relpath(folder)).as_posix()
