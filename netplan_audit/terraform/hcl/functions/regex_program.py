"""Matching of regular expressions in time proportional to pattern and text.

The pattern becomes a program that all possible matches run at once, character by character, in
order of preference (Pike's machine): https://swtch.com/~rsc/regexp/regexp2.html. A hostile
pattern costs no more than its length times that of the text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct

from netplan_audit.terraform.hcl.faults import LimitError
from netplan_audit.terraform.hcl.functions.regex_chars import Chars
from netplan_audit.terraform.hcl.functions.regex_nodes import (
    At,
    Chain,
    Either,
    Group,
    Node,
    One,
    Repeat,
)
from netplan_audit.terraform.hcl.functions.regex_syntax import Parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.hcl.budget import Budget

_MAX_SIZE: Final = 20_000
_MATCH: Final = "match"


class _Save(Struct, frozen=True):
    slot: int


class _Split(Struct):
    """Go on at both places, preferring the first."""

    first: int = 0
    second: int = 0


class _Jump(Struct):
    target: int = 0


_Step: TypeAlias = Chars | At | _Save | _Split | _Jump | str
Captures: TypeAlias = tuple[int | None, ...]
"""Start and end of the whole match, then of each group."""


class Program:
    """A compiled pattern."""

    def __init__(self, pattern: str) -> None:
        """Compile; raises EvaluationError for a malformed pattern, LimitError for a huge one."""
        parser = Parser(pattern)
        tree = parser.parse()
        self.names = parser.names
        self.steps: list[_Step] = []
        self._emit(_Save(0))
        self._compile(tree)
        self._emit(_Save(1))
        self._emit(_MATCH)
        first = self.steps[1]
        self._only_at_start = isinstance(first, At) and first.place == "begin"

    def _emit(self, step: _Step) -> int:
        self.steps.append(step)
        if len(self.steps) > _MAX_SIZE:
            message = f"a regular expression of more than {_MAX_SIZE:,} steps"
            raise LimitError(message)
        return len(self.steps) - 1

    def _compile(self, node: Node) -> None:
        match node:
            case One(chars):
                self._emit(chars)
            case At():
                self._emit(node)
            case Chain(parts):
                for part in parts:
                    self._compile(part)
            case Either(parts):
                self._either(parts)
            case Group(part, number):
                self._emit(_Save(2 * number))
                self._compile(part)
                self._emit(_Save(2 * number + 1))
            case Repeat(part, least, most, greedy):
                self._repeat(part, least, most, greedy=greedy)

    def _either(self, parts: tuple[Node, ...]) -> None:
        jumps: list[_Jump] = []
        for part in parts[:-1]:
            split = _Split()
            split.first = self._emit(split) + 1
            self._compile(part)
            jumps.append(_Jump())
            self._emit(jumps[-1])
            split.second = len(self.steps)
        self._compile(parts[-1])
        for jump in jumps:
            jump.target = len(self.steps)

    def _repeat(self, part: Node, least: int, most: int | None, *, greedy: bool) -> None:
        for _ in range(least if most is not None else least - 1):
            self._compile(part)
        if most is None:
            # "One or more, or nothing": the order of preference stays right for an empty part.
            optional = self._optional(greedy=greedy) if least == 0 else None
            start = len(self.steps)
            self._compile(part)
            split = _Split()
            end = self._emit(split) + 1
            split.first, split.second = (start, end) if greedy else (end, start)
            if optional:
                self._close(optional, greedy=greedy)
            return
        splits = []
        for _ in range(most - least):
            splits.append(self._optional(greedy=greedy))
            self._compile(part)
        for split in splits:
            self._close(split, greedy=greedy)

    def _optional(self, *, greedy: bool) -> _Split:
        split = _Split()
        inside = self._emit(split) + 1
        if greedy:
            split.first = inside
        else:
            split.second = inside
        return split

    def _close(self, split: _Split, *, greedy: bool) -> None:
        if greedy:
            split.second = len(self.steps)
        else:
            split.first = len(self.steps)

    def search(self, text: str, start: int, budget: Budget) -> Captures | None:
        """Return the leftmost match at or after `start`, the preferred one of those; or None."""
        slots: Captures = (None,) * (2 * len(self.names) + 2)
        threads: list[tuple[int, Captures]] = []
        best: Captures | None = None
        for at in range(start, len(text) + 1):
            if best is None and not (at and self._only_at_start):
                self._follow(threads, (0, slots), text, at, budget)
            if not threads and (best is not None or self._only_at_start):
                break
            char = text[at] if at < len(text) else None
            following: list[tuple[int, Captures]] = []
            seen: set[int] = set()
            for place, captures in threads:
                step = self.steps[place]
                if step is _MATCH:
                    best = captures
                    break
                if char is not None and isinstance(step, Chars) and char in step:
                    self._reach(following, seen, (place + 1, captures), text, at + 1)
            budget.spend(len(threads) + len(seen))
            threads = following
        return best

    def _follow(
        self,
        threads: list[tuple[int, Captures]],
        start: tuple[int, Captures],
        text: str,
        at: int,
        budget: Budget,
    ) -> None:
        seen = {place for place, _ in threads}
        self._reach(threads, seen, start, text, at)
        budget.spend(len(seen))

    def _reach(
        self,
        threads: list[tuple[int, Captures]],
        seen: set[int],
        start: tuple[int, Captures],
        text: str,
        at: int,
    ) -> None:
        """Add what can be reached without a character, the preferred first."""
        pending = [start]
        while pending:
            place, captures = pending.pop()
            if place in seen:
                continue
            seen.add(place)
            step = self.steps[place]
            if isinstance(step, _Jump):
                pending.append((step.target, captures))
            elif isinstance(step, _Split):
                pending.append((step.second, captures))
                pending.append((step.first, captures))
            elif isinstance(step, _Save):
                slot = step.slot
                pending.append((place + 1, (*captures[:slot], at, *captures[slot + 1 :])))
            elif isinstance(step, At):
                if _holds(step.place, text, at):
                    pending.append((place + 1, captures))
            else:
                threads.append((place, captures))

    def find_all(self, text: str, budget: Budget) -> Iterator[Captures]:
        """Yield the matches one after the other; none is empty right after another."""
        at, end = 0, -1
        while at <= len(text):
            found = self.search(text, at, budget)
            if found is None:
                return
            first, last = found[0] or 0, found[1] or 0
            if last > first or first != end:
                yield found
            end = last
            at = last if last > at else at + 1


def _holds(place: str, text: str, at: int) -> bool:
    """Tell whether a place between characters is of a kind."""
    match place:
        case "begin":
            return at == 0
        case "end":
            return at == len(text)
        case "line":
            return at == 0 or text[at - 1] == "\n"
        case "line end":
            return at == len(text) or text[at] == "\n"
        case _:
            word = _is_word(text, at - 1) != _is_word(text, at)
            return word == (place == "word")


def _is_word(text: str, at: int) -> bool:
    if not 0 <= at < len(text):
        return False
    char = text[at]
    return char.isascii() and (char.isalnum() or char == "_")


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> Program:
    """Compile a pattern, or take it from those compiled lately."""
    return Program(pattern)
