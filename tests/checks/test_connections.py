"""Checks of connections on what Terraform cannot be asked to plan without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netplan_audit.network.build import build_network
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.tree import read_tree
from tests.cases import FOLDER, asked
from tests.plans import Plan

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.finding import Outcome


def told(found: list[Outcome]) -> list[tuple[str, str, str]]:
    return [(each.subject, each.verdict, each.severity.label) for each in found]


def peered(status: str = "active", **more: object) -> Plan:
    """Return a plan over two existing VPCs and their peering connection."""
    plan = Plan()
    plan.existing("aws_vpc.app", {"id": "vpc-app", "cidr_block": "10.0.0.0/16"})
    plan.existing("aws_vpc.data", {"id": "vpc-data", "cidr_block": "10.1.0.0/16"})
    plan.existing(
        "aws_vpc_peering_connection.main",
        {
            "id": "pcx-1",
            "vpc_id": "vpc-app",
            "peer_vpc_id": "vpc-data",
            "accept_status": status,
            "peer_region": "eu-west-1",
            **more,
        },
        configured=("vpc_id", "peer_vpc_id", *more),
    )
    return plan


def table(plan: Plan, vpc: str, destination: str) -> None:
    """Add an existing table of a VPC, with a subnet, and a route over the connection."""
    plan.existing(f"aws_subnet.{vpc}", {"id": f"subnet-{vpc}", "vpc_id": f"vpc-{vpc}"})
    route = {"cidr_block": destination, "vpc_peering_connection_id": "pcx-1"}
    plan.existing(
        f"aws_route_table.{vpc}",
        {
            "id": f"rtb-{vpc}",
            "vpc_id": f"vpc-{vpc}",
            "route": [route] if destination else [],
        },
    )
    plan.existing(
        f"aws_route_table_association.{vpc}",
        {"id": vpc, "subnet_id": f"subnet-{vpc}", "route_table_id": f"rtb-{vpc}"},
    )


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("active", []),
        (
            "pending-acceptance",
            [("aws_vpc_peering_connection.main", "finding", "medium")],
        ),
        ("expired", [("aws_vpc_peering_connection.main", "finding", "medium")]),
    ],
)
def test_what_aws_says_of_a_connection_decides(
    status: str, expected: list[tuple[str, str, str]]
) -> None:
    assert told(peered(status).outcomes("peering-not-accepted")) == expected


def test_a_region_that_aws_filled_in_was_not_asked_for() -> None:
    assert peered(auto_accept=True).outcomes("peering-not-accepted") == []


def test_existing_vpcs_with_all_their_tables_show_that_no_route_leads_back() -> None:
    plan = peered()
    table(plan, "app", "10.1.0.0/16")
    table(plan, "data", "")
    assert told(plan.outcomes("missing-return-route")) == [
        ("aws_vpc_peering_connection.main", "finding", "high")
    ]


def test_an_existing_vpc_without_tables_in_the_input_is_routed_elsewhere() -> None:
    plan = peered()
    table(plan, "app", "10.1.0.0/16")
    assert plan.outcomes("missing-return-route") == []


@pytest.mark.parametrize(("told_by_aws", "found"), [("enable", 1), ("disable", 0), (None, 0)])
def test_what_a_transit_gateway_that_is_read_does_by_default_is_known_when_aws_says_so(
    told_by_aws: str | None, found: int
) -> None:
    plan = Plan()
    gateway = {"id": "tgw-1"}
    default = {} if told_by_aws is None else {"default_route_table_association": told_by_aws}
    plan.data("data.aws_ec2_transit_gateway.shared", gateway | default)
    plan.existing("aws_vpc.app", {"id": "vpc-app", "cidr_block": "10.0.0.0/16"})
    plan.create(
        "aws_ec2_transit_gateway_vpc_attachment.app",
        {"transit_gateway_id": "tgw-1", "vpc_id": "vpc-app", "subnet_ids": ["subnet-1"]},
    )
    plan.create(
        "aws_ec2_transit_gateway_route_table_association.app",
        {"transit_gateway_route_table_id": "tgw-rtb-1"},
        refers={"transit_gateway_attachment_id": "aws_ec2_transit_gateway_vpc_attachment.app.id"},
    )
    assert len(plan.outcomes("tgw-default-and-explicit-association")) == found


def test_zones_nobody_knows_on_both_sides_of_an_attachment_are_not_asked_about(
    tmp_path: Path,
) -> None:
    text = """
        data "aws_availability_zones" "all" {}
        resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
        resource "aws_subnet" "app" {
          for_each          = toset(data.aws_availability_zones.all.names)
          vpc_id            = aws_vpc.main.id
          availability_zone = each.key
        }
        resource "aws_ec2_transit_gateway" "main" {}
        resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
          transit_gateway_id = aws_ec2_transit_gateway.main.id
          vpc_id             = aws_vpc.main.id
          subnet_ids         = [for subnet in aws_subnet.app : subnet.id]
        }
        resource "aws_route" "out" {
          route_table_id         = aws_vpc.main.main_route_table_id
          destination_cidr_block = "10.0.0.0/8"
          transit_gateway_id     = aws_ec2_transit_gateway.main.id
        }
        """
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    read = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
    assert not list(asked(read, ("attachment-missing-az",)))


@pytest.mark.parametrize(
    ("ignored", "verdicts"),
    [("[route]", []), ("all", []), ("[tags]", ["finding"])],
)
def test_routes_that_others_write_into_a_table_may_lead_back(
    tmp_path: Path, ignored: str, verdicts: list[str]
) -> None:
    case = (FOLDER / "missing-tgw-return-route" / "one-way-only.tf").read_text()
    table = f"""
        resource "aws_default_route_table" "b" {{
          default_route_table_id = aws_vpc.b.default_route_table_id
          route                  = []

          lifecycle {{
            ignore_changes = {ignored}
          }}
        }}
        """
    (tmp_path / "main.tf").write_text(case + table)
    network = build_network(read_configuration(read_tree(tmp_path), "x"))
    found = [each.verdict for each in asked(network, ["missing-tgw-return-route"])]
    assert [one for one in found if one == "finding"] == verdicts
