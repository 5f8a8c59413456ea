"""Answers about reachability as JSON lines, one for each query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.formats import dumped
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.reach.query import Query
    from netplan_audit.network.reach.trail import Hop, Trail


def render(answers: Iterable[tuple[Query, Trail]]) -> str:
    """Render the verdicts with the witness, what blocks, or what would settle."""
    return "".join(f"{dumped(_line(query, trail), indent=None)}\n" for query, trail in answers)


def _line(query: Query, trail: Trail) -> dict[str, object]:
    line: dict[str, object] = {"id": query.id, "verdict": trail.verdict.value}
    if trail.verdict is Truth.YES:
        line["witness"] = [_hop(hop) for hop in trail.hops]
    elif trail.blocked is not None:
        line["blocked_by"] = _hop(trail.blocked)
    else:
        line["unknown"] = list(trail.unknown)
    return line


def _hop(hop: Hop) -> dict[str, str]:
    return {"at": hop.at, "what": hop.what}
