"""The JSON report: its shape, its schema, the same bytes each time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from netplan_audit.finding import Confidence, Severity
from netplan_audit.formats.json import render
from netplan_audit.formats.report_schema import render as render_schema
from netplan_audit.policy import Gate
from netplan_audit.report import Shown
from tests.fakes import finding, report, rich_report, summary, undecided

if TYPE_CHECKING:
    from collections.abc import Callable

    from netplan_audit.report import Report

GOLDEN = Path(__file__).parents[1] / "golden" / "json"


def load(one: Report) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(render(one))
    return loaded


def test_the_json_is_as_expected(golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / "report.json", render(rich_report()))


@pytest.mark.parametrize(
    "one",
    [
        report(),
        rich_report(),
        report(finding(), inputs=(summary("a"), summary("b")), gate=Gate(("never",))),
    ],
    ids=["clean", "rich", "two-inputs"],
)
def test_the_schema_describes_the_output(one: Report) -> None:
    schema = json.loads(render_schema())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(load(one))


@pytest.mark.parametrize("key", ["$schema", "summary", "findings", "coverage"])
def test_the_schema_misses_a_key_that_is_gone(key: str) -> None:
    document = load(rich_report())
    del document[key]
    errors = Draft202012Validator(json.loads(render_schema())).iter_errors(document)
    assert [error.message for error in errors] == [f"{key!r} is a required property"]


def test_the_order_of_discovery_does_not_show() -> None:
    results = (finding(subject="b"), finding(subject="a"), undecided(subject="c"))
    twins = (finding(subject="b", evidence={"k": 1}), finding(subject="b", evidence={"k": 2}))
    there = render(report(*results, *twins))
    back = render(report(*reversed(twins), *reversed(results)))
    assert there == back


def test_lists_are_filtered_and_counts_are_not() -> None:
    sure, small = finding(), finding(subject="small", severity=Severity.LOW)
    document = load(report(sure, small, shown=Shown(Severity.HIGH)))
    subjects = [one["resources"][0]["address"] for one in document["findings"]]
    assert subjects == ["aws_nat_gateway.only"]
    assert document["summary"]["by_severity"]["low"] == 1
    assert document["summary"]["not_shown"] == 1


def test_a_finding_that_is_not_sure_enough_does_not_reach_the_gate() -> None:
    document = load(report(finding(), shown=Shown(confidence=Confidence.CERTAIN)))
    assert document["summary"]["gate"] == {"fail_on": "high", "result": "pass"}
    assert document["summary"]["by_severity"]["high"] == 0


def test_the_subject_comes_before_related_objects() -> None:
    result = load(report(finding()))["findings"][0]
    assert result["resources"] == [
        {"address": "aws_nat_gateway.only", "role": "subject", "input": "plan.json"},
        {"address": "aws_subnet.a", "role": "user", "input": "plan.json"},
        {"address": "aws_subnet.b", "role": "user", "input": "plan.json"},
    ]


EVIL = "a\x1b[31m\n\x7f\x85\x9b\u2028\u202e\u2066\u200b\ufeff\ud800 ##[x] ##vso[y] \U000e0041 é 水"


def test_invisible_and_control_characters_are_escaped_and_survive() -> None:
    evil = report(finding(message=EVIL))
    text = render(evil)
    assert "é 水" in text
    assert all(c == "\n" or c.isprintable() for c in text)
    assert "##[" not in text
    assert "##vso[" not in text
    result = json.loads(text)["findings"][0]
    assert result["message"] == EVIL
    assert text.encode("utf-8").decode("utf-8") == text


def test_the_document_ends_with_one_newline() -> None:
    text = render(report())
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
