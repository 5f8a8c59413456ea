"""Endpoints that AWS puts on the internet for a resource, outside of every VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.reach.filters import among, which
from netplan_audit.network.reach.trail import Trail, blocked, judged, passed, unsure

if TYPE_CHECKING:
    from netplan_audit.network.cidr import AddressSet
    from netplan_audit.network.ports import PortSet
    from netplan_audit.network.reach.ends import End, Packet
    from netplan_audit.unknown import Truth


class PublicEndpoint(Struct, frozen=True):
    """An endpoint on the internet that takes TCP connections.

    `words` say what it is, `exists` whether it is there, `settles` what would tell. `sources` are
    the addresses that it takes connections from; policies that decide about requests are not asked.
    """

    address: str
    words: str
    exists: Truth
    ports: PortSet
    sources: AddressSet
    settles: str


def arrives(receiver: End, packet: Packet) -> Trail:
    """Ask an end outside of every VPC whether it takes a packet."""
    door = receiver.door
    if door is None:
        return passed(receiver.address, "it arrives")
    there = judged(door.exists, door.address, (door.words, "it is not public"), door.settles)
    if packet.protocol != "tcp" or not door.ports.overlaps(packet.ports.usual):
        there = there.then(lambda: blocked(door.address, f"it takes TCP {door.ports} only"))
    elif not door.ports.covers(packet.ports.usual):
        what = f"it takes TCP {door.ports} only"
        there = there.then(lambda: unsure(door.address, what, f"the port of {door.address}"))
    sources = door.sources
    words = ("it takes connections from there", "it takes no connections from there")
    settles = f"{which(packet.source, packet)} ({door.address})"
    taken = judged(among(packet.source, sources), door.address, words, settles)
    return there.then(lambda: taken)
