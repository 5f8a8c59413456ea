"""Reads suppressions that are written as comments."""

from __future__ import annotations

import re
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import nearest
from netplan_audit.policy import LIST_HINT
from netplan_audit.suppressions.suppression import Suppression

if TYPE_CHECKING:
    from collections.abc import Collection

    from netplan_audit.check import Check
    from netplan_audit.location import Location

_MARK: Final = "netplan-audit:"
_IGNORE: Final = r"(?s:ignore\[(?P<checks>[^\]]*)\](?P<rest>.*))"
_FIELD: Final = r'(?s:\s*(?P<name>[a-z]+)=(?P<value>"(?:\\.|[^"\\])*"|[^\s"]+))'
_FIELDS: Final = ("until", "owner", "reason", "instances")
_FORM: Final = 'write `# netplan-audit: ignore[CHECK] until=YYYY-MM-DD reason="why"`'


def read_comment(
    text: str, scope: str, location: Location, checks: Collection[Check]
) -> Suppression | Diagnostic | None:
    """Read one comment, without its `#`; None where it is not meant for this tool.

    A comment that is meant but cannot be read is a diagnostic, never silence.
    """
    text = text.strip()
    if not text.startswith(_MARK):
        return None
    try:
        return _read(text.removeprefix(_MARK).lstrip(), scope, location, checks)
    except _MalformedError as error:
        message = f"a suppression comment has no effect: {error.reason}"
        return Diagnostic(
            "warning",
            "suppression-malformed",
            message,
            location.file,
            error.hint,
            location.start_line,
        )


class _MalformedError(Exception):
    """A comment that is meant for this tool and cannot be read; `hint` is the way out."""

    def __init__(self, reason: str, hint: str = _FORM) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


def _read(text: str, scope: str, location: Location, checks: Collection[Check]) -> Suppression:
    ignore = re.match(_IGNORE, text)
    if ignore is None:
        reason = "it is not understood"
        raise _MalformedError(reason)
    names = tuple(name.strip().lower() for name in ignore["checks"].split(",") if name.strip())
    if not names:
        reason = "no check is named"
        raise _MalformedError(reason)
    for name in names:
        if not any(fnmatchcase(check.id, name) for check in checks):
            reason = f"{name!r} is no check"
            raise _MalformedError(reason, nearest(name, [c.id for c in checks], LIST_HINT))
    fields = _fields(ignore["rest"])
    until = _date(fields.pop("until", ""))
    return Suppression(
        names,
        scope,
        location,
        reason=fields.get("reason", ""),
        owner=fields.get("owner", ""),
        until=until,
        instances=fields.get("instances", ""),
    )


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while text[at:].strip():
        match = re.compile(_FIELD).match(text, at)
        if match is None:
            reason = f"{text[at:].split(maxsplit=1)[0]!r} is not NAME=VALUE"
            raise _MalformedError(reason)
        name, value = match["name"], match["value"]
        if name not in _FIELDS:
            reason = f"{name!r} is unknown"
            raise _MalformedError(reason, nearest(name, _FIELDS, _FORM))
        found[name] = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
        at = match.end()
    return found


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        reason = f"{text!r} is no date"
        raise _MalformedError(reason, "write until=YYYY-MM-DD") from None
