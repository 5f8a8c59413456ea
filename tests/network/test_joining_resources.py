"""Resources that only join others: attachments, associations, and what adds to a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from netplan_audit.pipeline import Input, understand
from tests.plans import Plan

if TYPE_CHECKING:
    from netplan_audit.network.network import Network

IN_VPC = {"vpc_id": "aws_vpc.main.id"}


def plan_of_a_vpc() -> Plan:
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    plan.create("aws_subnet.a", {"cidr_block": "10.0.1.0/24"}, refers=IN_VPC)
    return plan


def network(plan: Plan) -> Network:
    return understand(Input("plan", "plan.json", msgspec.json.encode(plan.document())))[1]


@pytest.mark.parametrize(
    ("kind", "argument"),
    [
        ("aws_vpn_gateway", "vpn_gateway_id"),
        ("aws_internet_gateway", "internet_gateway_id"),
    ],
)
def test_an_attachment_gives_a_gateway_its_vpc(kind: str, argument: str) -> None:
    plan = plan_of_a_vpc()
    plan.create(f"{kind}.out", {}, unknown=("vpc_id",))
    plan.create(f"{kind}_attachment.out", refers={**IN_VPC, argument: f"{kind}.out.id"})
    link = network(plan).gateways[f"{kind}.out"].vpc
    assert link is not None
    assert link.only == "aws_vpc.main"


def test_an_association_gives_a_network_acl_a_subnet() -> None:
    plan = plan_of_a_vpc()
    plan.create("aws_network_acl.own", {}, refers=IN_VPC, unknown=("subnet_ids", "ingress"))
    plan.create(
        "aws_network_acl_association.a",
        refers={"network_acl_id": "aws_network_acl.own.id", "subnet_id": "aws_subnet.a.id"},
    )
    found = network(plan)
    acl, _ = found.borders.acl_of(found.subnets["aws_subnet.a"])
    assert acl is not None
    assert acl.address == "aws_network_acl.own"


@pytest.mark.parametrize(
    ("kind", "argument", "cidr"),
    [
        ("aws_vpc_ipv4_cidr_block_association", "cidr_block", "100.64.0.0/16"),
        ("aws_vpc_ipv6_cidr_block_association", "ipv6_cidr_block", "2001:db8::/56"),
    ],
)
def test_an_association_gives_a_vpc_another_block(kind: str, argument: str, cidr: str) -> None:
    plan = plan_of_a_vpc()
    plan.create(f"{kind}.more", {argument: cidr}, refers=IN_VPC)
    blocks = network(plan).vpcs["aws_vpc.main"].blocks
    assert [(str(block.cidr), block.is_secondary) for block in blocks] == [
        ("10.0.0.0/16", False),
        (cidr, True),
    ]


@pytest.mark.parametrize(
    ("kind", "refers"),
    [
        (
            "aws_vpn_gateway_route_propagation",
            {"vpn_gateway_id": "aws_vpn_gateway.out.id"},
        ),
        ("aws_vpc_route_server_propagation", {}),
    ],
)
def test_propagation_leaves_the_routes_of_a_table_open(kind: str, refers: dict[str, str]) -> None:
    plan = plan_of_a_vpc()
    plan.create("aws_vpn_gateway.out", {}, refers=IN_VPC)
    plan.create("aws_route_table.own", {}, refers=IN_VPC, unknown=("route", "propagating_vgws"))
    plan.create("aws_route_table.other", {}, refers=IN_VPC, unknown=("route", "propagating_vgws"))
    plan.create(f"{kind}.own", refers={"route_table_id": "aws_route_table.own.id", **refers})
    tables = network(plan).route_tables
    assert (tables["aws_route_table.own"].closed, tables["aws_route_table.own"].learns) == (
        False,
        True,
    )
    assert tables["aws_route_table.other"].closed


def test_an_address_of_a_gateway_is_used() -> None:
    plan = plan_of_a_vpc()
    for name in ("used", "idle"):
        plan.create(f"aws_eip.{name}", {"domain": "vpc"})
    plan.create("aws_nat_gateway.out", {}, refers={"subnet_id": "aws_subnet.a.id"})
    plan.create(
        "aws_nat_gateway_eip_association.more",
        refers={"nat_gateway_id": "aws_nat_gateway.out.id", "allocation_id": "aws_eip.used.id"},
    )
    assert [one.address for one in network(plan).idle_addresses] == ["aws_eip.idle"]


def test_a_service_network_joins_the_vpcs_associated_with_it() -> None:
    plan = plan_of_a_vpc()
    plan.create("aws_vpc.other", {"cidr_block": "10.0.0.0/16"})
    plan.create("aws_vpclattice_service_network.all", {"name": "all"})
    for name in ("main", "other"):
        plan.create(
            f"aws_vpclattice_service_network_vpc_association.{name}",
            refers={
                "vpc_identifier": f"aws_vpc.{name}.id",
                "service_network_identifier": "aws_vpclattice_service_network.all.id",
            },
        )
    assert network(plan).service_links == {frozenset({"aws_vpc.main", "aws_vpc.other"})}


def test_both_ends_of_a_peering_of_transit_gateways_are_known() -> None:
    plan = Plan()
    for name in ("one", "two"):
        plan.create(f"aws_ec2_transit_gateway.{name}", {})
    address = "aws_ec2_transit_gateway_peering_attachment.both"
    plan.create(
        address,
        {"peer_region": "eu-west-1"},
        refers={
            "transit_gateway_id": "aws_ec2_transit_gateway.one.id",
            "peer_transit_gateway_id": "aws_ec2_transit_gateway.two.id",
        },
    )
    peering = network(plan).transit_routing.peering(address)
    assert peering is not None
    assert peering.beyond("aws_ec2_transit_gateway.one") == "aws_ec2_transit_gateway.two"
    assert peering.beyond("aws_ec2_transit_gateway.two") == "aws_ec2_transit_gateway.one"


def test_the_local_side_of_a_vpn_connection_is_that_of_the_customer() -> None:
    plan = plan_of_a_vpc()
    cidrs = {
        "local_ipv4_network_cidr": "192.168.0.0/16",
        "remote_ipv4_network_cidr": "10.0.0.0/16",
    }
    plan.create("aws_vpn_connection.site", cidrs, unknown=("routes",))
    found = network(plan).address_plan.outside
    assert [(str(one.block.cidr), one.connection.only) for one in found] == [
        ("192.168.0.0/16", "aws_vpn_connection.site")
    ]


@pytest.mark.parametrize(
    ("argument", "kind"),
    [
        ("carrier_gateway_id", "carrier gateway"),
        ("local_gateway_id", "local gateway"),
        ("odb_network_arn", "ODB network"),
        ("core_network_arn", "core network"),
    ],
)
def test_a_route_tells_the_kind_of_a_target_outside_the_input(argument: str, kind: str) -> None:
    plan = plan_of_a_vpc()
    plan.create("aws_route_table.own", {}, refers=IN_VPC, unknown=("route",))
    plan.create(
        "aws_route.out",
        {"destination_cidr_block": "0.0.0.0/0", argument: "target-1"},
        refers={"route_table_id": "aws_route_table.own.id"},
    )
    (route,) = network(plan).route_tables["aws_route_table.own"].routes
    assert (route.target_kind, route.target.only) == (kind, "target-1")
