"""The files of values beside a root module that Terraform does not read by itself.

People keep one for each environment, and give it with `-var-file`. Where a root module needs
values that nobody gave, each of them is one way to call it, audited as an input of its own.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.opening import inputs
from netplan_audit.terraform.folders import SUFFIXES, automatic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.opening.configurations import Options

_ENDINGS: Final = (".tfvars", ".tfvars.json")
_SAMPLES: Final = ("example", "sample", "template")
_DEEPEST: Final = 2
_MOST: Final = 20
"""A root module with more files than this is audited without any of them."""


def each_variant(name: str, path: str, options: Options) -> Iterator[tuple[str, Options]]:
    """Yield the names and options with which a folder is audited: its own, or those of each file.

    Where options name files of values, these are all that count. Files that give the same needed
    variables are alternatives; what only one of them gives is common to all.
    """
    files = [] if options.var_file or not Path(path).is_dir() else _files(Path(path), 0)
    sets = _alternatives(path, files, options) if 0 < len(files) <= _MOST else []
    if not sets:
        yield name, options
    for chosen in sets:
        label = " + ".join(os.path.relpath(each, path) for each in chosen)
        yield inputs.printable(f"{name} ({label})"), replace(options, var_file=chosen)


def _files(folder: Path, depth: int) -> list[str]:
    """Return the files of values in a folder and beneath it, but not in other modules."""
    found: list[str] = []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return found
    if depth and any(entry.name.endswith(SUFFIXES) for entry in entries):
        return found
    read_anyway = () if depth else automatic(entry.name for entry in entries)
    for entry in entries:
        if entry.name.startswith(".") or any(word in entry.name for word in _SAMPLES):
            continue
        if entry.is_dir(follow_symlinks=False):
            found += _files(folder / entry.name, depth + 1) if depth < _DEEPEST else []
        elif entry.is_file(follow_symlinks=False) and entry.name.endswith(_ENDINGS):
            found += [entry.path] if entry.name not in read_anyway else []
    return found


def _alternatives(path: str, files: Sequence[str], options: Options) -> list[tuple[str, ...]]:
    """Return the files that belong together, once for each alternative."""
    needed = _needed(Path(path), options)
    given = {file: names for file in files if (names := needed & _names(file))}
    shared = [
        file
        for file, names in given.items()
        if any(names & others for other, others in given.items() if other != file)
    ]
    common = tuple(file for file in given if file not in shared)
    return [(*common, file) for file in shared] or ([common] if common else [])


def _needed(root: Path, options: Options) -> set[str]:
    """Return the variables of a root module that have no default and are given no value."""
    # Here and not above: only for folders with such files.
    from netplan_audit.terraform.configuration.module import Module  # noqa: PLC0415
    from netplan_audit.terraform.configuration.variables import given_values  # noqa: PLC0415
    from netplan_audit.terraform.tree import automatic_values, read_folder  # noqa: PLC0415

    boundary = options.boundary(root)
    module = Module(read_folder(root, boundary)[0])
    known = given_values(options.settings(), automatic_values(root, boundary), [])
    needed = {name for name, part in module.variables.items() if "default" not in part.attributes}
    return needed - known.keys()


def _names(file: str) -> set[str]:
    """Return the variables that a file gives a value."""
    from netplan_audit.terraform.configuration.variables import (  # noqa: PLC0415 - see _needed
        NO_SETTINGS,
        given_values,
    )
    from netplan_audit.terraform.tree import LARGEST  # noqa: PLC0415 - as above

    try:
        data = Path(file).read_bytes() if Path(file).stat().st_size <= LARGEST else b""
    except OSError:
        return set()
    return set(given_values(NO_SETTINGS, {file: data}, []))
