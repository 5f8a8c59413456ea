"""A configuration is judged like the plan that Terraform makes of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from msgspec.structs import replace

from netplan_audit.finding import Confidence
from netplan_audit.opening.configurations import Options, opened
from netplan_audit.pipeline import Input, audit
from netplan_audit.terraform.source import Source
from netplan_audit.terraform.tree import read_tree

if TYPE_CHECKING:
    from netplan_audit.config.words import ParserName
    from netplan_audit.report import Report

ROOT: Final = Path(__file__).parents[1]
EXAMPLES: Final = sorted(path.parent for path in (ROOT / "examples").glob("*/plan.json"))
NO_OPTIONS: Final = Options(None, None, None, {})


def of_configuration(
    folder: Path, today: date | None = None, options: Options = NO_OPTIONS
) -> Report:
    return audit([opened("one", str(folder), options)], today=today)


def of_plan(path: Path) -> Report:
    return audit([Input("one", str(path), path.read_bytes())])


def of_plan_and_source(path: Path, folder: Path) -> Report:
    source = Source(read_tree(folder).modules, "source", str(folder))
    return audit([Input("one", str(path), path.read_bytes(), sources=lambda: (source,))])


def results(report: Report) -> set[tuple[str, str, str]]:
    return {(one.check, one.subject, one.severity.label) for one in report.findings}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_has_the_findings_of_its_plan(example: Path) -> None:
    evaluated, planned = of_configuration(example), of_plan(example / "plan.json")
    assert results(evaluated) == results(of_plan_and_source(example / "plan.json", example))
    assert results(evaluated)
    certain = {(f.check, f.subject) for f in planned.findings if f.confidence is Confidence.CERTAIN}
    assert certain <= {(one.check, one.subject) for one in evaluated.findings}
    assert evaluated.coverage.objects == planned.coverage.objects
    assert {one.confidence for one in evaluated.findings} == {Confidence.CERTAIN}
    assert all(one.location is not None for one in evaluated.findings)
    assert not evaluated.diagnostics


@pytest.mark.parametrize("parser", ["own", "python-hcl2"])
def test_a_comment_in_a_configuration_suppresses(tmp_path: Path, parser: ParserName) -> None:
    text = """
        resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
        resource "aws_subnet" "in" {
          vpc_id     = aws_vpc.a.id
          cidr_block = "10.0.0.0/24"
        }
        # netplan-audit: ignore[subnet-outside-vpc] until=2026-06-30 reason="moved next week"
        resource "aws_subnet" "out" {
          vpc_id     = aws_vpc.a.id
          cidr_block = "10.1.0.0/24"
        }
        """
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    options = replace(NO_OPTIONS, hcl_parser=parser)
    report = of_configuration(tmp_path, date(2026, 1, 1), options)
    assert not report.findings
    assert [one.outcome.subject for one in report.suppressed] == ["aws_subnet.out"]


def test_a_launch_template_that_is_named_by_its_id_is_resolved(tmp_path: Path) -> None:
    text = """
        resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
        resource "aws_launch_template" "a" { name_prefix = "node" }
        resource "aws_eks_node_group" "a" {
          cluster_name = "a"
          launch_template {
            id      = aws_launch_template.a.id
            version = aws_launch_template.a.latest_version
          }
        }
        """
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    assert not of_configuration(tmp_path).coverage.unresolved


def test_zones_by_their_place_in_a_list_are_compared(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        """
data "aws_availability_zones" "all" {}
resource "aws_subnet" "a" {
  vpc_id            = "vpc-1"
  cidr_block        = "10.0.1.0/24"
  availability_zone = data.aws_availability_zones.all.names[0]
}
resource "aws_instance" "each" {
  count             = 2
  ami               = "ami-1"
  instance_type     = "t3.micro"
  subnet_id         = aws_subnet.a.id
  availability_zone = data.aws_availability_zones.all.names[count.index]
}
""",
        encoding="utf-8",
    )
    found = [f for f in of_configuration(tmp_path).findings if f.subject.startswith("aws_instance")]
    assert [(f.check, f.subject, f.severity.label) for f in found] == [
        ("instance-in-subnet-az-mismatch", "aws_instance.each[1]", "critical")
    ]
