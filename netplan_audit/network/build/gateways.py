"""Builds gateways and what joins networks: NAT, internet, peering, transit, VPN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.vpcs import zone_of
from netplan_audit.network.connections import (
    OutsideConnection,
    PeeringConnection,
    TransitGateway,
    TransitGatewayAttachment,
)
from netplan_audit.network.gateways import Gateway, NatGateway
from netplan_audit.network.link import NO_LINKS, Certainty, Link, Links
from netplan_audit.terraform.value import Unknown
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.zones import Zone
    from netplan_audit.terraform.resource import Resource, Resources

_GATEWAYS: Final = {
    "aws_internet_gateway": "internet gateway",
    "aws_egress_only_internet_gateway": "egress-only gateway",
    "aws_vpn_gateway": "virtual private gateway",
}
_ATTACHMENTS: Final = {
    "aws_internet_gateway_attachment": "internet_gateway_id",
    "aws_vpn_gateway_attachment": "vpn_gateway_id",
}
_OUTSIDE: Final = {
    "aws_vpn_connection": "VPN connection",
    "aws_dx_gateway_association": "Direct Connect gateway association",
    "aws_networkmanager_vpc_attachment": "Cloud WAN attachment",
    "aws_ec2_transit_gateway_peering_attachment": "transit gateway peering",
    "aws_ec2_transit_gateway_connect": "transit gateway Connect attachment",
}


def build_gateways(resources: Resources, linker: Linker) -> dict[str, Gateway]:
    """Build internet, egress-only and virtual private gateways with what attaches them."""
    attached: dict[str, Link] = {}
    for kind, argument in _ATTACHMENTS.items():
        for resource in resources.of_type(kind):
            gateway = linker.link(resource, argument)
            vpc = linker.link(resource, "vpc_id")
            if gateway is not None and gateway.only is not None and vpc is not None:
                attached[gateway.only] = vpc
    found: dict[str, Gateway] = {}
    for kind, word in _GATEWAYS.items():
        for resource in resources.of_type(kind):
            value = resource.get("vpc_id")
            unset = isinstance(value, Unknown) and value.configured is False
            link = None if unset else linker.link(resource, "vpc_id")
            found[resource.address] = Gateway(
                resource.address, word, link or attached.get(resource.address)
            )
    return found


def build_nat_gateways(resources: Resources, linker: Linker) -> dict[str, NatGateway]:
    """Build NAT gateways, zonal, private and regional."""
    return {
        resource.address: _nat_gateway(resource, linker, resources)
        for resource in resources.of_type("aws_nat_gateway")
    }


def _nat_gateway(resource: Resource, linker: Linker, resources: Resources) -> NatGateway:
    connectivity = resource.get("connectivity_type")
    mode = resource.get("availability_mode")
    subnet = linker.link(resource, "subnet_id")
    regional = Truth.UNKNOWN
    if mode == "regional":
        regional = Truth.YES
    elif subnet is not None or isinstance(mode, str):
        regional = Truth.NO
    is_public = Truth.YES
    if isinstance(connectivity, str):
        is_public = Truth.NO if connectivity == "private" else Truth.YES
    elif isinstance(connectivity, Unknown) and connectivity.configured:
        is_public = Truth.UNKNOWN
    return NatGateway(
        address=resource.address,
        subnet=None if regional is Truth.YES else subnet,
        vpc=linker.link(resource, "vpc_id") if regional is Truth.YES else None,
        is_public=is_public,
        is_regional=regional,
        zones=_manual_zones(resource),
        environment=values.environment(resource, resources.workspace_hints),
    )


def _manual_zones(resource: Resource) -> tuple[Zone, ...] | None:
    listed = values.blocks(resource.get("availability_zone_address"))
    where = f"{resource.address}.availability_zone_address"
    found = tuple(
        zone_of(block.get("availability_zone"), block.get("availability_zone_id"), where)
        for block in listed
    )
    return found or None


def build_peering_connections(resources: Resources, linker: Linker) -> dict[str, PeeringConnection]:
    """Build VPC peering connections by the requester's resource."""
    found: dict[str, PeeringConnection] = {}
    for resource in resources.of_type("aws_vpc_peering_connection"):
        ends = [linker.link(resource, name) or _unset(resource, name) for name in _ENDS]
        found[resource.address] = PeeringConnection(resource.address, *ends)
    return found


_ENDS: Final = ("vpc_id", "peer_vpc_id")


def _unset(resource: Resource, name: str) -> Link:
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
        gateway = linker.link(resource, "transit_gateway_id") or _unset(
            resource, "transit_gateway_id"
        )
        known = gateways.get(gateway.only or "")
        found[resource.address] = TransitGatewayAttachment(
            address=resource.address,
            gateway=gateway,
            vpc=linker.link(resource, "vpc_id") or _unset(resource, "vpc_id"),
            subnets=linker.links(resource, "subnet_ids"),
            default_association=_default(
                resource, "association", None if known is None else known.default_association
            ),
            default_propagation=_default(
                resource, "propagation", None if known is None else known.default_propagation
            ),
            associated=Links.joined(association.get(resource.address, [NO_LINKS])),
            propagated=Links.joined(propagation.get(resource.address, [NO_LINKS])),
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
    return Truth.UNKNOWN


def _tables(resources: Resources, linker: Linker, kind: str) -> dict[str, list[Links]]:
    found: dict[str, list[Links]] = {}
    for resource in resources.of_type(kind):
        attachment = linker.link(resource, "transit_gateway_attachment_id")
        table = linker.links(resource, "transit_gateway_route_table_id")
        for target in () if attachment is None else attachment.targets:
            found.setdefault(target, []).append(table)
    return found


def build_outside(resources: Resources, linker: Linker) -> tuple[OutsideConnection, ...]:
    """Build the connections that lead out of the VPCs of this input."""
    found = []
    for kind, word in _OUTSIDE.items():
        for resource in resources.of_type(kind):
            vpc = linker.link(resource, "vpc_arn" if "networkmanager" in kind else "vpc_id")
            gateway = linker.link(resource, "vpn_gateway_id") or linker.link(
                resource, "transit_gateway_id"
            )
            if kind == "aws_dx_gateway_association":
                gateway = linker.link(resource, "associated_gateway_id")
            found.append(OutsideConnection(resource.address, word, vpc, gateway))
    return tuple(found)
