"""Answers about reachability as JSON lines, one for each query, or for each set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.formats import dumped
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.reach.exposed import Exposed
    from netplan_audit.network.reach.query import Query
    from netplan_audit.network.reach.trail import Hop, Trail


def render(answers: Iterable[tuple[Query, Trail]]) -> str:
    """Render the verdicts with the witness, what blocks, or what would settle."""
    return _lines({"id": query.id} | _answer(trail) for query, trail in answers)


def exposed(found: Iterable[Exposed], site: int) -> str:
    """Render sets of sources and ports; `site` is the prefix length that the internet beats."""
    return _lines(_set(one, site) for one in found)


def _lines(documents: Iterable[dict[str, object]]) -> str:
    return "".join(f"{dumped(document, indent=None)}\n" for document in documents)


def _set(found: Exposed, site: int) -> dict[str, object]:
    return {
        "to": found.target,
        "via": found.via or None,
        "protocol": found.protocol,
        "family": f"ipv{found.family}",
        "ports": str(found.ports),
        "sources": ["(sensitive value)"] if found.hidden else found.cidrs,
        "internet": found.from_internet(site),
        **_answer(found.trail),
    }


def _answer(trail: Trail) -> dict[str, object]:
    """Return the verdict, with the witness, what blocks, or what would settle."""
    line: dict[str, object] = {"verdict": trail.verdict.value}
    if trail.verdict is Truth.YES:
        line["witness"] = [_hop(hop) for hop in trail.hops]
    elif trail.blocked is not None:
        line["blocked_by"] = _hop(trail.blocked)
    else:
        line["unknown"] = list(trail.unknown)
    return line


def _hop(hop: Hop) -> dict[str, str]:
    return {"at": hop.at, "what": hop.what}
