"""What is there already, and what AWS merely reports of it: no configuration writes it twice."""

from __future__ import annotations

from typing import Any, Final

from tests.plans import Plan

HTTPS: Final[dict[str, Any]] = {
    "cidr_blocks": ["10.0.0.0/24"],
    "description": "",
    "from_port": 443,
    "ipv6_cidr_blocks": [],
    "prefix_list_ids": [],
    "protocol": "tcp",
    "security_groups": [],
    "self": False,
    "to_port": 443,
}
RULE: Final[dict[str, Any]] = {
    "cidr_blocks": ["10.0.0.0/24"],
    "from_port": 443,
    "id": "sgrule-1",
    "protocol": "tcp",
    "security_group_id": "sg-1",
    "to_port": 443,
    "type": "ingress",
}


def planned(*configured: str) -> Plan:
    """Plan nothing for a group with one rule that a separate resource writes."""
    plan = Plan()
    group = {"id": "sg-1", "name": "web", "vpc_id": "vpc-1", "ingress": [HTTPS], "egress": []}
    plan.existing("aws_security_group.web", group, configured=("name", "vpc_id", *configured))
    plan.existing("aws_security_group_rule.web", RULE)
    return plan


def test_rules_that_aws_reports_of_a_group_are_no_blocks_of_it() -> None:
    assert planned().told("inline-and-separate-rules") == []


def test_rules_that_the_configuration_lists_are() -> None:
    assert planned("ingress").told("inline-and-separate-rules") == [
        ("aws_security_group.web", "inline-and-separate-rules", "finding", "high")
    ]


def test_a_list_that_is_configured_for_the_other_direction_does_not_matter() -> None:
    assert planned("egress").told("inline-and-separate-rules") == []


def test_routes_that_aws_reports_of_a_table_are_no_blocks_of_it() -> None:
    plan = Plan()
    route = {"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}
    table = {"id": "rtb-1", "vpc_id": "vpc-1", "route": [route]}
    plan.existing("aws_route_table.main", table, configured=("vpc_id",))
    separate = {"route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0"}
    plan.existing("aws_route.main", separate | {"id": "r-1", "gateway_id": "igw-1"})
    assert plan.told("inline-and-separate-routes") == []
