"""Answers that hang on objects of which it is not known whether they exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
import pytest

from netplan_audit.network.build.reach import build_reach
from netplan_audit.network.exposure.entry_points import is_entry_point
from netplan_audit.network.reach.query import Query, Reachability
from netplan_audit.opening.configurations import Options, opened
from netplan_audit.pipeline import Input, understand
from netplan_audit.unknown import Truth
from tests.plans import Plan
from tests.states import tcp

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


_PRIVATE: Final = _MAIN.replace("associate_public_ip_address = true", "")
_ELASTIC: Final = """
resource "aws_eip" "e" {{
  {maybe}
  instance = aws_instance.a.id
}}
"""
_BLOCK: Final = """
resource "aws_vpc_block_public_access_options" "b" {{
  {maybe}
  internet_gateway_block_mode = "block-ingress"
}}
"""


def _of(folder: Path, text: str, target: str = "aws_instance.a") -> Trail:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    given = opened("net", str(folder), Options(None, None, None, {}))
    model = Reachability(build_reach(*understand(given)))
    return model.answer(Query("internet", target, "tcp", 443))


def _with(text: str, more: str, maybe: str) -> str:
    parts = dict.fromkeys(("route", "association", "rule"), "")
    return text.format(**parts, more=more.format(maybe=maybe))


@pytest.mark.parametrize(
    ("text", "more", "without", "with_it"),
    [(_PRIVATE, _ELASTIC, "no", "yes"), (_MAIN, _BLOCK, "yes", "no")],
)
def test_an_address_or_a_block_that_may_not_exist_decides_nothing(
    tmp_path: Path, text: str, more: str, without: str, with_it: str
) -> None:
    assert _of(tmp_path, _with(text, "", "")).verdict.value == without
    assert _of(tmp_path, _with(text, more, "")).verdict.value == with_it
    assert _of(tmp_path, _with(text, more, _MAYBE)).verdict.value == "unknown"


_BALANCED: Final = """
resource "aws_lb" "lb" {{
  load_balancer_type = "network"
  subnets            = [aws_subnet.s.id]
}}
resource "aws_lb_target_group" "tg" {{
  port     = 443
  protocol = "TCP"
  vpc_id   = aws_vpc.v.id
}}
resource "aws_lb_listener" "l" {{
  load_balancer_arn = aws_lb.lb.arn
  port              = 443
  protocol          = "TCP"
  default_action {{
    type             = "forward"
    target_group_arn = aws_lb_target_group.tg.arn
  }}
}}
resource "aws_lb_target_group_attachment" "x" {{
  {maybe}
  target_group_arn = aws_lb_target_group.tg.arn
  target_id        = aws_instance.a.id
}}
"""


def test_a_target_that_may_not_be_registered_leaves_it_unknown(tmp_path: Path) -> None:
    assert _of(tmp_path, _with(_MAIN, _BALANCED, ""), "aws_lb.lb").verdict.value == "yes"
    trail = _of(tmp_path, _with(_MAIN, _BALANCED, _MAYBE), "aws_lb.lb")
    assert trail.verdict.value == "unknown"
    assert trail.unknown == ("whether aws_lb_target_group_attachment.x[0] exists (var.wanted)",)


@pytest.mark.parametrize(("maybe", "expected"), [("", Truth.YES), (_MAYBE, Truth.UNKNOWN)])
def test_checks_doubt_an_address_that_may_not_exist(
    tmp_path: Path, maybe: str, expected: Truth
) -> None:
    text = _with(_PRIVATE, _ELASTIC, maybe)
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    network = understand(opened("net", str(tmp_path), Options(None, None, None, {})))[1]
    assert is_entry_point(network, network.workloads["aws_instance.a"]) is expected


def test_a_subnet_that_the_plan_does_not_tell_may_be_none_of_those_it_names() -> None:
    plan = Plan()
    plan.create("aws_vpc.v", {"cidr_block": "10.0.0.0/16"})
    for at in range(2):
        subnet = {"cidr_block": f"10.0.{at}.0/24", "map_public_ip_on_launch": False}
        plan.create(f"aws_subnet.p[{at}]", subnet, refers={"vpc_id": "aws_vpc.v.id"})
    group = {"ingress": [tcp(443, "0.0.0.0/0")], "egress": []}
    plan.create("aws_security_group.g", group, refers={"vpc_id": "aws_vpc.v.id"})
    groups = {"vpc_security_group_ids": ["aws_security_group.g.id"]}
    plan.create("aws_launch_template.t", {"image_id": "ami-1"}, refers=groups)
    for name, places in (("told", ["aws_subnet.p"]), ("open", ["aws_subnet.p", "local.more"])):
        refers = {"vpc_zone_identifier": places, "launch_template": "aws_launch_template.t.id"}
        plan.create(f"aws_autoscaling_group.{name}", {"max_size": 1}, refers=refers)
    found = Input("plan", "plan", msgspec.json.encode(plan.document()))
    reachability = Reachability(build_reach(*understand(found)))
    told, open_ = (
        reachability.answer(Query("internet", f"aws_autoscaling_group.{name}", "tcp", 443))
        for name in ("told", "open")
    )
    assert told.verdict.value == "no"
    assert open_.verdict.value == "unknown"
    assert "the subnet of aws_autoscaling_group.open" in open_.unknown
