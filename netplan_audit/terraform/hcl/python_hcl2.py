"""Wraps python-hcl2: the only module that knows it, or lark, whose trees it makes.

Import it only when it is needed: it takes a second to start where its grammar is not cached.
"""

from __future__ import annotations

from typing import Final

import hcl2
from lark import Token, Tree
from lark.exceptions import UnexpectedInput
from msgspec import Struct

from netplan_audit.terraform.hcl.cursor import UnreadableError

_POSTFIX: Final = frozenset(
    {"index_expr_term", "get_attr_expr_term", "attr_splat_expr_term", "full_splat_expr_term"}
)


class Part(Struct, frozen=True):
    """A rule of python-hcl2's grammar with its parts, or a token with its text and no name."""

    name: str
    text: str
    start: int
    end: int
    parts: tuple[Part, ...]

    @property
    def rules(self) -> list[Part]:
        """The parts that are rules; the others are punctuation."""
        return [part for part in self.parts if part.name]

    @property
    def word(self) -> str:
        """The text of the first token."""
        return self.parts[0].text

    def has(self, text: str, at: int | None = None) -> bool:
        """Tell whether a token is among the parts, or is the one at this index."""
        parts = self.parts if at is None else self.parts[at : at + 1 or None]
        return any(part.text == text for part in parts)


def read(text: str) -> Part:
    """Return the body of a file in native syntax; raises UnreadableError."""
    try:
        tree = hcl2.parses_to_tree(text)
    except UnexpectedInput as error:
        offset = max(0, error.pos_in_stream or 0)
        raise UnreadableError(offset, "python-hcl2 cannot read on from here") from error
    return _part(tree).rules[0]


def _part(child: Tree[Token] | Token) -> Part:
    if isinstance(child, Token):
        return Part("", str(child), child.start_pos or 0, child.end_pos or 0, ())
    if child.data in _POSTFIX:
        source, mark = (_part(each) for each in child.children if _matters(each))
        return _postfix(source, mark)
    kept = (each for each in child.children if _matters(each))
    start, end = getattr(child.meta, "start_pos", 0), getattr(child.meta, "end_pos", 0)
    return Part(str(child.data), "", start, end, tuple(map(_part, kept)))


def _postfix(source: Part, mark: Part) -> Part:
    """Put a term and all that follows it side by side; python-hcl2 has the last one outermost."""
    before = source.parts[0].parts if source.parts[0].name == "postfix" else (source,)
    behind = mark.parts if mark.name in {"attr_splat", "full_splat"} else (mark,)
    return Part("postfix", "", source.start, mark.end, (*before, *behind))


def _matters(child: Tree[Token] | Token) -> bool:
    return isinstance(child, Token) or child.data != "new_line_or_comment"
