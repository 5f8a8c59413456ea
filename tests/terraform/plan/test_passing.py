"""Which variables the calls of a plan pass into modules, and whose modules these are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.terraform.plan.plans import change, read


def configuration(source: str) -> dict[str, Any]:
    """Write a root module that calls one module, with a VPC and a security group."""
    vpc = {
        "enable_dns_hostnames": {"references": ["var.enable_dns_hostnames"]},
        "cidr_block": {"references": ["var.other"]},
        "tags": {"references": ["var.tags", "local.tags"]},
        "timeouts": [{"create": {"references": ["var.create"]}}],
    }
    inner = {
        "resources": [
            {"address": "aws_vpc.a", "expressions": vpc},
            {"address": "aws_security_group.a", "expressions": {"ingress": [{}]}},
        ],
        "variables": {"enable_dns_hostnames": {}},
    }
    call = {
        "source": source,
        "module": inner,
        "expressions": {"enable_dns_hostnames": {"references": ["var.dns_hostnames"]}},
    }
    return {"root_module": {"module_calls": {"net": call}}}


def test_an_argument_is_the_variable_that_has_its_name() -> None:
    vpc = change("module.net.aws_vpc.a", "create")
    modules = read(vpc, configuration=configuration("./net")).modules
    asked = ("enable_dns_hostnames", "cidr_block", "tags", "missing")
    found = {name: modules.variable("module.net", "aws_vpc.a", (name,)) for name in asked}
    assert {k: v for k, v in found.items() if v} == {"enable_dns_hostnames": "enable_dns_hostnames"}
    assert modules.variable("module.net", "aws_vpc.a", ("timeouts", 0, "create")) == "create"
    assert modules.variable("module.other", "aws_vpc.a", ("cidr_block",)) == ""
    assert modules.passed("module.net", "enable_dns_hostnames") == "dns_hostnames"
    assert modules.passed("module.net", "cidr_block") == ""
    wanted = {"aws_vpc.a", "aws_security_group.a", "var.enable_dns_hostnames"}
    assert set(modules.blocks("module.net")) == wanted
    assert not modules.blocks("module.other")


@pytest.mark.parametrize(
    ("source", "is_ours"),
    [("./net", True), ("../net", True), ("acme/net/aws", False), ("./vendor/net", False)],
)
def test_a_module_is_ours_that_stands_in_a_folder_of_its_own(source: str, is_ours: object) -> None:
    vpc = change("module.net.aws_vpc.a", "create")
    modules = read(vpc, configuration=configuration(source)).modules
    assert modules.is_ours("module.net") is is_ours
    assert modules.is_ours("")


def test_nested_blocks_are_written_or_made_by_dynamic_ones() -> None:
    vpc = change("module.net.aws_vpc.a", "create")
    modules = read(vpc, configuration=configuration("./net")).modules
    assert modules.writes("module.net", "aws_security_group.a", "ingress")
    assert not modules.writes("module.net", "aws_security_group.a", "egress")
    older = read(vpc, configuration=configuration("./net"), terraform_version="0.15.3").modules
    assert older.writes("module.net", "aws_security_group.a", "egress")
