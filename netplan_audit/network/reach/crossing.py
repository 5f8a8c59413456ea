"""The way of packets over peering connections and transit gateways."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.reach import transit
from netplan_audit.network.reach.doors import in_zone
from netplan_audit.network.reach.sites import line, over
from netplan_audit.network.reach.trail import Trail, blocked, either, judged, passed, unsure
from netplan_audit.network.reach.transit_tables import TransitTables
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.reach.ends import End, Packet
    from netplan_audit.network.reach.filters import Filters
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.transit_tables import NextAttachment
    from netplan_audit.network.reach.walk import Then
    from netplan_audit.network.vpcs import Subnet

_IPV4: Final = 4


class _Inside(Struct, frozen=True):
    """A packet inside a transit gateway: by which attachment, from a subnet in which zone.

    None is the subnet of packets from outside of AWS.
    """

    gateway: str
    attachment: str
    subnet: Subnet | None


class Steps(Protocol):
    """What a walk does on either side of a connection."""

    filters: Filters

    def arrive(
        self, subnet: Subnet | None, packet: Packet, ends: tuple[End, End], then: Then
    ) -> Trail:
        """Bring a packet that is in the receiver's VPC to the receiver."""

    def forward(self, subnet: Subnet, packet: Packet, ends: tuple[End, End], then: Then) -> Trail:
        """Follow a packet that the route table of a subnet is to route."""


