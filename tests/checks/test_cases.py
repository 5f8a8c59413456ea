"""Every case of every check says what it expects, and the checks say just that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit.checks import CHECKS
from tests.cases import Case, cases, differences, documented, examples

if TYPE_CHECKING:
    from netplan_audit.check import Check

CASES: Final = cases()
DOCUMENTED: Final = documented()
MADE: Final = [*CASES, *DOCUMENTED, *examples()]
DEFAULT: Final = frozenset(check.id for check in CHECKS if check.pack == "default")

COMPRESSED: Final = {"nodeport-range-open-to-internet/public-nodes"}
"""Cases with `base64gzip`, whose result is not known without Terraform."""
IN_PYTHON: Final = {
    "cluster-subnet-too-small": "a data source counts the free addresses",
    "regional-nat-manual-missing-az": "the provider of the plans is older",
}
"""Checks that need what Terraform cannot plan without an account, and why."""


@pytest.mark.parametrize("case", MADE, ids=lambda case: case.id)
def test_the_plan_was_made_from_the_text_as_it_is(case: Case) -> None:
    assert not case.is_stale, "make its plan again: make plans"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_gives_what_its_lines_expect(case: Case) -> None:
    assert differences(case) == []


@pytest.mark.parametrize(
    "case",
    [
        case
        for case in CASES
        if case.is_planned and len(case.files) == 1 and not case.name.startswith("unknown-")
    ],
    ids=lambda case: case.id,
)
def test_a_case_gives_as_much_without_a_plan(case: Case) -> None:
    planned, evaluated = (
        sorted(outcome.verdict for outcome, _ in found)
        for found in (case.outcomes([case.folder.name]), case.evaluated([case.folder.name]))
    )
    assert evaluated == planned or case.id in COMPRESSED


@pytest.mark.parametrize("case", DOCUMENTED, ids=lambda case: case.id)
def test_the_documentation_of_a_check_shows_what_it_says(case: Case) -> None:
    found = case.outcomes([case.folder.name])
    verdicts = {outcome.verdict for outcome, _ in found}
    assert verdicts == ({"finding"} if case.name == "docs-bad" else set())


@pytest.mark.parametrize(
    "case", [case for case in DOCUMENTED if case.is_planned], ids=lambda case: case.id
)
def test_the_documentation_of_a_check_shows_the_same_without_a_plan(case: Case) -> None:
    verdicts = {outcome.verdict for outcome, _ in case.evaluated([case.folder.name])}
    assert verdicts == ({"finding"} if case.name == "docs-bad" else set())


@pytest.mark.parametrize("case", DOCUMENTED, ids=lambda case: case.id)
def test_the_documentation_of_a_check_shows_no_other_mistake(case: Case) -> None:
    own = case.folder.name
    found = {each.check for each, _ in case.outcomes(DEFAULT - {own}) if each.verdict == "finding"}
    assert found == set()


def test_every_folder_of_cases_is_that_of_a_check() -> None:
    assert {case.folder.name for case in CASES} <= {check.id for check in CHECKS}


def own(check: Check, of: list[Case]) -> list[Case]:
    return [case for case in of if case.folder.name == check.id]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_check_has_a_case_with_an_unknown(check: Check) -> None:
    names = [case.name for case in own(check, CASES)]
    assert any(name.startswith("unknown-") for name in names), names


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_check_has_a_lookalike_at_which_it_is_silent(check: Check) -> None:
    named = [case for case in own(check, CASES) if not case.name.startswith("unknown-")]
    told = {case.name: {each.check for each in case.expectations()} for case in named}
    assert any(check.id not in checks for checks in told.values()), list(told)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_check_reaches_its_worst_severity_in_some_case(check: Check) -> None:
    every = (each for case in own(check, CASES) for each in case.expectations())
    found = {each.severity for each in every if (each.check, each.verdict) == (check.id, "finding")}
    bad = next(case for case in own(check, DOCUMENTED) if case.name == "docs-bad")
    told = [*bad.outcomes([check.id]), *([] if bad.is_manifest else bad.evaluated([check.id]))]
    found |= {each.severity.label for each, _ in told}
    assert check.severity.label in found or check.id in IN_PYTHON


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_check_of_aws_has_a_plan_among_its_cases(check: Check) -> None:
    every = [*own(check, CASES), *own(check, DOCUMENTED)]
    words = ("kubernetes_", "helm_release")
    of_kubernetes = any(case.is_manifest or any(w in case.main for w in words) for case in every)
    assert any(case.is_planned for case in every) or of_kubernetes or check.id in IN_PYTHON
