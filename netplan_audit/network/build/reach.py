"""Builds what the walk of a packet asks about, of one input."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import launch, values
from netplan_audit.network.build.core_networks import build_core
from netplan_audit.network.build.ends import EndBuilder
from netplan_audit.network.build.front_doors import build_fronts, build_public_endpoints
from netplan_audit.network.build.links import Linker
from netplan_audit.network.build.services import build_services
from netplan_audit.network.build.targets import TargetBuilder
from netplan_audit.network.reach.model import GatewayEndpoint, ReachModel
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.network import Network
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.value import Value

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
        doors=doors,
        core=build_core(resources, linker),
        services=build_services(resources, linker),
        keeping=frozenset(
            one.address
            for one in resources.of_type("aws_ec2_instance_connect_endpoint")
            if values.flag(one.get("preserve_client_ip"), default=True) is not Truth.NO
        ),
        fronts=build_fronts(resources, linker),
    )


def _is_open(policy: Value) -> bool:
    """Tell whether a policy of an endpoint is that which AWS gives it: everything is allowed."""
    if launch.unset(policy):
        return True
    try:
        document = json.loads(policy) if isinstance(policy, str) else None
    except ValueError:
        return False
    listed = document.get("Statement") if isinstance(document, dict) else None
    statements = listed if isinstance(listed, list) else [listed]
    return all(
        isinstance(one, dict)
        and one.get("Effect") == "Allow"
        and "Condition" not in one
        and all(one.get(name) == "*" for name in ("Action", "Principal", "Resource"))
        for one in statements
    )


def _hides(resources: Resources, address: str) -> bool:
    """Tell whether a rule or route of a resource has a sensitive address."""
    resource = resources.by_address.get(address)
    return resource is not None and resource.is_sensitive(*_WITH_ADDRESSES)


def _endpoints(resources: Resources, linker: Linker) -> Iterator[GatewayEndpoint]:
    joined: dict[str, list[str]] = {}
    policed: set[str] = set()
    for one in resources.of_type("aws_vpc_endpoint_route_table_association"):
        endpoint = linker.link(one, "vpc_endpoint_id")
        table = linker.link(one, "route_table_id")
        for target in () if endpoint is None else endpoint.targets:
            joined.setdefault(target, []).extend(() if table is None else table.targets)
    for one in resources.of_type("aws_vpc_endpoint_policy"):
        endpoint = linker.link(one, "vpc_endpoint_id")
        policed.update(() if endpoint is None else endpoint.targets)
    for one in resources.of_type("aws_vpc_endpoint"):
        kind = values.text(one.get("vpc_endpoint_type")) or "Gateway"
        service = values.text(one.get("service_name"))
        if kind != "Gateway" or service is None:
            continue
        tables = (*linker.links(one, "route_table_ids"), *joined.get(one.address, ()))
        has_policy = one.address in policed or not _is_open(one.get("policy"))
        yield GatewayEndpoint(one.address, service, tables, has_policy)
