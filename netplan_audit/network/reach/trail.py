"""A path as far as it was followed: its verdict, its hops, what blocks it or would settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Hop(Struct, frozen=True):
    """One step of a packet: what it passes, and what lets it through there, in words."""

    at: str
    what: str


class Trail(Struct, frozen=True):
    """What is known of a path; `blocked` is empty unless it is NO, `unknown` unless UNKNOWN."""

    verdict: Truth
    hops: tuple[Hop, ...] = ()
    blocked: Hop | None = None
    unknown: tuple[str, ...] = ()

    def then(self, rest: Callable[[], Trail]) -> Trail:
        """Follow the path on, unless it is blocked already."""
        if self.verdict is Truth.NO:
            return self
        more = rest()
        verdict = self.verdict & more.verdict
        if verdict is Truth.NO:
            return replace(more, hops=(*self.hops, *more.hops), unknown=())
        unknown = tuple(dict.fromkeys((*self.unknown, *more.unknown)))
        return Trail(verdict, (*self.hops, *more.hops), None, unknown)


OPEN: Final = Trail(Truth.YES)


def passed(at: str, what: str) -> Trail:
    """Make the trail of one hop that lets the packet through."""
    return Trail(Truth.YES, (Hop(at, what),))


def blocked(at: str, why: str) -> Trail:
    """Make the trail of one hop that stops the packet."""
    return Trail(Truth.NO, (), Hop(at, why))


def unsure(at: str, what: str, *settles: str) -> Trail:
    """Make the trail of one hop that nobody can tell about yet, and what would tell."""
    return Trail(Truth.UNKNOWN, (Hop(at, what),), None, settles or (at,))


def judged(verdict: Truth, at: str, words: tuple[str, str], settles: str = "") -> Trail:
    """Make the trail of one condition; `words` are those for yes (and perhaps), and for no."""
    if verdict is Truth.YES:
        return passed(at, words[0])
    return blocked(at, words[1]) if verdict is Truth.NO else unsure(at, words[0], settles or at)


def either(trails: Iterable[Trail], *settles: str) -> Trail:
    """Join the ways a packet may take, exactly one of them: they decide where they agree.

    There has to be one at least.
    """
    found = list(trails)
    verdicts = {trail.verdict for trail in found}
    if len(verdicts) == 1:
        return found[0]
    unknown = (*settles, *(text for trail in found for text in trail.unknown))
    first = next(trail for trail in found if trail.verdict is not Truth.NO)
    return Trail(Truth.UNKNOWN, first.hops, None, tuple(dict.fromkeys(unknown)))


def any_way(trails: Iterable[Trail]) -> Trail:
    """Join ways of which the sender picks whichever works."""
    found = list(trails)
    best = next((t for t in found if t.verdict is Truth.YES), None)
    return best or next((t for t in found if t.verdict is Truth.UNKNOWN), found[0])
