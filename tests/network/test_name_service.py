"""Private zones and DHCP options: the VPCs that they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from netplan_audit.pipeline import Input, understand
from tests.plans import Plan

if TYPE_CHECKING:
    from netplan_audit.network.name_service import NameService

ZONE = "aws_route53_zone.z"


def name_service(plan: Plan) -> NameService:
    return understand(Input("plan", "plan.json", msgspec.json.encode(plan.document())))[
        1
    ].name_service


def with_vpcs() -> Plan:
    plan = Plan()
    for name in ("a", "b", "c"):
        plan.existing(f"aws_vpc.{name}", {"id": f"vpc-{name}", "cidr_block": "10.0.0.0/16"})
    return plan


def test_a_zone_is_for_its_own_vpcs_and_those_that_associations_add() -> None:
    plan = with_vpcs()
    plan.create(ZONE, {"name": "example.internal", "vpc": [{"vpc_id": "vpc-a"}]})
    for name in ("b", "c"):
        refers = {"zone_id": f"{ZONE}.zone_id", "vpc_id": f"aws_vpc.{name}.id"}
        plan.create(f"aws_route53_zone_association.{name}", refers=refers)
    (zone,) = name_service(plan).zones
    assert [link.only for link in zone.vpcs] == ["aws_vpc.a", "aws_vpc.b", "aws_vpc.c"]


def test_a_public_zone_is_for_no_vpc() -> None:
    plan = with_vpcs()
    plan.create(ZONE, {"name": "example.com"})
    assert [zone.vpcs for zone in name_service(plan).zones] == [()]


def test_an_association_gives_a_vpc_its_dhcp_options() -> None:
    plan = with_vpcs()
    own = "aws_vpc_dhcp_options.o"
    plan.create(own, {"domain_name_servers": ["10.0.0.9", "10.0.0.10"]})
    plan.create(
        "aws_vpc_dhcp_options_association.o",
        refers={"dhcp_options_id": f"{own}.id", "vpc_id": "aws_vpc.a.id"},
    )
    (options,) = name_service(plan).options
    assert options.servers == ("10.0.0.9", "10.0.0.10")
    assert [link.only for link in options.vpcs] == ["aws_vpc.a"]
