"""A NAT gateway in each zone, and each zone's subnets routed to their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from netplan_audit.fixes.addresses import free_in, taken_in
from netplan_audit.fixes.calls import more_gateways
from netplan_audit.fixes.edits import Add, Call, Name, OutOfSightError, Put
from netplan_audit.fixes.names import by_key, name_of, of_zone, outside, reference, word
from netplan_audit.fixes.places import written
from netplan_audit.fixes.routes import block_retargeted
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.routing.nat_use import subnet_of, zone_of
from netplan_audit.terraform.address import block_address, split_module

if TYPE_CHECKING:
    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.link import Link
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.nat_use import NatUsage, NatUse
    from netplan_audit.network.routing.route_tables import Route, RouteTable, RouteTableAssociation
    from netplan_audit.network.vpcs import Subnet

_TARGETS: Final = {
    "transit gateway": "transit_gateway_id",
    "peering connection": "vpc_peering_connection_id",
    "virtual private gateway": "gateway_id",
}
"""The arguments of `aws_route` for the routes that a new table takes over."""


def gateway_per_zone(network: Network, usage: NatUsage) -> tuple[Edit, ...]:
    """Return what gives each zone of a VPC its own NAT gateway; nothing where that is not known.

    A zone may have no public subnet, the objects may be spread over modules that would have to
    pass them on, and a table may hold routes that cannot be written a second time.
    """
    chosen = [gateway.single_choice for gateway in usage.gateways if gateway.single_choice]
    if chosen and network.modules.is_ours(outside(chosen[0])):
        arguments = (("single_nat_gateway", False), ("one_nat_gateway_per_az", True))
        return (Call(chosen[0], arguments),)
    call = more_gateways(network, usage)
    if call is not None:
        return (call,)
    zones = [zone_of(network, gateway) for gateway in usage.gateways]
    if not all(zone.is_known for zone in (*zones, *(use.subnet.zone for use in usage.sure))):
        return ()
    try:
        return _PerZone(network, usage).edits()
    except OutOfSightError:
        return ()


def gateways_apart(network: Network, usage: NatUsage) -> tuple[Edit, ...]:
    """Return what moves gateways that share a zone to the zones that have none."""
    first, *others = usage.gateways
    here = zone_of(network, first).text
    elsewhere = sorted({u.subnet.zone.text for u in usage.sure if u.subnet.zone.is_known} - {here})
    try:
        plan = _PerZone(network, usage)
        places = {g.address: plan.public_subnet(z) for g, z in zip(others, elsewhere, strict=False)}
        return plan.moved_gateways(places)
    except OutOfSightError:
        return ()


class _PerZone:
    """Plans gateways, tables and routes, all in the module of the gateway there is."""

    def __init__(self, network: Network, usage: NatUsage) -> None:
        self._network = network
        self._usage = usage
        self._module = split_module(usage.gateways[0].address)[0]
        self._gateways = {
            zone_of(network, gateway).text: reference(gateway.address, self._module)
            for gateway in reversed(usage.gateways)
        }
        self._present = frozenset(self._gateways)
        self._blocks = network.once(_Blocks)
        self._adds: list[Edit] = []
        self._handed_out = AddressSet((), ())
        self._rerouted: dict[str, Name] = {}
        self._moved: dict[str, Name] = {}

    def edits(self) -> tuple[Edit, ...]:
        """Return new blocks first, then the changes to those there are."""
        by_zone: dict[str, dict[str, list[NatUse]]] = {}
        for use in self._usage.sure:
            choice = use.default.choice
            if len(choice.tables) != 1 or len(use.routes) != 1:
                raise OutOfSightError(use.subnet.address)
            zones = by_zone.setdefault(choice.tables[0], {})
            zones.setdefault(use.subnet.zone.text, []).append(use)
        for zone in sorted({zone for zones in by_zone.values() for zone in zones}):
            if zone not in self._gateways:
                self._add_gateway(zone)
        for table, zones in sorted(by_zone.items()):
            stays = min(zones, key=lambda zone: (zone not in self._present, zone))
            self._reroute(zones[stays][0].routes[0], stays)
            for zone in sorted(zones.keys() - {stays}):
                self._split(table, zone, zones[zone])
        return (*self._adds, *self._new_targets(), *self._new_tables())

    def _add_gateway(self, zone: str) -> None:
        place = self.public_subnet(zone)
        name = _named(self._usage.gateways[0].address, zone)
        self._add("aws_eip", name, ("domain", "vpc"))
        self._add(
            "aws_nat_gateway",
            name,
            ("allocation_id", Name(f"aws_eip.{name}.id")),
            ("subnet_id", place),
        )
        self._gateways[zone] = Name(f"aws_nat_gateway.{name}.id")

    def public_subnet(self, zone: str) -> Name:
        """Name a subnet of a zone that routes as that of the gateway there is, to the internet.

        Where there is none, one is added. One that routes otherwise may lead replies past a
        firewall.
        """
        subnets = self._network.subnets_by_vpc.get(self._usage.vpc, ())
        here = [s for s in subnets if s.zone.text == zone and self._is_public(s.address)]
        model = subnet_of(self._network, self._usage.gateways[0])
        wanted = None if model is None else self._ways_of(model)
        public = [s.address for s in here if wanted is None or self._ways_of(s) == wanted]
        return reference(min(public), self._module) if public else self._new_subnet(zone)

    def _new_subnet(self, zone: str) -> Name:
        model = subnet_of(self._network, self._usage.gateways[0])
        vpc = self._network.vpcs.get(self._usage.vpc)
        taken = None if vpc is None else taken_in(self._network, vpc)
        if model is None or vpc is None or taken is None or len(model.blocks) != 1:
            raise OutOfSightError(self._usage.vpc)
        free = free_in(vpc, taken | self._handed_out, model.blocks[0].cidr)
        table = self._network.routing.table_of(model).only
        if free is None or table is None or not self._is_public(model.address):
            raise OutOfSightError(self._usage.vpc)
        self._handed_out |= AddressSet.of((free,))
        name = _named(model.address, zone)
        own = Name(f"aws_subnet.{name}.id")
        self._add(
            "aws_subnet",
            name,
            ("vpc_id", reference(vpc.address, self._module)),
            ("cidr_block", str(free)),
            ("availability_zone", _zone_name(self._usage, zone, self._module)),
        )
        self._associate(name, own, reference(table, self._module))
        return own

    def _associate(self, name: str, subnet: Name, table: Name) -> None:
        self._add(
            "aws_route_table_association",
            name,
            ("subnet_id", subnet),
            ("route_table_id", table),
        )

    def moved_gateways(self, places: dict[str, Name]) -> tuple[Edit, ...]:
        """Return the changes that put gateways into other subnets."""
        edits: list[Edit] = []
        for block, origin in _blocks(places):
            now = {
                g.address: self._name(g.subnet)
                for g in self._usage.gateways
                if g.subnet is not None and _block_of(g.address) == (self._module, block)
            }
            edits.append(Put(origin, (("subnet_id", by_key(now | places)),)))
        return (*self._adds, *edits)

    def _add(self, kind: str, name: str, *arguments: tuple[str, Name | str]) -> None:
        self._adds.append(Add(self._module, kind, name, arguments))

    def _ways_of(self, subnet: Subnet) -> frozenset[tuple[str, str, tuple[str, ...], str]]:
        """Return what the route table of a subnet sends where."""
        table = self._network.route_tables.get(self._network.routing.table_of(subnet).only or "")
        return frozenset(
            (r.destination_text, r.target_kind, tuple(r.target.targets), r.settles)
            for r in (() if table is None else table.routes)
        )

    def _is_public(self, address: str) -> bool:
        default = self._network.routing.default_route(self._network.subnets[address])
        kinds = {None if route is None else route.target_kind for _, route in default.ways}
        return kinds == {"internet gateway"}

    def _reroute(self, route: Route, zone: str) -> None:
        """Send a table's default route to the gateway of the one zone that it keeps."""
        if split_module(route.origin)[0] != self._module:
            raise OutOfSightError(route.origin)
        self._rerouted[route.origin] = self._gateways[zone]

    def _split(self, address: str, zone: str, uses: list[NatUse]) -> None:
        """Give a zone a table of its own, with the other routes of the one it had."""
        table = self._network.route_tables.get(address)
        if table is None or table.vpc is None or table.vpc.only is None or not table.closed:
            raise OutOfSightError(address)
        name = _named(address, zone)
        self._add("aws_route_table", name, ("vpc_id", reference(table.vpc.only, self._module)))
        own = Name(f"aws_route_table.{name}.id")
        self._copy_routes(table, name, own, uses[0].routes[0], self._gateways[zone])
        for use in uses:
            association = self._blocks.associations.get(use.default.choice.via)
            if association is not None:
                self._moved[association.address] = own
                continue
            name = word(split_module(use.subnet.address)[1].partition(".")[2])
            self._associate(name, reference(use.subnet.address, self._module), own)

    def _copy_routes(
        self, table: RouteTable, name: str, own: Name, default: Route, gateway: Name
    ) -> None:
        for route in table.routes:
            if route.hidden:
                raise OutOfSightError(route.origin)
            suffix, argument, target = "", "nat_gateway_id", gateway
            if route != default:
                if route.target_kind not in _TARGETS or route.target.only is None:
                    raise OutOfSightError(route.origin)
                suffix, argument = f"_{word(route.destination_text)}", _TARGETS[route.target_kind]
                target = reference(route.target.only, self._module)
            family = "ipv6_" if ":" in route.destination_text else ""
            self._add(
                "aws_route",
                name + suffix,
                ("route_table_id", own),
                (f"destination_{family}cidr_block", route.destination_text),
                (argument, target),
            )

    def _new_targets(self) -> list[Edit]:
        """Return the changes to routes, block by block."""
        edits: list[Edit] = []
        for block, origin in _blocks(self._rerouted):
            routes = self._blocks.nat_routes[self._module, block]
            now = {r.origin: self._name(r.target) for r in routes}
            then = now | {r: name for r, name in self._rerouted.items() if r in now}
            if then != now:
                edits.append(block_retargeted(origin, routes, "nat_gateway_id", by_key(then)))
        return edits

    def _new_tables(self) -> list[Edit]:
        """Return the changes to associations, block by block."""
        edits: list[Edit] = []
        for block, origin in _blocks(self._moved):
            associations = self._blocks.by_block[self._module, block]
            now = {a.address: self._name(a.table) for a in associations}
            then = now | {a: name for a, name in self._moved.items() if a in now}
            edits.append(Put(origin, (("route_table_id", by_key(then)),)))
        return edits

    def _name(self, link: Link) -> Name:
        if link.only is None:
            raise OutOfSightError(link.settles)
        return reference(link.only, self._module)


