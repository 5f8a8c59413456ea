"""Answers about reachability as text: the verdict, then the path hop by hop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.formats import harmless
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.reach.query import Query
    from netplan_audit.network.reach.trail import Trail


def render(answers: Iterable[tuple[Query, Trail]]) -> str:
    """Render one paragraph for each query."""
    return "\n".join("".join(f"{line}\n" for line in _lines(q, t)) for q, t in answers)


def _lines(query: Query, trail: Trail) -> Iterator[str]:
    port = "" if query.port is None else f" {query.port}"
    asked = f"{query.source} to {query.target}, {query.protocol}{port}"
    yield harmless(f"{trail.verdict.value}: {asked}")
    for number, hop in enumerate(trail.hops, 1):
        yield harmless(f"  {number:2} {hop.at}: {hop.what}")
    if trail.blocked is not None:
        yield harmless(f"  blocked at {trail.blocked.at}: {trail.blocked.what}")
    if trail.verdict is Truth.UNKNOWN:
        for text in trail.unknown:
            yield harmless(f"  unknown: {text}")
