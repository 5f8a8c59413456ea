"""Where something stands in the source of a configuration."""

from __future__ import annotations

from msgspec import Struct


class Location(Struct, frozen=True, order=True):
    """Lines of one file; `file` is relative to the folder the tool runs in, with `/` between parts.

    `source` says where the text came from: `planfile`, `source` (a folder that was named),
    `directory` (the working directory) `configuration` (the file of the tool itself) or `baseline`.
    """

    file: str
    start_line: int
    end_line: int
    source: str

    def __str__(self) -> str:
        """Write it as editors and compilers do: `main.tf:42`."""
        return f"{self.file}:{self.start_line}"
