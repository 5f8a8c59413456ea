"""VPCs through which those of a transit gateway go out, and NAT gateways that lose the replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from netplan_audit.network.cidr import ALL_IPV4
from netplan_audit.network.connections.inspection import passes_on
from netplan_audit.network.connections.transit import routes_by
from netplan_audit.network.connections.ways import (
    TRANSIT_GATEWAY,
    is_closed,
    is_default,
    space_of,
    stands_in,
    ways,
)
from netplan_audit.network.routing.nat_use import subnet_of
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.network import Network
    from netplan_audit.network.reach.transit import TransitRoute
    from netplan_audit.network.routing.gateways import NatGateway
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Subnet, Vpc

Outgoing: TypeAlias = "dict[str, dict[str, str]]"
"""By the VPC they go out through, those that do, each with what leaves it open, '' for nothing."""


class Stranded(Struct, frozen=True):
    """A NAT gateway whose subnet has no route back to VPCs whose packets it translates."""

    gateway: NatGateway
    subnet: Subnet
    table: str
    lost: tuple[str, ...]


def going_out(network: Network, gateway: str) -> Outgoing:
    """Return who goes out through which VPC of a transit gateway, or may.

    A static default route of its tables leads to that VPC, and the table routes what another
    attachment sends, whose VPC has a default route to the transit gateway.
    """
    found: Outgoing = {}
    attachments = network.attachments_by_gateway.get(gateway, [])
    senders = [each for each in attachments if _goes_out(network, gateway, each)]
    for route in network.transit_routing.routes if senders else ():
        if route.blackhole is Truth.YES or route.attachment is None:
            continue
        if route.destination is not None and not route.is_default:
            continue
        for by in attachments:
            through = by.vpc.only
            for sender in senders if through in network.vpcs and _may_lead(route, by) else ():
                taken = _takes(route, sender)
                if sender.vpc.only == through or taken is Truth.NO:
                    continue
                doubt = _doubt(route, taken)
                others = found.setdefault(through or "", {})
                others[sender.vpc.only or ""] = doubt and others.get(sender.vpc.only or "", doubt)
    return found


def _goes_out(network: Network, gateway: str, sender: TransitGatewayAttachment) -> bool:
    """Tell whether a VPC sends packets of its own out, not just what its appliances pass on."""
    vpc = sender.vpc.only or ""
    return vpc in network.vpcs and any(
        _is_out(route) and not passes_on(network, vpc, route)
        for route in ways(network).out_of(vpc, gateway)
    )


def _may_lead(route: TransitRoute, by: TransitGatewayAttachment) -> bool:
    link = route.attachment
    named = {by.address, *by.also_called}
    return link is not None and (not link.complete or not named.isdisjoint(link.targets))


def _takes(route: TransitRoute, sender: TransitGatewayAttachment) -> Truth:
    """Tell whether a route is in the table that routes what an attachment sends."""
    link = route.table
    taken = any_of((routes_by(sender, t) for t in link.targets), closed=link.complete)
    return taken if link.only is not None else taken & Truth.UNKNOWN


def _doubt(route: TransitRoute, taken: Truth) -> str:
    """Say what leaves it open whether a route leads somebody out, '' where nothing does."""
    link, name = route.attachment, route.origin
    doubts = {
        f"{name}.destination_cidr_block": route.destination is None,
        f"{name}.transit_gateway_attachment_id": link is None or link.only is None,
        f"{name}.transit_gateway_route_table_id": taken is not Truth.YES,
        f"{name}.blackhole": route.blackhole is not Truth.NO,
    }
    return next((text for text, is_open in doubts.items() if is_open), "")


def _is_out(route: Route) -> bool:
    return route.destination is not None and route.destination.covers(ALL_IPV4)


def has_way_over(network: Network, gateway: str, vpc: str) -> Truth:
    """Tell whether a route of a VPC leads to a transit gateway, or to any other."""
    routed = ways(network)
    hubs = (gateway, *network.attachments_by_gateway)
    if any(routed.out_of(vpc, hub) for hub in hubs):
        return Truth.YES
    known = network.vpcs[vpc]
    doubtful = routed.perhaps(gateway, TRANSIT_GATEWAY)
    return any_of(stands_in(network, route, known) & Truth.UNKNOWN for route in doubtful)


def stranded(
    network: Network, gateway: str, vpc: str, senders: Iterable[str]
) -> Iterator[Stranded]:
    """Yield the NAT gateways that attachments of a VPC lead to, and that lose the replies."""
    found: dict[str, NatGateway] = {}
    for attachment in network.attachments_by_vpc.get(vpc, ()):
        for name in attachment.subnets if attachment.gateway.only == gateway else ():
            nat = _translating(network, network.subnets.get(name))
            if nat is not None:
                found[nat.address] = nat
    for nat in found.values():
        subnet = subnet_of(network, nat)
        choice = None if subnet is None else network.routing.table_of(subnet)
        table = None if choice is None else network.route_tables.get(choice.only or "")
        if subnet is None or table is None or not table.closed or table.learns:
            continue
        others = [network.vpcs[each] for each in senders]
        lost = [
            other.address
            for other in others
            if is_closed(other) and not any(_leads(each, other) for each in table.routes)
        ]
        if lost:
            yield Stranded(nat, subnet, table.address, tuple(lost))


def _translating(network: Network, subnet: Subnet | None) -> NatGateway | None:
    """Return the NAT gateway that all internet traffic of a subnet certainly goes to."""
    default = None if subnet is None else network.routing.default_route(subnet)
    route = default.route if default is not None and default.decided else None
    return None if route is None else network.nat_gateways.get(route.target.only or "")


def _leads(route: Route, vpc: Vpc) -> bool:
    """Tell whether a route may be for a VPC: any but a default route, which leads out."""
    known = route.destination
    return known is None or (not is_default(route) and known.overlaps(space_of(vpc)))
