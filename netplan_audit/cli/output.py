"""Writes what a command has to say: whole, in the right encoding, or not at all."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from netplan_audit.errors import UsageError
from netplan_audit.formats import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.errors import AuditError

_OFF: Final = ("", "0")


def write(text: str, *, encoding: str | None = None) -> None:
    """Write a whole text to standard output; a reader that has gone away is no error.

    Without an encoding it is that of the terminal, and what it lacks is escaped. Raises
    UsageError where the text cannot be written, such as on a full disk.
    """
    if sys.stdout is None:
        message = "it is closed"
        raise UsageError(message, source="standard output")
    chosen = encoding or sys.stdout.encoding or "utf-8"
    data = text.encode(chosen, "backslashreplace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _abandon_stdout()
    except OSError as error:
        _abandon_stdout()
        raise UsageError(_reason(error), source="standard output") from None


def _abandon_stdout() -> None:
    """Point standard output at nothing, so that the flush at exit has nobody to fail on."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def check_target(path: str) -> None:
    """Refuse, before any work is done, a file that cannot be written later."""
    target = Path(path)
    if not path or target.is_dir():
        message = "this is a directory; name a file"
        raise UsageError(message, source=path or "--output")
    if not target.parent.is_dir():
        message = "the directory to write into does not exist"
        raise UsageError(message, source=path)


def write_file(path: str, text: str) -> None:
    """Write a file so that it is either the old one or the whole new one.

    Raises UsageError where it cannot be written.
    """
    target = Path(path)
    data = text.encode("utf-8", "backslashreplace")
    try:
        if target.exists() and not target.is_file():  # a pipe or a device cannot be replaced
            target.write_bytes(data)
        else:
            _replace(Path(os.path.realpath(target)), data)
    except OSError as error:
        raise UsageError(_reason(error), source=path) from None


def _replace(target: Path, data: bytes) -> None:
    import tempfile  # noqa: PLC0415 - few write files

    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 - Path cannot open a file descriptor
            file.write(data)
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _mode(target: Path) -> int:
    """Return the permissions of the file to replace, or those that a new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def wants_colour(choice: str, stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Decide about colours: the option, then the variables people know, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if environment.get(name, "") not in _OFF:
            return True
    if environment.get("PRE_COMMIT_COLOR") in {"always", "never"}:
        return environment["PRE_COMMIT_COLOR"] == "always"
    return stream is not None and stream.isatty() and environment.get("TERM") != "dumb"


def tell(line: str) -> None:
    """Write one line to standard error; nobody listening is no error."""
    with suppress(OSError, ValueError, AttributeError):  # closed, or not there at all
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def tell_error(error: AuditError) -> None:
    """Write an error as `source: place: message`, then its hint, each on one line."""
    parts = (error.source, error.place, error.message)
    tell(harmless(": ".join(part for part in parts if part)))
    if error.hint:
        tell(f"hint: {harmless(error.hint)}")


def described(error: Exception) -> str:
    """Say what went wrong; a wrapped bug says what it was and where it came from."""
    cause = error.__cause__
    if isinstance(cause, Exception):
        return f"{error}: {type(cause).__name__}: {cause}"
    return f"{type(error).__name__}: {error}"


def progress(text: str) -> None:
    """Show on a terminal what is going on; the next call, or '' at the end, replaces it."""
    if sys.stderr is not None and sys.stderr.isatty():
        with suppress(OSError):
            sys.stderr.write(f"\r\x1b[K{harmless(text)}")
            sys.stderr.flush()


def _reason(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"cannot be written: {reason[:1].lower()}{reason[1:]}"
