"""Which value a root variable gets, and what happens where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netplan_audit.terraform.configuration.variables import Settings
from netplan_audit.terraform.value import Unknown

if TYPE_CHECKING:
    from tests.terraform.configuration.conftest import Evaluate

NAME = """
variable "name" {
  type    = string
  default = "default"
}
resource "aws_vpc" "a" { tags = { Name = var.name } }
"""
LAYERS = ["TF_VAR", "terraform.tfvars", "terraform.tfvars.json", "a.auto.tfvars", "b.auto.tfvars"]
LAYERS += ["--var-file", "--var"]


@pytest.mark.parametrize("last", range(len(LAYERS) + 1))
def test_a_later_layer_wins(evaluate: Evaluate, last: int) -> None:
    used = LAYERS[:last]
    files = {
        name: f'{{"name": "{name}"}}' if name.endswith("json") else f'name = "{name}"\n'
        for name in used
        if "tfvars" in name
    }
    settings = Settings(
        environment={"name": "TF_VAR"} if "TF_VAR" in used else {},
        files={"x.tfvars": b'name = "--var-file"\n'} if "--var-file" in used else {},
        options={"name": "--var"} if "--var" in used else {},
    )
    found = evaluate(settings, main=NAME, **files)
    expected = LAYERS[last - 1] if last else "default"
    assert found.by_address["aws_vpc.a"].get("tags") == {"Name": expected}


def test_values_are_converted_and_defaults_of_attributes_filled_in(evaluate: Evaluate) -> None:
    found = evaluate(
        Settings({}, {}, {"vpc": '{ cidr = "10.0.0.0/16" }', "on": "true"}),
        main="""
        variable "vpc" {
          type = object({ cidr = string, tags = optional(map(string), { Name = "x" }) })
        }
        variable "on" { type = bool }
        resource "aws_vpc" "a" {
          count      = var.on ? 1 : 0
          cidr_block = var.vpc.cidr
          tags       = var.vpc.tags
        }
        """,
    )
    one = found.by_address["aws_vpc.a[0]"]
    assert (one.get("cidr_block"), one.get("tags")) == ("10.0.0.0/16", {"Name": "x"})


def test_a_variable_without_a_value_is_unknown_and_named(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        variable "cidr" { type = string }
        resource "aws_vpc" "a" { cidr_block = cidrsubnet(var.cidr, 8, 1) }
        """
    )
    assert found.by_address["aws_vpc.a"].get("cidr_block") == Unknown(
        ("var.cidr",), configured=True
    )
    (note,) = found.diagnostics
    assert note.code == "unset-variable"
    assert "--var cidr=VALUE" in note.hint


def test_variables_without_values_are_one_remark(evaluate: Evaluate) -> None:
    names = [f"cidr_{number}" for number in range(7)]
    declared = [f'variable "{name}" {{}}' for name in names]
    used = [f'resource "aws_vpc" "{name}" {{\n  cidr_block = var.{name}\n}}' for name in names]
    found = evaluate(main="\n".join((*declared, *used)))
    (note,) = found.diagnostics
    assert note.message == (
        "var.cidr_0, var.cidr_1, var.cidr_2, var.cidr_3, var.cidr_4 and 2 more have no value; "
        "what depends on them is unknown"
    )
    assert "--var cidr_0=VALUE" in note.hint


def test_null_takes_the_default_of_a_variable_that_is_not_nullable(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        module "a" {
          source = "./m"
          cidr   = null
        }
        """,
        m__main="""
        variable "cidr" {
          default  = "10.0.0.0/16"
          nullable = false
        }
        resource "aws_vpc" "a" { cidr_block = var.cidr }
        """,
    )
    assert found.by_address["module.a.aws_vpc.a"].get("cidr_block") == "10.0.0.0/16"


def test_workspace_and_variables_hint_at_the_environment(evaluate: Evaluate) -> None:
    found = evaluate(
        Settings({}, {}, {"env": "stage"}, workspace="prod"),
        main="""
        variable "env" {}
        resource "aws_vpc" "a" { tags = { Name = terraform.workspace } }
        """,
    )
    assert found.by_address["aws_vpc.a"].get("tags") == {"Name": "prod"}
    assert found.workspace_hints[:2] == ("prod", "stage")


def test_what_has_no_value_for_the_workspace_tells_how_to_name_another(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        locals { ranges = { dev = "10.0.0.0/16" } }
        resource "aws_vpc" "v" { cidr_block = local.ranges[terraform.workspace] }
        """
    )
    (told,) = found.diagnostics
    assert told.hint == "`terraform.workspace` is 'default' here: --workspace names another"


def test_a_default_that_no_vpc_can_have_waits_for_one_who_applies_it(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        variable "cidr" { default = "0.0.0.0/0" }
        resource "aws_vpc" "a" { cidr_block = var.cidr }
        resource "aws_vpc" "written" { cidr_block = "0.0.0.0/0" }
        resource "aws_route" "a" { destination_cidr_block = var.cidr }
        module "called" { source = "./called" }
        """,
        called__main="""
        variable "cidr" { default = "0.0.0.0/0" }
        resource "aws_vpc" "a" { cidr_block = var.cidr }
        """,
    ).by_address
    waiting = Unknown(("aws_vpc.a.cidr_block",), configured=True)
    assert found["aws_vpc.a"].get("cidr_block") == waiting
    for address in ("aws_vpc.written", "module.called.aws_vpc.a"):
        assert found[address].get("cidr_block") == "0.0.0.0/0"
    assert found["aws_route.a"].get("destination_cidr_block") == "0.0.0.0/0"
