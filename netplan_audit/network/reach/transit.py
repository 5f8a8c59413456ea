"""Transit gateways as packets see them: which table routes an attachment, and where to."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.network.cidr import PRIVATE, AddressSet, overlapping_pairs
from netplan_audit.network.link import NO_LINKS, Links
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from netplan_audit.network.connections import TransitGatewayAttachment
    from netplan_audit.network.link import Link
    from netplan_audit.network.network import Network

_Entry = tuple["AddressSet | None", int, "NextAttachment"]
_DEFAULT: Final = ".association_default_route_table_id"


class TransitRoute(Struct, frozen=True):
    """A static route of a transit gateway route table; `destination` is None where unknown."""

    origin: str
    table: Link
    destination: AddressSet | None
    attachment: Link | None
    blackhole: Truth


class TransitPeering(Struct, frozen=True):
    """A peering attachment, by all the addresses that stand for it, and its two gateways.

    `associated` are the explicit route tables of either end.
    """

    addresses: tuple[str, ...]
    requester: Link | None
    accepter: Link | None
    associated: Links
    active: Truth

    def beyond(self, gateway: str) -> str | None:
        """Return the gateway at the other end."""
        ends = [None if end is None else end.only for end in (self.requester, self.accepter)]
        if gateway not in ends:
            return None
        return ends[1] if ends[0] == gateway else ends[0]


class TransitRouting(Struct, frozen=True, dict=True):
    """What transit gateways route by, besides the attachments of VPCs.

    `learning` names, by gateway, the connections that may teach it routes. `referencing` tells of
    gateways and attachments whether security groups may refer to each other across them.
    `associations` and `propagations` are the route tables given to attachments by resources of
    their own, '' standing for one that is not known; `stands_for` maps data sources of attachments
    to the connections that they read.
    """

    routes: tuple[TransitRoute, ...]
    peerings: tuple[TransitPeering, ...]
    learning: Mapping[str, Sequence[str]]
    referencing: Mapping[str, Truth]
    associations: Mapping[str, Links] = field(default_factory=dict)
    propagations: Mapping[str, Links] = field(default_factory=dict)
    stands_for: Mapping[str, str] = field(default_factory=dict)

    def associated_with(self, address: str) -> Links:
        """Return the route tables that an attachment is associated with, by any of its names."""
        return self._given(self.associations, address)

    def propagates_to(self, address: str) -> Links:
        """Return the route tables that an attachment propagates to, by any of its names."""
        return self._given(self.propagations, address)

    def _given(self, tables: Mapping[str, Links], address: str) -> Links:
        names = [address, *(name for name, of in self.stands_for.items() if of == address), ""]
        return Links.joined([NO_LINKS, *(tables.get(name, NO_LINKS) for name in names)])

    def peering(self, address: str) -> TransitPeering | None:
        """Return the peering attachment that an address stands for."""
        return self._by_address.get(address)

    @cached_property
    def _by_address(self) -> dict[str, TransitPeering]:
        return {name: each for each in self.peerings for name in each.addresses}

    def static(self, table: str) -> list[TransitRoute]:
        """Return the static routes that are, or may be, in a table."""
        loose = (r for r in self._by_table.get("", ()) if table not in r.table.targets)
        return [*self._by_table.get(table, ()), *loose]

    @cached_property
    def _by_table(self) -> dict[str, list[TransitRoute]]:
        """The routes by each table they may be in, '' for those that may be in any other."""
        found: dict[str, list[TransitRoute]] = {}
        for route in self.routes:
            for target in route.table.targets:
                found.setdefault(target, []).append(route)
            if not route.table.complete:
                found.setdefault("", []).append(route)
        return found


class NextAttachment(Struct, frozen=True):
    """Where a transit gateway sends a part of the addresses: `to` is '' for a blackhole.

    None stands for no route. `settles` says what would tell, where that is not certain.
    """

    to: str | None
    origin: str = ""
    settles: str = ""


def tables_of(
    network: Network, gateway: str, associated: Links, by_default: Truth
) -> tuple[list[str], str]:
    """Return the route tables that may route an attachment's packets, and what would tell."""
    if associated.everything:
        return list(associated.everything), "" if associated.settled else associated.settles
    settles = "" if associated.complete else associated.settles
    default = f"{gateway}{_DEFAULT}"
    table = network.aliases.get(default, default)
    if by_default is Truth.NO:
        return [], settles
    settles = settles or (
        "" if by_default is Truth.YES else f"{gateway}.default_route_table_association"
    )
    return [table], settles


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
        default = f"{gateway}{_DEFAULT}"
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
    default = f"{gateway}{_DEFAULT}"
    by_default = attachment.default_propagation
    if network.aliases.get(default, default) != table:
        by_default = Truth.NO
    maybe = table in attachment.propagated.candidates or not attachment.propagated.complete
    return by_default | (Truth.UNKNOWN if maybe else Truth.NO)
