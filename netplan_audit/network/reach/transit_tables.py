"""The route tables of transit gateways: where a packet in one of them goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.cidr import PRIVATE, AddressSet, overlapping_pairs
from netplan_audit.network.reach.transit import DEFAULT_TABLE
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.network import Network
    from netplan_audit.network.reach.transit import TransitRouting

_Entry = tuple["AddressSet | None", int, "NextAttachment"]


class NextAttachment(Struct, frozen=True):
    """Where a transit gateway sends a part of the addresses: `to` is '' for a blackhole.

    None stands for no route. `settles` says what would tell, where that is not certain.
    """

    to: str | None
    origin: str = ""
    settles: str = ""


class TransitTables:
    """The route tables of transit gateways; what they say is worked out once and kept."""

    def __init__(self, network: Network, routing: TransitRouting) -> None:
        """Keep the sources."""
        self._network = network
        self._routing = routing
        self._entries: dict[tuple[str, str], _Entries] = {}
        self._teachers: dict[tuple[str, str], str] = {}
        self._answers: dict[tuple[str, str, AddressSet], list[NextAttachment]] = {}

    def lookup(self, gateway: str, table: str, target: AddressSet) -> list[NextAttachment]:
        """Return where the packets to one of the addresses may go: longest prefix, static first."""
        key = (gateway, table, target)
        if key not in self._answers:
            self._answers[key] = self._lookup(gateway, table, target)
        return self._answers[key]

    def _lookup(self, gateway: str, table: str, target: AddressSet) -> list[NextAttachment]:
        entries = self._in(gateway, table)
        found = [hop for known, hop in entries.doubtful if known is None or known.overlaps(target)]
        left = target
        teacher = self._teacher(gateway, table)
        learnt = NextAttachment(
            None, settles=f"the routes learnt from {teacher}" if teacher else ""
        )
        for block, hop in entries.certain:
            if left.overlaps(block):
                found.append(hop)
                if teacher and _is_default(block) and PRIVATE.covers(left):
                    found.append(learnt)  # it may be longer
                left -= block
        if left:
            found.append(learnt)
        return found

    def _teacher(self, gateway: str, table: str) -> str:
        """Return a connection that teaches a table routes by BGP, or may do so; '' for none."""
        if (gateway, table) not in self._teachers:
            every = self._routing.learning.get(gateway, ())
            found = (each for each in every if self._teaches(each, gateway, table) is not Truth.NO)
            self._teachers[gateway, table] = next(found, "")
        return self._teachers[gateway, table]

    def _teaches(self, address: str, gateway: str, table: str) -> Truth:
        vpn = self._network.vpn_connections.get(address)
        if vpn is not None and vpn.static_only is Truth.YES:
            return Truth.NO
        given = self._routing.propagates_to(address)
        if table in tuple(given):
            return Truth.YES
        hub = self._network.transit_gateways.get(gateway)
        by_default = Truth.UNKNOWN if hub is None else hub.default_propagation
        default = f"{gateway}{DEFAULT_TABLE}"
        if self._network.aliases.get(default, default) != table:
            by_default = Truth.NO
        maybe = table in given.candidates or not given.complete
        return by_default | (Truth.UNKNOWN if maybe else Truth.NO)

    def _in(self, gateway: str, table: str) -> _Entries:
        if (gateway, table) not in self._entries:
            static = _static(self._routing, table)
            propagated = _contested(list(_propagated(self._network, gateway, table)))
            every = [*static, *propagated]
            self._entries[gateway, table] = _Entries.of(every)
        return self._entries[gateway, table]


def _is_default(block: AddressSet) -> bool:
    return all(cidr.prefix_length <= 1 for cidr in block.cidrs())


class _Entries(Struct, frozen=True):
    """What is in a table: for certain, the entry that wins first, and perhaps."""

    certain: list[tuple[AddressSet, NextAttachment]]
    doubtful: list[tuple[AddressSet | None, NextAttachment]]

    @classmethod
    def of(cls, entries: list[tuple[AddressSet | None, int, NextAttachment]]) -> _Entries:
        """Sort entries, each with its destination and its rank among those for one CIDR."""
        known: list[tuple[int, int, str, AddressSet, NextAttachment]] = []
        doubtful: list[tuple[AddressSet | None, NextAttachment]] = []
        for destination, rank, hop in entries:
            if hop.settles or destination is None:
                doubtful.append((destination, hop))
                continue
            known += (
                (-cidr.prefix_length, rank, hop.origin, AddressSet.of((cidr,)), hop)
                for cidr in destination.cidrs()
            )
        known.sort(key=lambda entry: entry[:3])
        return cls([entry[3:] for entry in known], doubtful)


def _static(
    routing: TransitRouting, table: str
) -> Iterator[tuple[AddressSet | None, int, NextAttachment]]:
    for route in routing.static(table):
        if table not in route.table.targets:
            yield route.destination, 0, NextAttachment(None, route.origin, route.table.settles)
            continue
        settles = "" if route.table.only is not None else route.table.settles or route.origin
        if route.blackhole is not Truth.NO:
            waits = f"{route.origin}.blackhole" if route.blackhole is Truth.UNKNOWN else ""
            yield route.destination, 0, NextAttachment("", route.origin, settles or waits)
            continue
        to = None if route.attachment is None else route.attachment.only
        where = f"{route.origin}.transit_gateway_attachment_id"
        known = settles or ("" if to is not None else where)
        if route.destination is None:
            known = known or f"{route.origin}.destination_cidr_block"
        yield route.destination, 0, NextAttachment(to, route.origin, known)


def _propagated(
    network: Network, gateway: str, table: str
) -> Iterator[tuple[AddressSet | None, int, NextAttachment]]:
    for attachment in network.attachments_by_gateway.get(gateway, ()):
        propagates = propagates_to(network, attachment, gateway, table)
        if propagates is Truth.NO:
            continue
        vpc = network.vpcs.get(attachment.vpc.only or "")
        settles = (
            "" if propagates is Truth.YES else f"whether {attachment.address} propagates to {table}"
        )
        if attachment.gateway.only is None:
            settles = settles or attachment.gateway.settles or attachment.address
        hop = NextAttachment(attachment.address, attachment.address, settles)
        if vpc is None:
            yield (
                None,
                1,
                NextAttachment(
                    attachment.address, attachment.address, f"the addresses of {attachment.address}"
                ),
            )
            continue
        yield AddressSet.of(block.cidr for block in vpc.blocks), 1, hop
        if vpc.unknown:
            yield None, 1, NextAttachment(attachment.address, attachment.address, vpc.unknown[0])


def _contested(entries: list[_Entry]) -> list[_Entry]:
    """Doubt what VPCs propagate that overlap: only that of the first to be attached is there.

    The routes of a VPC are not propagated where they overlap those of one that is attached already
    ("Amazon VPC attachments", transit gateway guide).
    """
    known = [entry for entry in entries if entry[0] is not None and not entry[2].settles]
    spans = [
        (cidr, hop.origin) for where, _, hop in known if where is not None for cidr in where.cidrs()
    ]
    apart: dict[str, str] = {}
    for (_, first), (_, second) in overlapping_pairs(spans):
        if first != second:
            apart[first], apart[second] = second, first
    found = []
    for where, rank, hop in entries:
        other_one = apart.get(hop.origin)
        if other_one is not None and not hop.settles:
            first, second = sorted((hop.origin, other_one))
            settles = f"which of {first} and {second} was attached first"
            found.append((where, rank, NextAttachment(hop.to, hop.origin, settles)))
        else:
            found.append((where, rank, hop))
    return found


def propagates_to(
    network: Network, attachment: TransitGatewayAttachment, gateway: str, table: str
) -> Truth:
    """Tell whether an attachment propagates the addresses of its VPC to a table."""
    if table in tuple(attachment.propagated):
        return Truth.YES
    default = f"{gateway}{DEFAULT_TABLE}"
    by_default = attachment.default_propagation
    if network.aliases.get(default, default) != table:
        by_default = Truth.NO
    maybe = table in attachment.propagated.candidates or not attachment.propagated.complete
    return by_default | (Truth.UNKNOWN if maybe else Truth.NO)
