"""Finds the repository around a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def is_top(folder: Path) -> bool:
    """Tell whether a folder is the top of a repository, or of a worktree of one."""
    try:
        return (folder / ".git").exists()
    except OSError:  # a folder above that may not be looked into is nobody's repository
        return False


def boundary_of(root: Path, given: Iterable[str] = ()) -> Path:
    """Return the folder that reading stays in: the repository around a root module.

    Where there is none, as in an unpacked archive, it is the folder of those `given` that the root
    module was found beneath, else the root module itself.
    """
    resolved = root.resolve()
    top = next((p for p in (resolved, *resolved.parents) if is_top(p)), None)
    if top is not None:
        return top
    folders = [Path(path).resolve() for path in given if Path(path).is_dir()]
    around = [folder for folder in folders if resolved.is_relative_to(folder)]
    return min(around, key=lambda folder: len(folder.parts), default=resolved)
