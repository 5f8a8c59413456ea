"""Asks about one kind of packet between ends that are at hand, and joins the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.reach.clients import sent_by_client
from netplan_audit.network.reach.ends import OF_CLIENTS, OUTSIDE, PUBLIC, End, Packet, Ports
from netplan_audit.network.reach.serve import Server
from netplan_audit.network.reach.trail import OPEN, Trail, any_way, blocked, either, judged, unsure
from netplan_audit.network.reach.walk import Walker
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from netplan_audit.network.reach.balancers import Balancer
    from netplan_audit.network.reach.model import ReachModel

_IPV4: Final = 4
_ECHO: Final = {4: 8, 6: 128}


class Question(Struct, frozen=True):
    """What is asked about: the protocol, the family and the ports of the packets.

    `target` is the address that they are for; None leaves it to the way that the sender takes.
    `clients` are the ports that senders take for their own. `balancer` stands in for a load
    balancer, with some of its listeners and targets; `any_node` asks whether one of its nodes
    answers, and not the one that a client happens to get.
    """

    protocol: str
    family: int
    ports: Ports
    target: AddressSet | None = None
    clients: Ports = OF_CLIENTS
    balancer: Balancer | None = None
    any_node: bool = False


class Asker:
    """Asks about packets in one network."""

    def __init__(self, model: ReachModel) -> None:
        """Keep the model."""
        self._model = model
        self._walker = Walker(model)
        self._server = Server(model, self._walker)
        self._own: dict[str, AddressSet] = {}

    def ask(self, source: End, targets: list[End], question: Question) -> Trail:
        """Follow the packets from one end to any of the interfaces of another."""
        is_node = targets[0].kind == "node" and not question.any_node
        ways: list[Trail] = []
        for end in targets:
            ways.append(self.way(source, end, question))
            if ways[-1].verdict is Truth.YES and not is_node and not end.is_one_of:
                return ways[-1]
        if is_node:
            found = either(ways, f"which node of {targets[0].address} has the address")
        else:
            found = _joined(ways, targets)
        return self._fronted(self._partial(found), source, targets[0].address, question)

    def _fronted(self, trail: Trail, source: End, target: str, question: Question) -> Trail:
        """Doubt a no to the internet where something brings its clients to the target."""
        front = self._model.fronts.get(target, "")
        if trail.verdict is not Truth.NO or not front or source.kind != "internet":
            return trail
        balancer = question.balancer or self._model.balancers.get(target)
        listeners = () if balancer is None else balancer.listeners
        taken = any_of(each.takes(question.protocol, question.ports.usual) for each in listeners)
        if balancer is not None and taken is Truth.NO:
            return trail
        words = f"it may bring clients of the internet to {target}"
        return unsure(front, words, f"what {front} lets through")

    def ask_any(self, sources: list[End], targets: list[End], question: Question) -> Trail:
        """Follow the packets from any of the interfaces of one end to any of those of another."""
        return self.ask_each([(source, targets) for source in sources], question)

    def ask_each(self, pairs: list[tuple[End, list[End]]], question: Question) -> Trail:
        """Follow the packets from any of the interfaces of one end, each to some of another."""
        ways: list[Trail] = []
        for source, targets in pairs:
            ways.append(self.ask(source, targets, question))
            if ways[-1].verdict is Truth.YES and not source.is_one_of:
                return ways[-1]
        return _joined(ways, [source for source, _ in pairs])

    def _partial(self, trail: Trail) -> Trail:
        """Doubt a no of a partial plan: what it does not hold may let the packet through."""
        if trail.verdict is not Truth.NO or self._model.network.complete or trail.blocked is None:
            return trail
        return unsure(trail.blocked.at, trail.blocked.what, "the plan covers only a part")

    def way(self, source: End, target: End, question: Question) -> Trail:
        """Follow the packets from one interface to another."""
        packet = self._packet(source, target, question)
        found = self._followed(source, packet, target, question)
        if found.verdict is Truth.UNKNOWN and not self.may_enter(source, target, question):
            return self._walker.filters.ever(target, packet, source)
        return found

    def may_enter(self, source: End, target: End, question: Question) -> bool:
        """Tell whether the groups of an interface let any packets in that another one sent."""
        packet = self._packet(source, target, question)
        if target.kind not in {"interface", "node"}:
            return True
        return self._walker.filters.ever(target, packet, source).verdict is not Truth.NO

    def _packet(self, source: End, target: End, question: Question) -> Packet:
        family = question.family
        is_ping = question.protocol == "icmp"
        return Packet(
            question.protocol if family == _IPV4 or not is_ping else "icmpv6",
            family,
            self._address(source, target, family),
            _target_address(source, target, family) if question.target is None else question.target,
            question.ports,
            _ECHO[family] if is_ping else None,
            clients=question.clients,
            hidden=source.hidden or target.hidden,
        )

    def _followed(self, source: End, packet: Packet, target: End, question: Question) -> Trail:
        missing = _addressed(source, target, question.family)
        if missing.verdict is not Truth.YES:
            return missing
        if source.address in self._model.keeping:
            words = "its clients show addresses of their own, which the target has to admit"
            return unsure(source.address, words, f"{source.address}.preserve_client_ip")
        sent = sent_by_client(self._model.network, source, packet)
        if target.kind == "node":
            node = lambda: self._server.trip(source, packet, target, question.balancer)  # noqa: E731
            return sent.then(node)
        service = self._model.services.get(target.address)
        if service is not None:
            return sent.then(lambda: self._server.by_endpoint(source, packet, target, service))
        return sent.then(lambda: self._walker.trip(source, packet, target))

    def _address(self, source: End, target: End, family: int) -> AddressSet:
        """Return what may be the source; the target's own VPC is not the internet."""
        known = source.private if family == _IPV4 else source.ipv6
        if source.kind != "internet":
            return known
        own = self._own_addresses(target.vpc or "")
        return known - own or known if known.overlaps(own) else known

    def _own_addresses(self, address: str) -> AddressSet:
        if address not in self._own:
            vpc = self._model.network.vpcs.get(address)
            blocks = () if vpc is None else vpc.blocks
            self._own[address] = AddressSet.of(block.cidr for block in blocks)
        return self._own[address]


