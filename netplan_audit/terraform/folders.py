"""The folders of a repository that a scan looks into, and the names of the files that count."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIXES: Final = (".tf", ".tf.json", ".tofu", ".tofu.json")
"""What files of a configuration end with."""
_VALUES: Final = ("terraform.tfvars", "terraform.tfvars.json")
_AUTOMATIC: Final = (".auto.tfvars", ".auto.tfvars.json")
_EXAMPLES: Final = frozenset({"examples", "example", "tests", "test", "fixtures", "testdata"})
"""Folders that hold what a repository is not for."""
_SKIPPED: Final = frozenset({"node_modules", "vendor", "__pycache__"})

_DEEPEST: Final = 200
_RELATIVE: Final = ("./", "../")
_PLAIN: Final = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*")


def module_folder(source: str, folder: Path) -> Path | None:
    """Return the folder that the source of a module in a folder names, None for one from elsewhere.

    Up to Terraform 0.11 it could be `modules/vpc`: that counts where there is such a folder.
    """
    if source.startswith(_RELATIVE):
        return folder / source
    is_there = _PLAIN.fullmatch(source) is not None and os.path.isdir(folder / source)  # noqa: PTH112 - a name may be too long
    return folder / source if is_there else None


def automatic(names: Iterable[str]) -> list[str]:
    """Return the files of values that Terraform reads by itself, in its order."""
    there = sorted(names)
    own = [name for name in _VALUES if name in there]
    return [*own, *(name for name in there if name.endswith(_AUTOMATIC))]


def refuse(error: OSError) -> None:
    """Let a folder that cannot be read stop a walk, which would leave it out otherwise."""
    raise error


def beneath(top: str | Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Walk as `os.walk` does, which would fail far down, and refuse what cannot be read."""
    start = os.fspath(top).rstrip(os.sep).count(os.sep)
    for at, folders, names in os.walk(top, onerror=refuse):
        if at.count(os.sep) - start > _DEEPEST:
            raise OSError(errno.ENAMETOOLONG, "folders are nested too deeply", os.fspath(top))
        yield at, folders, names


def walk(top: Path, *, include_examples: bool) -> Iterator[tuple[Path, list[str]]]:
    """Yield a folder and those beneath it, with the names of their files; links are not followed.

    Hidden folders hold what tools fetched, and are left out. Raises OSError for a folder that
    cannot be read: what is in it would be missing without a word.
    """
    skipped = _SKIPPED if include_examples else _SKIPPED | _EXAMPLES
    for at, folders, names in beneath(top):
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in skipped)
        yield Path(at), names
