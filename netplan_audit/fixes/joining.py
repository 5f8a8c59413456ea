"""Ways between networks: return routes, attachments, associations and propagations."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from netplan_audit.fixes.edits import Add, Name, OutOfSightError, Put
from netplan_audit.fixes.names import fresh, module_of, name_of, reference
from netplan_audit.fixes.places import put_into
from netplan_audit.fixes.routes import (
    IMPLICIT,
    PEERING,
    flat,
    id_of,
    retargeted,
    tables_in,
    to_vpc,
    without,
)
from netplan_audit.network.addressing.overlap import overlap
from netplan_audit.network.connections.ways import is_default
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.connections.attached import Segment
    from netplan_audit.network.connections.beyond import Beyond
    from netplan_audit.network.connections.connections import (
        PeeringConnection,
        TransitGatewayAttachment,
    )
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.gateways import Gateway
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Subnet, Vpc

_IMPLICIT = ".association_default_route_table_id"


def routes_back(
    network: Network,
    vpc: str,
    others: Iterable[Vpc],
    way: tuple[str, str],
    only: Sequence[str] = (),
) -> list[Edit]:
    """Return routes to other VPCs in the tables of one, or `only` some, by an argument and target.

    Not where such a VPC has the addresses of yet another one: replies would go astray.
    """
    argument, target = way
    tables = only or tables_in(network, vpc)
    found: list[Edit] = []
    for other in others:
        if any(v is not other and overlap(v, other) is Truth.YES for v in network.vpcs.values()):
            raise OutOfSightError(other.address)
        found += to_vpc(network, tables, other, argument, target)
    if not found:
        raise OutOfSightError(vpc)
    return found


def propagated(network: Network, gateway: Gateway, vpc: str) -> list[Edit]:
    """Let the tables of a VPC take over the routes of a virtual private gateway."""
    kind = "aws_vpn_gateway_route_propagation"
    found: list[Edit] = []
    for table in tables_in(network, vpc):
        module = module_of(table)
        arguments = (
            ("vpn_gateway_id", reference(gateway.address, module)),
            ("route_table_id", id_of(table, module)),
        )
        name = fresh(network, module, kind, _short(table))
        found.append(Add(module, kind, name, arguments))
    if not found:
        raise OutOfSightError(vpc)
    return found


def in_every_zone(attachment: TransitGatewayAttachment, lost: Iterable[Subnet]) -> list[Edit]:
    """Give an attachment one subnet of each zone that it lacks."""
    more = {subnet.zone.text: subnet.address for subnet in reversed(list(lost))}
    return [put_into(attachment.address, (*attachment.subnets, *sorted(more.values())))]


def attached(network: Network, gateway: str, vpc: str, routes: list[Route]) -> list[Edit]:
    """Attach a VPC to a transit gateway, in the zones of the subnets whose routes lead there.

    The routes name the gateway by the attachment, so that they wait for it.
    """
    module = module_of(routes[0].origin)
    tables = {route.table.only for route in routes}
    places: dict[str, str] = {}
    for subnet in network.subnets_by_vpc.get(vpc, ()):
        if network.routing.table_of(subnet).only in tables and subnet.zone.is_regional:
            places.setdefault(subnet.zone.text, subnet.address)
    if not places:
        raise OutOfSightError(vpc)
    kind = "aws_ec2_transit_gateway_vpc_attachment"
    name = fresh(network, module, kind, flat(vpc) or name_of(vpc))
    arguments = (
        ("transit_gateway_id", reference(gateway, module)),
        ("vpc_id", reference(vpc, module)),
        ("subnet_ids", tuple(reference(place, module) for place in places.values())),
    )
    by_attachment = Name(f"{kind}.{name}.transit_gateway_id")
    waiting = [retargeted(route, "transit_gateway_id", by_attachment) for route in routes]
    return [Add(module, kind, name, arguments), *waiting]


def associated_with_only(network: Network, attachment: TransitGatewayAttachment) -> list[Edit]:
    """Associate an attachment with the one route table of its gateway; raises for several.

    Where the gateway has none, one is added for all its attachments; raises where some of them
    take the default table, which is none of Terraform's.
    """
    gateway = attachment.gateway.only or ""
    peers = network.attachments_by_gateway.get(gateway, ())
    tables = {table for each in peers for table in (*each.associated, *each.propagated)}
    if len(tables) > 1:
        raise OutOfSightError(attachment.address)
    if tables:
        return [_in_table(network, "association", attachment.address, tables.pop())]
    if any(each.default_association is not Truth.NO for each in peers):
        raise OutOfSightError(attachment.address)
    _none_overlap(peers, network)
    module, kind = module_of(attachment.address), "aws_ec2_transit_gateway_route_table"
    name = fresh(network, module, kind, flat(gateway) or name_of(gateway))
    table = Add(module, kind, name, (("transit_gateway_id", reference(gateway, module)),))
    made = f"{module}.{kind}.{name}".removeprefix(".")
    return [
        table,
        *(
            _in_table(network, what, each.address, made)
            for each in peers
            for what in ("association", "propagation")
        ),
    ]


def propagated_back(network: Network, sender: Segment, receiver: Segment) -> list[Edit]:
    """Let the table that routes the replies know the attachments that they go to.

    Not where VPCs on the gateway overlap: those may be kept apart on purpose.
    """
    gateway = sender.attachments[0].gateway.only or ""
    _none_overlap([*network.attachments_by_gateway.get(gateway, ()), *sender.attachments], network)
    return [
        _in_table(network, "propagation", attachment.address, receiver.table)
        for attachment in sender.attachments
    ]


def _none_overlap(attachments: Iterable[TransitGatewayAttachment], network: Network) -> None:
    """Raise where VPCs of attachments overlap."""
    names = dict.fromkeys(each.vpc.only or "" for each in attachments)
    vpcs = [network.vpcs[name] for name in names if name in network.vpcs]
    for one, other in combinations(vpcs, 2):
        if overlap(one, other) is not Truth.NO:
            raise OutOfSightError(other.address)


def _in_table(network: Network, what: str, attachment: str, table: str) -> Edit:
    module = module_of(attachment)
    kind = f"aws_ec2_transit_gateway_route_table_{what}"
    own = (
        reference(table.removesuffix(_IMPLICIT), module, _IMPLICIT[1:])
        if table.endswith(_IMPLICIT)
        else reference(table, module)
    )
    arguments = (
        ("transit_gateway_attachment_id", reference(attachment, module)),
        ("transit_gateway_route_table_id", own),
    )
    own_name, other = flat(attachment), _short(table.removesuffix(_IMPLICIT))
    name = own_name if what == "association" or own_name == other else f"{own_name}_{other}"
    return Add(module, kind, fresh(network, module, kind, name), arguments)


def _short(table: str) -> str:
    """Return a name for what belongs to a route table, which may be the one of a VPC."""
    address = table.removesuffix(IMPLICIT)
    return flat(address) or name_of(address)


def accepted(peering: PeeringConnection) -> list[Edit]:
    """Accept a connection where its accepter is here, or its other side is in the same account."""
    put = (("auto_accept", True),)
    if peering.also_called:
        return [Put(peering.also_called[0], put)]
    if (peering.names_region | peering.names_owner) is not Truth.NO:
        raise OutOfSightError(peering.address)
    return [Put(peering.address, put)]


def resolving(peering: PeeringConnection) -> list[Edit]:
    """Let both sides of a connection that accepts itself resolve each other's host names."""
    if peering.accepts_itself is not Truth.YES:
        raise OutOfSightError(peering.address)
    put = (("allow_remote_vpc_dns_resolution", True),)
    return [Put(peering.address, put, within=side) for side in ("requester", "accepter")]


def without_beyond(found: Beyond) -> list[Edit]:
    """Take a route away that leads nowhere; raises for a default route, which was to lead out."""
    if is_default(found.route):
        raise OutOfSightError(found.route.origin)
    return [without(found.route)]


def peered(network: Network, found: Beyond) -> list[Edit]:
    """Peer a VPC with the one behind its peer, and lead the routes of both over that."""
    here, third = network.vpcs[found.here], network.vpcs[found.third]
    module = module_of(found.route.origin)
    if overlap(here, third) is not Truth.NO or here.region != third.region:
        raise OutOfSightError(third.address)
    kind = "aws_vpc_peering_connection"
    name = fresh(network, module, kind, f"{flat(here.address)}_{flat(third.address)}")
    arguments = (
        ("vpc_id", reference(here.address, module)),
        ("peer_vpc_id", reference(third.address, module)),
        ("auto_accept", True),
    )
    target = Name(f"{kind}.{name}.id")
    if module_of(third.address) != module:
        raise OutOfSightError(found.route.origin)
    tables = tables_in(network, third.address)
    back = to_vpc(network, tables, here, PEERING, target)
    return [Add(module, kind, name, arguments), retargeted(found.route, PEERING, target), *back]
