"""What is there already, and what AWS merely reports of it: no configuration writes it twice."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from netplan_audit.checks import CHECKS
from netplan_audit.network.build import build_network
from netplan_audit.terraform.configuration.exact import ExactReferences
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.read import read
from netplan_audit.terraform.source import ModuleText, Source
from netplan_audit.terraform.tree import ModuleTree
from tests.cases import FOLDER, asked
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
        ("aws_security_group.web", "inline-and-separate-rules", "finding", "medium")
    ]


ADDING: Final = """
    resource "aws_route_table" "main" {
      vpc_id = "vpc-1"
      LIST
    }

    resource "aws_route" "main" {
      count = 2

      route_table_id         = aws_route_table.main.id
      destination_cidr_block = "10.${count.index}.0.0/16"
      gateway_id             = "igw-1"
    }
"""
LISTS: Final = {
    "route = []": "sets `route` to an empty list, which",
    'route {\n  cidr_block = "0.0.0.0/0"\n  gateway_id = "igw-1"\n}': (
        "lists its own `route`, which"
    ),
}


@pytest.mark.parametrize("said", LISTS)
def test_the_message_tells_what_is_listed_and_agrees_with_how_many_add(said: str) -> None:
    module = ModuleText(".", {"main.tf": ADDING.replace("LIST", said).encode()})
    network = build_network(read_configuration(ModuleTree({(): module}), "main"))
    check = next(check for check in CHECKS if check.id == "inline-and-separate-routes")
    (outcome,) = check.run(network)
    ending = "removes on each apply what aws_route.main[0] and 1 more add"
    assert outcome.message == f"{LISTS[said]} {ending}"


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


@pytest.mark.parametrize(
    ("case", "owner", "words"),
    [
        ("dynamic-blocks", "aws_security_group.web", "lists its own `ingress`"),
        ("acl-and-prefix-list", "aws_default_network_acl.main", "has no `ingress` of its own"),
    ],
)
def test_what_dynamic_makes_of_a_plan_is_listed(case: str, owner: str, words: str) -> None:
    plan = (FOLDER / "inline-and-separate-rules" / f"{case}.plan.json").read_bytes()
    outcomes = asked(build_network(read(plan, "plan")), ["inline-and-separate-rules"])
    (message,) = [one.message for one in outcomes if one.subject == owner]
    assert message.startswith(words)


BOTH: Final = """
    resource "aws_security_group" "web" {
      name   = "web"
      vpc_id = "vpc-1"

      ingress {
        protocol    = "tcp"
        from_port   = 443
        to_port     = 443
        cidr_blocks = ["10.0.0.0/24"]
      }

      lifecycle {
        ignore_changes = IGNORED
      }
    }

    resource "aws_vpc_security_group_ingress_rule" "web" {
      security_group_id = aws_security_group.web.id
      cidr_ipv4         = "10.0.1.0/24"
      ip_protocol       = "-1"
    }
    """
WRITTEN: Final = {
    '["ingress"]': 0,
    "[description, ingress]": 0,
    "all": 0,
    "[tags, egress]": 1,
    "[]": 1,
}
"""What `ignore_changes` says, and how often the rules count as written in two ways."""


def text(ignored: str) -> ModuleText:
    return ModuleText(".", {"main.tf": BOTH.replace("IGNORED", ignored).encode()})


def found(resources: Any) -> int:  # noqa: ANN401 - resources of any input
    network = build_network(resources)
    check = next(check for check in CHECKS if check.id == "inline-and-separate-rules")
    return len(list(check.run(network)))


@pytest.mark.parametrize("ignored", WRITTEN)
def test_rules_that_a_configuration_leaves_to_others_are_written_once(ignored: str) -> None:
    tree = ModuleTree({(): text(ignored)})
    assert found(read_configuration(tree, "main")) == WRITTEN[ignored]


@pytest.mark.parametrize("ignored", WRITTEN)
def test_the_source_of_a_plan_tells_what_is_left_to_others(ignored: str) -> None:
    source = Source({(): text(ignored)}, "source")
    exact = ExactReferences(lambda: (source,), "default")
    assert found(read(both(), "plan", None, exact)) == WRITTEN[ignored]


def test_a_plan_alone_does_not_tell_of_it() -> None:
    assert found(read(both(), "plan")) == 1


def both() -> bytes:
    """Plan a group with a block and a rule of its own."""
    group = {"name": "web", "vpc_id": "vpc-1", "ingress": [HTTPS]}
    rule = {"cidr_ipv4": "10.0.1.0/24", "ip_protocol": "-1"}
    changes = [
        change("aws_security_group", group, {"id": True}),
        change("aws_vpc_security_group_ingress_rule", rule, {"security_group_id": True}),
    ]
    expressions: dict[str, dict[str, Any]] = {
        "aws_security_group": {name: {} for name in group},
        "aws_vpc_security_group_ingress_rule": {
            "security_group_id": {"references": ["aws_security_group.web.id"]}
        },
    }
    blocks = [
        {"address": f"{kind}.web", "mode": "managed", "type": kind, "name": "web"}
        | {"expressions": told}
        for kind, told in expressions.items()
    ]
    plan = {
        "format_version": "1.2",
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": blocks}},
    }
    return json.dumps(plan).encode()


def change(kind: str, after: dict[str, Any], unknown: dict[str, bool]) -> dict[str, Any]:
    what = {"actions": ["create"], "after": after, "after_unknown": unknown}
    named = {"address": f"{kind}.web", "mode": "managed", "type": kind, "name": "web"}
    return named | {"change": what}


EMPTY: Final = {
    "ingress = []": 1,
    'dynamic "ingress" {\n  for_each = []\n  content {}\n}': 0,
    "ingress = null": 0,
}
"""What a group says of its rules, and how often they count as written in two ways."""


@pytest.mark.parametrize("said", EMPTY)
def test_an_empty_list_in_a_configuration_removes_what_others_add(said: str) -> None:
    group = f'resource "aws_security_group" "web" {{\n{said}\n}}\n'
    rule = BOTH[BOTH.index('resource "aws_vpc_security_group_ingress_rule"') :]
    module = ModuleText(".", {"main.tf": (group + rule).encode()})
    assert found(read_configuration(ModuleTree({(): module}), "main")) == EMPTY[said]
