"""Builds what the walk of a packet asks about, of one input."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.ends import EndBuilder
from netplan_audit.network.build.front_doors import build_fronts, build_public_endpoints
from netplan_audit.network.build.links import Linker
from netplan_audit.network.build.targets import TargetBuilder
from netplan_audit.network.reach.model import GatewayEndpoint, ReachModel
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.network import Network
    from netplan_audit.terraform.resource import Resources

_WITH_ADDRESSES: Final = (
    "ingress", "egress", "route", "cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6",
    "cidr_block", "ipv6_cidr_block", "destination_cidr_block", "destination_ipv6_cidr_block",
)  # fmt: skip


def build_reach(resources: Resources, network: Network) -> ReachModel:
    """Build the model of paths in a network, of the resources that it was built from."""
    linker = Linker(resources)
    linker.aliases.update(network.aliases)
    doors = build_public_endpoints(resources, linker, network.clusters)
    ends = EndBuilder(resources, linker, network, doors)
    return ReachModel(
        network=network,
        ends=ends,
        transit=network.transit_routing,
        balancers=TargetBuilder(resources, linker, ends).balancers(),
        endpoints=tuple(_endpoints(resources, linker)),
        plain_group=lambda group: linker.address_of(group.rpartition("/")[2]),
        hides=cache(lambda address: _hides(resources, address)),
        doubtful={one.address: values.doubt(one) for one in resources if one.exists_if},
        blocks_egress=_blocks_egress(resources),
        doors=doors,
        fronts=build_fronts(resources, linker),
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


def _blocks_egress(resources: Resources) -> str:
    for one in resources.of_type("aws_vpc_block_public_access_options"):
        mode = one.get("internet_gateway_block_mode")
        if is_symbolic(mode) or mode == "block-bidirectional":
            return f"{one.address}.internet_gateway_block_mode"
    return ""
