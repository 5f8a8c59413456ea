"""Builds the address ranges of outside networks, EKS clusters and VPN clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.addressing.address_plan import (
    AddressPlan,
    ClientVpn,
    ClusterRanges,
    OutsidePrefix,
)
from netplan_audit.network.build import launch, values
from netplan_audit.network.build.customers import far_ends
from netplan_audit.network.link import Certainty, Link
from netplan_audit.network.vpcs import AddressBlock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

ADDRESS_PLAN_TYPES: Final = frozenset(
    {
        "aws_vpn_connection_route",
        "aws_ec2_transit_gateway_route",
        "aws_ec2_client_vpn_endpoint",
        "aws_ec2_client_vpn_network_association",
        "aws_ec2_client_vpn_route",
        "aws_ec2_client_vpn_authorization_rule",
        "aws_customer_gateway",
        "aws_dx_gateway",
    }
)
_LEADING_OUT: Final = frozenset({"aws_vpn_connection", "aws_ec2_transit_gateway_connect"})
_READ: Final = "aws_ec2_transit_gateway_vpn_attachment"
_EVERYTHING: Final = frozenset({"0.0.0.0/0", "::/0"})


def build_address_plan(resources: Resources, linker: Linker) -> AddressPlan:
    """Read every range that is not that of a VPC or subnet."""
    return AddressPlan(
        outside=tuple(_with_ends(_outside(resources, linker), resources, linker)),
        clusters=tuple(_cluster(one) for one in resources.of_type("aws_eks_cluster")),
        client_vpns=tuple(_client_vpns(resources, linker)),
    )


def _with_ends(
    prefixes: Iterator[OutsidePrefix], resources: Resources, linker: Linker
) -> Iterator[OutsidePrefix]:
    """Add the machines that the connections end at."""
    ends = far_ends(resources, linker)
    for each in prefixes:
        yield replace(each, ends=ends.get(each.connection.only or "", ()))


def _outside(resources: Resources, linker: Linker) -> Iterator[OutsidePrefix]:
    """Yield what static routes, and VPN connections themselves, say is outside."""
    for route in resources.of_type("aws_vpn_connection_route"):
        yield from _prefix(route, "destination_cidr_block", linker.link(route, "vpn_connection_id"))
    for route in resources.of_type("aws_ec2_transit_gateway_route"):
        link = linker.link(route, "transit_gateway_attachment_id")
        owner = None if link is None else resources.by_address.get(link.only or "")
        if owner is not None and owner.type == _READ:
            link = linker.link(owner, "vpn_connection_id")
            owner = None if link is None else resources.by_address.get(link.only or "")
        if owner is not None and owner.type in _LEADING_OUT:
            yield from _prefix(route, "destination_cidr_block", link)
    for vpn in resources.of_type("aws_vpn_connection"):
        own = Link((vpn.address,), Certainty.CERTAIN)
        yield from _prefix(vpn, "local_ipv4_network_cidr", own)


def _prefix(resource: Resource, name: str, connection: Link | None) -> Iterator[OutsidePrefix]:
    block, _ = values.address_block(resource, name)
    if block is not None and connection is not None and str(block.cidr) not in _EVERYTHING:
        yield OutsidePrefix(block, connection)


def _cluster(resource: Resource) -> ClusterRanges:
    where = f"{resource.address}.kubernetes_network_config"
    services, unknown, is_ipv6 = None, "", False
    for config in values.blocks(resource.get("kubernetes_network_config")):
        is_ipv6 = is_ipv6 or config.get("ip_family") == "ipv6"
        value = config.get("service_ipv4_cidr")
        found = _block(resource, "kubernetes_network_config", value)
        services = services or found
        if found is None and not launch.unset(value):
            unknown = values.waits(value, f"{where}.service_ipv4_cidr")
    remote: dict[str, list[AddressBlock]] = {"nodes": [], "pods": []}
    doubts: list[str] = []
    for config in values.blocks(resource.get("remote_network_config")):
        for kind, name in (("nodes", "remote_node_networks"), ("pods", "remote_pod_networks")):
            for networks in values.blocks(config.get(name)):
                listed = networks.get("cidrs")
                for value in listed if isinstance(listed, list) else [listed]:
                    found = _block(resource, "remote_network_config", value)
                    if found is not None:
                        remote[kind].append(found)
                    elif not launch.unset(value):
                        doubts.append(f"{resource.address}.remote_network_config.{name}")
    return ClusterRanges(
        address=resource.address,
        services=services,
        unknown=unknown,
        nodes=tuple(remote["nodes"]),
        pods=tuple(remote["pods"]),
        remote_unknown=tuple(dict.fromkeys(doubts)),
        is_ipv6=is_ipv6,
    )


def _block(resource: Resource, argument: str, value: Value) -> AddressBlock | None:
    cidr = values.cidr_or_none(value) if isinstance(value, str) and value else None
    if cidr is None:
        return None
    is_new = resource.action in values.NEW
    return AddressBlock(cidr, resource.address, resource.is_sensitive(argument), is_new)


def _client_vpns(resources: Resources, linker: Linker) -> Iterator[ClientVpn]:
    subnets: dict[str, list[Link]] = {}
    for one in resources.of_type("aws_ec2_client_vpn_network_association"):
        endpoint = linker.link(one, "client_vpn_endpoint_id")
        subnet = linker.link(one, "subnet_id")
        if endpoint is not None and endpoint.only is not None and subnet is not None:
            subnets.setdefault(endpoint.only, []).append(subnet)
    routes, doubts = _of_endpoints(
        resources, linker, "aws_ec2_client_vpn_route", "destination_cidr_block"
    )
    rules, others = _of_endpoints(
        resources, linker, "aws_ec2_client_vpn_authorization_rule", "target_network_cidr"
    )
    for one in resources.of_type("aws_ec2_client_vpn_endpoint"):
        pool, unknown = values.address_block(one, "client_cidr_block")
        vpc = linker.link(one, "vpc_id")
        told = vpc is not None and one.body.configured("vpc_id") is not False
        unsure = (doubts.get(name, ()) for name in (one.address, ""))
        unsaid = (others.get(name, ()) for name in (one.address, ""))
        yield ClientVpn(
            address=one.address,
            pool=pool,
            unknown=unknown,
            vpcs=(vpc,) if told and vpc is not None else (),
            subnets=tuple(subnets.get(one.address, ())),
            routes=tuple(routes.get(one.address, ())),
            authorized=tuple(rules.get(one.address, ())),
            doubts=tuple(text for texts in (*unsure, *unsaid) for text in texts),
        )


def _of_endpoints(
    resources: Resources, linker: Linker, kind: str, argument: str
) -> tuple[dict[str, list[AddressBlock]], dict[str, list[str]]]:
    """Return the blocks that resources give to Client VPN endpoints, and what is not known.

    That of resources whose endpoint is not known is under ''.
    """
    found: dict[str, list[AddressBlock]] = {}
    doubts: dict[str, list[str]] = {}
    for one in resources.of_type(kind):
        link = linker.link(one, "client_vpn_endpoint_id")
        endpoint = "" if link is None else link.only or ""
        block, settles = values.address_block(one, argument)
        if endpoint and block is not None and not one.exists_if:
            if one.get("target_vpc_subnet_id") != "local":  # that is between clients
                found.setdefault(endpoint, []).append(block)
        else:
            told = values.doubt(one) or settles or f"{one.address}.client_vpn_endpoint_id"
            doubts.setdefault(endpoint, []).append(told)
    return found, doubts
