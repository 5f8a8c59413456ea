"""Which route table a subnet uses and where its internet traffic goes, on plans built by hand."""

from __future__ import annotations

import msgspec
import pytest

from netplan_audit.network.link import Certainty
from netplan_audit.pipeline import Input, understand
from tests.plans import Plan

VPC = {"vpc_id": "aws_vpc.main.id"}


def start() -> Plan:
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    plan.create("aws_internet_gateway.main", refers=VPC)
    plan.create("aws_subnet.a", {"cidr_block": "10.0.0.0/24"}, refers=VPC)
    return plan


def table(
    plan: Plan, name: str, destination: str = "0.0.0.0/0", vpc: str = "aws_vpc.main.id"
) -> None:
    plan.create(f"aws_route_table.{name}", refers={"vpc_id": vpc}, unknown=["route"])
    plan.create(
        f"aws_route.{name}",
        {"destination_cidr_block": destination},
        refers={
            "route_table_id": f"aws_route_table.{name}.id",
            "gateway_id": "aws_internet_gateway.main.id",
        },
    )


def associate(
    plan: Plan, table: str | list[str], subnet: str | list[str] = "aws_subnet.a.id"
) -> None:
    refers = {"subnet_id": subnet, "route_table_id": table}
    plan.create("aws_route_table_association.a", refers=refers)


def told(plan: Plan, subnet: str = "aws_subnet.a") -> tuple[list[tuple[str, str]], bool, str]:
    """Return the ways (table, origin of the route), whether they are decided, and what settles."""
    _, network = understand(Input("p", "p", msgspec.json.encode(plan.document())))
    default = network.routing.default_route(network.subnets[subnet])
    ways = [(at, "" if route is None else route.origin) for at, route in default.ways]
    return ways, default.decided, default.settles


def test_an_association_gives_the_table() -> None:
    plan = start()
    table(plan, "public")
    associate(plan, "aws_route_table.public.id")
    assert told(plan) == ([("aws_route_table.public", "aws_route.public")], True, "")


def test_without_an_association_the_main_table_of_a_new_vpc_is_empty() -> None:
    plan = start()
    table(plan, "public")
    assert told(plan) == ([("aws_vpc.main.default_route_table_id", "")], True, "")


def test_a_main_table_association_replaces_the_first_main_table() -> None:
    plan = start()
    table(plan, "public")
    refers = {**VPC, "route_table_id": "aws_route_table.public.id"}
    plan.create("aws_main_route_table_association.main", refers=refers)
    assert told(plan) == ([("aws_route_table.public", "aws_route.public")], True, "")


def test_the_association_of_a_gateway_is_none_of_a_subnet() -> None:
    plan = start()
    table(plan, "edge")
    refers = {
        "gateway_id": "aws_internet_gateway.main.id",
        "route_table_id": "aws_route_table.edge.id",
    }
    plan.create("aws_route_table_association.edge", refers=refers)
    assert told(plan) == ([("aws_vpc.main.default_route_table_id", "")], True, "")


def test_the_main_table_of_an_existing_vpc_is_not_known() -> None:
    plan = Plan()
    plan.existing("aws_vpc.main", {"id": "vpc-0123456789abcdef0", "cidr_block": "10.0.0.0/16"})
    plan.create("aws_subnet.a", {"vpc_id": "vpc-0123456789abcdef0", "cidr_block": "10.0.0.0/24"})
    assert told(plan)[1:] == (False, "the routes of aws_vpc.main.default_route_table_id")


def test_the_main_table_of_an_existing_vpc_is_known_by_its_id() -> None:
    plan = Plan()
    vpc = {
        "id": "vpc-0123456789abcdef0",
        "cidr_block": "10.0.0.0/16",
        "main_route_table_id": "rtb-0123456789abcdef0",
    }
    plan.existing("aws_vpc.main", vpc, configured=["cidr_block"])
    route = {"cidr_block": "0.0.0.0/0", "gateway_id": "igw-0123456789abcdef0", "nat_gateway_id": ""}
    plan.existing(
        "aws_route_table.main",
        {"id": "rtb-0123456789abcdef0", "vpc_id": "vpc-0123456789abcdef0", "route": [route]},
    )
    plan.create("aws_subnet.a", {"vpc_id": "vpc-0123456789abcdef0", "cidr_block": "10.0.0.0/24"})
    assert told(plan) == ([("aws_route_table.main", "aws_route_table.main")], True, "")


def test_routes_that_a_gateway_propagates_leave_the_default_open() -> None:
    plan = start()
    plan.create("aws_route_table.vpn", refers=VPC, unknown=["route"])
    refers = {
        "vpn_gateway_id": "aws_vpn_gateway.v.id",
        "route_table_id": "aws_route_table.vpn.id",
    }
    plan.create("aws_vpn_gateway.v", refers=VPC)
    plan.create("aws_vpn_gateway_route_propagation.v", refers=refers)
    associate(plan, "aws_route_table.vpn.id")
    assert told(plan) == (
        [("aws_route_table.vpn", "")],
        False,
        "the routes of aws_route_table.vpn",
    )


def test_one_of_two_tables_is_every_way_that_may_be() -> None:
    plan = start()
    table(plan, "one")
    table(plan, "two", "10.0.0.0/8")
    associate(plan, ["aws_route_table.one.id", "aws_route_table.two.id"])
    ways, decided, settles = told(plan)
    assert ways == [("aws_route_table.one", "aws_route.one"), ("aws_route_table.two", "")]
    assert (decided, settles) == (False, "aws_route_table_association.a.route_table_id")


@pytest.mark.parametrize("vpc", ["aws_vpc.main.id", "aws_vpc.other.id"])
def test_an_association_without_a_subnet_matters_in_its_own_vpc_only(vpc: str) -> None:
    plan = start()
    plan.create("aws_vpc.other", {"cidr_block": "10.1.0.0/16"})
    plan.create("aws_subnet.b", {"cidr_block": "10.1.0.0/24"}, refers={"vpc_id": vpc})
    table(plan, "x", vpc=vpc)
    associate(plan, "aws_route_table.x.id", "local.subnet_id")
    assert told(plan)[1] is (vpc == "aws_vpc.other.id")


def test_the_certainty_is_that_of_the_weakest_step() -> None:
    plan = start()
    table(plan, "public")
    associate(plan, "aws_route_table.public.id")
    _, network = understand(Input("p", "p", msgspec.json.encode(plan.document())))
    default = network.routing.default_route(network.subnets["aws_subnet.a"])
    assert default.certainty is Certainty.CERTAIN
