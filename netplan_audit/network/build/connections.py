"""Builds what joins networks: transit gateways, PrivateLink, VPN, Direct Connect."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.core_networks import core_network, core_segments
from netplan_audit.network.connections import (
    OutsideConnection,
    TransitGateway,
    TransitGatewayAttachment,
)
from netplan_audit.network.link import NO_LINKS, Certainty, Link, Links
from netplan_audit.terraform.value import Unknown
from netplan_audit.unknown import Truth

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


def build_transit_gateways(resources: Resources) -> dict[str, TransitGateway]:
    """Build transit gateways; both defaults are `enable` unless set."""
    found: dict[str, TransitGateway] = {}
    for mode in ("managed", "data"):
        for resource in resources.of_type("aws_ec2_transit_gateway", mode=mode):
            found[resource.address] = TransitGateway(
                resource.address,
                values.flag(resource.get("default_route_table_association"), default=True),
                values.flag(resource.get("default_route_table_propagation"), default=True),
            )
    return found


def build_attachments(
    resources: Resources, linker: Linker, gateways: dict[str, TransitGateway]
) -> dict[str, TransitGatewayAttachment]:
    """Build the VPC attachments with the route tables they are associated with and propagate to."""
    association = _tables(resources, linker, "aws_ec2_transit_gateway_route_table_association")
    propagation = _tables(resources, linker, "aws_ec2_transit_gateway_route_table_propagation")
    found: dict[str, TransitGatewayAttachment] = {}
    for resource in resources.of_type("aws_ec2_transit_gateway_vpc_attachment"):
        gateway = linker.link(resource, "transit_gateway_id") or unset_link(
            resource, "transit_gateway_id"
        )
        known = gateways.get(gateway.only or "")
        found[resource.address] = TransitGatewayAttachment(
            address=resource.address,
            gateway=gateway,
            vpc=linker.link(resource, "vpc_id") or unset_link(resource, "vpc_id"),
            subnets=linker.links(resource, "subnet_ids"),
            default_association=_default(
                resource, "association", None if known is None else known.default_association
            ),
            default_propagation=_default(
                resource, "propagation", None if known is None else known.default_propagation
            ),
            associated=Links.joined(association.get(resource.address, [NO_LINKS])),
            propagated=Links.joined(propagation.get(resource.address, [NO_LINKS])),
            is_new=resource.action in values.NEW,
        )
    return found


def _default(resource: Resource, word: str, gateway: Truth | None) -> Truth:
    """Tell whether the attachment uses the gateway's default table for this.

    Unset it follows the gateway's own default, which is to do so.
    """
    value = resource.get(f"transit_gateway_default_route_table_{word}")
    inherited = Truth.UNKNOWN if gateway is None else gateway
    if isinstance(value, bool):
        own = Truth.YES if value else Truth.NO
        return own if gateway is None else own & inherited
    if value is None or (isinstance(value, Unknown) and value.configured is not True):
        return inherited
    return Truth.UNKNOWN & inherited


def _tables(resources: Resources, linker: Linker, kind: str) -> dict[str, list[Links]]:
    """Return the route tables that resources of a kind give to attachments.

    Where the attachment is one of several, so is what each of them has.
    """
    found: dict[str, list[Links]] = {}
    for resource in resources.of_type(kind):
        attachment = linker.link(resource, "transit_gateway_attachment_id")
        table = linker.links(resource, "transit_gateway_route_table_id")
        if attachment is None:
            continue
        if attachment.only is None:
            settles = attachment.settles or f"{resource.address}.transit_gateway_attachment_id"
            table = Links((), table.everything, table.complete, table.settles or settles)
        for target in attachment.targets:
            found.setdefault(target, []).append(table)
    return found


def build_service_links(
    resources: Resources,
    linker: Linker,
    subnets: Mapping[str, Subnet],
    workloads: Mapping[str, Workload],
) -> frozenset[frozenset[str]]:
    """Return the pairs of VPCs that PrivateLink or a VPC Lattice service network joins.

    Both tolerate overlapping addresses. A consumer's interface endpoint names the service, which
    names the provider's load balancers.
    """
    providers: dict[str, set[str]] = {}
    for service in resources.of_type("aws_vpc_endpoint_service"):
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
            owners = {v for t in service_link.targets for v in providers.get(t, ())}
            pairs.update(frozenset(pair) for pair in product(owners, consumer.targets))
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
    segments = core_segments(resources, linker)
    for kind, word in _OUTSIDE.items():
        for resource in resources.of_type(kind):
            vpc = linker.link(resource, "vpc_arn" if "networkmanager" in kind else "vpc_id")
            gateway = linker.link(resource, "vpn_gateway_id") or linker.link(
                resource, "transit_gateway_id"
            )
            if kind == "aws_dx_gateway_association":
                gateway = linker.link(resource, "associated_gateway_id")
            hub = _hub(resource, linker, resources)
            told = values.text(resource.get("segment")) if kind == _CORE_ATTACHMENT else ""
            only = segments.get("" if hub is None else hub.only or "", ())
            segment = told or (only[0] if len(only) == 1 and kind == _CORE_ATTACHMENT else "")
            found.append(OutsideConnection(resource.address, word, vpc, gateway, hub, segment))
    return tuple(found)


def _hub(resource: Resource, linker: Linker, resources: Resources) -> Link | None:
    """Return the Direct Connect gateway or core network that a connection hangs on."""
    if resource.type == "aws_dx_gateway_association":
        return linker.link(resource, "dx_gateway_id")
    if resource.type == _CORE_ATTACHMENT:
        return core_network(resource, linker, resources)
    return None
