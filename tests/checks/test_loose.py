"""What cannot be placed may be anybody's: a rule, a route or an acceptance of no known object."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netplan_audit.network.build import build_network
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.tree import read_tree
from tests.cases import asked

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.finding import Outcome

VPC = """
variable "whose" {}
resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.0.0/24"
}
"""
ACL = """
resource "aws_network_acl" "a" {
  vpc_id     = aws_vpc.a.id
  subnet_ids = [aws_subnet.a.id]
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 443
    to_port    = 443
  }
}
"""
ACL_RULE = """
resource "aws_network_acl_rule" "replies" {
  network_acl_id = var.whose
  rule_number    = 200
  rule_action    = "allow"
  egress         = true
  protocol       = "-1"
  cidr_block     = "0.0.0.0/0"
}
"""
PEERING = """
resource "aws_vpc" "b" { cidr_block = "10.1.0.0/16" }
resource "aws_vpc_peering_connection" "a" {
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = aws_vpc.b.id
}
"""
ACCEPTER = """
resource "aws_vpc_peering_connection_accepter" "a" {
  vpc_peering_connection_id = var.whose
  auto_accept               = true
}
"""
CHECKED = """
resource "aws_lb" "a" {
  internal        = true
  subnets         = [aws_subnet.a.id]
  security_groups = [aws_security_group.balancer.id]
}
resource "aws_security_group" "balancer" {
  vpc_id = aws_vpc.a.id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lb_target_group" "a" {
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.a.id
}
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.a.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.a.arn
  }
}
resource "aws_security_group" "host" { vpc_id = aws_vpc.a.id }
resource "aws_instance" "host" {
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [aws_security_group.host.id]
}
resource "aws_lb_target_group_attachment" "a" {
  target_group_arn = aws_lb_target_group.a.arn
  target_id        = aws_instance.host.id
}
"""
GROUP_RULE = """
resource "aws_vpc_security_group_ingress_rule" "a" {
  security_group_id = var.whose
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/16"
}
"""


@pytest.mark.parametrize(
    ("check", "text", "loose", "settles"),
    [
        (
            "nacl-blocks-ephemeral",
            ACL,
            ACL_RULE,
            "aws_network_acl_rule.replies.network_acl_id (var.whose)",
        ),
        (
            "peering-not-accepted",
            PEERING,
            ACCEPTER,
            "aws_vpc_peering_connection_accepter.a.vpc_peering_connection_id (var.whose)",
        ),
        ("healthcheck-port-blocked", CHECKED, GROUP_RULE, "the rules of aws_security_group.host"),
    ],
)
def test_what_may_belong_to_an_object_leaves_it_open(
    tmp_path: Path, check: str, text: str, loose: str, settles: str
) -> None:
    assert [each.verdict for each in _told(tmp_path, check, text)] == ["finding"]
    found = _told(tmp_path, check, text + loose)
    assert {each.verdict for each in found} == {"undecided"}
    assert settles in {name for each in found for name in each.unknowns}


def _told(folder: Path, check: str, text: str) -> list[Outcome]:
    (folder / "main.tf").write_text(VPC + text, encoding="utf-8")
    network = build_network(read_configuration(read_tree(folder, folder), "case"))
    return list(asked(network, (check,)))
