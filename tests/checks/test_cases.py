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
BOTH: Final = {"rds-publicly-accessible": {"sg-open-data-port"}}
"""Mistakes of which the page shows a second one, for only both together open the database."""


@pytest.mark.parametrize("case", MADE, ids=lambda case: case.id)
def test_the_plan_was_made_from_the_text_as_it_is(case: Case) -> None:
    assert not case.is_stale, "make its plan again: make plans"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_gives_what_its_lines_expect(case: Case) -> None:
    assert differences(case) == []


@pytest.mark.parametrize("case", DOCUMENTED, ids=lambda case: case.id)
def test_the_documentation_of_a_check_shows_what_it_says(case: Case) -> None:
    found = case.outcomes([case.folder.name])
    verdicts = {outcome.verdict for outcome, _ in found}
    assert verdicts == ({"finding"} if case.name == "docs-bad" else set())


@pytest.mark.parametrize("case", DOCUMENTED, ids=lambda case: case.id)
def test_the_documentation_of_a_check_shows_no_other_mistake(case: Case) -> None:
    own = case.folder.name
    found = {each.check for each, _ in case.outcomes(DEFAULT - {own}) if each.verdict == "finding"}
    assert found == (BOTH.get(own, set()) if case.name == "docs-bad" else set())


def test_every_folder_of_cases_is_that_of_a_check() -> None:
    assert {case.folder.name for case in CASES} <= {check.id for check in CHECKS}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_check_has_a_case_with_an_unknown(check: Check) -> None:
    names = [case.name for case in CASES if case.folder.name == check.id]
    assert any(name.startswith("unknown-") for name in names), names
