"""The files that an evaluation may read: those under one root, links followed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_BYTES: Final = 16 * 1024 * 1024
_MAX_FILES: Final = 20_000


class FileReader(Protocol):
    """What the functions on files ask; paths are those the configuration wrote.

    A relative path starts at the working directory that Terraform would have. Every method raises
    EvaluationError for a path outside the files it may read.
    """

    @property
    def directory(self) -> str:
        """The absolute path of the directory where relative paths start."""
        ...

    def read(self, path: str) -> bytes:
        """Return a file's bytes; raises EvaluationError where there is none."""
        ...

    def exists(self, path: str) -> bool:
        """Tell whether there is a file; raises EvaluationError for a directory."""
        ...

    def walk(self, path: str) -> Iterator[str]:
        """Yield the files below a directory, relative to it, with `/` between names."""
        ...


class RootReader:
    """Reads below `root`, which it resolves once; relative paths start at `start`."""

    def __init__(self, root: Path, start: Path | None = None) -> None:
        """Take the directory that nothing may leave, and the one where paths start."""
        self.root = root.resolve()
        self.start = (start or root).resolve()

    @property
    def directory(self) -> str:
        """The absolute path of the directory where relative paths start."""
        return self.start.as_posix()

    def _inside(self, path: str) -> Path:
        try:
            found = (self.start / path).resolve()
        except (OSError, RuntimeError, ValueError):
            message = f"the path {path!r} cannot be followed"
            raise EvaluationError(message) from None
        if not found.is_relative_to(self.root):
            message = f"the path {path!r} is outside the directory that may be read"
            raise EvaluationError(message)
        return found

    def read(self, path: str) -> bytes:
        """Return a file's bytes; only regular files, of a bounded size."""
        found = self._inside(path)
        if not found.is_file():
            message = f"there is no file {path!r}"
            raise EvaluationError(message)
        try:
            if found.stat().st_size > _MAX_BYTES:
                message = f"the file {path!r} has more than {_MAX_BYTES:,} bytes"
                raise LimitError(message)
            return found.read_bytes()
        except OSError:
            message = f"the file {path!r} cannot be read"
            raise EvaluationError(message) from None

    def exists(self, path: str) -> bool:
        """Tell whether there is a regular file."""
        found = self._inside(path)
        if found.is_dir():
            message = f"{path!r} is a directory, not a file"
            raise EvaluationError(message)
        return found.is_file()

    def walk(self, path: str) -> Iterator[str]:
        """Yield the files below a directory; symbolic links are not followed into directories."""
        top = self._inside(path)
        count = 0
        for folder, folders, files in os.walk(top):
            folders.sort()
            for name in sorted(files):
                count += 1
                if count > _MAX_FILES:
                    message = f"there are more than {_MAX_FILES:,} files below {path!r}"
                    raise LimitError(message)
                yield (Path(folder) / name).relative_to(top).as_posix()
