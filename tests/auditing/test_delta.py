"""What a plan introduces, worsens, leaves and resolves."""

from __future__ import annotations

import pytest

from netplan_audit.auditing.delta import all_of_change, compared
from netplan_audit.finding import Change, Outcome, Severity
from tests.fakes import finding, undecided


def changes(after: list[Outcome], before: list[Outcome]) -> tuple[list[str], list[str]]:
    """Return the change of each result after the plan, and the subjects of what is resolved."""
    results, resolved = compared(after, before)
    assert all(one.change is Change.RESOLVED for one in resolved)
    return [str(one.change) for one in results], [one.subject for one in resolved]


def test_a_result_that_was_not_there_is_introduced() -> None:
    assert changes([finding()], []) == (["introduced"], [])


def test_a_result_that_was_there_is_existing() -> None:
    assert changes([finding(), undecided()], [finding(), undecided()]) == (
        ["existing", "existing"],
        [],
    )


def test_a_higher_severity_is_worse_and_a_lower_one_is_not() -> None:
    high, low = finding(severity=Severity.HIGH), finding(severity=Severity.LOW)
    assert changes([high], [low]) == (["worsened"], [])
    assert changes([low], [high]) == (["existing"], [])


def test_more_objects_involved_are_worse_and_fewer_are_not() -> None:
    few = finding(related=(("aws_subnet.a", "user"),))
    more = finding(related=(("aws_subnet.a", "user"), ("aws_subnet.b", "user")))
    assert changes([more], [few]) == (["worsened"], [])
    assert changes([few], [more]) == (["existing"], [])


def test_another_finding_at_the_same_subject_is_introduced() -> None:
    old = finding(identity=("tcp 22", "10.0.0.0/8"))
    new = finding(identity=("all traffic", "10.0.0.0/8"))
    assert changes([old, new], [old]) == (["existing", "introduced"], [])


def test_what_is_gone_is_resolved() -> None:
    assert changes([], [finding(), undecided()]) == ([], ["aws_nat_gateway.only"])


def test_a_finding_that_can_no_longer_be_told_is_not_resolved() -> None:
    open_question = undecided(check="nat-single-az", subject="aws_nat_gateway.only")
    assert changes([open_question], [finding()]) == (["existing"], [])


def test_a_finding_that_was_undecided_is_introduced() -> None:
    open_question = undecided(check="nat-single-az", subject="aws_nat_gateway.only")
    assert changes([finding()], [open_question]) == (["introduced"], [])


@pytest.mark.parametrize("change", [Change.INTRODUCED, Change.EXISTING])
def test_all_results_can_be_marked_alike(change: Change) -> None:
    assert [one.change for one in all_of_change([finding(), undecided()], change)] == [change] * 2
