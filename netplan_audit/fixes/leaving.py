"""Ways out to the internet: public subnets for what needs one, NAT gateways, gateways of a VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.fixes.edits import Add, Name, OutOfSightError, Put
from netplan_audit.fixes.names import fresh, module_of, name_of, reference, single
from netplan_audit.fixes.places import BEHIND_NAT, PUBLIC, leads_by, others, put_into
from netplan_audit.fixes.routes import (
    EVERYWHERE,
    IMPLICIT,
    associated,
    flat,
    new_table,
    retargeted,
    route,
    without,
)
from netplan_audit.fixes.subnets import NewSubnets
from netplan_audit.network.addressing.subnet_use import workloads_by_subnet
from netplan_audit.network.connections.ways import is_default

if TYPE_CHECKING:
    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.gateways import NatGateway
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload

_EGRESS_ONLY = "aws_egress_only_internet_gateway"
_IGW = "aws_internet_gateway"


def gateway_of(network: Network, vpc: str, module: str) -> tuple[Name, list[Edit]]:
    """Name the internet gateway of a VPC; where it has none, add one."""
    return _gateway(network, vpc, module, ("internet gateway", _IGW))


def _gateway(
    network: Network, vpc: str, module: str, what: tuple[str, str]
) -> tuple[Name, list[Edit]]:
    words, kind = what
    for gateway in network.gateways.values():
        if gateway.kind == words and gateway.vpc is not None and vpc in gateway.vpc.targets:
            return reference(gateway.address, module), []
    name = fresh(network, module, kind, flat(vpc) or name_of(vpc))
    own = (("vpc_id", reference(vpc, module)),)
    return Name(f"{kind}.{name}.id"), [Add(module, kind, name, own)]


def made_public(network: Network, subnets: list[Subnet]) -> list[Edit]:
    """Give subnets one route table that leads to the internet gateway of their VPC."""
    first, *rest = subnets
    vpc, module = first.vpc.only, module_of(first.address)
    if vpc is None or any(module_of(s.address) != module for s in rest):
        raise OutOfSightError(first.address)
    gateway, edits = gateway_of(network, vpc, module)
    name, table = new_table(network, first, "public")
    made = Name(f"aws_route_table.{name}.id")
    way = (
        ("route_table_id", made),
        ("destination_cidr_block", EVERYWHERE[4]),
        ("gateway_id", gateway),
    )
    edits += [*table, Add(module, "aws_route", fresh(network, module, "aws_route", name), way)]
    for subnet in rest:
        edits += associated(network, subnet, made)
    return edits


def nat_made_public(network: Network, gateway: NatGateway, subnet: Subnet) -> list[Edit]:
    """Put a NAT gateway into a public subnet of its VPC, or make the subnet it is in public."""
    try:
        places = others(network, [subnet], PUBLIC)
    except OutOfSightError:
        _alone(network, subnet)
        return made_public(network, [subnet])
    module = module_of(gateway.address)
    return [Put(single(gateway.address), (("subnet_id", reference(places[0], module)),))]


def _alone(network: Network, subnet: Subnet) -> None:
    """Raise where something else stands in a subnet that would become public."""
    if network.once(workloads_by_subnet).get(subnet.address):
        raise OutOfSightError(subnet.address)


def balancer_made_public(network: Network, balancer: Workload, private: list[Subnet]) -> list[Edit]:
    """Put a load balancer into the public subnets of its VPC, or make its own subnets public."""
    users = network.once(workloads_by_subnet)
    try:
        places = others(network, private, PUBLIC)
    except OutOfSightError:
        for subnet in private:
            if any(user is not balancer for user in users.get(subnet.address, ())):
                raise
            if network.routing.default_route(subnet).route is not None:
                raise
        return made_public(network, private)
    lost = {subnet.address for subnet in private}
    kept = [address for address in balancer.subnets if address not in lost]
    chosen = dict.fromkeys((*kept, *places))
    if len(chosen) < len(tuple(balancer.subnets)):
        raise OutOfSightError(balancer.address)
    return [put_into(balancer.address, chosen)]


def given_nat(network: Network, isolated: list[Subnet]) -> list[Edit]:
    """Lead subnets without a way out to the NAT gateway of their VPC, or to a new one per zone."""
    first = isolated[0]
    vpc, module = first.vpc.only, module_of(first.address)
    if vpc is None or any(module_of(subnet.address) != module for subnet in isolated):
        raise OutOfSightError(first.address)
    gateways, edits = _nats_of(network, vpc, module, isolated)
    tables: dict[str, Name] = {}
    for subnet in isolated:
        choice = network.routing.table_of(subnet)
        gateway = gateways.get(_zone(subnet)) or next(iter(gateways.values()))
        if choice.only is None:
            raise OutOfSightError(subnet.address)
        if not choice.only.endswith(IMPLICIT):
            tables.setdefault(choice.only, gateway)
            continue
        name, table = new_table(network, subnet)
        arguments = (
            ("route_table_id", Name(f"aws_route_table.{name}.id")),
            ("destination_cidr_block", EVERYWHERE[4]),
            ("nat_gateway_id", gateway),
        )
        edits += [
            *table,
            Add(module, "aws_route", fresh(network, module, "aws_route", name), arguments),
        ]
    return [
        *edits,
        *(route(network, table, EVERYWHERE[4], "nat_gateway_id", g) for table, g in tables.items()),
    ]


def _zone(subnet: Subnet) -> str:
    return subnet.zone.text if subnet.zone.is_known else ""


def _nats_of(
    network: Network, vpc: str, module: str, isolated: list[Subnet]
) -> tuple[dict[str, Name], list[Edit]]:
    """Return the NAT gateways of a VPC by their zone; without any, new ones where they are used."""
    found: dict[str, Name] = {}
    for gateway in network.nat_gateways.values():
        place = None if gateway.subnet is None else network.subnets.get(gateway.subnet.only or "")
        if place is not None and place.vpc.only == vpc and leads_by(network, place, PUBLIC):
            found.setdefault(_zone(place), reference(gateway.address, module))
    if found:
        return found, []
    new = NewSubnets(network, isolated[0])
    public: Name | None = None
    for subnet in isolated:
        zone = _zone(subnet)
        if zone not in found:
            own, public = _public_place(network, subnet, new, public)
            found[zone] = new.nat_gateway(flat(subnet.address), own)
    return found, new.edits


def _public_place(
    network: Network, near: Subnet, new: NewSubnets, table: Name | None
) -> tuple[Name, Name | None]:
    """Return a public subnet in the zone of another, new where there is none, and its new table."""
    for other in network.subnets_by_vpc.get(near.vpc.only or "", ()):
        if leads_by(network, other, PUBLIC) and _zone(other) == _zone(near):
            return reference(other.address, module_of(near.address)), table
    own = new.subnet(near, "public")
    made = table or new.table(own.text.split(".")[1], "gateway_id", new.internet_gateway())
    new.associate(own, made)
    return own, made


def nat_given_address(network: Network, gateway: NatGateway) -> list[Edit]:
    """Make a private NAT gateway a public one, with an Elastic IP address."""
    module = module_of(single(gateway.address))
    name = fresh(network, module, "aws_eip", name_of(gateway.address))
    put = (("connectivity_type", "public"), ("allocation_id", Name(f"aws_eip.{name}.id")))
    address = Add(module, "aws_eip", name, (("domain", "vpc"),))
    return [address, Put(gateway.address, put, note="its kind cannot be changed: it is made again")]


def ipv6_outward_only(network: Network, subnet: Subnet, routes: list[Route]) -> list[Edit]:
    """Lead the IPv6 default routes to an egress-only gateway."""
    vpc = subnet.vpc.only
    if vpc is None or not routes:
        raise OutOfSightError(subnet.address)
    module = module_of(routes[0].origin)
    gateway, edits = _gateway(network, vpc, module, ("egress-only gateway", _EGRESS_ONLY))
    return [*edits, *(retargeted(each, "egress_only_gateway_id", gateway) for each in routes)]


def own_gateway(network: Network, vpc: str, old: Route) -> list[Edit]:
    """Lead a route, and others of its table to the same gateway, to that of their own VPC."""
    module = module_of(old.origin)
    egress = old.argument == "egress_only_gateway_id"
    what = ("egress-only gateway", _EGRESS_ONLY) if egress else ("internet gateway", _IGW)
    gateway, edits = _gateway(network, vpc, module, what)
    table = network.route_tables.get(old.table.only or "")
    alike = [old] if table is None else [r for r in table.routes if _is_like(r, old)]
    return [*edits, *(retargeted(each, each.argument, gateway) for each in alike)]


def _is_like(one: Route, old: Route) -> bool:
    return (one.origin, one.target, one.argument) == (old.origin, old.target, old.argument)


def attached_to(network: Network, gateway: str, routes: list[Route]) -> list[Edit]:
    """Attach a gateway to the one VPC whose route tables lead to it; raises for several."""
    tables = (network.route_tables.get(route.table.only or "") for route in routes)
    vpcs = {table.vpc.only for table in tables if table is not None and table.vpc is not None}
    vpc = vpcs.pop() if len(vpcs) == 1 else None
    if vpc is None:
        raise OutOfSightError(gateway)
    return [Put(single(gateway), (("vpc_id", reference(vpc, module_of(gateway))),))]


def living_target(network: Network, vpc: str, old: Route) -> list[Edit]:
    """Lead a default route whose target is gone to what replaces it, or to a gateway of the VPC."""
    replaced = network.gone.get(old.target.only or "")
    if replaced is not None and replaced in network.nat_gateways:
        return [retargeted(old, "nat_gateway_id", replaced)]
    if replaced is not None or old.target_kind != BEHIND_NAT:
        raise OutOfSightError(old.origin)
    for gateway in network.nat_gateways.values():
        place = None if gateway.subnet is None else network.subnets.get(gateway.subnet.only or "")
        if place is not None and place.vpc.only == vpc:
            return [retargeted(old, "nat_gateway_id", gateway.address)]
    raise OutOfSightError(old.origin)


def apart_from_main(network: Network, old: Route, users: list[Subnet]) -> list[Edit]:
    """Give subnets a table of their own for the way out, and take it out of the main one."""
    if not users or not is_default(old):
        return [without(old)]
    return [*made_public(network, users), without(old)]
