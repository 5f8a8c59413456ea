"""Networks outside of AWS: what connects them with VPCs, and what is known to be behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.cidr import EMPTY, AddressSet
from netplan_audit.network.reach import transit
from netplan_audit.network.reach.trail import Trail, any_way, blocked, passed, unsure
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.network import Network
    from netplan_audit.network.reach.crossing import Crossing
    from netplan_audit.network.reach.ends import End, Packet
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.walk import Then
    from netplan_audit.network.vpcs import Subnet

_VIRTUAL: Final = "virtual private gateway"
_PEERING: Final = "transit gateway peering"


class Line(Struct, frozen=True):
    """A VPN connection, Direct Connect or the like; `known` is what is certainly behind it."""

    address: str
    known: AddressSet


def lines_of(network: Network, gateway: str) -> list[Line]:
    """Return what connects a virtual private or transit gateway with networks outside."""
    return network.once(_lines).get(gateway, [])


def line(network: Network, address: str) -> Line | None:
    """Return the connection of an address."""
    every = (each for lines in network.once(_lines).values() for each in lines)
    return next((each for each in every if each.address == address), None)


def _lines(network: Network) -> dict[str, list[Line]]:
    known: dict[str, AddressSet] = {}
    for prefix in network.address_plan.outside:
        if prefix.connection.only is not None:
            behind = AddressSet.of((prefix.block.cidr,))
            known[prefix.connection.only] = known.get(prefix.connection.only, EMPTY) | behind
    joined = [(o.gateway, o.address) for o in network.outside if o.kind != _PEERING]
    joined += [(i.gateway, i.address) for i in network.tunnels.interfaces]
    found: dict[str, list[Line]] = {}
    for gateway, address in joined:
        for target in () if gateway is None else gateway.targets:
            found.setdefault(target, []).append(Line(address, known.get(address, EMPTY)))
    return found


def propagated(network: Network, table: str) -> tuple[list[str], AddressSet]:
    """Return the gateways that add routes to a table, and the static ones of VPN connections."""
    gateways = [
        target
        for each in network.propagations
        if table in each.table.targets
        for target in each.gateway.targets
    ]
    behind = EMPTY
    for gateway in gateways:
        for each in lines_of(network, gateway):
            behind |= each.known
    return gateways, behind


def over(lines: list[Line], gateway: str, addresses: AddressSet) -> Trail:
    """Tell whether one of the connections leads to addresses outside."""
    for each in lines:
        if each.known.covers(addresses):
            return passed(each.address, "the network outside is behind it")
    names = ", ".join(each.address for each in lines)
    settles = f"what is behind {names}" if lines else f"what is connected with {gateway}"
    return unsure(names or gateway, "the network outside may be behind it", settles)


class Steps(Protocol):
    """What a walk does on the side of the VPC."""

    def arrive(
        self, subnet: Subnet | None, packet: Packet, ends: tuple[End, End], then: Then
    ) -> Trail:
        """Bring a packet that is in the receiver's VPC to the receiver."""


class Sites:
    """Takes packets out of VPCs to networks outside, and in from there."""

    def __init__(self, model: ReachModel, walk: Steps, crossing: Crossing) -> None:
        """Keep the model, and the walk to go on with."""
        self._model = model
        self._network = model.network
        self._walk = walk
        self._crossing = crossing

    def leave(
        self, subnet: Subnet, packet: Packet, ends: tuple[End, End], then: Then, gateway: str
    ) -> Trail:
        """Send a packet out through the virtual private gateway of a subnet's VPC."""
        known = self._network.gateways.get(gateway)
        if ends[1].kind != "site" or known is None or known.vpc is None:
            what = f"what {gateway} does with the packet"
            return unsure(gateway, "it is not followed further", what)
        if known.vpc.only is not None and known.vpc.only != subnet.vpc.only:
            return blocked(gateway, f"it is not attached to {subnet.vpc.only}")
        if known.vpc.only is None:
            return unsure(gateway, "its VPC is not known", known.vpc.settles or gateway)
        way = over(lines_of(self._network, gateway), gateway, packet.target)
        return way.then(lambda: then(ends[0], packet))

    def enter(self, packet: Packet, ends: tuple[End, End], then: Then) -> Trail:
        """Bring a packet from a network outside to the receiver, by whatever connects them."""
        receiver = ends[1]
        vpc = receiver.vpc
        if receiver.subnet is None or vpc is None:
            where = f"the subnet of {receiver.address}"
            return unsure(receiver.address, "its subnet is not known", where)
        packet = replace(packet, references=Truth.NO)
        ways = [
            way.then(lambda: self._walk.arrive(None, packet, ends, then))
            for way in self._by_gateways(vpc, packet)
        ]
        ways += self._by_hubs(vpc, packet, ends, then)
        return (
            any_way(ways)
            if ways
            else self._without(vpc).then(lambda: self._walk.arrive(None, packet, ends, then))
        )

    def _without(self, vpc: str) -> Trail:
        """Say that nothing of the input connects a VPC; with one that exists, others may."""
        known = self._network.vpcs.get(vpc)
        words = "nothing connects it with networks outside of AWS"
        if known is not None and known.is_new and not known.is_default and self._network.complete:
            return blocked(vpc, words)
        return unsure(vpc, f"in the input {words}", f"what connects {vpc} with networks outside")

    def _by_gateways(self, vpc: str, packet: Packet) -> Iterator[Trail]:
        for gateway in self._network.gateways.values():
            if gateway.kind != _VIRTUAL or gateway.vpc is None:
                continue
            if gateway.vpc.only == vpc:
                yield over(lines_of(self._network, gateway.address), gateway.address, packet.source)
            elif gateway.vpc.only is None:
                where = gateway.vpc.settles or f"the VPC of {gateway.address}"
                yield unsure(gateway.address, "its VPC is not known", where)
        for outside in self._network.outside:
            if outside.vpc is not None and vpc in outside.vpc.targets:
                what = f"what {outside.address} brings in"
                yield unsure(outside.address, "it is not followed further", what)

    def _by_hubs(
        self, vpc: str, packet: Packet, ends: tuple[End, End], then: Then
    ) -> Iterator[Trail]:
        """Yield the ways through the transit gateways that a VPC is attached to."""
        for attachment in self._network.attachments_by_vpc.get(vpc, ()):
            hub = attachment.gateway.only
            known = None if hub is None else self._network.transit_gateways.get(hub)
            lines = [] if hub is None else lines_of(self._network, hub)
            if hub is None or known is None or not lines:
                where = hub or attachment.address
                yield unsure(where, "it may bring it in", f"what is connected with {where}")
            for each in lines if hub is not None and known is not None else ():
                tables = transit.tables_of(
                    self._network,
                    hub or "",
                    self._model.transit.associated_with(each.address),
                    Truth.UNKNOWN if known is None else known.default_association,
                )
                way = over([each], each.address, packet.source)
                yield way.then(
                    lambda at=(hub or "", each.address), tables=tables: self._crossing.enter(  # type: ignore[misc]
                        at, tables, packet, ends, then
                    )
                )
