"""Arguments that the call of a module from elsewhere has for what a fix would change in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit import fixes
from netplan_audit.checks import CHECKS
from netplan_audit.finding import Finding
from netplan_audit.network.build import build_network
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.source import ModuleText
from netplan_audit.terraform.tree import ModuleTree

if TYPE_CHECKING:
    from collections.abc import Mapping

GATEWAYS: Final = """
variable "azs" {}
variable "nat" { default = %s }
locals {
  azs  = slice(var.azs, 0, 2)
  nats = %s
}
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
resource "aws_subnet" "public" {
  count             = 2
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = local.azs[count.index]
}
resource "aws_route_table" "public" { vpc_id = aws_vpc.v.id }
resource "aws_route" "public" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.g.id
}
resource "aws_route_table_association" "public" {
  count          = 2
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}
resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, 10 + count.index)
  availability_zone = local.azs[count.index]
}
resource "aws_nat_gateway" "n" {
  count     = local.nats
  subnet_id = aws_subnet.public[count.index].id
}
resource "aws_route_table" "private" {
  count  = 2
  vpc_id = aws_vpc.v.id
}
resource "aws_route" "private" {
  count                  = 2
  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.n[min(count.index, local.nats - 1)].id
}
resource "aws_route_table_association" "private" {
  count          = 2
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}
"""
CALL: Final = """
resource "aws_vpc" "other" { cidr_block = "10.1.0.0/16" }
module "net" {
  source = "acme/net/aws"
  azs    = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
%s}
"""

NONE: Final = [
    '# in module.net, which comes from "acme/net/aws":',
    "# no argument of its call was found that changes this and nothing else",
]


def fix_of(check_id: str, texts: Mapping[tuple[str, ...], str]) -> str:
    """Return the fix of the one finding of a check in a configuration."""
    modules = {
        path: ModuleText("/".join(path) or ".", {"main.tf": text.encode()})
        for path, text in texts.items()
    }
    network = build_network(read_configuration(ModuleTree(modules), "case"))
    check = next(each for each in CHECKS if each.id == check_id)
    (found,) = check.run(network)
    assert isinstance(found, Finding)
    return found.hcl


@pytest.mark.parametrize(
    ("default", "nats", "call", "written"),
    [
        ("false", "var.nat ? 2 : 1", "", ["  nat = true"]),
        ("1", "var.nat", "", ["  nat = 2"]),
        ("99", "min(var.nat, 2)", "  nat = 1\n", ["  nat = 2"]),
        ("null", 'var.nat == "each" ? 2 : 1', '  nat = "one"\n', ['  nat = "each"']),
        ("null", "{ one = 1, each = 2 }[var.nat]", '  nat = "one"\n', ['  nat = "each"']),
        (
            "null",
            "lookup({ one = 1, each = 2 }, var.nat.public.mode, 1)",
            '  nat = {\n    public = { mode = "one", to = aws_vpc.other.id }\n  }\n',
            ["  nat = {", '    public = { mode = "each", to = aws_vpc.other.id }', "  }"],
        ),
        ("null", "1", "", []),
    ],
)  # fmt: skip
def test_the_argument_for_more_gateways_is_found_by_trying(
    default: str, nats: str, call: str, written: list[str]
) -> None:
    found = fix_of("nat-single-az", {(): CALL % call, ("net",): GATEWAYS % (default, nats)})
    assert found.splitlines() == (['module "net" {', *written, "}"] if written else NONE)


def test_findings_of_one_block_have_the_argument_of_each() -> None:
    rules = """
variable "rules" {}
resource "aws_security_group" "g" { count = length(var.rules) }
resource "aws_security_group_rule" "r" {
  count             = length(var.rules)
  type              = "ingress"
  security_group_id = aws_security_group.g[count.index].id
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = var.rules[count.index]
}
resource "aws_instance" "i" {
  count                  = length(var.rules)
  vpc_security_group_ids = [aws_security_group.g[count.index].id]
}
"""
    call = """
