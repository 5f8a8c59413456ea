"""Trouble met while reading an input; never a finding."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Diagnostic(Struct, frozen=True, order=True):
    """One remark about the input, such as wrapper lines that were cut.

    An error is an input that could not be used while others were; the run ends with exit code 2.
    `code` is a stable kebab-case word for machines, `source` the input's name as the user gave it.
    `line` and `column` count from 1; both are 0 where it is about the input as a whole.
    """

    severity: Literal["error", "warning", "note"]
    code: str
    message: str
    source: str = ""
    hint: str = ""
    line: int = 0
    column: int = 0

    @property
    def place(self) -> str:
        """Where it is, as compilers write it: `main.tf:3:5`, or the input alone."""
        numbers = (str(number) for number in (self.line, self.column) if number)
        return ":".join((self.source, *numbers))
