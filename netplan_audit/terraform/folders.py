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


def walk(top: Path, *, include_examples: bool) -> Iterator[tuple[Path, list[str]]]:
    """Yield a folder and those beneath it, with the names of their files; links are not followed.

    Hidden folders hold what tools fetched, and are left out.
    """
    skipped = _SKIPPED if include_examples else _SKIPPED | _EXAMPLES
    for at, folders, names in os.walk(top):
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in skipped)
        yield Path(at), names
