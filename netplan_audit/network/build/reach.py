"""Builds what the walk of a packet asks about, of one input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.ends import EndBuilder
from netplan_audit.network.build.links import Linker
from netplan_audit.network.build.targets import TargetBuilder
from netplan_audit.network.build.transit_routes import build_transit_routing
from netplan_audit.network.reach.model import GatewayEndpoint, ReachModel
from netplan_audit.terraform.value import is_symbolic
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.network import Network
    from netplan_audit.terraform.resource import Resource, Resources

_WITH_ADDRESSES: Final = (
    "ingress", "egress", "route", "cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6",
    "cidr_block", "ipv6_cidr_block", "destination_cidr_block", "destination_ipv6_cidr_block",
)  # fmt: skip


def build_reach(resources: Resources, network: Network) -> ReachModel:
    """Build the model of paths in a network, of the resources that it was built from."""
    linker = Linker(resources)
    linker.aliases.update(network.aliases)
    ends = EndBuilder(resources, linker, network)
    return ReachModel(
        network=network,
        ends=ends,
        transit=build_transit_routing(resources, linker),
        balancers=TargetBuilder(resources, linker, ends).balancers(),
        endpoints=tuple(_endpoints(resources, linker)),
        accepted=_accepted(resources, linker),
        same_region=_same_region(resources, network),
        plain_group=lambda group: linker.address_of(group.rpartition("/")[2]),
        hides=lambda address: _hides(resources, address),
        blocks_egress=_blocks_egress(resources),
    )


def _hides(resources: Resources, address: str) -> bool:
    """Tell whether a rule or route of a resource has a sensitive address."""
    resource = resources.by_address.get(address)
    return resource is not None and resource.is_sensitive(*_WITH_ADDRESSES)


def _endpoints(resources: Resources, linker: Linker) -> Iterator[GatewayEndpoint]:
    joined: dict[str, list[str]] = {}
    for one in resources.of_type("aws_vpc_endpoint_route_table_association"):
        endpoint = linker.link(one, "vpc_endpoint_id")
        table = linker.link(one, "route_table_id")
        for target in () if endpoint is None else endpoint.targets:
            joined.setdefault(target, []).extend(() if table is None else table.targets)
    for one in resources.of_type("aws_vpc_endpoint"):
        kind = values.text(one.get("vpc_endpoint_type")) or "Gateway"
        service = values.text(one.get("service_name"))
        if kind != "Gateway" or service is None:
            continue
        tables = (*linker.links(one, "route_table_ids"), *joined.get(one.address, ()))
        yield GatewayEndpoint(one.address, service, tables)


def _accepted(resources: Resources, linker: Linker) -> dict[str, Truth]:
    """Tell of each peering connection whether it is accepted, now or by this plan."""
    accepting: set[str] = set()
    for one in resources.of_type("aws_vpc_peering_connection_accepter"):
        link = linker.link(one, "vpc_peering_connection_id")
        if one.get("auto_accept") is True:
            accepting.update((one.address, *(() if link is None else link.targets)))
    found: dict[str, Truth] = {}
    for one in resources.of_type(
        "aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"
    ):
        status = values.text(one.get("accept_status"))
        planned = one.get("auto_accept") is True or one.address in accepting
        found[one.address] = Truth.YES if planned else Truth.UNKNOWN
        if status is not None:
            found[one.address] = truth(status == "active") | truth(planned)
    return found


def _same_region(resources: Resources, network: Network) -> dict[str, Truth]:
    """Tell of each peering connection whether both VPCs are in one region."""
    found: dict[str, Truth] = {}
    for address, peering in network.peering_connections.items():
        regions = [
            _region(resources, network, end.only) for end in (peering.requester, peering.accepter)
        ]
        resource = resources.by_address.get(address)
        named = None if resource is None else resource.get("peer_region")
        if None not in regions:
            found[address] = truth(regions[0] == regions[1])
        elif (
            named is None
            or named == ""
            or (
                is_symbolic(named)
                and resource is not None
                and resource.body.configured("peer_region") is False
            )
        ):
            found[address] = Truth.YES
        else:
            found[address] = Truth.UNKNOWN
    return found


def _region(resources: Resources, network: Network, vpc: str | None) -> str | None:
    known = network.vpcs.get(vpc or "")
    if known is None:
        return None
    resource: Resource | None = resources.by_address.get(known.address)
    arn = None if resource is None else values.text(resource.get("arn"))
    parts = (arn or "").split(":")
    return known.region or (parts[3] if len(parts) > 3 else None)  # noqa: PLR2004 - its fourth part


def _blocks_egress(resources: Resources) -> str:
    for one in resources.of_type("aws_vpc_block_public_access_options"):
        mode = one.get("internet_gateway_block_mode")
        if is_symbolic(mode) or mode == "block-bidirectional":
            return f"{one.address}.internet_gateway_block_mode"
    return ""
