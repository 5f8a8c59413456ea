"""`format` and `formatlist`: strings from a pattern with verbs such as `%s` and `%05d`.

https://developer.hashicorp.com/terraform/language/functions/format
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.digits import with_exponent, with_point, with_shortest
from netplan_audit.terraform.hcl.functions.graphemes import clusters, length
from netplan_audit.terraform.hcl.functions.json_text import encode, quote
from netplan_audit.terraform.hcl.functions.numeric import whole
from netplan_audit.terraform.hcl.functions.signature import Function, Nullable, function
from netplan_audit.terraform.hcl.number import Real
from netplan_audit.terraform.hcl.value_types import BOOL, DYNAMIC, NUMBER, STRING, ListOf
from netplan_audit.terraform.hcl.values import (
    List,
    Null,
    Set,
    Several,
    Symbol,
    Tuple,
    Unknown,
    Value,
    is_known,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.terraform.hcl.functions.signature import Surroundings
    from netplan_audit.terraform.hcl.number import Number

_VERB: Final = re.compile(
    r"%(?P<flags>[ 0+#-]*)(?P<width>\d+)?(?:\.(?P<precision>\d*))?"
    r"(?:\[(?P<index>\d+)\])?(?P<verb>.)?",
    re.DOTALL | re.ASCII,
)
_BASES: Final = {
    "b": ("b", "0b"),
    "d": ("d", ""),
    "o": ("o", "0"),
    "x": ("x", "0x"),
    "X": ("X", "0X"),
}
_MAX_WIDTH: Final = 100_000
_MANY_DIGITS: Final = 9


class _Verb(Struct, frozen=True):
    """One verb of a pattern, as in `%-8.3f`; `precision` is None where there is none."""

    letter: str
    flags: str
    width: int
    precision: int | None


@function("format", STRING, rest=Nullable(DYNAMIC), result=STRING, sees_unknown=True,
          surroundings=True)  # fmt: skip
def format_text(around: Surroundings, pattern: Value, *arguments: Value) -> Value:
    """Fill the arguments into the pattern."""
    untyped = any(isinstance(each, Null) and each.type is DYNAMIC for each in arguments)
    if untyped or not isinstance(pattern, str) or not all(map(is_known, arguments)):
        return Unknown(STRING, waits_for(pattern, *arguments), not_null=True)
    return fill(around, pattern, arguments)


def fill(around: Surroundings, pattern: str, arguments: Sequence[Value]) -> str:
    """Fill known arguments into a pattern; raises EvaluationError where they do not fit."""
    pieces: list[str] = []
    at, following, used = 0, 0, 0
    for found in _VERB.finditer(pattern):
        pieces.append(pattern[at : found.start()])
        at = found.end()
        if found[0] == "%%":
            pieces.append("%")
            continue
        place = _size(found["index"]) - 1 if found["index"] else following
        if not 0 <= place < len(arguments):
            message = f"the pattern has no argument for {found[0]!r}"
            raise EvaluationError(message)
        following, used = place + 1, max(used, place + 1)
        pieces.append(_fill_verb(_verb(found), arguments[place]))
        around.budget.spend_text(len(pieces[-1]) + 64)
    if used < len(arguments):
        message = f"the pattern uses {used} of {len(arguments)} arguments"
        raise EvaluationError(message)
    pieces.append(pattern[at:])
    return "".join(pieces)


def _size(digits: str | None) -> int:
    """Read a number of the pattern; one that is far too large need not be exact."""
    return int((digits or "0").lstrip("0")[:_MANY_DIGITS] or 0)


def _verb(found: re.Match[str]) -> _Verb:
    width, precision = _size(found["width"]), found["precision"]
    if width > _MAX_WIDTH or _size(precision) > _MAX_WIDTH:
        message = f"a width of more than {_MAX_WIDTH:,} in {found[0]!r}"
        raise EvaluationError(message)
    letter = found["verb"] or ""
    if letter not in "vtbdoxXeEfgGsq" or not letter:
        message = f"unknown verb {found[0]!r}"
        raise EvaluationError(message)
    return _Verb(letter, found["flags"], width, None if precision is None else _size(precision))


def _fill_verb(verb: _Verb, value: Value) -> str:
    if verb.letter == "v":
        return _general(verb, value)
    if isinstance(value, Null):
        message = f"null cannot be formatted with %{verb.letter}"
        raise EvaluationError(message)
    if verb.letter == "t":
        return "true" if convert(value, BOOL) else "false"
    if verb.letter in "sq":
        return _string(verb, convert(value, STRING))
    given = convert(value, NUMBER)
    size = given if isinstance(given, int | Real) else 0  # what is not known never gets here
    return _integer(verb, size) if verb.letter in _BASES else _float(verb, size)


def _general(verb: _Verb, value: Value) -> str:
    if "#" in verb.flags or not isinstance(value, str | bool | int | Real):
        return _pad(encode(value), verb)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _pad(value, verb)
    return _pad(with_shortest(value), verb)


def _string(verb: _Verb, value: Value) -> str:
    text = str(value)
    if verb.precision:
        text = "".join(clusters(text)[: verb.precision])
    return _pad(quote(text) if verb.letter == "q" else text, verb)


def _pad(text: str, verb: _Verb) -> str:
    missing = verb.width - length(text)
    if missing <= 0:
        return text
    padding = ("0" if "0" in verb.flags else " ") * missing
    return text + padding if "-" in verb.flags else padding + text


def _integer(verb: _Verb, value: Number) -> str:
    size = whole(value, f"the argument of %{verb.letter}")
    style, prefix = _BASES[verb.letter]
    digits = format(abs(size), style)
    if verb.precision is not None:
        digits = digits.rjust(verb.precision, "0")
        verb = _Verb(verb.letter, verb.flags.replace("0", ""), verb.width, None)
    if "-" in verb.flags:
        verb = _Verb(verb.letter, verb.flags.replace("0", ""), verb.width, None)
    lead = prefix if "#" in verb.flags else ""
    return _number(("-" if size < 0 else "") + digits, verb, lead)


def _float(verb: _Verb, value: Number) -> str:
    letter, precision = verb.letter, verb.precision
    if letter == "f":
        text = with_point(value, 6 if precision is None else precision)
    elif letter in "eE":
        text = with_exponent(value, 6 if precision is None else precision)
    else:
        text = with_shortest(value, precision)
    return _number(text.upper() if letter.isupper() else text, verb)


def _number(text: str, verb: _Verb, lead: str = "") -> str:
    """Add the sign, what leads the digits, and the padding."""
    sign, digits = ("-", text[1:]) if text[0] == "-" else ("", text)
    if not sign:
        sign = "+" if "+" in verb.flags else " " if " " in verb.flags else ""
    missing = verb.width - len(sign) - len(lead) - len(digits)
    if "0" in verb.flags:
        return sign + lead + "0" * missing + digits
    if "-" in verb.flags:
        return sign + lead + digits + " " * missing
    return " " * missing + sign + lead + digits


@function("formatlist", STRING, rest=Nullable(DYNAMIC), result=ListOf(STRING), sees_unknown=True,
          surroundings=True)  # fmt: skip
def format_list(around: Surroundings, pattern: Value, *arguments: Value) -> Value:
    """Fill in once for each place of the lists among the arguments; other arguments repeat."""
    if any(isinstance(each, Unknown | Symbol | Several) for each in arguments):
        return Unknown(ListOf(STRING), waits_for(pattern, *arguments))
    if any(isinstance(each, Null) and each.type is DYNAMIC for each in arguments):
        return Unknown(ListOf(STRING), waits_for(pattern, *arguments))
    if any(isinstance(each, Set) and not is_known(each) for each in arguments):
        return Unknown(ListOf(STRING), waits_for(pattern, *arguments))
    lists = [each.items for each in arguments if isinstance(each, Tuple | List | Set)]
    sizes = {len(items) for items in lists} or {1}
    if len(sizes) > 1:
        message = "the lists to format differ in length"
        raise EvaluationError(message)
    found: list[Value] = []
    for place in range(sizes.pop()):
        row = [e.items[place] if isinstance(e, Tuple | List | Set) else e for e in arguments]
        if isinstance(pattern, str) and all(map(is_known, row)):
            found.append(fill(around, pattern, row))
        else:
            found.append(Unknown(STRING, waits_for(pattern, *row), not_null=True))
    return List(STRING, found)


FUNCTIONS: Final[tuple[Function, ...]] = (format_list, format_text)
