"""VPCs in which appliances or NAT gateways take what a transit gateway delivers, and send it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.addressing.subnet_use import workloads_by_subnet
from netplan_audit.network.routing.table_use import table_use
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route

_NAT: Final = "NAT gateway"
_ENDPOINT: Final = "VPC endpoint"
_APPLIANCES: Final = frozenset({_ENDPOINT, "network interface", "instance"})


def to_appliance(network: Network, subnet: str) -> Route | None:
    """Return the default route of a subnet to an appliance."""
    route = _default_of(network, subnet)
    return route if route is not None and route.target_kind in _APPLIANCES else None


def _default_of(network: Network, subnet: str) -> Route | None:
    known = network.subnets.get(subnet)
    return None if known is None else network.routing.default_route(known).route


def passes_on(network: Network, vpc: str, route: Route) -> bool:
    """Tell whether a route of a VPC carries just what others sent through it.

    The VPC is attached in appliance mode, or its attachment's subnets lead to appliances, or it is
    the way out: a default route of a transit gateway leads to it, and its NAT gateways carry on.
    Nothing but those is known to stand in the subnets of the route's table.
    """
    return vpc in network.once(_passing) and not _has_own_packets(network, route)


def _passing(network: Network) -> frozenset[str]:
    """Return the VPCs that inspect what transit gateways deliver, or lead it out."""
    exits = {
        route.attachment.only
        for route in network.transit_routing.routes
        if route.attachment is not None and route.is_default
    }
    return frozenset(
        vpc
        for vpc, attachments in network.attachments_by_vpc.items()
        for each in attachments
        if each.appliance_mode is Truth.YES
        or any(to_appliance(network, subnet) is not None for subnet in each.subnets)
        or (each.address in exits and any(_to_nat(network, subnet) for subnet in each.subnets))
    )


def _to_nat(network: Network, subnet: str) -> bool:
    route = _default_of(network, subnet)
    return route is not None and route.target_kind == _NAT


def _has_own_packets(network: Network, route: Route) -> bool:
    """Tell whether something that sends packets of its own is known to stand behind a route."""
    use = table_use(network).get(route.table.only or "")
    placed = network.once(workloads_by_subnet)
    behind = [] if use is None else [*use.subnets, *use.possible]
    return any(
        not workload.forwards and workload.kind != _ENDPOINT
        for subnet in behind
        for workload in placed.get(subnet.address, ())
    )
