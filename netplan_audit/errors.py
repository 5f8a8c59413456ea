"""The errors a user can cause; each says what, where and the way out."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class AuditError(Exception):
    """Trouble that is not a bug of the tool; ends the run with exit code 2.

    `place` is where in the input (a byte offset, a line, a JSON path); `hint` is the way out.
    """

    def __init__(self, message: str, *, source: str = "", place: str = "", hint: str = "") -> None:
        """Keep the parts apart, so that every format can lay them out."""
        super().__init__(message)
        self.message = message
        self.source = source
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        """Write it the way a terminal shows it: `source: place: message`, then the hint."""
        where = "".join(f"{part}: " for part in (self.source, self.place) if part)
        return f"{where}{self.message}" + (f"\nhint: {self.hint}" if self.hint else "")


class InputError(AuditError):
    """An input that cannot be read or that holds nothing this tool analyses."""


class UsageError(AuditError):
    """A command line, policy or configuration that cannot be carried out."""


@contextmanager
def of_files() -> Iterator[None]:
    """Turn the trouble of a file or folder that nobody looked at before into an InputError."""
    try:
        yield
    except OSError as error:
        if not isinstance(error.filename, str) or not error.strerror:
            raise
        reason = f"{error.strerror[:1].lower()}{error.strerror[1:]}"
        raise InputError(reason, source=error.filename) from error


def nearest(word: str, names: Iterable[str], otherwise: str) -> str:
    """Write the hint for a word that is not among the names."""
    from difflib import get_close_matches  # noqa: PLC0415 - help must not wait for it

    close = get_close_matches(word, list(names), n=1)
    return f"did you mean {close[0]!r}?" if close else otherwise
