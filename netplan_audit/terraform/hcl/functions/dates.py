"""Functions on points in time; all of them are written as RFC 3339 says.

https://developer.hashicorp.com/terraform/language/functions (date and time functions).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.value_types import NUMBER, STRING

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.values import Value

_TIME: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):([0-5]\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))",
    re.ASCII,
)
_DURATION: Final = re.compile(r"(\d{1,30}\.?\d{0,30}|\.\d{1,30})(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_NANOSECONDS: Final = {
    "ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9,
    "m": 60 * 10**9, "h": 3600 * 10**9,
}  # fmt: skip
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TOKENS: Final = re.compile(r"''|'(?:[^']|'')*(?:'|\Z)|([A-Za-z])\1*|[^'A-Za-z]+")
_NOON: Final = 12


def parse_time(text: str) -> tuple[datetime, int]:
    """Read a time stamp; return it to the second, and the nanoseconds past that."""
    found = _TIME.fullmatch(text)
    if not found:
        message = "not a time stamp of RFC 3339"
        raise EvaluationError(message)
    fields = [int(found[group]) for group in range(1, 7)]
    offset = timedelta(hours=int(found[9] or 0), minutes=int(found[10] or 0))
    zone = timezone(-offset if found[8] == "-" else offset) if found[8] else UTC
    try:
        when = datetime(*fields, tzinfo=zone)  # type: ignore[arg-type,misc]
    except ValueError:
        message = "a time stamp with a field out of range"
        raise EvaluationError(message) from None
    return when, int((found[7] or "0")[:9].ljust(9, "0"))


def parse_duration(text: str) -> int:
    """Read a duration such as `-1h30m`; return nanoseconds."""
    sign, rest = (-1 if text[:1] == "-" else 1), text.removeprefix("-")
    rest = rest if text[:1] == "-" else rest.removeprefix("+")
    if rest == "0":
        return 0
    parts = list(_DURATION.finditer(rest))
    if not parts or "".join(part[0] for part in parts) != rest:
        message = "not a duration, such as 1h30m"
        raise EvaluationError(message)
    total = sum(int(Fraction(part[1].rstrip(".")) * _NANOSECONDS[part[2]]) for part in parts)
    return sign * total


def _write(when: datetime) -> str:
    offset = _zone(when, colon=True)
    return when.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + (
        "Z" if offset == "+00:00" else offset
    )


def _zone(when: datetime, *, colon: bool) -> str:
    seconds = int((when.utcoffset() or timedelta()).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02d}{':' if colon else ''}{minutes:02d}"


@function("timeadd", STRING, STRING, result=STRING)
def timeadd(stamp: str, duration: str) -> Value:
    """Add a duration to a time stamp."""
    when, nanoseconds = parse_time(stamp)
    seconds = (nanoseconds + parse_duration(duration)) // 10**9
    try:
        return _write(when + timedelta(seconds=seconds))
    except OverflowError:
        message = "the time is out of range"
        raise EvaluationError(message) from None


@function("timecmp", STRING, STRING, result=NUMBER)
def timecmp(left: str, right: str) -> Value:
    """Compare two points in time: -1, 0 or 1."""
    one, other = parse_time(left), parse_time(right)
    return (one > other) - (one < other)


@function("formatdate", STRING, STRING, result=STRING)
def formatdate(pattern: str, stamp: str) -> Value:
    """Write a point in time the way a pattern such as `YYYY-MM-DD` says."""
    when, _ = parse_time(stamp)
    pieces: list[str] = []
    for found in _TOKENS.finditer(pattern):
        word = found[0]
        if word[0] == "'":
            if word == "'" or not word.endswith("'"):
                message = "a literal of the pattern is not closed"
                raise EvaluationError(message)
            pieces.append("'" if word == "''" else word[1:-1].replace("''", "'"))
        elif found[1]:
            pieces.append(_field(word, when))
        else:
            pieces.append(word)
    return "".join(pieces)


def _field(token: str, when: datetime) -> str:
    half = when.hour % _NOON or _NOON
    fields = {
        "YYYY": f"{when.year:04d}", "YY": f"{when.year % 100:02d}",
        "MMMM": _MONTHS[when.month - 1], "MMM": _MONTHS[when.month - 1][:3],
        "MM": f"{when.month:02d}", "M": f"{when.month}",
        "DD": f"{when.day:02d}", "D": f"{when.day}",
        "EEEE": _DAYS[when.weekday()], "EEE": _DAYS[when.weekday()][:3],
        "hh": f"{when.hour:02d}", "h": f"{when.hour}", "HH": f"{half:02d}", "H": f"{half}",
        "AA": "AM" if when.hour < _NOON else "PM", "aa": "am" if when.hour < _NOON else "pm",
        "mm": f"{when.minute:02d}", "m": f"{when.minute}",
        "ss": f"{when.second:02d}", "s": f"{when.second}",
        "ZZZZZ": _zone(when, colon=True), "ZZZZ": _zone(when, colon=False),
        "ZZZ": _zone(when, colon=False).replace("+0000", "UTC"),
        "Z": _zone(when, colon=True).replace("+00:00", "Z"),
    }  # fmt: skip
    if token not in fields:
        message = f"unknown field {token!r} in the pattern"
        raise EvaluationError(message)
    return fields[token]


FUNCTIONS: Final[tuple[Function, ...]] = (formatdate, timeadd, timecmp)
