"""The coverage names the arguments that lead nowhere known, each by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.network.build import build_network
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.tree import read_tree

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """
variable "elsewhere" {}

variable "routes" {}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  dynamic "route" {
    for_each = var.routes
    content {
      cidr_block = route.value
      gateway_id = "igw-0123456789abcdef0"
    }
  }
}

resource "aws_lb" "main" {
  name    = "main"
  subnets = ["subnet-0123456789abcdef0"]
}

resource "aws_lb_listener" "main" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80

  default_action {
    type             = "forward"
    target_group_arn = var.elsewhere
  }
}

resource "aws_autoscaling_group" "main" {
  max_size          = 1
  min_size          = 1
  target_group_arns = var.elsewhere
}
"""


def test_every_argument_that_leads_nowhere_known_is_named(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(TEXT, encoding="utf-8")
    network = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
    assert network.coverage.unresolved == (
        "aws_autoscaling_group.main.target_group_arns",
        "aws_lb_listener.main.default_action.target_group_arn",
        "aws_route_table.main.route",
    )
    assert not network.route_tables["aws_route_table.main"].closed
