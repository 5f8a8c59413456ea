"""Follows typed edges from an object, several hops far, and keeps how sure each end is."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.edges import edges, nodes
from netplan_audit.network.link import Certainty
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.network.edges import Edge
    from netplan_audit.network.network import Network


_NAMED: Final = 5
"""How many of the arguments are named that may lead anywhere."""


class Reached(Struct, frozen=True):
    """What a relation leads to: ends with how sure they are; `closed` where these are all.

    `settles` name what would tell of others, `certainty` is that of the least sure edge taken.
    """

    ends: tuple[tuple[str, Truth], ...]
    closed: bool
    settles: tuple[str, ...]
    certainty: Certainty


class Graph:
    """The edges of a network by their ends, and its objects by kind."""

    def __init__(self, network: Network) -> None:
        """Sort the edges once."""
        coverage = network.coverage
        self._missing = coverage.missing_modules
        self._open: dict[str, list[str]] = {}
        self._unresolved: dict[str, list[str]] = {}
        for where in coverage.unresolved:
            self._unresolved.setdefault(where.rpartition(".")[0], []).append(where)
        self.kinds = {node.address: slug(node.kind) for node in nodes(network)}
        self._out: dict[str, list[Edge]] = {}
        self._in: dict[str, list[Edge]] = {}
        for edge in edges(network):
            self._out.setdefault(edge.source, []).append(edge)
            self._in.setdefault(edge.target, []).append(edge)

    def of_kind(self, kind: str) -> list[str]:
        """Return the addresses of all objects of a kind, `*` for any."""
        wanted = (address for address, own in self.kinds.items() if fnmatchcase(own, kind))
        return sorted(address for address in wanted if self.kinds[address] != OUTSIDE)

    def reached(self, start: str, through: Sequence[str]) -> Reached:
        """Follow edges of these kinds, one after the other; `<` goes against an edge."""
        found: dict[str, Truth] = {start: Truth.YES}
        settles: list[str] = []
        certainty = Certainty.CERTAIN
        for step in through:
            backwards, kind = step.startswith("<"), step.removeprefix("<").strip()
            after: dict[str, Truth] = {}
            settles += self._may_lead_back(kind) if backwards else []
            for address, sure in found.items():
                settles += [] if backwards else self._unresolved.get(address, [])
                for edge in (self._in if backwards else self._out).get(address, ()):
                    if fnmatchcase(edge.kind, kind):
                        end = edge.source if backwards else edge.target
                        here = Truth.UNKNOWN if edge.certainty is Certainty.ONE_OF else Truth.YES
                        after[end] = after.get(end, Truth.NO) | (sure & here)
                        certainty = min(certainty, edge.certainty)
            found = after
        ends = tuple(sorted(found.items(), key=lambda end: end[0]))
        return Reached(ends, not settles, tuple(dict.fromkeys(settles)), certainty)

    def _may_lead_back(self, kind: str) -> list[str]:
        """Name the arguments that may turn out to be an edge of this kind to any object."""
        if kind not in self._open:
            known = (some for edge, some in SOURCES.items() if _alike(edge, kind))
            sources = {one for some in known for one in some}
            every = [
                where
                for address, some in self._unresolved.items()
                if not sources or self.kinds.get(address, "") in sources
                for where in some
            ]
            self._open[kind] = [*every, *self._missing][:_NAMED]
        return self._open[kind]


SOURCES: Final = {
    "requester": ("peering-connection",),
    "accepter": ("peering-connection",),
    "attaches": ("transit-gateway-attachment",),
    "to transit gateway": ("transit-gateway-attachment",),
    "associated with": ("transit-gateway-attachment", ""),
    "propagates to": ("transit-gateway-attachment", ""),
    "filters": ("network-acl", ""),
    "admits": ("security-group", ""),
    "may call": ("security-group", ""),
    "uses route table": ("subnet", ""),
    "has main route table": ("vpc", ""),
    "routes * to": ("route-table", ""),
}
"""The kinds of objects that edges of a kind come from, '' for what is no object; else any."""
OUTSIDE: Final = "outside-the-input"


def slug(kind: str) -> str:
    """Write the kind of an object as policies do: `NAT gateway` is `nat-gateway`."""
    return kind.lower().replace(" ", "-")


def _alike(edge: str, kind: str) -> bool:
    """Tell whether two kinds of edges mean one, where either may have wildcards."""
    return fnmatchcase(edge, kind) or fnmatchcase(kind, edge)
