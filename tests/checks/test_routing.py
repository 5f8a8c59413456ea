"""Routing checks on what Terraform cannot be asked to plan without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from netplan_audit.network.build import build_network
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.tree import read_tree
from tests.cases import asked, outcomes
from tests.plans import UNKNOWN, Plan

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.finding import Outcome


def network(nat: str = "nat-1", state: str = "active") -> Plan:
    """Return a plan over an existing VPC with a private subnet behind a NAT gateway of some id."""
    plan = Plan()
    plan.existing("aws_vpc.main", {"id": "vpc-1", "cidr_block": "10.0.0.0/16"})
    plan.existing("aws_subnet.app", {"id": "subnet-1", "vpc_id": "vpc-1"})
    plan.existing("aws_route_table.app", {"id": "rtb-1", "vpc_id": "vpc-1", "route": []})
    plan.existing(
        "aws_route.out",
        {
            "id": "r-1",
            "route_table_id": "rtb-1",
            "destination_cidr_block": "0.0.0.0/0",
            "nat_gateway_id": nat,
            "state": state,
        },
        configured=("route_table_id", "destination_cidr_block", "nat_gateway_id"),
    )
    plan.existing(
        "aws_route_table_association.app",
        {"id": "a-1", "subnet_id": "subnet-1", "route_table_id": "rtb-1"},
    )
    return plan


def told(found: list[Outcome]) -> list[tuple[str, str, str]]:
    return [(each.subject, each.verdict, each.severity.label) for each in found]


DEAD = [("aws_route.out", "finding", "critical")]


def test_the_plan_deletes_the_nat_gateway_of_a_default_route() -> None:
    plan = network()
    plan.delete("aws_nat_gateway.old", {"id": "nat-1", "subnet_id": "subnet-9"})
    found = plan.outcomes("blackhole-default-route")
    assert told(found) == DEAD
    assert "aws_nat_gateway.old" in found[0].message


def test_a_nat_gateway_that_the_plan_keeps_is_no_blackhole() -> None:
    plan = network()
    plan.existing("aws_nat_gateway.main", {"id": "nat-1", "subnet_id": "subnet-9"})
    assert plan.outcomes("blackhole-default-route") == []


def test_an_object_of_another_type_that_is_deleted_is_no_matter() -> None:
    plan = network()
    plan.delete("aws_nat_gateway.old", {"id": "nat-2", "subnet_id": "subnet-9"})
    assert plan.outcomes("blackhole-default-route") == []


@pytest.mark.parametrize(("name", "verdict"), [("id", "undecided"), ("tags", "finding")])
def test_a_vpc_that_is_read_by_its_id_may_be_the_one_of_the_gateway(
    name: str, verdict: str
) -> None:
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"}, unknown=("id",))
    plan.create("aws_subnet.main", refers={"vpc_id": "aws_vpc.main.id"}, unknown=("id",))
    plan.create("aws_nat_gateway.main", refers={"subnet_id": "aws_subnet.main.id"}, unknown=("id",))
    plan.create("data.aws_vpc.read", refers={name: "local.vpc"}, unknown=("id", "cidr_block"))
    plan.create("aws_route_table.app", refers={"vpc_id": "data.aws_vpc.read.id"}, unknown=("id",))
    plan.create(
        "aws_route.out",
        {"destination_cidr_block": "0.0.0.0/0"},
        refers={
            "route_table_id": "aws_route_table.app.id",
            "nat_gateway_id": "aws_nat_gateway.main.id",
        },
    )
    found = plan.outcomes("blackhole-default-route")
    assert [one.verdict for one in found] == [verdict]


@pytest.mark.parametrize(("state", "expected"), [("blackhole", DEAD), ("active", [])])
def test_aws_itself_reports_the_blackhole(state: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(network("nat-3", state).outcomes("blackhole-default-route")) == expected


def test_a_report_of_a_blackhole_may_be_older_than_the_attachment() -> None:
    plan = Plan()
    plan.existing("aws_vpc.main", {"id": "vpc-1", "cidr_block": "10.0.0.0/16"})
    plan.existing("aws_subnet.app", {"id": "subnet-1", "vpc_id": "vpc-1"})
    plan.existing("aws_route_table.app", {"id": "rtb-1", "vpc_id": "vpc-1", "route": []})
    link = {"id": "rtbassoc-1", "route_table_id": "rtb-1", "subnet_id": "subnet-1"}
    plan.existing("aws_route_table_association.app", link)
    plan.existing("aws_ec2_transit_gateway.main", {"id": "tgw-1"})
    route = {"id": "r-1", "route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0"}
    plan.existing("aws_route.out", route | {"transit_gateway_id": "tgw-1", "state": "blackhole"})
    check = "blackhole-default-route"
    assert plan.told(check) == [("aws_route.out", check, "finding", "critical")]
    attachment = {"id": "tgw-attach-1", "transit_gateway_id": "tgw-1", "vpc_id": "vpc-1"}
    plan.existing(
        "aws_ec2_transit_gateway_vpc_attachment.main", attachment | {"subnet_ids": ["subnet-1"]}
    )
    assert plan.told(check) == [("aws_route.out", check, "finding", "medium")]


def test_a_blackhole_whose_target_the_plan_changes_may_end() -> None:
    plan = network("nat-1", "blackhole")
    before = {"id": "nat-1", "subnet_id": "subnet-9", "tags": {}}
    plan.update("aws_nat_gateway.main", before, before | {"tags": {"Name": "main"}})
    assert plan.outcomes("blackhole-default-route") == []


def test_an_internet_gateway_that_is_attached_twice_is_in_either_vpc() -> None:
    plan = Plan()
    for name in ("a", "b"):
        plan.existing(f"aws_vpc.{name}", {"id": f"vpc-{name}", "cidr_block": "10.0.0.0/16"})
        plan.existing(
            f"aws_internet_gateway_attachment.{name}",
            {"id": name, "internet_gateway_id": "igw-1", "vpc_id": f"vpc-{name}"},
        )
    plan.existing("aws_internet_gateway.main", {"id": "igw-1", "vpc_id": ""})
    plan.existing(
        "aws_route_table.a",
        {
            "id": "rtb-a",
            "vpc_id": "vpc-a",
            "route": [{"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}],
        },
    )
    assert told(plan.outcomes("igw-route-without-attached-igw")) == [
        ("aws_route_table.a", "undecided", "high")
    ]


def test_a_subnet_that_is_only_read_may_have_a_table_of_its_own(tmp_path: Path) -> None:
    text = """
        data "aws_vpc" "shared" { id = "vpc-0123456789abcdef0" }
        resource "aws_default_route_table" "main" {
          default_route_table_id = data.aws_vpc.shared.main_route_table_id
          route                  = []
        }
        data "aws_subnet" "public" {
          vpc_id            = data.aws_vpc.shared.id
          availability_zone = "eu-west-1a"
        }
        resource "aws_lb" "web" {
          load_balancer_type = "network"
          subnets            = [data.aws_subnet.public.id]
        }
        """
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    read = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
    (told,) = asked(read, ("internet-lb-in-private-subnet",))
    assert told.verdict == "undecided"
    assert told.unknowns == ("the route table of data.aws_subnet.public",)


@pytest.mark.parametrize(
    ("table", "unknowns"),
    [
        ("aws_route_table.other.id", None),
        ("var.table", ("aws_route.out.route_table_id (var.table)",)),
    ],
)
def test_a_route_of_no_known_table_may_be_the_one_that_a_subnet_lacks(
    tmp_path: Path, table: str, unknowns: tuple[str, ...] | None
) -> None:
    text = f"""
        variable "table" {{}}
        resource "aws_vpc" "main" {{ cidr_block = "10.0.0.0/16" }}
        resource "aws_internet_gateway" "main" {{ vpc_id = aws_vpc.main.id }}
        resource "aws_subnet" "public" {{
          vpc_id     = aws_vpc.main.id
          cidr_block = "10.0.0.0/24"
        }}
        resource "aws_route_table" "public" {{ vpc_id = aws_vpc.main.id }}
        resource "aws_route_table" "other" {{ vpc_id = aws_vpc.main.id }}
        resource "aws_route_table_association" "public" {{
          subnet_id      = aws_subnet.public.id
          route_table_id = aws_route_table.public.id
        }}
        resource "aws_route" "out" {{
          route_table_id         = {table}
          destination_cidr_block = "0.0.0.0/0"
          gateway_id             = aws_internet_gateway.main.id
        }}
        resource "aws_lb" "web" {{
          load_balancer_type = "network"
          subnets            = [aws_subnet.public.id]
        }}
        """
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    read = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
    (told,) = asked(read, ("internet-lb-in-private-subnet",))
    assert told.unknowns == (unknowns or ())
    assert told.verdict == ("undecided" if unknowns else "finding")


def test_a_route_to_the_gateway_of_another_vpc_is_in_none_of_this_one(tmp_path: Path) -> None:
    text = """
        variable "table" {}
        resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
        resource "aws_vpc" "other" { cidr_block = "10.1.0.0/16" }
        resource "aws_internet_gateway" "other" { vpc_id = aws_vpc.other.id }
        resource "aws_subnet" "main" {
          vpc_id     = aws_vpc.main.id
          cidr_block = "10.0.0.0/24"
        }
        resource "aws_route" "out" {
          route_table_id         = var.table
          destination_cidr_block = "0.0.0.0/0"
          gateway_id             = aws_internet_gateway.other.id
        }
        resource "aws_lb" "web" {
          load_balancer_type = "network"
          subnets            = [aws_subnet.main.id]
        }
        """
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    read = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
    (told,) = asked(read, ("internet-lb-in-private-subnet",))
    assert told.verdict == "finding"


def test_a_gateway_that_the_plan_leaves_out_is_not_taken_for_the_usual_one() -> None:
    """Terraform 0.12 writes no expressions of routes that stand in their table."""
    plan = Plan()
    for name, cidr in (("main", "10.0.0.0/16"), ("other", "10.1.0.0/16")):
        plan.create(f"aws_vpc.{name}", {"cidr_block": cidr})
    plan.create("aws_internet_gateway.main", refers={"vpc_id": "aws_vpc.main.id"})
    plan.create("aws_nat_gateway.main", {"connectivity_type": "private"})
    route = {"cidr_block": "0.0.0.0/0", "gateway_id": UNKNOWN}
    plan.create("aws_route_table.other", {"route": [route]}, refers={"vpc_id": "aws_vpc.other.id"})
    document = plan.document()
    for block in document["configuration"]["root_module"]["resources"]:
        block["expressions"].pop("route", None)
    told = outcomes(
        msgspec.json.encode(document), ["igw-route-without-attached-igw", "nat-without-users"]
    )
    assert [(one.check, one.verdict) for one, _ in told] == [("nat-without-users", "undecided")]


def test_a_route_that_may_be_in_several_tables_is_told_once() -> None:
    plan = network()
    plan.existing("aws_route_table.other", {"id": "rtb-2", "vpc_id": "vpc-1", "route": []})
    plan.create(
        "aws_route.metadata",
        {
            "route_table_id": UNKNOWN,
            "destination_cidr_block": "169.254.169.254/32",
            "nat_gateway_id": "nat-1",
        },
    )
    assert plan.told("route-to-reserved-range") == [
        ("aws_route.metadata", "route-to-reserved-range", "finding", "critical")
    ]


def test_a_nat_gateway_that_is_in_one_of_several_private_subnets_is_found() -> None:
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    for key in ("a", "b"):
        plan.create(
            f'aws_subnet.main["{key}"]',
            {"cidr_block": "10.0.1.0/24"},
            refers={"vpc_id": "aws_vpc.main.id"},
        )
    plan.create(
        "aws_nat_gateway.main",
        {"connectivity_type": "public"},
        refers={"subnet_id": "aws_subnet.main"},
    )
    told = plan.told("public-nat-in-private-subnet")
    assert [(subject, verdict) for subject, _, verdict, _ in told] == [
        ("aws_nat_gateway.main", "finding")
    ]
