"""Network ACLs of what exists, which no provider plans offline, and rules that others write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit.network.build import build_network
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.tree import read_tree
from tests.cases import asked
from tests.plans import Plan

if TYPE_CHECKING:
    from pathlib import Path

REPLIES = "nacl-blocks-ephemeral"
HTTPS = {
    "rule_no": 100,
    "action": "allow",
    "protocol": "6",
    "from_port": 443,
    "to_port": 443,
    "cidr_block": "",
    "ipv6_cidr_block": "::/0",
    "icmp_type": 0,
    "icmp_code": 0,
}


def existing(kind: str, ipv6_cidr_block: str = "") -> Plan:
    """Return a plan with an ACL that is there and admits HTTPS over IPv6, without replies."""
    plan = Plan()
    plan.existing("aws_vpc.main", {"id": "vpc-1", "cidr_block": "10.0.0.0/16"})
    subnet = {"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24"}
    plan.existing("aws_subnet.main", subnet | {"ipv6_cidr_block": ipv6_cidr_block})
    acl = {"id": "acl-1", "vpc_id": "vpc-1", "ingress": [HTTPS], "egress": []}
    plan.existing(f"{kind}.main", acl | {"subnet_ids": ["subnet-1"]})
    return plan


def test_replies_over_ipv6_are_lost_where_a_subnet_has_it() -> None:
    acl = "aws_network_acl.main"
    assert existing("aws_network_acl", "2001:db8::/64").told(REPLIES) == [
        (acl, REPLIES, "finding", "high")
    ]
    assert existing("aws_network_acl").told(REPLIES) == []


def test_subnets_outside_the_input_may_have_ipv6_behind_a_default_acl() -> None:
    assert existing("aws_default_network_acl").told(REPLIES) == [
        ("aws_default_network_acl.main", REPLIES, "undecided", "medium")
    ]


def test_the_subnets_that_a_default_acl_was_last_read_with_may_have_moved() -> None:
    """A state tells of the default ACL what was left to it before the others were made."""
    plan = Plan()
    plan.existing("aws_vpc.main", {"id": "vpc-1", "cidr_block": "10.0.0.0/16"})
    subnet = {"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24"}
    plan.existing("aws_subnet.main", subnet)
    acl = {"vpc_id": "vpc-1", "ingress": [], "egress": [], "subnet_ids": ["subnet-1"]}
    plan.existing("aws_default_network_acl.main", acl | {"id": "acl-1"})
    emptied = "default-nacl-emptied"
    assert plan.told(emptied) == [
        ("aws_default_network_acl.main", emptied, "finding", "critical"),
    ]
    plan.existing("aws_network_acl.main", acl | {"id": "acl-2"})
    assert plan.told(emptied) == []


def test_two_acls_cannot_both_have_a_subnet() -> None:
    plan = existing("aws_network_acl", "2001:db8::/64")
    acl = {"id": "acl-2", "vpc_id": "vpc-1", "ingress": [HTTPS], "egress": []}
    plan.existing("aws_network_acl.other", acl | {"subnet_ids": ["subnet-1"]})
    told = plan.told(REPLIES)
    assert [(subject, verdict) for subject, _, verdict, _ in told] == [
        ("aws_network_acl.main", "undecided"),
        ("aws_network_acl.other", "undecided"),
    ]


LEFT: Final = """
    resource "aws_vpc" "main" {
      cidr_block = "10.0.0.0/16"
    }

    resource "aws_subnet" "main" {
      vpc_id     = aws_vpc.main.id
      cidr_block = "10.0.1.0/24"
    }

    resource "aws_security_group" "main" {
      vpc_id = aws_vpc.main.id

      lifecycle {
        ignore_changes = IGNORED
      }
    }

    resource "aws_instance" "main" {
      ami                    = "ami-0a1b2c3d4e5f60718"
      instance_type          = "t3.micro"
      subnet_id              = aws_subnet.main.id
      vpc_security_group_ids = [aws_security_group.main.id]
    }

    resource "aws_network_acl" "main" {
      vpc_id     = aws_vpc.main.id
      subnet_ids = [aws_subnet.main.id]

      ingress {
        rule_no    = 100
        protocol   = "tcp"
        action     = "allow"
        cidr_block = "10.0.0.0/8"
        from_port  = 443
        to_port    = 443
      }

      lifecycle {
        ignore_changes = IGNORED
      }
    }
    """


@pytest.mark.parametrize(
    ("ignored", "verdict"), [("[ingress, egress]", "undecided"), ("[tags]", "finding")]
)
def test_rules_that_others_write_may_be_there(tmp_path: Path, ignored: str, verdict: str) -> None:
    (tmp_path / "main.tf").write_text(LEFT.replace("IGNORED", ignored))
    network = build_network(read_configuration(read_tree(tmp_path), "x"))
    for check in ("sg-no-egress", "nacl-blocks-ephemeral"):
        assert {each.verdict for each in asked(network, [check])} == {verdict}
