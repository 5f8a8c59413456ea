"""The older module that makes some VPCs: everything by name, routes and rules inline."""

from __future__ import annotations

from typing import Final

from tests.bench.configuration import Block, Expression, Module, const, named, of, tagged
from tests.bench.networks import ANYWHERE, rule, vpc


def legacy(nat_zones: tuple[str, str], ways: tuple[str, str]) -> Module:
    """Write the older module: everything by name for zones a and b, routes inline.

    `nat_zones` are the zones whose public subnets hold the NAT gateways a and b, `ways` the NAT
    gateways that the private subnets of zones a and b use.
    """
    zones = ("a", "b")
    blocks = (
        *vpc("main"),
        *(_named_subnet(tier, zone) for tier in ("public", "private") for zone in zones),
        *(block for zone, at in zip(zones, nat_zones, strict=True) for block in _named(zone, at)),
        _inline_table("public", "gateway_id", of("aws_internet_gateway.main")),
        *(
            _inline_table(f"private_{zone}", "nat_gateway_id", of(f"aws_nat_gateway.{way}"))
            for zone, way in zip(zones, ways, strict=True)
        ),
        *(_named_association(tier, zone) for tier in ("public", "private") for zone in zones),
        _web(),
    )
    inputs = ("name", "cidr", "cidrs", "tags")
    outputs = {"vpc_id": ("aws_vpc.main.id", "aws_vpc.main")}
    return Module("../legacy-network", blocks, inputs, outputs)


def _named_subnet(tier: str, zone: str) -> Block:
    name = f"{tier}_{zone}"
    cidr = Expression(lambda place: place.inputs["cidrs"][name], (f"var.cidrs.{name}", "var.cidrs"))
    arguments = {
        "vpc_id": of("aws_vpc.main"),
        "cidr_block": cidr,
        "availability_zone": const(f"eu-west-1{zone}"),
        "tags": tagged(name),
    }
    return Block("aws_subnet", name, arguments)


def _named(zone: str, at: str) -> tuple[Block, Block]:
    nat = {
        "allocation_id": of(f"aws_eip.{zone}"),
        "subnet_id": of(f"aws_subnet.public_{at}"),
        "tags": tagged(zone),
    }
    address = {"domain": const("vpc"), "tags": tagged(zone)}
    return Block("aws_eip", zone, address), Block("aws_nat_gateway", zone, nat)


_ROUTE: Final = dict.fromkeys(
    """carrier_gateway_id cidr_block core_network_arn destination_prefix_list_id
    egress_only_gateway_id gateway_id ipv6_cidr_block local_gateway_id nat_gateway_id
    network_interface_id transit_gateway_id vpc_endpoint_id vpc_peering_connection_id""".split(),  # noqa: SIM905
    "",
)


def _inline_table(name: str, argument: str, target: Expression) -> Block:
    routes = Expression(
        lambda place: [{**_ROUTE, "cidr_block": ANYWHERE, argument: target.value(place)}],
        target.references,
    )
    arguments = {"vpc_id": of("aws_vpc.main"), "route": routes, "tags": tagged(name)}
    return Block("aws_route_table", name, arguments)


def _named_association(tier: str, zone: str) -> Block:
    table = tier if tier == "public" else f"{tier}_{zone}"
    arguments = {
        "subnet_id": of(f"aws_subnet.{tier}_{zone}"),
        "route_table_id": of(f"aws_route_table.{table}"),
    }
    return Block("aws_route_table_association", f"{tier}_{zone}", arguments)


def _web() -> Block:
    """Write a group with inline rules that no check may speak of: a web server's."""
    arguments = {
        "name": named("web"),
        "vpc_id": of("aws_vpc.main"),
        "ingress": const([rule((443, 443), cidrs=(ANYWHERE,))]),
        "egress": const([rule((0, 0), "-1", (ANYWHERE,))]),
        "tags": tagged("web"),
    }
    return Block("aws_security_group", "web", arguments)