class Crossing:
    """Takes packets over peering connections and transit gateways."""

    def __init__(self, model: ReachModel, walk: Steps) -> None:
        """Keep the model, and the walk to go on with."""
        self._model = model
        self._network = model.network
        self._walk = walk
        self._tables = TransitTables(model.network, model.transit)

    @cached_property
    def _unsettled(self) -> list[TransitGatewayAttachment]:
        every = self._network.attachments.values()
        return [a for a in every if a.gateway.only is None or a.vpc.only is None]

    def peer(
        self, subnet: Subnet, packet: Packet, ends: tuple[End, End], then: Then, address: str
    ) -> Trail:
        """Take a packet over a peering connection: it leads to the peer's own addresses only."""
        peering = self._network.peering(address)
        if peering is None:
            return unsure(
                address, "this peering connection is not in the input", f"the VPCs of {address}"
            )
        sides = (peering.requester.only, peering.accepter.only)
        if None in sides:
            link = peering.requester if sides[0] is None else peering.accepter
            return unsure(address, "its VPCs are not known", link.settles or address)
        here = subnet.vpc.only
        if here is None:
            where = subnet.vpc.settles or f"the VPC of {subnet.address}"
            return unsure(address, f"{subnet.address} may be in another VPC", where)
        if here not in sides:
            return blocked(address, f"it does not connect {here}")
        there = sides[1] if sides[0] == here else sides[0]
        words = (f"it leads to {there}", "it is not accepted")
        asked = judged(peering.accepted, address, words, f"whether {address} is accepted")
        packet = replace(packet, references=packet.references & peering.same_region)
        return asked.then(lambda: self._within(there or "", address, packet, ends, then))

    def _within(
        self, vpc: str, address: str, packet: Packet, ends: tuple[End, End], then: Then
    ) -> Trail:
        """Arrive in a VPC that gives nothing on: not to its gateways, nor to others."""
        known = self._network.vpcs.get(vpc)
        if known is None:
            return unsure(address, f"{vpc} is not in the input", f"the addresses of {vpc}")
        own = AddressSet.of(block.cidr for block in known.blocks)
        if ends[1].subnet is not None and ends[1].vpc is None:
            where = ends[1].subnet.vpc.settles or f"the VPC of {ends[1].subnet.address}"
            return unsure(address, f"{ends[1].address} may be in {vpc}", where)
        if ends[1].vpc != vpc or not (own.overlaps(packet.target) or known.unknown):
            return blocked(address, f"{vpc} gives no packets on")
        return self._walk.arrive(None, packet, ends, then)

    def transit(
        self, subnet: Subnet, packet: Packet, ends: tuple[End, End], then: Then, gateway: str
    ) -> Trail:
        """Take a packet from a subnet to a transit gateway, and on from there."""
        vpc = subnet.vpc.only
        mine = [
            a
            for a in self._network.attachments_by_vpc.get(vpc or "", ())
            if a.gateway.only == gateway
        ]
        if not mine:
            maybe = any(vpc in a.vpc.targets or not a.vpc.complete for a in self._unsettled)
            if maybe or vpc is None or gateway not in self._network.transit_gateways:
                return unsure(
                    gateway,
                    f"the attachment of {vpc} is not known",
                    f"the attachment of {vpc} to {gateway}",
                )
            return blocked(gateway, f"{vpc} is not attached to it")
        attachment = mine[0]
        if attachment.address in self._model.doubtful:
            doubt = self._model.doubtful[attachment.address]
            return unsure(gateway, f"{vpc} may not be attached to it", doubt)
        tables, settles = transit.tables_of(
            self._network, gateway, attachment.associated, attachment.default_association
        )
        entered = self.door(subnet, attachment, packet)
        at = _Inside(gateway, attachment.address, subnet)
        return entered.then(lambda: self._routed(at, (tables, settles), packet, ends, then))

    def door(self, subnet: Subnet, attachment: TransitGatewayAttachment, packet: Packet) -> Trail:
        """Enter a transit gateway by the attachment's subnet in the zone of the sender.

        The network ACL of that subnet is read inbound, for packets from the subnet itself too
        ("Network ACLs for transit gateways", transit gateway guide).
        """
        if packet.family != _IPV4 and attachment.ipv6 is not Truth.YES:
            return _without_ipv6(attachment)
        inside, settles = in_zone(self._network, subnet, attachment)
        if not inside:
            if settles:
                return unsure(attachment.address, "its zones are not known", settles)
            return blocked(attachment.address, f"it has no subnet in {subnet.zone.text}")
        place = inside[0]
        through = passed(attachment.address, f"it enters by {place.address}")
        return self._walk.filters.acl(place, packet, egress=False).then(lambda: through)

    def enter(
        self,
        at: tuple[str, str],
        tables: tuple[list[str], str],
        packet: Packet,
        ends: tuple[End, End],
        then: Then,
    ) -> Trail:
        """Go on in a transit gateway that a packet came to by a connection with a site."""
        return self._routed(_Inside(*at, None), tables, packet, ends, then)

    def _routed(
        self,
        at: _Inside,
        tables: tuple[list[str], str],
        packet: Packet,
        ends: tuple[End, End],
        then: Then,
    ) -> Trail:
        names, settles = tables
        if not names and not settles:
            return blocked(at.gateway, f"no route table is associated with {at.attachment}")
        trails = [] if not settles else [unsure(at.gateway, "its route table is unknown", settles)]
        for table in names:
            hops = self._tables.lookup(at.gateway, table, packet.target)
            trails += (self._onward(hop, at, table, (packet, ends, then)) for hop in hops)
        return either(trails, *([settles] if settles else []))

    def _onward(
        self,
        hop: NextAttachment,
        at: _Inside,
        table: str,
        state: tuple[Packet, tuple[End, End], Then],
    ) -> Trail:
        packet, ends, then = state
        doubtful = self._model.doubtful
        settles = hop.settles or doubtful.get(hop.origin, "") or doubtful.get(hop.to or "", "")
        if settles:
            return unsure(table, "its routes are not all known", settles)
        if not hop.to:
            drops = hop.to is not None
            return blocked(table, f"{hop.origin} drops it" if drops else "it has no route")
        first = passed(table, f"{hop.origin} sends it to {hop.to}")
        attachment = self._network.attachments.get(hop.to)
        if attachment is None:
            to = hop.to
            return first.then(lambda: self._beyond(to, at, packet, ends, then))
        packet = self._referenced(packet, at, hop.to)
        return first.then(lambda: self.out(at.subnet, attachment, packet, ends, then))

    def _beyond(
        self, address: str, at: _Inside, packet: Packet, ends: tuple[End, End], then: Then
    ) -> Trail:
        """Go on at the other end of a peering attachment, or of a connection with a site."""
        address = self._model.transit.stands_for.get(address, address)
        out = line(self._network, address) if ends[1].kind == "site" else None
        if out is not None:
            return over([out], address, packet.target).then(lambda: then(ends[0], packet))
        peering = self._model.transit.peering(address)
        gateway = None if peering is None else peering.beyond(at.gateway)
        if peering is not None and peering.active is Truth.NO:
            return blocked(address, "it is not active")
        if peering is None or gateway is None or gateway in packet.crossed:
            return unsure(address, "it is not followed further", f"what is behind {address}")
        known = self._network.transit_gateways.get(gateway)
        if known is None:
            return unsure(address, f"{gateway} is not in the input", f"the routes of {gateway}")
        packet = replace(packet, crossed=(*packet.crossed, gateway), references=Truth.NO)
        tables = transit.tables_of(
            self._network, gateway, peering.associated, known.default_association
        )
        return self._routed(_Inside(gateway, address, at.subnet), tables, packet, ends, then)

    def _referenced(self, packet: Packet, at: _Inside, to: str) -> Packet:
        """Let groups see each other where the gateway and both attachments say so."""
        found = packet.references
        for address in (at.gateway, at.attachment, to):
            found &= self._model.transit.referencing.get(address, Truth.UNKNOWN)
        return replace(packet, references=found)

    def out(
        self,
        subnet: Subnet | None,
        attachment: TransitGatewayAttachment,
        packet: Packet,
        ends: tuple[End, End],
        then: Then,
    ) -> Trail:
        """Leave a transit gateway into a VPC, in the sender's zone where that is possible.

        In appliance mode it is any zone, by a hash of the flow ("Appliance in a shared services
        VPC", transit gateway guide).
        """
        if packet.family != _IPV4 and attachment.ipv6 is not Truth.YES:
            return _without_ipv6(attachment)
        places = [] if subnet is None else in_zone(self._network, subnet, attachment)[0]
        if not places or attachment.appliance_mode is Truth.YES:
            known = [self._network.subnets.get(address) for address in attachment.subnets]
            places = [place for place in known if place is not None]
        if not places or not attachment.subnets.settled:
            settles = attachment.subnets.settles or f"{attachment.address}.subnet_ids"
            return unsure(attachment.address, "its subnets are not known", settles)
        trails = [self._from(place, packet, ends, then) for place in places]
        return either(trails, f"which subnet of {attachment.address} it leaves by")

    def _from(self, place: Subnet, packet: Packet, ends: tuple[End, End], then: Then) -> Trail:
        """Go on in a subnet of an attachment: its network ACL is read towards other subnets only.

        Neither direction is for what is in the subnet itself ("Network ACLs for transit gateways",
        transit gateway guide).
        """
        receiver = ends[1]
        if receiver.subnet is not None and receiver.subnet.address == place.address:
            return self._walk.arrive(place, packet, ends, then)
        out = self._walk.filters.acl(place, packet, egress=True)
        return out.then(lambda: self._walk.forward(place, packet, ends, then))


def _without_ipv6(attachment: TransitGatewayAttachment) -> Trail:
    words = ("it may carry no IPv6", "it carries no IPv6")
    return judged(attachment.ipv6, attachment.address, words, f"{attachment.address}.ipv6_support")
