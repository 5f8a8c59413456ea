"""Where the parser stands among the tokens, and how it says that it cannot go on."""

from __future__ import annotations

import unicodedata
from typing import Final, NoReturn

from netplan_audit.terraform.hcl.lexer import BAD, IDENTIFIER, NUMBER, Lexer

MAX_NESTING: Final = 100
"""How deep brackets, templates, operators and blocks may be nested; keeps recursion bounded."""

_SHOWN: Final = frozenset({IDENTIFIER, NUMBER})
_LONGEST_SHOWN: Final = 40


class UnreadableError(Exception):
    """The text from `offset` on is not what the grammar asks for."""

    def __init__(self, offset: int, message: str) -> None:
        """Keep both apart; the offset becomes a line and column late."""
        super().__init__(message)
        self.offset = offset
        self.message = message


class Cursor:
    """A place in a sequence of tokens.

    `text[starts[i]:ends[i]]` is what token `i` says; `places[i]` and `place_ends[i]` are the
    offsets that its nodes get. They differ where the text was unescaped first: strings of JSON.
    """

    __slots__ = (
        "at", "depth", "ends", "kinds", "place_ends", "places", "problem", "starts", "text",
    )  # fmt: skip

    def __init__(self, tokens: Lexer) -> None:
        """Stand before the first token."""
        self.depth = 0
        self.move_to(tokens)

    def move_to(self, tokens: Lexer) -> None:
        """Go on with other tokens, from their first."""
        self.text = tokens.text
        self.kinds, self.starts, self.ends = tokens.kinds, tokens.starts, tokens.ends
        self.places, self.place_ends = tokens.starts, tokens.ends
        self.problem = tokens.problem
        self.at = 0

    def word(self, at: int) -> str:
        """Return what token number `at` says."""
        return self.text[self.starts[at] : self.ends[at]]

    def enter(self) -> None:
        """Count one more level of nesting; raises UnreadableError where there are too many."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise UnreadableError(
                self.places[self.at], f"nested more than {MAX_NESTING} levels deep"
            )

    def expect(self, kind: str, expected: str) -> int:
        """Step over a token of this kind and return its number; raises UnreadableError."""
        at = self.at
        if self.kinds[at] != kind:
            self.fail(expected)
        self.at = at + 1
        return at

    def fail(self, expected: str, at: int | None = None) -> NoReturn:
        """Raise UnreadableError: what was expected here, and what is here instead."""
        at = self.at if at is None else at
        kind = self.kinds[at]
        if kind is BAD:
            raise UnreadableError(self.places[at], self.problem)
        raise UnreadableError(self.places[at], f"expected {expected}, found {self._shown(at)}")

    def _shown(self, at: int) -> str:
        """Name a token for a message; the contents of strings stay out of it."""
        kind = self.kinds[at]
        word = self.word(at)
        shown = kind in _SHOWN or kind == word
        return f"`{word}`" if shown and len(word) <= _LONGEST_SHOWN else kind


def normalized(text: str) -> str:
    """Return a string in Unicode's normal form C, as Terraform keeps all strings."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
