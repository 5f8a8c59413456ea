"""The folders of a repository that a scan looks into."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXAMPLES: Final = frozenset({"examples", "example", "tests", "test", "fixtures", "testdata"})
"""Folders that hold what a repository is not for."""
_SKIPPED: Final = frozenset({"node_modules", "vendor", "__pycache__"})


def refuse(error: OSError) -> None:
    """Let a folder that cannot be read stop a walk, which would leave it out otherwise."""
    raise error


def walk(top: Path, *, include_examples: bool) -> Iterator[tuple[Path, list[str]]]:
    """Yield a folder and those beneath it, with the names of their files; links are not followed.

    Hidden folders hold what tools fetched, and are left out. Raises OSError for a folder that
    cannot be read: what is in it would be missing without a word.
    """
    skipped = _SKIPPED if include_examples else _SKIPPED | _EXAMPLES
    for at, folders, names in os.walk(top, onerror=refuse):
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in skipped)
        yield Path(at), names
