"""Which variables the calls of a configuration pass into modules, and whose modules these are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.terraform.configuration.conftest import Evaluate

ROOT = """
    variable "hostnames" { default = true }
    module "net" {
      source    = "./net"
      hostnames = var.hostnames
    }
    module "taken" { source = "./vendor/net" }
"""
NET = """
    variable "hostnames" { default = true }
    variable "more" { default = [] }
    resource "aws_vpc" "a" {
      enable_dns_hostnames = var.hostnames
      cidr_block           = "10.0.0.0/16"
      enable_dns_support   = !var.hostnames
    }
    resource "aws_security_group" "a" {
      ingress {
        from_port = var.more
      }
      dynamic "egress" {
        for_each = var.more
        content {}
      }
    }
"""


def test_an_argument_is_the_variable_that_it_is_as_it_is(evaluate: Evaluate) -> None:
    modules = evaluate(main=ROOT, net__main=NET, vendor__net__main=NET).modules
    asked = ("enable_dns_hostnames", "cidr_block", "enable_dns_support", "missing")
    found = {name: modules.variable("module.net", "aws_vpc.a", (name,)) for name in asked}
    assert {name: one for name, one in found.items() if one} == {
        "enable_dns_hostnames": "hostnames"
    }
    nested = ("ingress", 0, "from_port")
    assert modules.variable("module.net", "aws_security_group.a", nested) == "more"
    assert modules.variable("module.net", "aws_security_group.a", ("egress", 0, "to_port")) == ""
    assert modules.variable("module.none", "aws_vpc.a", ("cidr_block",)) == ""
    assert modules.passed("module.net", "hostnames") == "hostnames"
    assert modules.passed("module.taken", "hostnames") == ""


def test_a_module_is_ours_that_stands_in_a_folder_of_its_own(evaluate: Evaluate) -> None:
    modules = evaluate(main=ROOT, net__main=NET, vendor__net__main=NET).modules
    assert modules.is_ours("")
    assert modules.is_ours("module.net")
    assert not modules.is_ours("module.taken")
    assert "aws_vpc.a" in modules.blocks("module.net")
    assert "var.more" in modules.blocks("module.net")
    assert not modules.blocks("module.none")


def test_nested_blocks_are_written_or_made_by_dynamic_ones(evaluate: Evaluate) -> None:
    modules = evaluate(main=ROOT, net__main=NET, vendor__net__main=NET).modules
    assert modules.writes("module.net", "aws_security_group.a", "ingress")
    assert not modules.writes("module.net", "aws_security_group.a", "egress")
    assert not modules.writes("module.net", "aws_vpc.a", "ingress")
