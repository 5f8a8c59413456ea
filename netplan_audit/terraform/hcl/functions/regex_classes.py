r"""Escapes and classes of characters in a regular expression: `\d`, `\pL`, `[a-z[:digit:]]`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias

from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.regex_chars import (
    MAX_CODE,
    PERL,
    POSIX,
    any_of,
    category,
    in_ranges,
    negated,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Test: TypeAlias = Callable[[str], bool]

_CONTROLS: Final = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_OCTAL: Final = r"0[0-7]{0,2}|[1-7][0-7]{1,2}"
_HEX: Final = r"x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))"
_POSIX: Final = re.compile(r"\[:(\^?)(\w*):\]")


def refuse(detail: str) -> NoReturn:
    """Say that a pattern is none."""
    message = f"not a regular expression: {detail}"
    raise EvaluationError(message)


class ClassReader:
    """Reads escapes and classes at a place of a pattern, and moves on behind them."""

    def __init__(self, pattern: str) -> None:
        """Take the pattern; nothing is read yet."""
        self.text = pattern
        self.at = 0

    def _peek(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def _class_escape(self) -> Test | None:
        """Read `d`, `S`, `pL`, `P{Lu}`; None where something else follows the backslash."""
        char = self.text[self.at : self.at + 1]
        if char.lower() in PERL and char:
            self.at += 1
            test = in_ranges(PERL[char.lower()])
            return test if char.islower() else negated(test)
        if char not in {"p", "P"}:
            return None
        end = self.text.find("}", self.at) if self.text[self.at + 1 : self.at + 2] == "{" else -1
        name = self.text[self.at + 2 : end] if end > 0 else self.text[self.at + 1 : self.at + 2]
        self.at = end + 1 if end > 0 else self.at + 2
        inverse = (char == "P") != name.startswith("^")
        test = category(name.removeprefix("^"))
        return negated(test) if inverse else test

    def _char_escape(self) -> str:
        """Read an escape that stands for one character."""
        char = self.text[self.at : self.at + 1]
        rest = self.text[self.at :]
        digits = re.match(_HEX, rest) if char == "x" else None
        octal = re.match(_OCTAL, rest) if char.isdecimal() else None
        if digits:
            self.at += digits.end()
            code = int(digits[1] or digits[2], 16)
            if code <= MAX_CODE:
                return chr(code)
        elif octal:
            self.at += octal.end()
            return chr(int(octal[0], 8))
        elif char in _CONTROLS:
            self.at += 1
            return _CONTROLS[char]
        elif char.isascii() and char and not char.isalnum():
            self.at += 1
            return char
        refuse(f"invalid escape '\\{char}'")

    def _class(self) -> Test:
        """Read a class in brackets."""
        self.at += 1
        inverse = self._peek("^")
        self.at += inverse
        tests: list[Test] = []
        first = True
        while first or not self._peek("]"):
            if self.at >= len(self.text):
                refuse("a bracket is not closed")
            first = False
            tests.append(self._class_part())
        self.at += 1
        found = any_of(tests)
        return negated(found) if inverse else found

    def _class_part(self) -> Test:
        posix = _POSIX.match(self.text, self.at)
        if posix:
            if posix[2] not in POSIX:
                refuse(f"unknown class {posix[0]}")
            self.at = posix.end()
            test = in_ranges(POSIX[posix[2]])
            return negated(test) if posix[1] else test
        if self._peek("\\"):
            self.at += 1
            named = self._class_escape()
            if named is not None:
                return named
            low = self._char_escape()
        else:
            low = self.text[self.at]
            self.at += 1
        high = low
        if self._peek("-") and self.text[self.at + 1 : self.at + 2] not in {"]", ""}:
            self.at += 1
            high = self._bound()
        if high < low:
            refuse(f"the range {low}-{high} is the wrong way around")
        return in_ranges(((ord(low), ord(high)),))

    def _bound(self) -> str:
        char = self.text[self.at]
        self.at += 1
        return self._char_escape() if char == "\\" else char
