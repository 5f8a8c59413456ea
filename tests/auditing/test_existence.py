"""Findings about objects of which it is not known whether they exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netplan_audit.library import audit

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.finding import Outcome

PUBLIC = """
variable "more" {}
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_internet_gateway" "main" { vpc_id = aws_vpc.main.id }
resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_route" "internet" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}
resource "aws_security_group" "main" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""
INSTANCE = """
resource "aws_instance" "{name}" {{
  {count}
  subnet_id                   = aws_subnet.main.id
  vpc_security_group_ids      = [aws_security_group.main.id]
  associate_public_ip_address = {public}
}}
"""
PERHAPS = "count = var.more ? 1 : 0"


def _told(folder: Path, text: str) -> list[Outcome]:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    report = audit(folder)
    every: list[Outcome] = [*report.findings, *report.undecided]
    return [one for one in every if one.check == "sg-open-admin-port"]


def _instance(name: str, *, count: str = "", public: bool = True) -> str:
    return INSTANCE.format(name=name, count=count, public=str(public).lower())


@pytest.mark.parametrize("public", [True, False])
def test_others_that_may_exist_leave_a_finding_as_it_is(tmp_path: Path, *, public: bool) -> None:
    more = _instance("more", count=PERHAPS, public=public)
    (one,) = _told(tmp_path, PUBLIC + _instance("main") + more)
    assert (one.verdict, one.severity.label) == ("finding", "critical")
    assert "aws_instance.main can be reached" in one.message
    assert "aws_instance.more[0]" not in dict(one.related)


def test_a_finding_that_needs_what_may_not_exist_is_undecided(tmp_path: Path) -> None:
    (one,) = _told(tmp_path, PUBLIC + _instance("more", count=PERHAPS))
    assert (one.verdict, one.unknowns) == ("undecided", ("var.more",))
    assert one.message.startswith("if aws_instance.more[0] exists: opens SSH (22)")


def test_a_lesser_finding_is_told_while_a_graver_one_may_be(tmp_path: Path) -> None:
    more = _instance("more", count=PERHAPS)
    (one,) = _told(tmp_path, PUBLIC + _instance("main", public=False) + more)
    assert one.message.startswith("if aws_instance.more[0] exists: opens SSH (22)")
