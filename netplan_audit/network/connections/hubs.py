"""Pairs of VPCs that hang on one Direct Connect gateway or core network."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.connections.connections import OutsideConnection
    from netplan_audit.network.link import Certainty, Link
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Vpc


class HubPair(Struct, frozen=True):
    """Two VPCs on one hub, with the connections that hang them on it and their segments.

    `certainty` is the weakest pointer on the way from one to the other.
    """

    first: Vpc
    second: Vpc
    by: tuple[str, str]
    segments: tuple[str, str]
    certainty: Certainty


Hung: TypeAlias = "tuple[OutsideConnection, Vpc, Certainty]"
"""A VPC on a hub, what hangs it there, and how sure that is."""


def hung(network: Network, kind: str) -> dict[str, list[Hung]]:
    """Return the VPCs that connections of a kind certainly or likely hang on each hub."""
    hubs: dict[str, list[Hung]] = {}
    for connection in network.outside:
        hub = connection.hub
        placed = _vpc(network, connection) if connection.kind == kind else None
        vpc = None if placed is None else network.vpcs.get(placed.only or "")
        if hub is not None and hub.only is not None and placed is not None and vpc is not None:
            sure = min(hub.certainty, placed.certainty)
            hubs.setdefault(hub.only, []).append((connection, vpc, sure))
    return hubs


def hub_pairs(network: Network, kind: str) -> Iterator[HubPair]:
    """Yield each two VPCs that connections of a kind certainly or likely hang on one hub."""
    for every in hung(network, kind).values():
        ordered = sorted(every, key=lambda each: each[0].address)
        for (one, first, sure), (other, second, also) in combinations(ordered, 2):
            if first is not second:
                by, segments = (one.address, other.address), (one.segment, other.segment)
                yield HubPair(first, second, by, segments, min(sure, also))


def _vpc(network: Network, connection: OutsideConnection) -> Link | None:
    """Return the VPC of a connection, by way of its virtual private gateway where it has one."""
    if connection.vpc is not None and connection.vpc.only is not None:
        return connection.vpc
    gateway = None if connection.gateway is None else connection.gateway.only
    known = network.gateways.get(gateway or "")
    return None if known is None else known.vpc
