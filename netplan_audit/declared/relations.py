"""Follows typed edges from an object, several hops far, and keeps how sure each end is."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.edges import edges, nodes
from netplan_audit.network.link import Certainty
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.network.edges import Edge
    from netplan_audit.network.network import Network


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
        self._unresolved = network.coverage.unresolved
        self._missing = network.coverage.missing_modules
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
            for address, sure in found.items():
                settles += self._open(address, backwards=backwards)
                for edge in (self._in if backwards else self._out).get(address, ()):
                    if fnmatchcase(edge.kind, kind):
                        end = edge.source if backwards else edge.target
                        here = Truth.UNKNOWN if edge.certainty is Certainty.ONE_OF else Truth.YES
                        after[end] = after.get(end, Truth.NO) | (sure & here)
                        certainty = min(certainty, edge.certainty)
            found = after
        ends = tuple(sorted(found.items(), key=lambda end: end[0]))
        return Reached(ends, not settles, tuple(dict.fromkeys(settles)), certainty)

    def _open(self, address: str, *, backwards: bool) -> list[str]:
        """Name what keeps the edges of an object from being all there are."""
        if backwards:  # any object may turn out to point here
            return [*self._unresolved, *self._missing]
        return [where for where in self._unresolved if where.startswith(f"{address}.")]


OUTSIDE = "outside-the-input"


def slug(kind: str) -> str:
    """Write the kind of an object as policies do: `NAT gateway` is `nat-gateway`."""
    return kind.lower().replace(" ", "-")
