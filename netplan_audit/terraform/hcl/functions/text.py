"""Functions on strings.

https://developer.hashicorp.com/terraform/language/functions (string functions).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.graphemes import clusters
from netplan_audit.terraform.hcl.functions.numeric import whole
from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.value_types import BOOL, NUMBER, STRING, ListOf
from netplan_audit.terraform.hcl.values import (
    List,
    Null,
    Several,
    Symbol,
    Unknown,
    Value,
    is_known,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.functions.signature import Surroundings
    from netplan_audit.terraform.hcl.number import Number

_SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000"
)
_LINE_ENDS: Final = r"(?:\r\n?|\n)*\Z"


def _each(text: str, change: str) -> str:
    """Change the case of each character where that yields one character, as Go does."""
    if text.isascii():
        return str(getattr(text, change)())
    text = text.replace("İ", "i") if change == "lower" else text
    changed = ((char, str(getattr(char, change)())) for char in text)
    return "".join(new if len(new) == 1 else old for old, new in changed)


@function("upper", STRING, result=STRING)
def upper(text: str) -> Value:
    """Turn into capitals."""
    return _each(text, "upper")


@function("lower", STRING, result=STRING)
def lower(text: str) -> Value:
    """Turn into small letters."""
    return _each(text, "lower")


@function("title", STRING, result=STRING)
def title(text: str) -> Value:
    """Turn the first letter of each word into a capital; the other letters stay."""
    found: list[str] = []
    before = " "
    for char in text:
        new = char.title() if _separates(before) else char
        found.append(new if len(new) == 1 else char)
        before = char
    return "".join(found)


def _separates(char: str) -> bool:
    if char.isalnum() or char == "_":
        return False
    return char.isascii() or char in _SPACE


@function("chomp", STRING, result=STRING)
def chomp(text: str) -> Value:
    """Drop the line ends at the end."""
    return re.sub(_LINE_ENDS, "", text)


@function("trimspace", STRING, result=STRING)
def trimspace(text: str) -> Value:
    """Drop the blanks at both ends."""
    return text.strip(_SPACE)


@function("trim", STRING, STRING, result=STRING)
def trim(text: str, characters: str) -> Value:
    """Drop these characters at both ends."""
    return text.strip(characters) if characters else text


@function("trimprefix", STRING, STRING, result=STRING)
def trimprefix(text: str, prefix: str) -> Value:
    """Drop the prefix if it is there."""
    return text.removeprefix(prefix)


@function("trimsuffix", STRING, STRING, result=STRING)
def trimsuffix(text: str, suffix: str) -> Value:
    """Drop the suffix if it is there."""
    return text.removesuffix(suffix)


@function("startswith", STRING, STRING, result=BOOL)
def startswith(text: str, prefix: str) -> Value:
    """Tell whether a string starts so."""
    return text.startswith(prefix)


@function("endswith", STRING, STRING, result=BOOL)
def endswith(text: str, suffix: str) -> Value:
    """Tell whether a string ends so."""
    return text.endswith(suffix)


@function("strcontains", STRING, STRING, result=BOOL)
def strcontains(text: str, part: str) -> Value:
    """Tell whether one string is in the other."""
    return part in text


@function("strrev", STRING, result=STRING)
def strrev(text: str) -> Value:
    """Turn the order of the characters around."""
    return "".join(reversed(clusters(text)))


@function("substr", STRING, NUMBER, NUMBER, result=STRING)
def substr(text: str, offset: Number, length: Number) -> Value:
    """Cut out `length` characters (-1: all) from `offset` (negative: from the end)."""
    start, size = whole(offset, "the offset"), whole(length, "the length")
    characters = clusters(text)
    if start < 0:
        start = max(start + len(characters), 0)
        size = size or -1  # no length and a negative offset is "all", for no reason
    kept = characters[start:] if size < 0 else characters[start : start + size]
    return "".join(kept)


@function("indent", NUMBER, STRING, result=STRING, surroundings=True)
def indent(around: Surroundings, spaces: Number, text: str) -> Value:
    """Put blanks in front of every line but the first."""
    size = whole(spaces, "the number of blanks")
    if size < 0:
        message = "a negative number of blanks"
        raise EvaluationError(message)
    around.budget.spend_text(len(text) + size * text.count("\n"))
    return text.replace("\n", "\n" + " " * size)


@function("split", STRING, STRING, result=ListOf(STRING), surroundings=True)
def split(around: Surroundings, separator: str, text: str) -> Value:
    """Cut a string at the separators; into characters where the separator is empty."""
    found = text.split(separator) if separator else list(text)
    around.budget.spend(len(found))
    return List(STRING, found)


@function("join", STRING, rest=ListOf(STRING), result=STRING, sees_unknown=True, surroundings=True)
def join(around: Surroundings, separator: Value, *lists: Value) -> Value:
    """Put the elements of lists together with separators between them."""
    if not lists:
        message = "at least one list is needed"
        raise EvaluationError(message)
    only = _only_piece(lists)
    if only is not None:
        return only
    pieces: list[str] = []
    unknown = not is_known(separator)
    for each in lists:
        if isinstance(each, Unknown | Symbol | Several):
            unknown = True
        elif isinstance(each, List):
            if any(isinstance(item, Null) for item in each.items):
                message = "an element to join is null"
                raise EvaluationError(message)
            unknown = unknown or not is_known(each)
            pieces += [item for item in each.items if isinstance(item, str)]
    if unknown or not isinstance(separator, str):
        return Unknown(STRING, waits_for(separator, *lists), not_null=True)
    around.budget.spend_text(sum(map(len, pieces)) + len(separator) * len(pieces))
    return separator.join(pieces)


def _only_piece(lists: tuple[Value, ...]) -> Value | None:
    """Return the element of a list that has one, which needs no separator: it stays a symbol."""
    if len(lists) == 1 and isinstance(lists[0], List) and len(lists[0].items) == 1:
        item = lists[0].items[0]
        return None if isinstance(item, Null) else item
    return None


FUNCTIONS: Final[tuple[Function, ...]] = (
    chomp, endswith, indent, join, lower, split, startswith, strcontains, strrev, substr, title,
    trim, trimprefix, trimspace, trimsuffix, upper,
)  # fmt: skip
