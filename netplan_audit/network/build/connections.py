"""Builds what joins networks: PrivateLink, VPN, Direct Connect."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.connections.connections import OutsideConnection, VpnConnection
from netplan_audit.network.link import Certainty, Link
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload
    from netplan_audit.terraform.resource import Resource, Resources

_OUTSIDE: Final = {
    "aws_vpn_connection": "VPN connection",
    "aws_dx_gateway_association": "Direct Connect gateway association",
    "aws_networkmanager_vpc_attachment": "Cloud WAN attachment",
    "aws_ec2_transit_gateway_peering_attachment": "transit gateway peering",
    "aws_ec2_transit_gateway_connect": "transit gateway Connect attachment",
}


_CORE_ATTACHMENT: Final = "aws_networkmanager_vpc_attachment"


def unset_link(resource: Resource, name: str) -> Link:
    """Return the link of an argument that should name an object and does not."""
    return Link((), Certainty.ONE_OF, complete=False, settles=f"{resource.address}.{name}")


def build_service_links(
    resources: Resources,
    linker: Linker,
    subnets: Mapping[str, Subnet],
    workloads: Mapping[str, Workload],
) -> frozenset[frozenset[str]]:
    """Return the pairs of VPCs that PrivateLink or a VPC Lattice service network joins.

    Both tolerate overlapping addresses. A consumer's endpoint names the service, which names the
    provider's load balancers. An endpoint may be in the provider's VPC too, and joins nothing then.
    """
    providers: dict[str, set[str]] = {}
    named: dict[str, str] = {}
    for service in resources.of_type("aws_vpc_endpoint_service"):
        named[values.text(service.get("service_name")) or ""] = service.address
        for name in ("network_load_balancer_arns", "gateway_load_balancer_arns"):
            for balancer in linker.links(service, name).everything:
                workload = workloads.get(balancer)
                links = [] if workload is None else workload.subnets.everything
                vpcs = {v for s in links if s in subnets for v in subnets[s].vpc.targets}
                providers.setdefault(service.address, set()).update(vpcs)
    pairs: set[frozenset[str]] = set()
    for endpoint in resources.of_type("aws_vpc_endpoint"):
        service_link = linker.link(endpoint, "service_name")
        consumer = linker.link(endpoint, "vpc_id")
        if service_link is not None and consumer is not None:
            services = {named.get(target, target) for target in service_link.targets}
            owners = {vpc for one in services for vpc in providers.get(one, ())}
            theirs = product(owners, consumer.targets)
            pairs.update(frozenset((a, b)) for a, b in theirs if a != b)
    return frozenset((*pairs, *_lattice_pairs(resources, linker)))


def _lattice_pairs(resources: Resources, linker: Linker) -> Iterator[frozenset[str]]:
    members: dict[str, set[str]] = {}
    for resource in resources.of_type("aws_vpclattice_service_network_vpc_association"):
        vpc = linker.link(resource, "vpc_identifier")
        network = linker.link(resource, "service_network_identifier")
        if vpc is not None and network is not None:
            for target in network.targets:
                members.setdefault(target, set()).update(vpc.targets)
    for vpcs in members.values():
        yield from map(frozenset, combinations(sorted(vpcs), 2))


def build_outside(resources: Resources, linker: Linker) -> tuple[OutsideConnection, ...]:
    """Build the connections that lead out of the VPCs of this input."""
    found = []
    segments = _segments(resources, linker)
    for kind, word in _OUTSIDE.items():
        for resource in resources.of_type(kind):
            vpc = linker.link(resource, "vpc_arn" if "networkmanager" in kind else "vpc_id")
            gateway = linker.link(resource, "vpn_gateway_id") or linker.link(
                resource, "transit_gateway_id"
            )
            if kind == "aws_dx_gateway_association":
                gateway = linker.link(resource, "associated_gateway_id")
            hub = _hub(resource, linker, resources)
            segment = segments.get(resource.address, "")
            found.append(OutsideConnection(resource.address, word, vpc, gateway, hub, segment))
    return tuple(found)


def _segments(resources: Resources, linker: Linker) -> dict[str, str]:
    """Return the segments of attachments to core networks."""
    if not any(resources.of_type(_CORE_ATTACHMENT)):
        return {}
    # Here and not above: few inputs have a core network.
    from netplan_audit.network.build.core_networks import core_segments  # noqa: PLC0415

    return core_segments(resources, linker)


def _hub(resource: Resource, linker: Linker, resources: Resources) -> Link | None:
    """Return the Direct Connect gateway or core network that a connection hangs on."""
    if resource.type == "aws_dx_gateway_association":
        return linker.link(resource, "dx_gateway_id")
    if resource.type == _CORE_ATTACHMENT:
        from netplan_audit.network.build.core_networks import core_network  # noqa: PLC0415 - as above

        return core_network(resource, linker, resources)
    return None


def build_vpn_connections(resources: Resources, linker: Linker) -> dict[str, VpnConnection]:
    """Build VPN connections with how they learn what is behind them.

    AWS lists the static routes of a connection that exists, whoever wrote them.
    """
    routed: set[str] = set()
    loose = ""
    for resource in resources.of_type("aws_vpn_connection_route"):
        link = linker.link(resource, "vpn_connection_id")
        routed.update(() if link is None else link.targets)
        if link is not None and not link.complete:
            loose = link.settles or f"{resource.address}.vpn_connection_id"
    found: dict[str, VpnConnection] = {}
    for resource in resources.of_type("aws_vpn_connection"):
        listed = resource.get("routes")
        has_routes = resource.address in routed or (isinstance(listed, list) and bool(listed))
        found[resource.address] = VpnConnection(
            address=resource.address,
            gateway=linker.link(resource, "vpn_gateway_id"),
            static_only=values.flag(resource.get("static_routes_only"), default=False),
            has_routes=truth(has_routes) | (Truth.UNKNOWN if loose else Truth.NO),
            settles=loose,
        )
    return found
