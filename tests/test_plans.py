"""The builder of plans writes what Terraform writes, and cases notice what they did not expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.cases import Case, differences
from tests.plans import UNKNOWN, Plan

if TYPE_CHECKING:
    from pathlib import Path

TWO_SUBNETS = """\
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id = aws_vpc.main.id
}
resource "aws_subnet" "b" {%s
  vpc_id = aws_vpc.main.id
}
"""

OVERLAPS = "overlaps aws_subnet.a of the same VPC: 10.0.1.0/24 and 10.0.1.0/24"


def two_subnets() -> Plan:
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    for name in ("a", "b"):
        cidr = {"cidr_block": "10.0.1.0/24"}
        plan.create(f"aws_subnet.{name}", cidr, refers={"vpc_id": "aws_vpc.main.id"})
    return plan


def case(folder: Path, comment: str) -> Case:
    path = folder / "subnets-overlap" / "x.plan.json"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(msgspec.json.encode(two_subnets().document()))
    return Case(path.parent, "x", {"main.tf": TWO_SUBNETS % comment}, path)


def test_a_created_resource_looks_as_in_a_plan_of_terraform() -> None:
    plan = Plan()
    values = {"zones": [UNKNOWN, "b"], "net": {"a": 1, "b": UNKNOWN}}
    refers = {"subnet_id": "aws_subnet.p[0].id", "vpc_id": "module.net.vpc_id"}
    plan.create('module.m["k"].aws_thing.x[0]', values, refers=refers, unknown=["arn"])
    assert plan.document()["resource_changes"] == [
        {
            "address": 'module.m["k"].aws_thing.x[0]',
            "mode": "managed",
            "type": "aws_thing",
            "name": "x",
            "module_address": 'module.m["k"]',
            "index": 0,
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {
                "actions": ["create"],
                "before": None,
                "after": {"zones": [None, "b"], "net": {"a": 1}},
                "after_unknown": {
                    "arn": True,
                    "subnet_id": True,
                    "vpc_id": True,
                    "id": True,
                    "zones": [True, False],
                    "net": {"b": True},
                },
            },
        }
    ]
    body = plan.document()["configuration"]["root_module"]["module_calls"]["m"]["module"]
    expressions = body["resources"][0]["expressions"]
    assert body["resources"][0]["address"] == "aws_thing.x"
    assert expressions["subnet_id"] == {
        "references": ["aws_subnet.p[0].id", "aws_subnet.p[0]", "aws_subnet.p"]
    }
    assert expressions["vpc_id"] == {"references": ["module.net.vpc_id", "module.net"]}


def test_a_built_plan_is_judged() -> None:
    found = two_subnets().told("subnets-overlap")
    assert found == [("aws_subnet.b", "subnets-overlap", "finding", "critical")]


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        (" # expect: subnets-overlap", []),
        (" # expect: subnets-overlap critical certain", []),
        (
            " # expect: subnets-overlap low",
            [
                "expected: aws_subnet.b: finding subnets-overlap low",
                f"not expected: aws_subnet.b: finding subnets-overlap critical certain: {OVERLAPS}",
            ],
        ),
        (
            " # expect: subnets-overlap, subnets-overlap",
            ["expected: aws_subnet.b: finding subnets-overlap"],
        ),
    ],
)
def test_a_case_tells_what_differs(tmp_path: Path, comment: str, said: list[str]) -> None:
    assert differences(case(tmp_path, comment)) == said


def test_what_a_case_does_not_expect_is_told(tmp_path: Path) -> None:
    assert [text.partition(":")[0] for text in differences(case(tmp_path, ""))] == ["not expected"]


def test_a_case_is_stale_until_its_hash_is_recorded(tmp_path: Path) -> None:
    one = case(tmp_path, "")
    before = one.is_stale
    (one.folder / "plans.sha256").write_text(f"{one.digest}  x\n", encoding="utf-8")
    changed = case(tmp_path, " # changed")
    assert (before, one.is_stale, changed.is_stale) == (True, False, True)


def test_an_expectation_that_names_no_check_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="is no check"):
        case(tmp_path, " # expect: subnet-overlaps").expectations()


def test_only_a_line_that_opens_a_resource_may_expect(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"main\.tf:8: only a line that opens a resource"):
        case(tmp_path, "\n  # expect: subnets-overlap").expectations()
