"""Writes down what a walk may read around ends, without the names and places of anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.reach.doors import in_zone
from netplan_audit.network.reach.relative import OddError
from netplan_audit.network.reach.sites import propagated
from netplan_audit.network.reach.writing_rules import DEFAULT_GROUP, RuleWriter
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.reach.balancers import TargetGroup
    from netplan_audit.network.reach.ends import End
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.names import Form, Side
    from netplan_audit.network.reach.relative import Relative
    from netplan_audit.network.reach.spaces import Spaces
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Subnet

_DESCRIBED: Final = {
    "NAT gateway": "nat",
    "internet gateway": "gateway",
    "egress-only gateway": "gateway",
    "peering connection": "peering",
}


class Writer(RuleWriter):
    """Writes one view: first the ends, then whatever these describe, in the order of mention.

    For a side, it leaves out what matters to nobody but those that are named, and what the rules
    of security groups say of the other direction.
    """

    def __init__(
        self,
        model: ReachModel,
        spaces: Spaces,
        relative: Relative,
        ends: tuple[End, ...],
        side: Side | None = None,
    ) -> None:
        """Take the sites of the ends for the place that addresses are counted from."""
        if any(end.address in spaces.balancing for end in ends):
            side = None  # what is behind a load balancer is met from inside of its VPC
        super().__init__(model, relative, side)
        self._spaces = spaces
        self._ends = ends

    def written(self) -> Form:
        """Write everything."""
        if any(end.address in self._spaces.special for end in self._ends):
            raise OddError
        ends = tuple(self._end(end) for end in self._ends)
        static = tuple(self._static())
        found: list[Form] = []
        while self._queue:
            number, describe, address = self._queue.popleft()
            found.append((number, describe(address)))
        return self._relative.cuts, static, ends, tuple(found)

    def _static(self) -> Iterator[Form]:
        """Write what routes of transit gateways say of the addresses."""
        for route in self._model.transit.routes:
            known = route.destination
            if known is not None and known.overlaps(self._relative.all):
                to = route.attachment
                yield (
                    (route.table.targets, route.table.only is None, route.table.complete),
                    self._relative.routed(known),
                    to and (tuple(map(self._attached, to.targets)), to.only is None),
                    (route.blackhole, self._doubted(route.origin)),
                )

    def _attached(self, address: str) -> Form:
        known = self._network.attachments.get(address)
        mine = known is not None and any(known.vpc.only in site.vpcs for site in self.sites)
        return self._name(address) if mine else address

    # ---- ends

    def _end(self, end: End) -> Form:
        vpc = None if end.subnet is None else self._describe("vpc", end.vpc or "")
        told = self._relative.told
        return (
            end.kind,
            vpc,
            None if end.subnet is None else self._describe("subnet", end.subnet.address),
            self._groups(end),
            told(end.private),
            (end.has_public, told(end.public)),
            (end.has_ipv6, told(end.ipv6) if end.has_ipv6 is Truth.YES else None),
            (end.accepts, end.hidden, end.is_one_of),
            self._door_of(end),
            self._balanced(end),
        )

    def _door_of(self, end: End) -> Form:
        door = end.door
        if door is None:
            return None
        return door.exists, door.protocol, door.ports.spans, self._addresses(door.sources)

    def _groups(self, end: End) -> Form:
        links = end.groups
        members, candidates = tuple(links), links.candidates
        if not links.everything and links.complete and end.kind == "interface":
            default = f"{end.vpc}{DEFAULT_GROUP}"
            members = (self._network.aliases.get(default, default),)
        if self._side is not None:  # their names are nothing to those that are apart
            found = frozenset(map(self._group, members)), frozenset(map(self._group, candidates))
            return *found, links.complete
        sure = tuple(self._describe("group", address) for address in members)
        return sure, tuple(self._describe("group", each) for each in candidates), links.complete

    def _balanced(self, end: End) -> Form:
        """Write what tells an end from all others: it is a load balancer, or behind one."""
        owner = self._model.ends.held_by(end.address)
        if end.kind != "node" and owner not in self._spaces.behind:
            return None
        zone = None if end.subnet is None else end.subnet.zone.place
        if end.kind == "node" and end.address not in self._spaces.balancing:
            return self._describe("balancer", end.address)
        if end.kind == "node":
            return self._describe("balancer", end.address), zone
        return self._name(owner), zone

    def _balancer(self, address: str) -> Form:
        known = self._model.balancers.get(address)
        if known is None:
            return None
        listeners = tuple(
            (
                (each.protocol, each.port, each.complete, self._doubted(each.address)),
                tuple(self._target_group(group) for group in each.groups),
            )
            for each in known.listeners
        )
        places = [end.subnet.address for end in self._model.ends.ends_of(address) if end.subnet]
        nodes = tuple(self._describe("subnet", place) for place in dict.fromkeys(places))
        return known.kind, known.cross_zone, listeners, nodes

    def _target_group(self, group: TargetGroup) -> Form:
        targets = tuple(
            (target.port, self._doubted(target.origin), target.end and self._end(target.end))
            for target in group.targets
        )
        settings = (group.kind, group.keeps_client, bool(group.open_), group.cross_zone)
        return settings, group.family, targets

    # ---- what stands around them

    def _vpc(self, address: str) -> Form:
        site = self._relative.site_of(address)
        if site not in self.sites:
            raise OddError
        vpc = self._network.vpcs[address]
        borders = self._network.borders
        gateway, settles = borders.gateway_of(address)
        edges = self._network.public_access.edge_tables or {}
        attached = sorted(a.address for a in self._network.attachments_by_vpc.get(address, ()))
        default = f"{address}{DEFAULT_GROUP}"
        return (
            bool(vpc.unknown),
            self._relative.inside(AddressSet.of(block.cidr for block in vpc.blocks)),
            self._relative.inside(self._spaces.of_vpc(address)),
            self._describe("gateway", gateway) if gateway else None,
            (bool(settles), gateway in edges),
            tuple(self._describe("attachment", each) for each in attached),
            address in self._spaces.maybe_attached,
            tuple(self._describe("vpc", each) for each in site.vpcs),
            self._name(self._network.aliases.get(default, default)),
        )

    def _subnet(self, address: str) -> Form:
        subnet = self._network.subnets[address]
        choice = self._network.routing.table_of(subnet)
        acl, settles = self._network.borders.acl_of(subnet)
        vpc = subnet.vpc.only or ""
        attached = self._network.attachments_by_vpc.get(vpc, ())
        return (
            self._describe("vpc", vpc),
            subnet.zone.place if self._spaces.zones_matter else None,
            tuple(self._door(subnet, each) for each in attached),
            tuple(self._describe("table", each) for each in choice.tables),
            (choice.complete, self._doubted(choice.via)),
            None if acl is None else self._describe("acl", acl.address),
            bool(settles),
            self._network.public_access.admits(subnet)[0],
            self._network.public_access.lets_out(subnet)[0],
        )

    def _door(self, subnet: Subnet, attachment: TransitGatewayAttachment) -> Form:
        found, settles = in_zone(self._network, subnet, attachment)
        doors = frozenset(self._describe("subnet", place.address) for place in found)
        return self._name(attachment.address), doors, bool(settles)

    def _table(self, address: str) -> Form:
        table = self._network.route_tables.get(address)
        routes = () if table is None else table.routes
        missing = bool(self._network.routing.missing_in(address))
        ordered = sorted(routes, key=lambda route: (route.origin, route.target.targets))
        known = tuple(self._route(route) for route in ordered if self._counts(route))
        return missing, known, self._learnt(address) if table and table.learns else None

    def _learnt(self, table: str) -> Form:
        gateways, behind = propagated(self._network, table)
        return tuple(map(self._name, gateways)), self._addresses(behind)

    def _counts(self, route: Route) -> bool:
        known = route.destination
        if self._side is None or known is None or route.table.only is None:
            return True
        return not self._relative.is_elsewhere(known)

    def _route(self, route: Route) -> Form:
        kind, target = route.target_kind, route.target
        if kind == "peering connection" and target.only is None:
            raise OddError  # what it leads to is told by the VPCs at the other ends
        if kind == "core network" and self._model.core.attachments:
            raise OddError  # where it leads is told by the segments of both attachments
        named: Form = target.targets
        if kind in _DESCRIBED:
            named = tuple(self._describe(_DESCRIBED[kind], each) for each in target.targets)
        elif kind != "transit gateway":
            named = tuple(map(self._name, target.targets))
        return (
            (kind, named, target.only is None, target.complete),
            self._destination(route),
            route.is_range,
            route.is_blackhole,
            self._link(route.table),
            self._doubted(route.origin, *target.targets),
        )

    def _destination(self, route: Route) -> Form:
        if route.destination is None:
            return None
        self._addresses(route.destination)
        return self._relative.routed(route.destination)

    def _gateway(self, address: str) -> Form:
        gateway = self._network.gateways.get(address)
        known = gateway and (gateway.kind, self._link(gateway.vpc))
        return known, self._doubted(address)

    def _nat(self, address: str) -> Form:
        if address not in self._network.nat_gateways:
            return None
        gateway = self._network.nat_gateways[address]
        own = self._link(gateway.vpc)
        return gateway.is_regional, own, self._end(self._model.ends.nat(address))

    def _peering(self, address: str) -> Form:
        peering = self._network.peering(address)
        if peering is None:
            return None
        ends = (peering.requester, peering.accepter)
        known = tuple(end.only in self._network.vpcs for end in ends)
        return tuple(map(self._link, ends)), known, peering.accepted, peering.same_region

    def _attachment(self, address: str) -> Form:
        known = self._network.attachments[address]
        members = frozenset(
            self._describe("subnet", each) if each in self._network.subnets else self._name(each)
            for each in known.subnets
        )
        return (
            (known.gateway.targets, known.gateway.only is None, known.gateway.complete),
            self._link(known.vpc),
            (members, known.subnets.settled, bool(known.subnets.settles)),
            (known.associated.everything, known.associated.settled, known.associated.complete),
            (tuple(known.propagated), known.propagated.candidates, known.propagated.complete),
            (known.default_association, known.default_propagation),
            (known.ipv6, known.appliance_mode, self._model.transit.referencing.get(address)),
            self._doubted(address),
        )
