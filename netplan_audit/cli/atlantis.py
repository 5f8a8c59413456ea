"""Keeps the promise of `--format atlantis`: exit code 0, one verdict on standard output, no more.

Atlantis throws away the output of a custom policy step that ends with anything else (since v0.33,
runatlantis/atlantis issue 5725), and standard error goes into the same comment.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from netplan_audit.cli import output as writing
from netplan_audit.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

INTERRUPTED: Final = 130
FORMAT_VARIABLE: Final = "NETPLAN_AUDIT_FORMAT"
_SHORT: Final = re.compile(r"-[qv]*f(.*)", re.DOTALL)


def asked_for(
    arguments: Sequence[str], environment: Mapping[str, str], configured: str = ""
) -> bool:
    """Tell from the words as they stand whether the format is `atlantis`: the last one wins.

    Without such words the environment decides, then what is `configured` in a file.
    """
    chosen = (environment.get(FORMAT_VARIABLE) or configured) if "scan" in arguments else ""
    words = iter(arguments)
    for word in words:
        if word == "--":
            break
        name, sign, value = word.partition("=")
        if name == "--format":
            chosen = value if sign else next(words, "")
        elif short := _SHORT.fullmatch(word):
            chosen = short[1] or next(words, "")
    return chosen == "atlantis"


def run(command: Callable[[], object]) -> int:
    """Run a command; whatever stops it becomes a policy that fails, except an interrupt."""
    try:
        status = command()
    except AuditError as error:
        _fail(str(error).replace("\n", " - "))
    except Exception as error:  # noqa: BLE001 - a traceback would be lost, and the verdict with it
        usage = getattr(error, "format_message", None)  # how the framework tells a misused option
        _fail(usage() if usage else f"internal error: {writing.described(error)}")
    else:
        return INTERRUPTED if status == INTERRUPTED else 0
    return 0


def _fail(message: str) -> None:
    from netplan_audit.formats.atlantis import render_error  # noqa: PLC0415 - help needs none of it

    with suppress(AuditError):  # where nothing can be written, nobody can be told
        writing.write(render_error(message), encoding="utf-8")
