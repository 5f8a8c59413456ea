"""Finds the repository around a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def is_top(folder: Path) -> bool:
    """Tell whether a folder is the top of a repository, or of a worktree of one."""
    try:
        return (folder / ".git").exists()
    except OSError:  # a folder above that may not be looked into is nobody's repository
        return False


def boundary_of(root: Path) -> Path:
    """Return the folder that reading stays in: the repository around a root module, else itself."""
    resolved = root.resolve()
    return next((p for p in (resolved, *resolved.parents) if is_top(p)), resolved)
