"""Answers that hang on objects of which it is not known whether they exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit.network.build.reach import build_reach
from netplan_audit.network.reach.query import Query, Reachability
from netplan_audit.opening.configurations import Options, opened
from netplan_audit.pipeline import understand

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.network.reach.trail import Trail

_MAIN: Final = """
variable "wanted" {{
  type = bool
}}
resource "aws_vpc" "v" {{
  cidr_block = "10.0.0.0/16"
}}
resource "aws_internet_gateway" "i" {{
  vpc_id = aws_vpc.v.id
}}
resource "aws_subnet" "s" {{
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}}
resource "aws_route_table" "t" {{
  vpc_id = aws_vpc.v.id
}}
resource "aws_route" "r" {{
  {route}
  route_table_id         = aws_route_table.t.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.i.id
}}
resource "aws_route_table_association" "t" {{
  {association}
  subnet_id      = aws_subnet.s.id
  route_table_id = aws_route_table.t.id
}}
resource "aws_security_group" "g" {{
  vpc_id = aws_vpc.v.id
}}
resource "aws_vpc_security_group_ingress_rule" "r" {{
  {rule}
  security_group_id = aws_security_group.g.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}}
resource "aws_instance" "a" {{
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.s.id
  vpc_security_group_ids      = [aws_security_group.g.id]
  associate_public_ip_address = true
}}
{more}
"""
_MAYBE: Final = "count = var.wanted ? 1 : 0"
_ACL: Final = """
resource "aws_network_acl" "n" {
  count      = var.wanted ? 1 : 0
  vpc_id     = aws_vpc.v.id
  subnet_ids = [aws_subnet.s.id]
}
"""


def _asked(folder: Path, **parts: str) -> Trail:
    texts = dict.fromkeys(("route", "association", "rule", "more"), "") | parts
    (folder / "main.tf").write_text(_MAIN.format(**texts), encoding="utf-8")
    given = opened("net", str(folder), Options(None, None, None, {}))
    model = Reachability(build_reach(*understand(given)))
    return model.answer(Query("internet", "aws_instance.a", "tcp", 443))


def test_what_exists_for_certain_decides(tmp_path: Path) -> None:
    assert _asked(tmp_path).verdict.value == "yes"


@pytest.mark.parametrize("part", ["route", "association", "rule"])
def test_what_may_not_exist_leaves_it_unknown_and_is_named(tmp_path: Path, part: str) -> None:
    trail = _asked(tmp_path, **{part: _MAYBE})
    assert trail.verdict.value == "unknown"
    assert any("exists (var.wanted)" in text for text in trail.unknown)


def test_a_network_acl_that_may_not_exist_does_not_block_for_certain(tmp_path: Path) -> None:
    trail = _asked(tmp_path, more=_ACL)
    assert trail.verdict.value == "unknown"
    assert trail.unknown == ("whether aws_network_acl.n[0] exists (var.wanted)",)