module "net" {
  source = "acme/net/aws"
  rules  = [["0.0.0.0/0"], ["10.0.0.0/8"], ["0.0.0.0/0"]]
}
"""
    modules = {
        path: ModuleText("/".join(path) or ".", {"main.tf": text.encode()})
        for path, text in {(): call, ("net",): rules}.items()
    }
    network = build_network(read_configuration(ModuleTree(modules), "case"))
    check = next(each for each in CHECKS if each.id == "sg-open-admin-port")
    first, second = (found.hcl for found in check.run(network) if isinstance(found, Finding))
    assert 'rules = [var.admin_cidrs, ["10.0.0.0/8"], ["0.0.0.0/0"]]' in first
    assert 'rules = [["0.0.0.0/0"], ["10.0.0.0/8"], var.admin_cidrs]' in second


def test_the_whole_configuration_is_not_tried_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixes.calls, "_MOST_RESOURCES", -1)
    gateways = GATEWAYS % ("false", "var.nat ? 2 : 1")
    vpc = 'resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }'
    inner = gateways.replace(vpc, 'variable "vpc" {}').replace("aws_vpc.v.id", "var.vpc")
    assert "nat = true" in fix_of("nat-single-az", {(): CALL % "", ("net",): gateways})
    call = CALL % "  vpc = aws_vpc.v.id\n"
    texts = {(): f"{vpc}\n{call}", ("net",): inner}
    assert fix_of("nat-single-az", texts).splitlines() == NONE
    monkeypatch.undo()
    assert "nat = true" in fix_of("nat-single-az", texts)


def test_a_call_in_a_module_from_elsewhere_stays_as_it_is() -> None:
    outer = """
variable "azs" {}
variable "frugal" { default = true }
module "in" {
  source = "./in"
  azs    = var.azs
  nat    = var.frugal ? 1 : 2
}
"""
    texts = {(): CALL % "", ("net",): outer, ("net", "in"): GATEWAYS % ("1", "var.nat")}
    assert fix_of("nat-single-az", texts).splitlines() == [
        'module "net" {',
        "  frugal = false",
        "}",
    ]


RULES: Final = """
variable "open" { default = ["0.0.0.0/0"] }
variable "rules" { default = [] }
variable "ports" { default = [] }
resource "aws_security_group" "g" { vpc_id = "vpc-0abc" }
resource "aws_security_group_rule" "port" {
  count             = length(var.ports)
  type              = "ingress"
  security_group_id = aws_security_group.g.id
  from_port         = var.ports[count.index]
  to_port           = var.ports[count.index]
  protocol          = "tcp"
  cidr_blocks       = distinct(concat(var.open, []))
}
resource "aws_security_group_rule" "rule" {
  for_each          = { for rule in var.rules : rule.port => rule }
  type              = "ingress"
  security_group_id = aws_security_group.g.id
  from_port         = each.value.port
  to_port           = each.value.port
  protocol          = "tcp"
  cidr_blocks       = split(",", each.value.from)
}
"""


@pytest.mark.parametrize(
    ("call", "written"),
    [
        ("  ports = [22]\n", ["  open = var.admin_cidrs"]),
        ("  ports = [22, 443]\n", []),
        (
            """
  rules = [
    { port = 443, from = "0.0.0.0/0" },
    { port = 22, from = "0.0.0.0/0" },
  ]
""",
            [
                "  rules = [",
                '    { port = 443, from = "0.0.0.0/0" },',
                '    { port = 22, from = join(",", var.admin_cidrs) },',
                "  ]",
            ],
        ),
    ],
)
def test_the_argument_behind_one_rule_is_found_by_trying(call: str, written: list[str]) -> None:
    texts = {(): f'module "net" {{\n  source = "acme/net/aws"\n{call}}}\n', ("net",): RULES}
    found = fix_of("sg-open-admin-port", texts)
    asked = [
        'variable "admin_cidrs" {',
        '  description = "Addresses from where you administer."',
        "  type        = list(string)",
        "}",
        "",
        'module "net" {',
    ]
    assert found.splitlines() == ([*asked, *written, "}"] if written else NONE)
