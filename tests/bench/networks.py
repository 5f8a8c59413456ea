"""The module that makes most VPCs: counted subnets, a NAT gateway in one zone or in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.bench.configuration import (
    Block,
    Expression,
    Module,
    Place,
    const,
    counted,
    item,
    named,
    of,
    of_every,
    of_same,
    tagged,
    var,
)

if TYPE_CHECKING:
    from tests.bench.configuration import Key

ZONES: Final = ("eu-west-1a", "eu-west-1b", "eu-west-1c")
ANYWHERE: Final = "0.0.0.0/0"
TIERS: Final = ("public", "private", "data")
_TRUST: Final = (
    '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":'
    '"%s.amazonaws.com"}}],"Version":"2012-10-17"}'
)


def role(name: str, service: str) -> Block:
    """Write an IAM role that a service may take on."""
    arguments = {
        "name": named(name),
        "assume_role_policy": const(_TRUST % service),
        "tags": tagged(name),
    }
    return Block("aws_iam_role", name, arguments)


def network() -> Module:
    """Write the module: three subnets a tier, one NAT gateway or one a zone."""
    subnets = tuple(_subnets(tier) for tier in TIERS)
    blocks = (*vpc("this"), *subnets, *_nat(), *_tables(), *_associations(), *_edges(), *_logs())
    outputs = {
        "vpc_id": ("aws_vpc.this.id", "aws_vpc.this"),
        "vpc_cidr": ("aws_vpc.this.cidr_block", "aws_vpc.this"),
        **{f"{tier}_subnet_ids": (f"aws_subnet.{tier}",) for tier in TIERS},
        "nat_public_ips": ("aws_eip.nat",),
    }
    return Module("../network", blocks, _NETWORK_INPUTS, outputs)


_NETWORK_INPUTS: Final = (
    "name", "cidr", "azs", "public", "private", "data", "single_nat", "tgw_id", "propagate", "tags",
)  # fmt: skip


def vpc(name: str) -> tuple[Block, ...]:
    """Write a VPC with its internet gateway and an emptied default security group."""
    whole = of(f"aws_vpc.{name}")
    return (
        Block(
            "aws_vpc",
            name,
            {
                "cidr_block": var("cidr"),
                "enable_dns_hostnames": const(value=True),
                "enable_dns_support": const(value=True),
                "tags": tagged("vpc"),
            },
        ),
        Block("aws_default_security_group", name, {"vpc_id": whole, "tags": tagged("unused")}),
        Block("aws_internet_gateway", name, {"vpc_id": whole, "tags": tagged("igw")}),
    )


def _subnets(tier: str) -> Block:
    arguments = {
        "vpc_id": of("aws_vpc.this"),
        "cidr_block": item(tier),
        "availability_zone": item("azs"),
        "map_public_ip_on_launch": const(tier == "public"),
        "tags": tagged(tier),
    }
    return Block("aws_subnet", tier, arguments, counted(tier), (f"var.{tier}",))


def _gateways(place: Place) -> tuple[Key, ...]:
    return (0,) if place.inputs["single_nat"] else (0, 1, 2)


def _chosen_nat(place: Place) -> object:
    """Evaluate `element(aws_nat_gateway.this[*].id, var.single_nat ? 0 : count.index)`."""
    key = 0 if place.inputs["single_nat"] else place.key
    return place.computed("aws_nat_gateway.this", key, "id")


def _nat() -> tuple[Block, ...]:
    each = ("var.single_nat", "var.azs")
    nat = {
        "allocation_id": of_same("aws_eip.nat"),
        "subnet_id": of_same("aws_subnet.public"),
        "tags": tagged("nat"),
    }
    address = {"domain": const("vpc"), "tags": tagged("nat")}
    return (
        Block("aws_eip", "nat", address, _gateways, each),
        Block("aws_nat_gateway", "this", nat, _gateways, each),
    )


def _tables() -> tuple[Block, ...]:
    each = (counted("private"), ("var.private",))
    table = {"vpc_id": of("aws_vpc.this")}
    public = {
        "route_table_id": of("aws_route_table.public"),
        "destination_cidr_block": const(ANYWHERE),
        "gateway_id": of("aws_internet_gateway.this"),
    }
    out = {
        "route_table_id": of_same("aws_route_table.private"),
        "destination_cidr_block": const(ANYWHERE),
        "nat_gateway_id": Expression(
            _chosen_nat, ("aws_nat_gateway.this", "var.single_nat", "count.index")
        ),
    }
    across = {
        "route_table_id": of_same("aws_route_table.private"),
        "destination_cidr_block": const("10.0.0.0/8"),
        "transit_gateway_id": var("tgw_id"),
    }
    return (
        Block("aws_route_table", "public", {**table, "tags": tagged("public")}),
        Block("aws_route_table", "private", {**table, "tags": tagged("private")}, *each),
        Block("aws_route_table", "data", {**table, "tags": tagged("data")}),
        Block("aws_route", "public", public),
        Block("aws_route", "private_nat", out, *each),
        Block("aws_route", "private_tgw", across, *each),
    )


def _associations() -> tuple[Block, ...]:
    tables = {
        "public": of("aws_route_table.public"),
        "private": of_same("aws_route_table.private"),
        "data": of("aws_route_table.data"),
    }
    return tuple(
        Block(
            "aws_route_table_association",
            tier,
            {"subnet_id": of_same(f"aws_subnet.{tier}"), "route_table_id": table},
            counted(tier),
            (f"var.{tier}",),
        )
        for tier, table in tables.items()
    )


def _acl_rule(number: int, action: str, cidr: str) -> dict[str, Any]:
    return {
        "action": action, "cidr_block": cidr, "from_port": 0, "icmp_code": 0, "icmp_type": 0,
        "ipv6_cidr_block": "", "protocol": "-1", "rule_no": number, "to_port": 0,
    }  # fmt: skip


def _edges() -> tuple[Block, ...]:
    """Write what stands at the edges: network ACL, transit gateway attachment, endpoint."""
    whole = of("aws_vpc.this")
    acl = {
        "vpc_id": whole,
        "subnet_ids": of_every("aws_subnet.data"),
        "ingress": const([_acl_rule(100, "allow", "10.0.0.0/8")]),
        "egress": const([_acl_rule(100, "allow", "10.0.0.0/8")]),
        "tags": tagged("data"),
    }
    attachment = {
        "vpc_id": whole,
        "subnet_ids": of_every("aws_subnet.private"),
        "transit_gateway_id": var("tgw_id"),
        "transit_gateway_default_route_table_propagation": var("propagate"),
        "tags": tagged("core"),
    }
    endpoint = {
        "vpc_id": whole,
        "service_name": const("com.amazonaws.eu-west-1.s3"),
        "route_table_ids": of_every("aws_route_table.private"),
        "tags": tagged("s3"),
    }
    return (
        Block("aws_network_acl", "data", acl),
        Block("aws_ec2_transit_gateway_vpc_attachment", "this", attachment),
        Block("aws_vpc_endpoint", "s3", endpoint),
    )


def _logs() -> tuple[Block, ...]:
    flow = {
        "vpc_id": of("aws_vpc.this"),
        "iam_role_arn": of("aws_iam_role.flow", "arn"),
        "log_destination": of("aws_cloudwatch_log_group.flow", "arn"),
        "tags": tagged("flow"),
    }
    group = {"name": named("flow"), "retention_in_days": const(30), "tags": tagged("flow")}
    return (
        role("flow", "vpc-flow-logs"),
        Block("aws_cloudwatch_log_group", "flow", group),
        Block("aws_flow_log", "this", flow),
    )


def rule(
    ports: tuple[int, int], protocol: str = "tcp", cidrs: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Write an inline rule as the provider fills it."""
    return {
        "cidr_blocks": list(cidrs), "description": "", "from_port": ports[0],
        "ipv6_cidr_blocks": [], "prefix_list_ids": [], "protocol": protocol,
        "security_groups": [], "self": False, "to_port": ports[1],
    }  # fmt: skip
