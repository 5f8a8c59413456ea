"""Reads JSON into values that know their places, which the standard library does not tell."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Final, NoReturn, TypeAlias

from msgspec import Struct

from netplan_audit.terraform.hcl.cursor import MAX_NESTING, UnreadableError

_SPACE: Final = re.compile(r"[ \t\r\n]*+")
_STRING: Final = re.compile(
    r'"(?>(?:[^"\\\x00-\x1f\ud800-\udfff]++|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*)"'
)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?![\w.])")
_WORD: Final = re.compile(r"(?:true|false|null)(?!\w)")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_CHARACTER: Final = re.compile(
    r"\\u[dD][89aAbB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\.|[^\\]"
)
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LONGEST_INT: Final = 4_000  # digits; Python refuses to convert more than 4,300
_LONGEST_EXPONENT: Final = 9  # digits


class JsonScalar(Struct, frozen=True):
    """A string, a number, true, false or null."""

    start: int
    end: int
    value: str | int | Decimal | bool | None


class JsonArray(Struct, frozen=True):
    """`[…]`."""

    start: int
    end: int
    items: tuple[JsonValue, ...]


class JsonObject(Struct, frozen=True):
    """`{…}`; a name may be there more than once."""

    start: int
    end: int
    members: tuple[JsonMember, ...]


class JsonMember(Struct, frozen=True):
    """`"name": value`; start and end are those of the name."""

    start: int
    end: int
    name: str
    value: JsonValue


JsonValue: TypeAlias = JsonScalar | JsonArray | JsonObject


def read_json(text: str, offset: int = 0) -> JsonValue:
    """Read a text that is one value; raises UnreadableError at the first mistake."""
    reader = _Reader(text, offset)
    value = reader.value(0)
    if reader.peek():
        reader.fail("the end of the file")
    return value


def character_places(text: str, start: int, end: int) -> list[int]:
    """Return where each character of the string between these quotes is, then where it ends."""
    matches = _CHARACTER.finditer(text, start + 1, end - 1)
    return [*(match.start() for match in matches), end - 1]


class _Reader:
    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.at = offset

    def peek(self) -> str:
        """Step over blanks; return the next character, or nothing at the end."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def fail(self, expected: str) -> NoReturn:
        found = self.text[self.at : self.at + 1]
        shown = repr(found) if found else "the end of the file"
        raise UnreadableError(self.at, f"expected {expected}, found {shown}")

    def value(self, depth: int) -> JsonValue:
        if depth > MAX_NESTING:
            raise UnreadableError(self.at, f"nested more than {MAX_NESTING} levels deep")
        character = self.peek()
        if character == "{":
            return self._object(depth)
        if character == "[":
            return self._array(depth)
        return self._scalar()

    def _scalar(self) -> JsonScalar:
        start = self.at
        if match := _WORD.match(self.text, start):
            self.at = match.end()
            return JsonScalar(start, self.at, _WORDS[match[0]])
        if match := _NUMBER.match(self.text, start):
            self.at = match.end()
            return JsonScalar(start, self.at, _number(start, match[0]))
        value = self._string("a value")
        return JsonScalar(start, self.at, value)

    def _string(self, expected: str) -> str:
        match = _STRING.match(self.text, self.at)
        if match is None:
            self.fail(expected)
        self.at = match.end()
        written = match[0]
        if "\\" not in written:
            return written[1:-1]
        return _LONE_SURROGATE.sub("\ufffd", json.loads(written))

    def _array(self, depth: int) -> JsonArray:
        start = self.at
        self.at += 1
        items: list[JsonValue] = []
        while self.peek() != "]" or items:
            items.append(self.value(depth + 1))
            if not self._goes_on("]"):
                break
        self._close("]")
        return JsonArray(start, self.at, tuple(items))

    def _object(self, depth: int) -> JsonObject:
        start = self.at
        self.at += 1
        members: list[JsonMember] = []
        while self.peek() != "}" or members:
            members.append(self._member(depth))
            if not self._goes_on("}"):
                break
        self._close("}")
        return JsonObject(start, self.at, tuple(members))

    def _member(self, depth: int) -> JsonMember:
        self.peek()
        start = self.at
        name = self._string("the name of a property in double quotes")
        end = self.at
        if self.peek() != ":":
            self.fail("`:`")
        self.at += 1
        return JsonMember(start, end, name, self.value(depth + 1))

    def _goes_on(self, closer: str) -> bool:
        character = self.peek()
        if character == ",":
            self.at += 1
        elif character != closer:
            self.fail(f"`,` or `{closer}`")
        return character == ","

    def _close(self, closer: str) -> None:
        if self.peek() != closer:
            self.fail(f"`{closer}`")
        self.at += 1


def _number(start: int, digits: str) -> int | Decimal:
    if digits.lstrip("-").isdigit() and len(digits) <= _LONGEST_INT:
        return int(digits)
    exponent = re.split("[eE]", digits)[1:]
    if exponent and len(exponent[0].lstrip("+-")) > _LONGEST_EXPONENT:
        raise UnreadableError(start, "expected a number that is not as large or as small")
    return Decimal(digits)
