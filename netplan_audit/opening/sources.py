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
    from collections.abc import Callable, Iterator, Sequence

    from netplan_audit.pipeline import Input
    from netplan_audit.terraform.hcl.file_reader import RootReader
    from netplan_audit.terraform.planfile import Snapshot
    from netplan_audit.terraform.source import Source


def check(folder: str | None) -> None:
    """Refuse, before any work is done, a `--source` that is no folder."""
    if folder is not None and not Path(folder).is_dir():
        message = "this is not a directory"
        raise UsageError(message, source=f"--source {folder}")


def added(one: Input, planfile: str | None, named: str | None, given: Sequence[str] = ()) -> Input:
    """Return the input with its possible sources; a configuration has none but itself."""
    if one.configuration is None:
        return replace(one, sources=of(one, planfile, named, given))
    if named is not None:
        message = "a configuration is its own source"
        raise UsageError(message, source=f"--source {named}", hint="leave --source out")
    return one


def of(
    one: Input, planfile: str | None, named: str | None, given: Sequence[str] = ()
) -> Callable[[], tuple[Source, ...]]:
    """Return the possible sources of an input, to be read when they are needed.

    The snapshot in its plan file comes first, then the folder that was named; without either the
    input's own folder, then the working directory. Modules may lie in what was `given`,
    where there is no repository.
    """
    return cache(lambda: tuple(_candidates(one, planfile or one.path, named, given)))


def _candidates(
    one: Input, planfile: str, named: str | None, given: Sequence[str]
) -> Iterator[Source]:
    if one.snapshot is not None:
        yield _of_snapshot(one.snapshot, Path(planfile).parent, given)
    if named is not None:
        yield _read(Path(named), "source", given)
    if one.snapshot is None and named is None:
        folders = [Path()] if one.path == STDIN else [Path(one.path).parent, Path()]
        for folder in dict.fromkeys(folders):
            if any(folder.glob("*.tf")) or any(folder.glob("*.tofu")):
                yield _read(folder, "directory", given)


def _of_snapshot(snapshot: Snapshot, folder: Path, given: Sequence[str]) -> Source:
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
    return Source(modules, "planfile", relative(folder), files=_files(folder, given))


def _read(folder: Path, origin: str, given: Sequence[str]) -> Source:
    from netplan_audit.terraform.source import Source  # noqa: PLC0415 - the parser is slow to load
    from netplan_audit.terraform.tree import read_tree  # noqa: PLC0415

    tree = read_tree(folder, boundary_of(folder, given))
    return Source(tree.modules, origin, relative(folder), tree.diagnostics, _files(folder, given))


def _files(folder: Path, given: Sequence[str]) -> RootReader:
    """Return the files that a configuration may read: those of its boundary."""
    from netplan_audit.terraform.hcl.file_reader import RootReader  # noqa: PLC0415 - see _read

    return RootReader(boundary_of(folder, given), folder)


def relative(folder: Path) -> str:
    """Return a folder as a path from the working directory, with `/` between its parts."""
    return Path(os.path.relpath(folder)).as_posix()
