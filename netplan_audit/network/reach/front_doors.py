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
    """An endpoint on the internet that takes connections over TCP, or another protocol.

    `words` say what it is, `exists` whether it is there, `settles` what would tell. `sources` are
    the addresses that it takes connections from; policies that decide about requests are not asked.
    """

    address: str
    words: str
    exists: Truth
    ports: PortSet
    sources: AddressSet
    settles: str
    protocol: str = "tcp"


def arrives(receiver: End, packet: Packet) -> Trail:
    """Ask an end outside of every VPC whether it takes a packet."""
    door = receiver.door
    if door is None:
        return passed(receiver.address, "it arrives")
    there = judged(door.exists, door.address, (door.words, "it is not public"), door.settles)
    only = f"it takes {door.protocol.upper()} {door.ports} only"
    if packet.protocol != door.protocol or not door.ports.overlaps(packet.ports.usual):
        there = there.then(lambda: blocked(door.address, only))
    elif not door.ports.covers(packet.ports.usual):
        there = there.then(lambda: unsure(door.address, only, f"the port of {door.address}"))
    sources = door.sources
    words = ("it takes connections from there", "it takes no connections from there")
    settles = f"{which(packet.source, packet)} ({door.address})"
    taken = judged(among(packet.source, sources), door.address, words, settles)
    return there.then(lambda: taken)