class _Blocks:
    """Associations and routes to NAT gateways by the blocks that make them."""

    def __init__(self, network: Network) -> None:
        self.associations = {one.address: one for one in network.associations}
        self.by_block: dict[_Block, list[RouteTableAssociation]] = {}
        for association in network.associations:
            self.by_block.setdefault(_block_of(association.address), []).append(association)
        self.nat_routes: dict[_Block, list[Route]] = {}
        for table in network.route_tables.values():
            for route in table.routes:
                if route.target_kind == "NAT gateway":
                    self.nat_routes.setdefault(_block_of(route.origin), []).append(route)


_Block: TypeAlias = tuple[str, str]
"""A module instance, and the address of a block in it."""


def _block_of(address: str) -> _Block:
    module, local = split_module(address)
    return module, block_address(local)


def _blocks(changes: dict[str, Name]) -> list[tuple[str, str]]:
    """Return each block whose instances change, with the address of the first."""
    first = {_block_of(address)[1]: address for address in reversed(list(changes))}
    return sorted(first.items())


def _zone_name(usage: NatUsage, text: str, module: str) -> Name | str:
    zone = next(use.subnet.zone for use in usage.sure if use.subnet.zone.text == text)
    return written(zone, module)


def _named(address: str, zone: str) -> str:
    return f"{name_of(address)}_{of_zone(zone)}"
