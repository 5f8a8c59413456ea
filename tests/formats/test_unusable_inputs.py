"""One of several inputs could not be used: no format lets that pass."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from msgspec.structs import replace

from netplan_audit.cli.formats import FORMATS
from netplan_audit.diagnostic import Diagnostic
from netplan_audit.report import Run
from tests.atlantis import current, legacy
from tests.fakes import finding, report
from tests.formats.test_junit import assert_valid

ERROR = Diagnostic("error", "unusable-input", "it is not JSON", "b/plan.json", "give plan JSON")
BROKEN = report(diagnostics=(ERROR,))


def rendered(kind: str) -> str:
    text: str = import_module(f"netplan_audit.formats.{kind.replace('-', '_')}").render(BROKEN)
    return text


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - {"env", "tfc-run-task"}))
def test_every_format_names_the_trouble(kind: str) -> None:
    assert "not JSON" in rendered(kind)


def test_atlantis_fails_the_policy() -> None:
    text = rendered("atlantis")
    assert text.startswith("FAIL - netplan-audit - error: b/plan.json: it is not JSON\n")
    assert text.endswith("3 tests, 2 passed, 0 warnings, 1 failure, 0 exceptions\n")
    assert (current(text), legacy(text)) == ("fail", "fail")
    old = replace(BROKEN, run=Run(legacy_atlantis=True))
    assert legacy(import_module("netplan_audit.formats.atlantis").render(old)) == "fail"


def test_annotations_and_issues_are_errors() -> None:
    assert rendered("github").splitlines()[0] == (
        "::error title=unusable-input::b/plan.json: it is not JSON"
    )
    assert rendered("azure").splitlines()[0] == (
        "##vso[task.logissue type=error;code=unusable-input;]b/plan.json: it is not JSON"
    )


def test_junit_has_an_error() -> None:
    text = rendered("junit")
    assert_valid(text)
    assert '<error type="unusable-input" message="it is not JSON"/>' in text
    assert 'name="b/plan.json"' in text


def test_machines_see_a_run_that_failed() -> None:
    assert rendered("env").strip().endswith("NETPLAN_GATE=error")
    assert json.loads(rendered("tfc-run-task"))["data"]["attributes"]["status"] == "failed"
    assert json.loads(rendered("gitlab-sast"))["scan"]["status"] == "failure"
    invocation = json.loads(rendered("sarif"))["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["level"] == "error"


def test_merge_requests_see_an_entry() -> None:
    entry = json.loads(rendered("gitlab"))[0]
    assert (entry["severity"], entry["location"]["path"]) == ("blocker", "b/plan.json")
    assert json.loads(rendered("rdjsonl"))["severity"] == "ERROR"


def test_a_comment_says_so_in_its_title() -> None:
    title = rendered("markdown").splitlines()[1]
    assert title == "### netplan-audit: 1 input not usable, the gate passes"
    both = report(finding(), diagnostics=(ERROR,))
    text = import_module("netplan_audit.formats.markdown").render(both)
    assert "1 input not usable, the gate fails" in text
