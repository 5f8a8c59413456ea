"""Reads bodies: attributes and blocks, and the way back after what cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl import recovery
from netplan_audit.terraform.hcl.cursor import UnreadableError
from netplan_audit.terraform.hcl.expressions import ExpressionParser
from netplan_audit.terraform.hcl.file import Attribute, Block, Body
from netplan_audit.terraform.hcl.lexer import (
    END,
    IDENTIFIER,
    NEWLINE,
    OPEN_TEMPLATE,
    STRING,
    Lexer,
)
from netplan_audit.terraform.hcl.nodes import Invalid, Literal
from netplan_audit.terraform.hcl.templates import template

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.file import Comment

MAX_PROBLEMS: Final = 20
"""After so many in one file the rest of it is not read; bounds the work on a hostile file."""

_LINE_ENDS: Final = frozenset({NEWLINE, END})
_OPENS_LINES: Final = frozenset({NEWLINE, END, "}"})
_LABELS: Final = frozenset({IDENTIFIER, STRING, OPEN_TEMPLATE})


class BodyParser(ExpressionParser):
    """Reads the body of a file; what it cannot read goes to `problems`, as offsets and messages."""

    __slots__ = ("_told_open", "comments", "problems")

    def __init__(self, text: str, offset: int = 0) -> None:
        """Cut the text from `offset` on into tokens."""
        tokens = Lexer(text, offset)
        super().__init__(tokens)
        self.comments: list[Comment] = tokens.comments
        self.problems: list[tuple[int, str]] = []
        self._told_open = False

    def file_body(self) -> Body:
        """Read all of it."""
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        self._items(attributes, blocks, END)
        return Body(0, len(self.text), attributes, tuple(blocks), not self.problems)

    def _items(self, attributes: dict[str, Attribute], blocks: list[Block], closed_by: str) -> bool:
        """Read items up to what closes the body or the end; False if some could not be read."""
        complete = True
        while (kind := self.kinds[self.at]) != closed_by and kind is not END:
            if kind is NEWLINE:
                self.at += 1
            elif not self._item(attributes, blocks):
                complete = False
        return complete

    def _item(self, attributes: dict[str, Attribute], blocks: list[Block]) -> bool:
        at, depth = self.at, self.depth
        start = self.starts[at]
        try:
            if self.kinds[at] is not IDENTIFIER:
                self.fail("an argument or a block")
            if self.kinds[at + 1] == "=":
                self._attribute(at, attributes)
            else:
                self._block(at, blocks)
        except UnreadableError as error:
            self.depth = depth
            self._problem(error.offset, error.message)
            self._go_to(recovery.next_item(self.text, start))
            return False
        return True

    def _problem(self, offset: int, message: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append((offset, message))
        elif len(self.problems) == MAX_PROBLEMS:
            self.problems.append((offset, f"more than {MAX_PROBLEMS} problems"))

    def _go_to(self, offset: int) -> None:
        """Go on at another offset, or at the end of the file after too many problems."""
        if len(self.problems) > MAX_PROBLEMS:
            offset = len(self.text)
        tokens = Lexer(self.text, offset)
        kept = [comment for comment in self.comments if comment.start < offset]
        self.comments = [*kept, *tokens.comments]
        self.move_to(tokens)

    # ---- attributes

    def _attribute(self, at: int, attributes: dict[str, Attribute]) -> None:
        name, start = self.word(at), self.starts[at]
        if name in attributes:
            self._problem(start, f"`{name}` is set a second time")
        self.at = at + 2
        try:
            value = self.expression()
            if self.kinds[self.at] not in _LINE_ENDS:
                self.fail("a newline after the argument")
        except UnreadableError as error:
            invalid = Invalid(start, max(start, error.offset))
            attributes.setdefault(name, Attribute(start, invalid.end, name, invalid))
            raise
        if name not in attributes:
            attributes[name] = Attribute(start, value.end, name, value)

    # ---- blocks

    def _block(self, at: int, blocks: list[Block]) -> None:
        start, kind = self.starts[at], self.word(at)
        self.at = at + 1
        labels = self._labels()
        header_end = self.ends[self.at - 1]
        brace = self.starts[self.expect("{", "`{` or a label" if labels else "`=`, `{` or a label")]
        try:
            body = self._block_body(start, brace)
        except UnreadableError as error:
            body = Body(brace, max(brace, error.offset), {}, (), complete=False)
            raise
        finally:
            blocks.append(Block(start, body.end, header_end, kind, labels, body))
        if self.text[body.end - 1] == "}" and self.kinds[self.at] not in _LINE_ENDS:
            self.fail("a newline after the block")

    def _labels(self) -> tuple[str, ...]:
        labels: list[str] = []
        while (kind := self.kinds[self.at]) in _LABELS:
            at = self.at
            self.at = at + 1
            if kind is IDENTIFIER:
                labels.append(self.word(at))
            elif kind is STRING:
                labels.append(self.word(at)[1:-1])
            else:
                labels.append(self._escaped_label(at))
        return tuple(labels)

    def _escaped_label(self, at: int) -> str:
        self.at = at
        label = template(self)
        if isinstance(label, Literal) and isinstance(label.value, str):
            return label.value
        message = "expected a label without template sequences; $${ stands for ${ itself"
        raise UnreadableError(self.starts[at], message)

    def _block_body(self, start: int, brace: int) -> Body:
        """Read from behind the opening brace to behind the closing one."""
        self.enter()
        lines = self.kinds[self.at] in _OPENS_LINES
        body = self._lines(start, brace) if lines else self._one_line(brace)
        self.depth -= 1
        return body

    def _one_line(self, brace: int) -> Body:
        """Read `name = value }`: on the line of its brace a block may have one argument."""
        at = self.expect(IDENTIFIER, "an argument, a newline or `}`")
        attributes: dict[str, Attribute] = {}
        self.expect("=", "`=` (on one line, a block can only have one argument)")
        value = self.expression()
        end = self.ends[self.expect("}", "`}` after the only argument of a one-line block")]
        name = self.word(at)
        attributes[name] = Attribute(self.starts[at], value.end, name, value)
        return Body(brace, end, attributes, (), complete=True)

    def _lines(self, start: int, brace: int) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        complete = self._items(attributes, blocks, "}")
        at = self.at
        if self.kinds[at] == "}":
            self.at = at + 1
            return Body(brace, self.ends[at], attributes, tuple(blocks), complete)
        end = self._unclosed(start, brace, blocks)
        return Body(
            brace,
            end,
            {name: each for name, each in attributes.items() if each.start < end},
            tuple(each for each in blocks if each.start < end),
            complete=False,
        )

    def _unclosed(self, start: int, brace: int, blocks: list[Block]) -> int:
        """Say that a block runs into the end of the file; return where it should have ended.

        That is before the first block in it that is indented no deeper than itself, and there
        reading goes on.
        """
        if not self._told_open:
            self._problem(brace, "expected `}` before the end of the file: the block is not closed")
            self._told_open = True
        indent = recovery.indent(self.text, start)
        outer = (each for each in blocks if recovery.indent(self.text, each.start) <= indent)
        first = next(outer, None)
        if first is None or len(self.problems) > MAX_PROBLEMS:
            return len(self.text)
        self.problems = [each for each in self.problems if each[0] < first.start]
        self._told_open = False
        self._go_to(first.start)
        return first.start
