"""The syntax of regular expressions that Terraform takes: RE2's.

https://github.com/google/re2/wiki/Syntax. There are no back-references and nothing looks around,
so that matching takes time in proportion to pattern and text.
"""

from __future__ import annotations

import re
from typing import Final

from netplan_audit.terraform.hcl.faults import LimitError
from netplan_audit.terraform.hcl.functions.regex_chars import (
    MAX_CODE,
    Chars,
    in_ranges,
)
from netplan_audit.terraform.hcl.functions.regex_classes import ClassReader, refuse
from netplan_audit.terraform.hcl.functions.regex_nodes import (
    At,
    Chain,
    Either,
    Group,
    Node,
    One,
    Repeat,
    times,
)

MAX_REPEAT: Final = 1000
_MAX_NESTING: Final = 100
_COUNT: Final = re.compile(r"\{(\d{1,4})(?:(,)(\d{0,4}))?\}", re.ASCII)
_FLAGS: Final = re.compile(r"\?([imsU]*)(?:-([imsU]+))?([:)])")
_NAME: Final = re.compile(r"\?P?<(\w+)>", re.ASCII)


class Parser(ClassReader):
    """Reads one pattern; `names` holds the name of each group, or None, by number from 1."""

    def __init__(self, pattern: str) -> None:
        """Take the pattern; nothing is read yet."""
        super().__init__(pattern)
        self.flags: frozenset[str] = frozenset()
        self.names: list[str | None] = []
        self.depth = 0

    def parse(self) -> Node:
        """Read the whole pattern; raises EvaluationError where it is malformed."""
        found = self._either()
        if self.at < len(self.text):
            refuse("a parenthesis is closed that was not opened")
        return found

    def _either(self) -> Node:
        flags = self.flags
        parts = [self._chain()]
        while self._peek("|"):
            self.at += 1
            parts.append(self._chain())
        self.flags = flags
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _chain(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.text) and not self._peek("|") and not self._peek(")"):
            part = self._atom()
            if part is not None:
                parts.append(self._repeated(part))
        return parts[0] if len(parts) == 1 else Chain(tuple(parts))

    def _repeated(self, part: Node) -> Node:
        count = self._count()
        if count is None:
            return part
        greedy = "U" not in self.flags
        if self._peek("?"):
            self.at += 1
            greedy = not greedy
        found = Repeat(part, *count, greedy)
        if times(found) > MAX_REPEAT:
            refuse("a repetition of more than 1000 times")
        before = self.at
        if self._count() is not None:
            refuse(f"one repetition after another at {before}")
        return found

    def _count(self) -> tuple[int, int | None] | None:
        """Read `*`, `+`, `?` or `{n,m}`; anything else in braces stands for itself."""
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        found = simple.get(self.text[self.at : self.at + 1])
        if found is not None:
            self.at += 1
            return found
        braces = _COUNT.match(self.text, self.at)
        if not braces:
            return None
        least = int(braces[1])
        most = (int(braces[3]) if braces[3] else None) if braces[2] else least
        if least > MAX_REPEAT or (most is not None and not least <= most <= MAX_REPEAT):
            refuse(f"invalid repetition {braces[0]}")
        self.at = braces.end()
        return least, most

    def _atom(self) -> Node | None:
        """Read one part; None for flags, which match nothing."""
        char = self.text[self.at]
        if self._count() is not None:
            refuse("a repetition of nothing")
        if char == "(":
            return self._group()
        if char == "[":
            return One(Chars(self._class(), fold="i" in self.flags))
        self.at += 1
        if char == ".":
            return One(
                Chars(in_ranges(((0, 9), (11, MAX_CODE))) if "s" not in self.flags else _all)
            )
        if char in "^$":
            line = "m" in self.flags
            return At(
                ("line" if line else "begin") if char == "^" else "line end" if line else "end"
            )
        return self._escape() if char == "\\" else self._literal(char)

    def _literal(self, char: str) -> One:
        return One(Chars(lambda other: other == char, fold="i" in self.flags))

    def _group(self) -> Node | None:
        self.at += 1
        number, flags = 0, self.flags
        named, switched = _NAME.match(self.text, self.at), _FLAGS.match(self.text, self.at)
        if switched:
            self.at = switched.end()
            self.flags = (self.flags | set(switched[1])) - set(switched[2] or "")
            if switched[3] == ")":
                return None
        elif named:
            self.at = named.end()
        elif self._peek("?"):
            refuse("unknown syntax after '(?'")
        if not switched:
            self.names.append(named[1] if named else None)
            number = len(self.names)
        self.depth += 1
        if self.depth > _MAX_NESTING:
            message = f"groups nested more than {_MAX_NESTING} deep"
            raise LimitError(message)
        inner = self._either()
        self.depth -= 1
        self.flags = flags
        if not self._peek(")"):
            refuse("a parenthesis is not closed")
        self.at += 1
        return Group(inner, number) if number else inner

    def _escape(self) -> Node:
        """Read what follows a backslash outside of a class."""
        char = self.text[self.at : self.at + 1]
        places = {"A": "begin", "z": "end", "b": "word", "B": "no word"}
        if char in places and char:
            self.at += 1
            return At(places[char])
        if char == "Q":
            end = self.text.find("\\E", self.at)
            quoted = self.text[self.at + 1 : end if end >= 0 else None]
            self.at = end + 2 if end >= 0 else len(self.text)
            return Chain(tuple(map(self._literal, quoted)))
        test = self._class_escape()
        if test is None:
            return self._literal(self._char_escape())
        return One(Chars(test, fold="i" in self.flags))


def _all(_char: str) -> bool:
    return True
