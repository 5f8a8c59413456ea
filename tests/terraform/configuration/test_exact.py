"""What the source of a plan says of references that plan JSON leaves open."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING, NoReturn

import pytest

from netplan_audit.terraform.configuration.exact import ExactReferences
from netplan_audit.terraform.hcl.file_reader import RootReader
from netplan_audit.terraform.read import read
from netplan_audit.terraform.source import ModuleText, Source
from netplan_audit.terraform.value import Certainty, Reference, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.source import ModulePath

SOURCE = """
    variable "turn" {}
    locals { ids = aws_subnet.a[*].id }
    resource "aws_subnet" "a" {
      count      = 2
      cidr_block = "10.0.${count.index}.0/24"
    }
    resource "aws_nat_gateway" "b" {
      count             = 2
      connectivity_type = "public"
      subnet_id         = local.ids[(count.index + var.turn) % 2]
    }
    """


def change(kind: str, name: str, index: int, **after: object) -> dict[str, object]:
    return {
        "address": f"{kind}.{name}[{index}]",
        "mode": "managed",
        "type": kind,
        "name": name,
        "index": index,
        "change": {
            "actions": ["create"],
            "after": after,
            "after_unknown": {"id": True, "subnet_id": kind == "aws_nat_gateway"},
        },
    }


def planned(
    sources: Callable[[], Iterable[Source]],
    *,
    references: str = "local.ids",
    more: dict[str, object] | None = None,
    block: Mapping[str, object] | None = None,
) -> Resources:
    changes = [change("aws_subnet", "a", i, cidr_block=f"10.0.{i}.0/24") for i in range(2)]
    changes += [change("aws_nat_gateway", "b", i, connectivity_type="public") for i in range(2)]
    blocks: list[dict[str, object]] = [
        {
            "address": f"{kind}.{name}",
            "mode": "managed",
            "type": kind,
            "name": name,
            "expressions": expressions,
            "count_expression": {"constant_value": 2},
        }
        for kind, name, expressions in (
            ("aws_subnet", "a", {"cidr_block": {}}),
            ("aws_nat_gateway", "b", {"subnet_id": {"references": [references]}}),
        )
    ]
    changes += [] if more is None else [more]
    blocks += [] if block is None else [dict(block)]
    plan = {
        "format_version": "1.2",
        "variables": {"turn": {"value": 1}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": blocks}},
    }
    return read(json.dumps(plan).encode(), "plan", None, ExactReferences(sources, "default"))


def of(text: str) -> Callable[[], Iterable[Source]]:
    return lambda: [Source({(): ModuleText(".", {"main.tf": dedent(text).encode()})}, "source")]


def subnet(resources: Resources, index: int) -> object:
    return resources.by_address[f"aws_nat_gateway.b[{index}]"].get("subnet_id")


def test_the_source_says_which_instance_is_meant() -> None:
    found = planned(of(SOURCE))
    assert subnet(found, 0) == Reference("aws_subnet.a[1]", "id", Certainty.CERTAIN)
    assert subnet(found, 1) == Reference("aws_subnet.a[0]", "id", Certainty.CERTAIN)


def test_a_file_beside_the_source_is_read(tmp_path: Path) -> None:
    (tmp_path / "turn.yaml").write_text("turn: 1\n", encoding="utf-8")
    text = SOURCE.replace("var.turn", 'yamldecode(file("turn.yaml")).turn')
    module: Mapping[ModulePath, ModuleText] = {
        (): ModuleText(".", {"main.tf": dedent(text).encode()})
    }
    beside = Source(module, "source", files=RootReader(tmp_path))
    expected = Reference("aws_subnet.a[1]", "id", Certainty.CERTAIN)
    assert subnet(planned(lambda: [beside]), 0) == expected
    assert subnet(planned(lambda: [Source(module, "source")]), 0) != expected


def test_without_a_source_it_stays_open() -> None:
    assert not isinstance(subnet(planned(tuple), 0), Reference)


@pytest.mark.parametrize(
    "other",
    [
        SOURCE.replace('"public"', '"private"'),
        SOURCE.replace('"aws_subnet" "a"', '"aws_subnet" "other"'),
        SOURCE.replace("count             = 2", "count             = var.none"),
    ],
)
def test_a_source_that_does_not_agree_with_the_plan_is_not_believed(other: str) -> None:
    assert not isinstance(subnet(planned(of(other)), 0), Reference)


def test_no_source_is_read_where_nothing_is_open() -> None:
    def unread() -> NoReturn:
        pytest.fail("the source was read")

    found = planned(unread, references="aws_subnet.a[1].id")
    assert subnet(found, 0) == Reference("aws_subnet.a[1]", "id", Certainty.CERTAIN)


WITH_BALANCER = """
    resource "aws_subnet" "a" {
      count      = 2
      cidr_block = "10.0.${count.index}.0/24"
    }
    resource "aws_nat_gateway" "b" {
      count             = 2
      connectivity_type = "public"
    }
    resource "aws_lb" "c" {
      subnets = false ? aws_subnet.a[*].id : null
      dynamic "subnet_mapping" {
        for_each = aws_subnet.a[*].id
        content { subnet_id = subnet_mapping.value }
      }
    }
    """


def balancer(after: dict[str, object], unknown: dict[str, object]) -> Resource:
    written = {"address": "aws_lb.c", "mode": "managed", "type": "aws_lb", "name": "c"}
    change = {"actions": ["create"], "after": after, "after_unknown": unknown}
    block = written | {"expressions": {"subnets": {"references": ["aws_subnet.a"]}}}
    found = planned(of(WITH_BALANCER), more=written | {"change": change}, block=block)
    return found.by_address["aws_lb.c"]


def test_an_argument_that_the_source_leaves_out_is_the_providers() -> None:
    assert balancer({}, {"subnets": True}).get("subnets") == Unknown(configured=False)


def test_blocks_in_which_the_plan_knows_the_same_are_taken_one_by_one() -> None:
    known = {"ipv6_address": "", "private_ipv4_address": ""}
    mask = {"subnet_id": True}
    blocks = balancer({"subnet_mapping": [known] * 2}, {"subnet_mapping": [mask] * 2}).get(
        "subnet_mapping"
    )
    assert isinstance(blocks, list)
    assert [block["subnet_id"] for block in blocks if isinstance(block, dict)] == [
        Reference(f"aws_subnet.a[{index}]", "id", Certainty.CERTAIN) for index in range(2)
    ]
