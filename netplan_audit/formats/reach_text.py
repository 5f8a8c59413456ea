"""Answers about reachability as text: paths hop by hop, sets, and a table of what is exposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.formats import count, harmless
from netplan_audit.network.reach.exposed import written
from netplan_audit.network.routing.lookup import INTERNET
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.reach.exposed import Exposed
    from netplan_audit.network.reach.query import Query
    from netplan_audit.network.reach.trail import Trail


_SHOWN: Final = 3
"""Most CIDRs in one line; JSON has them all."""
_HEAD: Final = ("ANSWER", "TARGET", "PORTS", "FROM", "BY")


def render(answers: Iterable[tuple[Query, Trail]]) -> str:
    """Render one paragraph for each query."""
    return "\n".join("".join(_lines(query, trail)) for query, trail in answers)


def _lines(query: Query, trail: Trail) -> Iterator[str]:
    port = "" if query.port is None else f" {query.port}"
    asked = f"{query.source} to {query.target}, {query.protocol}{port}"
    yield harmless(f"{trail.verdict.value}: {asked}") + "\n"
    yield from _steps(trail)


def _steps(trail: Trail) -> Iterator[str]:
    """Yield a line for each hop, what blocks, and what would tell."""
    for number, hop in enumerate(trail.hops, 1):
        yield harmless(f"  {number:2} {hop.at}: {hop.what}") + "\n"
    if trail.blocked is not None:
        yield harmless(f"  blocked at {trail.blocked.at}: {trail.blocked.what}") + "\n"
    if trail.verdict is Truth.UNKNOWN:
        for text in trail.unknown:
            yield harmless(f"  unknown: {text}") + "\n"


def table(found: Iterable[Exposed], site: int) -> str:
    """Render everything that the internet reaches, or may reach but for one unknown, in columns."""
    every = list(found)
    rows: list[tuple[str, ...]] = [_HEAD]
    doubtful = 0
    for one in every:
        if one.trail.verdict is Truth.UNKNOWN and len(one.trail.unknown) > 1:
            doubtful += 1
        else:
            rows.append(_row(one, site))
    told = len(rows) > 1
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
    if not told:
        lines = ["the internet reaches nothing for certain"]
    if doubtful:
        more = f"{count(doubtful, 'set')} of ports may be reached, as far as several unknowns go"
        lines.append(f"{more}: --format json lists them")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _row(found: Exposed, site: int) -> tuple[str, ...]:
    by = found.via
    if found.trail.verdict is Truth.UNKNOWN:
        by = f"unknown: {found.trail.unknown[0]}"
    ports = f"{found.protocol} {found.ports}"
    cells = (found.trail.verdict.value, found.target, ports, _from(found, site), by)
    return tuple(map(harmless, cells))


def shares(query: Query, found: Iterable[Exposed], site: int) -> str:
    """Render one paragraph for each set of sources and ports."""
    head = f"{query.source} to {query.target}, {query.protocol}"
    parts = ("".join(_share(one, site)) for one in found)
    return "\n".join([f"{harmless(head)}\n", *parts])


def _share(found: Exposed, site: int) -> Iterator[str]:
    ports = f"{'port' if len(found.ports) == 1 else 'ports'} {found.ports}"
    via = f" via {found.via}" if found.via else ""
    is_split = INTERNET[found.family].covers(found.sources)
    source = f" from {_from(found, site)}" if is_split else ""
    yield harmless(f"{found.trail.verdict.value}: {ports}{via}{source}") + "\n"
    yield from _steps(found.trail)


def _from(found: Exposed, site: int) -> str:
    """Write the sources: the internet, what of it is left out, or their CIDRs."""
    family = "" if found.family == 4 else " over IPv6"  # noqa: PLR2004 - the other family
    internet = INTERNET[found.family]
    if found.sources == internet:
        return f"the internet{family}"
    if found.hidden:
        kind = "a part of the internet" if found.from_internet(site) else "a site"
        return f"{kind} (sensitive value)"
    own, missing = found.cidrs, written(internet - found.sources)
    if not found.from_internet(site):
        return f"{_listed(own)} (a site)"
    fewer = len(missing) < len(own)
    return f"the internet{family} except {_listed(missing)}" if fewer else _listed(own)


def _listed(every: list[str]) -> str:
    more = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return ", ".join(every[:_SHOWN]) + more