def _joined(ways: list[Trail], targets: list[End]) -> Trail:
    """Join the answers of several interfaces: any of them will do, if they are all there."""
    there = [way for way, end in zip(ways, targets, strict=True) if not end.is_one_of]
    others = [way for way, end in zip(ways, targets, strict=True) if end.is_one_of]
    if others:
        there.append(either(others, f"which subnet {targets[0].address} is in"))
    return any_way(there)


def _target_address(source: End, target: End, family: int) -> AddressSet:
    if family != _IPV4:
        return target.ipv6
    from_outside = source.kind == "internet"
    facing = target.kind == "node" and target.has_public is Truth.YES
    if target.kind in OUTSIDE or from_outside or facing:
        return target.public or PUBLIC[_IPV4]
    return target.private


def _addressed(source: End, target: End, family: int) -> Trail:
    """Ask whether both ends have an address of the family, and the target takes connections."""
    if target.kind == "interface" and not target.accepts:
        return blocked(target.address, "it takes no connections")
    if source.kind == "internet" and target.subnet is None and target.kind != "nat":
        return OPEN  # the walk asks for the public address first
    trail = OPEN
    for end in (source, target):
        if family != _IPV4:
            words = ("it has an IPv6 address", "it has no IPv6 address")
            where = f"whether {end.address} has an IPv6 address"
            found = judged(end.has_ipv6, end.address, words, where)
            trail = trail if found.verdict is Truth.YES else trail.then(lambda f=found: f)  # type: ignore[misc]
        elif not end.private:
            trail = trail.then(lambda e=end: _without_address(e))  # type: ignore[misc]
    return trail


def _without_address(end: End) -> Trail:
    if end.kind == "nat":
        return blocked(end.address, "a NAT gateway takes and makes no connections of its own")
    if end.subnet is not None:
        return blocked(end.address, "it has no IPv4 address")
    return unsure(end.address, "its subnet is not known", f"the subnet of {end.address}")
