"""A case means the same in a module, whatever that is called, and in other files."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import pytest

from netplan_audit.checks import CHECKS
from netplan_audit.network.build import build_network
from netplan_audit.terraform.address import split_module
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.source import ModuleText
from netplan_audit.terraform.tree import ModuleTree
from tests.cases import Case, asked, cases, documented

EVERY: Final = [check.id for check in CHECKS]
_ONLY_IN_ROOTS: Final = re.compile(r'^(module|output) "|"environment" \{', re.MULTILINE)
"""What makes a difference: outputs that nobody takes, and variables that name an environment."""
_VARIABLE: Final = re.compile(
    r'^variable "(\w+)" \{(?:[^\n{}]*\}|\n.*?^\})', re.MULTILINE | re.DOTALL
)
MOVED: Final = [
    case
    for case in (*cases(), *documented())
    if set(case.files) == {"main.tf"} and not _ONLY_IN_ROOTS.search(case.main)
]
READ: Final = """
data "aws_vpc" "shared" {
  tags = { Name = "shared" }
}

data "aws_ec2_transit_gateway" "hub" {
  filter {
    name   = "tag:Name"
    values = ["hub"]
  }
}

data "aws_subnet" "shared" {
  vpc_id = data.aws_vpc.shared.id
  filter {
    name   = "tag:Name"
    values = ["shared-a"]
  }
}

resource "aws_vpc" "app" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc_peering_connection" "shared" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = data.aws_vpc.shared.id
}

resource "aws_ec2_transit_gateway_vpc_attachment" "app" {
  transit_gateway_id                              = data.aws_ec2_transit_gateway.hub.id
  vpc_id                                          = aws_vpc.app.id
  subnet_ids                                      = [aws_subnet.app.id]
  transit_gateway_default_route_table_association = false
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.app.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_route" "back" {
  route_table_id            = aws_vpc.app.main_route_table_id
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.shared.id
}

resource "aws_lb" "web" {
  load_balancer_type = "network"
  subnets            = [data.aws_subnet.shared.id]
}
"""
Told = Counter[tuple[str, str, str, str]]


def told(tree: dict[tuple[str, ...], ModuleText]) -> Told:
    network = build_network(read_configuration(ModuleTree(tree), "case"))
    return Counter(
        (one.check, one.verdict, one.severity.label, split_module(one.subject)[1])
        for one in asked(network, EVERY)
    )


def in_root(text: str) -> Told:
    return told({(): ModuleText(".", {"main.tf": text.encode()})})


def in_module(text: str, name: str) -> Told:
    """Move a text into a module that is passed what has no default."""
    needed = [one for one in _VARIABLE.finditer(text) if "default" not in one[0]]
    passed = "".join(f"  {one[1]} = var.{one[1]}\n" for one in needed)
    declared = "\n".join(one[0] for one in needed)
    root = f'module "{name}" {{\n  source = "./{name}"\n{passed}}}\n{declared}\n'
    return told(
        {
            (): ModuleText(".", {"main.tf": root.encode()}),
            (name,): ModuleText(name, {"main.tf": text.encode()}),
        }
    )


@pytest.mark.parametrize("case", MOVED, ids=lambda case: case.id)
def test_a_case_means_the_same_in_a_module(case: Case) -> None:
    assert in_module(case.main, "data") == in_root(case.main)


@pytest.mark.parametrize("case", MOVED, ids=lambda case: case.id)
def test_a_case_means_the_same_block_by_block_in_files_in_reverse(case: Case) -> None:
    blocks = re.split(r"(?<=^\}\n)", case.main, flags=re.MULTILINE)
    files = {f"{at:03}.tf": text.encode() for at, text in enumerate(reversed(blocks))}
    assert told({(): ModuleText(".", files)}) == in_root(case.main)


@pytest.mark.parametrize("name", ["net", "data"])
def test_what_is_only_read_is_nobodys_to_change_in_a_module_either(name: str) -> None:
    assert in_module(READ, name) == in_root(READ)
    assert not any("data." in subject for _, _, _, subject in in_root(READ))
