"""Walks one packet, and the reply to it, from end to end through everything that routes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.cidr import PRIVATE
from netplan_audit.network.exposure.way_out import LOSING
from netplan_audit.network.reach.core import CoreCrossing
from netplan_audit.network.reach.crossing import Crossing
from netplan_audit.network.reach.ends import OF_GATEWAYS, OUTSIDE, PUBLIC, End, Packet
from netplan_audit.network.reach.entering import by_regional_nat, comes_in, faces_internet, lets_out
from netplan_audit.network.reach.filters import Filters
from netplan_audit.network.reach.front_doors import arrives
from netplan_audit.network.reach.hops import Hops, shows_groups
from netplan_audit.network.reach.sites import Sites
from netplan_audit.network.reach.trail import OPEN, Trail, blocked, either, judged, passed, unsure
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from netplan_audit.network.reach.hops import NextHop
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.vpcs import Subnet

    Then = Callable[[End, Packet], Trail]

_IPV4: Final = 4


class Walker:
    """Walks packets through one network."""

    def __init__(self, model: ReachModel) -> None:
        """Keep the model and its filters."""
        self.model = model
        self.filters = Filters(model)
        self._hops = Hops(model)
        self._crossing = Crossing(model, self)
        self._core = CoreCrossing(model.core, self._crossing)
        self._sites = Sites(model, self, self._crossing)

    def trip(self, sender: End, packet: Packet, receiver: End, serve: Then | None = None) -> Trail:
        """Follow a packet to the receiver and the reply back; `serve` is what comes between.

        Where a NAT gateway is on the way, it is the sender that the receiver sees.
        """

        def arrived(seen_from: End, seen: Packet) -> Trail:
            served = OPEN if serve is None else serve(seen_from, seen)
            return served.then(lambda: self.answer(seen_from, packet, receiver, seen))

        return self.send(sender, packet, receiver, arrived)

    def answer(self, sender: End, packet: Packet, receiver: End, seen: Packet) -> Trail:
        """Follow the reply to a packet, which the receiver saw as `seen`."""
        ports = OF_GATEWAYS if sender.kind in {"nat", "node"} else packet.clients
        reply = replace(packet.answered(ports), target=seen.source)
        return self.send(receiver, reply, sender, _arrived)

    def send(self, sender: End, packet: Packet, receiver: End, then: Then) -> Trail:
        """Follow a packet from its sender until it arrives; then go on with what arrived."""
        subnet = sender.subnet
        if sender.kind in OUTSIDE:
            return self.enter(packet, (sender, receiver), then)
        if sender.kind == "site":
            return self._sites.enter(packet, (sender, receiver), then)
        if subnet is None:
            return unsure(
                sender.address, "its subnet is not known", f"the subnet of {sender.address}"
            )

        def leave() -> Trail:
            if self._beside(sender, packet, receiver):
                return self.deliver(packet, sender, receiver, then)
            out = self.filters.acl(subnet, packet, egress=True)
            return out.then(lambda: self.forward(subnet, packet, (sender, receiver), then))

        if packet.reply or sender.kind not in {"interface", "node"}:
            return leave()
        named = packet
        inside = receiver.private if packet.family == _IPV4 else receiver.ipv6
        local = sender.vpc == receiver.vpc and inside.covers(packet.target)
        if not local and self.filters.names_groups(sender, "egress"):
            hops = self._hops.of(subnet, packet, receiver)
            named = replace(packet, references=shows_groups(self.model, hops))
        return self.filters.groups(sender, named, receiver, "egress").then(leave)

    def _beside(self, sender: End, packet: Packet, receiver: End) -> bool:
        """Tell whether the receiver is in the sender's subnet, by the address that is used."""
        if sender.subnet is None or receiver.subnet is None:
            return False
        inside = receiver.ipv6 if packet.family != _IPV4 else receiver.private
        return sender.subnet.address == receiver.subnet.address and inside.covers(packet.target)

    def forward(self, subnet: Subnet, packet: Packet, ends: tuple[End, End], then: Then) -> Trail:
        """Follow a packet that the route table of a subnet is to route."""
        hops = self._hops.of(subnet, packet, ends[1])
        trails = [self._by(hop, subnet, packet, ends, then) for hop in hops]
        settles = [hop.settles or hop.words for hop in hops]
        return either(trails, *(settles if len(hops) > 1 else ()))

    def _by(
        self, hop: NextHop, subnet: Subnet, packet: Packet, ends: tuple[End, End], then: Then
    ) -> Trail:
        at = hop.table or subnet.address
        if hop.target in packet.crossed:
            return unsure(at, "the packet goes in circles", f"the routes of {at}")
        packet = replace(
            packet, crossed=(*packet.crossed, hop.target) if hop.target else packet.crossed
        )
        if hop.target in self.model.doubtful:
            return unsure(at, hop.words, self.model.doubtful[hop.target])
        if hop.kind == "unknown":
            return unsure(at, hop.words, hop.settles or hop.words)
        if hop.kind == "none":
            return blocked(at, hop.words)
        return passed(at, hop.words).then(lambda: self._on(hop, subnet, packet, ends, then))

    def _on(
        self, hop: NextHop, subnet: Subnet, packet: Packet, ends: tuple[End, End], then: Then
    ) -> Trail:
        if hop.kind == "local":
            return self.arrive(subnet, packet, ends, then)
        ways = {
            "internet gateway": self.leave,
            "egress-only gateway": self._egress_only,
            "gateway endpoint": self._by_endpoint,
            "NAT gateway": self._translate,
            "peering connection": self._crossing.peer,
            "transit gateway": self._crossing.transit,
            "virtual private gateway": self._sites.leave,
            "core network": self._core.cross,
        }
        if packet.reply and ends[1].kind == "internet" and hop.kind in LOSING:
            what = hop.target or hop.kind
            return blocked(what, "a reply would not come from the public address this way")
        way = ways.get(hop.kind)
        if way is not None:
            return way(subnet, packet, ends, then, hop.target)
        what = hop.target or hop.kind
        return unsure(what, "it is not followed further", f"what {what} does with the packet")

    def arrive(
        self, subnet: Subnet | None, packet: Packet, ends: tuple[End, End], then: Then
    ) -> Trail:
        """Bring a packet that is in the receiver's VPC, beyond `subnet`, to the receiver."""
        receiver = ends[1]
        inside = receiver.ipv6 if packet.family != _IPV4 else receiver.private
        if receiver.subnet is None or not inside.overlaps(packet.target):
            return blocked(receiver.address, f"{packet.to} is not there")
        if subnet is not None and subnet.address == receiver.subnet.address:
            return self.deliver(packet, ends[0], receiver, then)
        into = self.filters.acl(receiver.subnet, packet, egress=False)
        return into.then(lambda: self.deliver(packet, ends[0], receiver, then))

    def deliver(self, packet: Packet, sender: End, receiver: End, then: Then) -> Trail:
        """Hand a packet to the receiver's interface."""
        if packet.reply:
            return passed(receiver.address, "the reply arrives").then(lambda: then(sender, packet))
        if receiver.kind == "nat":
            return blocked(receiver.address, "a NAT gateway takes no connections")
        if not receiver.accepts:
            return blocked(receiver.address, "it takes no connections")
        if receiver.kind == "subnet":
            words = "no interface in the input has this address"
            return unsure(receiver.address, words, f"the security groups of {receiver.address}")
        asked = self.filters.groups(receiver, packet, sender, "ingress")
        return asked.then(lambda: then(sender, packet))

    def leave(
        self, subnet: Subnet, packet: Packet, ends: tuple[End, End], then: Then, gateway: str
    ) -> Trail:
        """Send a packet out through an internet gateway of a subnet's VPC."""
        sender = ends[0]
        if packet.family == _IPV4 and PRIVATE.covers(packet.target):
            return blocked(gateway, f"{packet.to} is private: the internet does not route it")
        attached = self._attached(gateway, subnet)
        if attached.verdict is not Truth.YES:
            return attached
        if sender.vpc != subnet.vpc.only:
            return blocked(gateway, f"{sender.address} has no public address in {subnet.vpc.only}")
        if packet.family != _IPV4:
            return self.enter(packet, ends, then)
        words = ("it leaves with its public address", f"{sender.address} has no public address")
        has = judged(sender.has_public, sender.address, words, sender.public_settles)
        out = replace(packet, source=sender.public or PUBLIC[_IPV4], references=Truth.NO)
        guard = OPEN if packet.reply else lets_out(self.model, subnet, gateway)
        return has.then(lambda: guard).then(lambda: self.enter(out, ends, then))

    def _attached(self, gateway: str, subnet: Subnet) -> Trail:
        verdict, settles = self.model.network.borders.attached(gateway, subnet.vpc.only)
        if verdict is Truth.UNKNOWN:
            return unsure(gateway, "its VPC is not known", settles)
        words = f"it is not attached to {subnet.vpc.only}"
        return OPEN if verdict is Truth.YES else blocked(gateway, words)

    def _egress_only(
        self, subnet: Subnet, packet: Packet, ends: tuple[End, End], then: Then, gateway: str
    ) -> Trail:
        if packet.reply:
            return blocked(gateway, "an egress-only gateway carries no connections from outside")
        if ends[0].vpc != subnet.vpc.only:
            return blocked(gateway, f"{ends[0].address} is not in {subnet.vpc.only}")
        return self.enter(packet, ends, then)

    def _by_endpoint(
        self, subnet: Subnet, packet: Packet, ends: tuple[End, End], _: Then, endpoint: str
    ) -> Trail:
        """Reach an AWS service by a gateway endpoint, whose policy is not judged."""
        sender = ends[0]
        if sender.subnet is None or sender.vpc != subnet.vpc.only:
            return blocked(endpoint, "a gateway endpoint serves its own VPC only")
        back = packet.answered(OF_GATEWAYS if sender.kind == "nat" else packet.clients)
        reply = self.filters.acl(sender.subnet, back, egress=False)
        policed = {one.address for one in self.model.endpoints if one.has_policy}
        words = "it arrives; the endpoint's policy decides about requests"
        arrived = passed(endpoint, words if endpoint in policed else "it arrives")
        return arrived.then(lambda: reply)

    def enter(self, packet: Packet, ends: tuple[End, End], then: Then) -> Trail:
        """Bring a packet from the internet to the receiver, in through its internet gateway."""
        sender, receiver = ends
        if receiver.kind in OUTSIDE:
            return arrives(receiver, packet).then(lambda: then(sender, packet))
        packet = replace(packet, references=Truth.NO)
        faces = faces_internet(receiver, packet)
        if receiver.kind == "nat" and receiver.subnet is None and packet.reply:
            return faces.then(lambda: self.deliver(packet, sender, receiver, then))
        if receiver.subnet is None:
            where = f"the subnet of {receiver.address}"
            faces = faces.then(lambda: unsure(receiver.address, "its subnet is not known", where))
            return faces.then(lambda: self.deliver(packet, sender, receiver, then))
        subnet = receiver.subnet
        trail = faces
        if not self._left_by_egress_only(packet, sender, subnet):
            trail = faces.then(lambda: comes_in(self.model, receiver, packet))

        def into() -> Trail:
            asked = self.filters.acl(subnet, packet, egress=False)
            return asked.then(lambda: self.deliver(packet, sender, receiver, then))

        return trail.then(into)

    def _left_by_egress_only(self, packet: Packet, sender: End, subnet: Subnet) -> bool:
        """Tell whether a reply comes in by the egress-only gateway that its receiver leaves by."""
        if not packet.reply or packet.family == _IPV4:
            return False
        there = replace(packet, target=packet.source)
        hops = self._hops.of(subnet, there, sender)
        return {hop.kind for hop in hops} == {"egress-only gateway"}

    def _translate(
        self, subnet: Subnet, packet: Packet, ends: tuple[End, End], then: Then, address: str
    ) -> Trail:
        """Send a packet through a NAT gateway, and the reply back through it."""
        sender, receiver = ends
        if packet.reply:
            return blocked(address, "a NAT gateway takes no replies to connections it did not make")
        if address not in self.model.network.nat_gateways:
            return unsure(
                address, "this NAT gateway is not in the input", f"the subnet of {address}"
            )
        nat = self.model.ends.nat(address)
        if packet.family != _IPV4 or packet.protocol not in {"tcp", "udp", "icmp"}:
            return blocked(address, "a NAT gateway translates TCP, UDP and ICMP over IPv4")
        place = nat.subnet
        if self.model.network.nat_gateways[address].is_regional is Truth.YES:
            out = replace(packet, source=nat.public, references=Truth.NO)
            through = by_regional_nat(self.model, subnet, address, packet)
            through = through.then(lambda: self.enter(out, (nat, receiver), then))
            back = packet.answered(packet.clients)
            return through.then(lambda: self.arrive(None, back, (nat, sender), _arrived))
        if place is None:
            return unsure(address, "the NAT gateway's subnet is not known", f"{address}.subnet_id")
        inside = OPEN
        if place.address != subnet.address:
            inside = self.filters.acl(place, packet, egress=False)
        out = replace(
            packet,
            source=nat.private,
            references=Truth.NO,
            hidden=packet.hidden or nat.hidden,
        )
        back = packet.answered(packet.clients)
        through = inside.then(lambda: self.send(nat, out, receiver, then))
        return through.then(lambda: self.send(nat, back, sender, _arrived))


def _arrived(_: End, __: Packet) -> Trail:
    return OPEN
