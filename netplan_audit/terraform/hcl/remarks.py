"""Tells what comments say, and which block each of them is about."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.hcl.file import Block, Comment, File


class Remark(Struct, frozen=True):
    """A comment, its text without `#`, `//` or `/* */`, and the block of the file it is about."""

    comment: Comment
    text: str
    block: Block | None


def remarks(file: File) -> Iterator[Remark]:
    """Yield all comments of a file, in their order.

    A comment is about the outermost block that it stands in, or behind on the line where the block
    ends, or directly above, with nothing but other comments between the two.
    """
    blocks = sorted(file.body.blocks, key=lambda block: block.start)
    starts = [block.start for block in blocks]
    following: Remark | None = None
    found: list[Remark] = []
    for comment in reversed(file.comments):
        after = bisect_right(starts, comment.start)
        block = _around(file, comment, blocks[after - 1]) if after else None
        if block is None:
            block = _below(file, comment, blocks[after : after + 1], following)
        following = Remark(comment, text_of(file, comment), block)
        found.append(following)
    return reversed(found)


def text_of(file: File, comment: Comment) -> str:
    """Return what a comment says, without its signs and the blanks around it."""
    written = file.source.text[comment.start : comment.end]
    return written.lstrip("#").strip() if written[0] == "#" else _without_slashes(written)


def _without_slashes(written: str) -> str:
    return (written[2:-2] if written.startswith("/*") else written.lstrip("/")).strip()


def _around(file: File, comment: Comment, block: Block) -> Block | None:
    """Return the block before a comment if the comment is in it or behind it on its last line."""
    inside = comment.start < block.end
    return block if inside or "\n" not in file.source.text[block.end : comment.start] else None


def _below(
    file: File, comment: Comment, blocks: list[Block], following: Remark | None
) -> Block | None:
    """Return the block that begins on the line after a comment, or after the comments below it."""
    block = blocks[0] if blocks else None
    if block is not None and _adjoins(file, comment, block.start):
        return block
    if following is not None and _adjoins(file, comment, following.comment.start):
        return following.block
    return None


def _adjoins(file: File, comment: Comment, start: int) -> bool:
    between = file.source.text[comment.end : start]
    return not between.strip() and between.count("\n") <= 1
