"""Finds where to read on after an error, by the indentation that people and `fmt` give a file."""

from __future__ import annotations

import re
from typing import Final

_LINE: Final = re.compile(r"([ \t]*+)([^\n]*+)(?:\n|\Z)")
_ITEM: Final = re.compile(r"[^\W\d]")
_HEREDOC: Final = re.compile(r"<<-?([^\W\d][\w-]*)\r?$")


def indent(text: str, offset: int) -> int:
    """Return how many blanks the line of an offset begins with."""
    match = _LINE.match(text, text.rfind("\n", 0, offset) + 1)
    return len(match[1]) if match else 0


def next_item(text: str, start: int) -> int:
    """Return the offset at which to go on after an item that starts at `start` and is broken.

    That is the next line, not indented deeper than the item, that begins with a word or with the
    closing bracket of what is around the item. Brackets are counted as they stand, strings and
    comments included: a wrong count costs a second diagnostic, not a wrong tree.
    """
    width = indent(text, start)
    offset, opened, skipping = start, 0, True
    while offset < len(text) and (match := _LINE.match(text, offset)):
        line = match[2]
        if offset > start and line and len(match[1]) <= width and _resumes(match, width, opened):
            return offset
        opened += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
        offset = match.end()
        if skipping and (heredoc := _HEREDOC.search(line)):
            behind = _heredoc_end(text, offset, heredoc[1])
            skipping = behind > offset  # or a file of unclosed ones would be searched for each
            offset = behind
    return len(text)


def _resumes(line: re.Match[str], width: int, opened: int) -> bool:
    if line[2][0] in ")]}":
        return len(line[1]) < width or opened <= 0
    return _ITEM.match(line[2]) is not None


def _heredoc_end(text: str, offset: int, word: str) -> int:
    """Return the offset behind the line that closes a heredoc; the same offset if none does."""
    closing = re.compile(rf"^[ \t]*{re.escape(word)}[ \t\r]*(?:\n|\Z)", re.MULTILINE)
    match = closing.search(text, offset)
    return match.end() if match else offset
