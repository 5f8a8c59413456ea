"""What is read from the references that a plan keeps of an expression."""

from __future__ import annotations

from typing import Any

import pytest

from netplan_audit.terraform.plan.expression import Expression, gather
from tests.terraform.plan.documents import refs


def texts(*references: Any) -> list[str]:  # noqa: ANN401 - anything may stand there
    expression = Expression(list(references))
    return [traversal.text for traversal in expression.traversals]


@pytest.mark.parametrize(
    "written",
    [
        ("aws_subnet.s[0].id",),
        ('module.net["a.b[c]"].ids[0]',),
        ('aws_subnet.s["]"].id', "var.x.y.z"),
        # As in real plans: the second traversal is one of the first's parents.
        ("aws_nat_gateway.n[0].id", "aws_nat_gateway.n"),
        ("each.value.service_type", "each.value"),
        ("aws_route_table.t", "aws_route_table.t"),
    ],
)
def test_each_traversal_is_read_without_its_parents(written: tuple[str, ...]) -> None:
    assert texts(*refs(*written)["references"]) == list(written)


def test_what_an_expression_is_made_of() -> None:
    expression = Expression(["local.a", "count.index", "aws_vpc.v", "path.module", 7, None])
    assert [traversal.text for traversal in expression.traversals] == ["aws_vpc.v"]
    assert expression.opaque == ("local.a",)
    assert (expression.plain, expression.iterates, expression.uses_index) == (False, True, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("each.key", (True, True)),
        ("each.value", (True, True)),  # a key, where for_each is a set
        ("each.value.id", (True, False)),
        ("var.key", (False, False)),
    ],
)
def test_which_key_an_expression_uses(text: str, expected: tuple[bool, bool]) -> None:
    expression = Expression(refs(text)["references"])
    assert (expression.iterates, expression.uses_key) == expected


def test_a_lone_index_uses_no_key_of_a_block_with_more_instances() -> None:
    counted = Expression(["aws_x.y", "count.index"])
    assert (counted.is_keyed(3, 3), counted.is_keyed(3, 2)) == (True, False)


def test_references_are_gathered_at_any_depth() -> None:
    node: Any = {"references": ["var.x"]}
    for _ in range(5000):
        node = [{"inner": node, "text": {"constant_value": {"references": ["no"]}}}]
    assert gather([node, {"a": {"references": ["var.y"]}, "b": None, "c": "d"}]) == [
        "var.x",
        "var.y",
    ]
