"""A configuration file: attributes and blocks, comments, and where in the text they are."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from netplan_audit.terraform.hcl.nodes import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.diagnostic import Diagnostic
    from netplan_audit.terraform.hcl.nodes import Expression


class Attribute(Node, frozen=True, eq=False):
    """`name = value`."""

    name: str
    value: Expression


class Block(Node, frozen=True, eq=False):
    """`type "label" { body }`; `header_end` is the end of the last label, or of the type."""

    header_end: int
    type: str
    labels: tuple[str, ...]
    body: Body


class Body(Node, frozen=True, eq=False):
    """Attributes by name and blocks, both in the order of the source.

    `complete` is False where something in this very body could not be read: then nothing is known
    to be absent from it.
    """

    attributes: Mapping[str, Attribute]
    blocks: tuple[Block, ...]
    complete: bool

    def blocks_of(self, kind: str, *labels: str) -> Iterator[Block]:
        """Yield the blocks of a type whose labels begin with these, in the order of the source."""
        return (
            block
            for block in self.blocks
            if block.type == kind and block.labels[: len(labels)] == labels
        )


class Comment(Node, frozen=True, eq=False):
    """`# text`, `// text` or `/* text */`, with its marks and without the line's end."""


class Position(NamedTuple):
    """A place in a file; both count from 1, columns in characters."""

    line: int
    column: int


class SourceFile(Struct, frozen=True, dict=True):
    """The text of a file as it was decoded, a byte order mark and carriage returns included."""

    path: str
    text: str

    @property
    def start(self) -> int:
        """The offset of the first character that is not a byte order mark."""
        return 1 if self.text.startswith("\ufeff") else 0

    def position(self, offset: int) -> Position:
        """Tell the line and column of an offset in characters."""
        line = max(1, bisect_right(self._line_starts, offset))
        return Position(line, max(1, offset - self._line_starts[line - 1] + 1))

    @cached_property
    def _line_starts(self) -> list[int]:
        """Return the offset of every line; a byte order mark takes no column."""
        lengths = [len(line) + 1 for line in self.text[self.start :].split("\n")]
        return list(accumulate(lengths[:-1], initial=self.start))


class File(Struct, frozen=True):
    """What one file says, as far as it could be read; `diagnostics` tell what could not."""

    source: SourceFile
    body: Body
    comments: tuple[Comment, ...]
    diagnostics: tuple[Diagnostic, ...]

    def block(self, kind: str, *labels: str) -> Block | None:
        """Return the first block of the file with this type and exactly these labels, if any."""
        found = (each for each in self.body.blocks_of(kind, *labels) if each.labels == labels)
        return next(found, None)

    def position(self, node: Attribute | Block | Comment | Expression) -> Position:
        """Tell the line and column where a node of this file starts."""
        return self.source.position(node.start)
