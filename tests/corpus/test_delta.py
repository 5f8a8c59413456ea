"""Delta against truth: what follow-up plans of applied projects say about the network before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from netplan_audit.finding import Change
from netplan_audit.pipeline import Input, audit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from netplan_audit.finding import Finding
    from netplan_audit.report import Report

Key = tuple[str, str, tuple[str, ...]]


def scanned(path: Path) -> Report:
    return audit([Input("plan", str(path), path.read_bytes())])


def keys(findings: Iterable[Finding]) -> set[Key]:
    return {(one.check, one.subject, one.identity) for one in findings}


def projects(corpus: Path) -> list[Path]:
    found = sorted(path.parent for path in corpus.glob("real*/*/plan_noop.json"))
    assert found
    return found


def replaced(path: Path) -> set[str]:
    """Return what a plan changes although nobody changed the configuration."""
    changes = json.loads(path.read_bytes())["resource_changes"]
    return {one["address"] for one in changes if one["change"]["actions"] != ["no-op"]}


def test_a_plan_without_changes_introduces_and_resolves_nothing(corpus: Path) -> None:
    for project in projects(corpus):
        path = project / "plan_noop.json"
        report, changed = scanned(path), replaced(path)
        kept = [one for one in report.findings if one.subject not in changed]
        assert {one.change for one in kept} <= {Change.EXISTING}, project.name
        assert report.resolved == ()


def test_a_first_plan_introduces_everything(corpus: Path) -> None:
    for project in projects(corpus):
        report = scanned(project / "plan.json")
        assert {one.change for one in report.findings} <= {Change.INTRODUCED}, project.name
        assert not report.compared


@pytest.mark.parametrize("change", ["edit", "delete", "replace"])
def test_before_a_change_there_was_what_the_plan_without_changes_finds(
    corpus: Path, change: str
) -> None:
    seen = 0
    for project in projects(corpus):
        path = project / f"plan_{change}.json"
        if not path.exists():
            continue
        before = scanned(project / "plan_noop.json")
        report = scanned(path)
        old = [one for one in report.findings if one.change is not Change.INTRODUCED]
        # A finding that the plan makes undecided is neither there after it nor resolved.
        open_questions = {(one.check, one.subject, one.identity) for one in report.undecided}
        told = keys(old) | keys(report.resolved)
        assert told <= keys(before.findings), project.name
        assert keys(before.findings) - told <= open_questions, project.name
        seen += 1
    assert seen


def test_a_plan_that_reverts_drift_ends_where_the_configuration_is(corpus: Path) -> None:
    for project in projects(corpus):
        path = project / "plan_drift.json"
        if path.exists():
            report = scanned(path)
            missing = keys(scanned(project / "plan_noop.json").findings) - keys(report.findings)
            open_questions = {(one.check, one.subject, one.identity) for one in report.undecided}
            assert missing <= open_questions, project.name
