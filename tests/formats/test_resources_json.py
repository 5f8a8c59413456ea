"""The resources as JSON: what is known, sensitive or unknown, and where references lead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.formats.resources_json import path_text, render
from netplan_audit.terraform.resource import Resource, Resources
from netplan_audit.terraform.value import Certainty, OneOf, Reference, SomeOf, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.terraform.value import Symbolic, Value

CERTAIN, LIKELY, ONE_OF = Certainty.CERTAIN, Certainty.LIKELY, Certainty.ONE_OF


class FakeBody:
    """A body whose values, masks and references are given."""

    def __init__(
        self,
        values: dict[str, Value],
        masks: dict[str, object] | None = None,
        references: tuple[tuple[tuple[str | int, ...], Symbolic], ...] = (),
    ) -> None:
        self._values = values
        self._masks = masks or {}
        self._references = references

    def value(self, name: str) -> Value:
        return self._values.get(name)

    def names(self) -> Iterable[str]:
        return self._values

    def holding(self, text: bytes) -> Iterable[str]:  # noqa: ARG002
        return self._values

    def configured(self, name: str) -> bool | None:
        return name in self._values

    def ignores(self, name: str) -> bool | None:  # noqa: ARG002
        return None

    def mask(self, name: str) -> object:
        return self._masks.get(name, False)

    def references(self) -> Iterator[tuple[tuple[str | int, ...], Symbolic]]:
        yield from self._references

    def origins(self, path: tuple[str | int, ...]) -> tuple[Reference, ...]:  # noqa: ARG002
        return ()


def described(body: FakeBody) -> dict[str, Any]:
    resource = Resource(
        address="aws_vpc.a",
        module="",
        block="aws_vpc.a",
        mode="managed",
        type="aws_vpc",
        key=None,
        provider="registry.terraform.io/hashicorp/aws",
        action="create",
        body=body,
        region="eu-west-1",
    )
    text = render(Resources(source="plan.json", kind="plan", by_address={"aws_vpc.a": resource}))
    loaded: dict[str, Any] = json.loads(text)["resources"][0]
    return loaded


def test_a_resource_is_told_with_its_place_and_its_values() -> None:
    assert described(FakeBody({"b": None, "a": {"y": 1, "x": [True]}})) == {
        "address": "aws_vpc.a",
        "mode": "managed",
        "type": "aws_vpc",
        "module": "",
        "provider": "registry.terraform.io/hashicorp/aws",
        "region": "eu-west-1",
        "action": "create",
        "values": {"a": {"x": [True], "y": 1}, "b": None},
        "unknown": [],
        "references": [],
    }


def test_unknown_values_are_left_out_and_named() -> None:
    one = described(
        FakeBody(
            {
                "arn": Unknown(),
                "tags": {"known": "x", "a b": Unknown()},
                "rule": [{"id": Reference("aws_vpc.b", "id", CERTAIN), "port": 1}, Unknown()],
            }
        )
    )
    assert one["values"] == {"tags": {"known": "x"}, "rule": [{"port": 1}, None]}
    assert one["unknown"] == ["arn", "rule[0].id", "rule[1]", 'tags["a b"]']


@pytest.mark.parametrize(
    ("value", "mask", "expected"),
    [
        ("secret", True, "(sensitive value)"),
        ({"a": "secret"}, True, "(sensitive value)"),
        ({"a": "secret", "b": 1}, {"a": True}, {"a": "(sensitive value)", "b": 1}),
        (["x", "secret"], [False, True], ["x", "(sensitive value)"]),
        ([{"a": "secret"}], [{"a": True}], [{"a": "(sensitive value)"}]),
        ("secret", {"a": True}, "(sensitive value)"),
        (["secret"], {"a": True}, ["(sensitive value)"]),
        ({"a": "plain"}, {}, {"a": "plain"}),
        ([1, 2], [], [1, 2]),
        ("plain", False, "plain"),
    ],
)
def test_sensitive_values_are_hidden(value: Value, mask: object, expected: object) -> None:
    assert described(FakeBody({"v": value}, {"v": mask}))["values"] == {"v": expected}


def reference(name: str, certainty: Certainty) -> Reference:
    return Reference(f"aws_subnet.{name}", "id", certainty)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (reference("a", LIKELY), [("id", ["aws_subnet.a"], "likely", [])]),
        (
            OneOf((reference("b", ONE_OF), reference("a", ONE_OF)), complete=True),
            [("id", ["aws_subnet.a", "aws_subnet.b"], "one-of", [])],
        ),
        (
            SomeOf(
                (
                    reference("a", CERTAIN),
                    reference("b", LIKELY),
                    reference("c", ONE_OF),
                    reference("d", ONE_OF),
                ),
                complete=False,
                waits_for=("local.x",),
            ),
            [
                ("id", ["aws_subnet.a"], "certain", []),
                ("id", ["aws_subnet.b"], "likely", []),
                ("id", ["aws_subnet.c", "aws_subnet.d"], "one-of", ["local.x"]),
            ],
        ),
        (
            SomeOf((reference("a", CERTAIN),), complete=False, waits_for=("local.x",)),
            [
                ("id", ["aws_subnet.a"], "certain", []),
                (None, [], "unknown", ["local.x"]),
            ],
        ),
        (Unknown(("local.x",)), [(None, [], "unknown", ["local.x"])]),
    ],
)
def test_references(value: Symbolic, expected: list[tuple[object, ...]]) -> None:
    entries = described(FakeBody({}, references=((("vpc_config", 0, "ids"), value),)))["references"]
    assert [(e["attribute"], e["targets"], e["certainty"], e["waits_for"]) for e in entries] == (
        expected
    )
    assert {entry["path"] for entry in entries} == {"vpc_config[0].ids"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("vpc_id",), "vpc_id"),
        (("vpc_config", 0, "subnet_ids"), "vpc_config[0].subnet_ids"),
        (("tags", "a.b"), 'tags["a.b"]'),
        (("tags", 'a"b'), 'tags["a\\"b"]'),
        (("tags", "Name-1"), "tags.Name-1"),
    ],
)
def test_paths_are_written_as_terraform_does(path: tuple[str | int, ...], expected: str) -> None:
    assert path_text(path) == expected


def test_control_characters_do_not_reach_the_output() -> None:
    text = render(
        Resources(
            source="\x9b\u202e",
            kind="plan",
            by_address={},
        )
    )
    assert text.isascii()
    assert json.loads(text)["input"] == "\x9b\u202e"
