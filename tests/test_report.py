"""The report: what counts, what is listed, and how several inputs add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from netplan_audit.finding import Change, Confidence, Severity
from netplan_audit.network.coverage import NetworkCoverage
from netplan_audit.report import Shown, joined_coverage, sorted_outcomes
from tests.fakes import coverage, finding, report, undecided

if TYPE_CHECKING:
    from netplan_audit.finding import Outcome


def test_results_are_sorted_worst_first_then_by_check_input_and_subject() -> None:
    results: list[Outcome] = [
        finding(severity=Severity.LOW, subject="a"),
        finding(subject="b"),
        finding(subject="a", input="z"),
        undecided(),
        finding(check="b", subject="a"),
        finding(subject="a"),
    ]
    findings, open_questions = sorted_outcomes(results)
    assert [(one.severity.label, one.check, one.input, one.subject) for one in findings] == [
        ("high", "b", "plan.json", "a"),
        ("high", "nat-single-az", "plan.json", "a"),
        ("high", "nat-single-az", "plan.json", "b"),
        ("high", "nat-single-az", "z", "a"),
        ("low", "nat-single-az", "plan.json", "a"),
    ]
    assert open_questions == (undecided(),)


def test_every_severity_is_counted_worst_first() -> None:
    one = report(finding(), finding(subject="b", severity=Severity.INFO), undecided())
    assert list(one.by_severity().items()) == [
        ("critical", 0),
        ("high", 1),
        ("medium", 0),
        ("low", 0),
        ("info", 1),
    ]


def test_a_finding_below_the_wanted_confidence_neither_counts_nor_fails() -> None:
    likely = report(finding(confidence=Confidence.LIKELY))
    assert likely.failed
    asked = report(
        finding(confidence=Confidence.LIKELY), shown=Shown(confidence=Confidence.CERTAIN)
    )
    assert (asked.failed, asked.counted, asked.not_shown) == (False, (), 1)


def test_a_finding_that_is_not_listed_still_fails() -> None:
    one = report(finding(), shown=Shown(Severity.CRITICAL))
    assert (one.failed, one.listed(one.counted), one.not_shown) == (True, (), 1)


def test_the_coverage_of_one_input_is_its_own() -> None:
    assert joined_coverage([("a", coverage(unresolved=("x.y",)))]) == coverage(unresolved=("x.y",))


def test_the_coverage_of_several_inputs_adds_up_and_names_them() -> None:
    first = coverage(not_analysed={"aws_x": 1}, unresolved=("x.y",))
    second = coverage(not_analysed={"aws_x": 2, "aws_y": 1}, missing_modules=("module.m",))
    assert joined_coverage([("a", first), ("b", second)]) == NetworkCoverage(
        resources=14,
        analysed=14,
        not_analysed={"aws_x": 3, "aws_y": 1},
        providers_not_analysed={},
        missing_modules=("b: module.m",),
        unresolved=("a: x.y",),
        objects={"VPCs": 2, "subnets": 8},
    )


def test_resources_not_analysed_are_counted_over_types_and_providers() -> None:
    gaps = coverage(not_analysed={"aws_x": 1, "aws_y": 2}, providers_not_analysed={"google": 4})
    assert report(coverage=gaps).not_analysed == 7


def test_the_rest_of_the_resources_has_no_part_in_a_network() -> None:
    gaps = coverage(resources=20, analysed=10, not_analysed={"aws_x": 3})
    assert report(coverage=gaps).irrelevant == 7


def test_only_what_is_new_counts_where_the_reader_asks_for_it() -> None:
    old = finding(change=Change.EXISTING)
    new = finding(change=Change.WORSENED, subject="new", severity=Severity.LOW)
    open_question = undecided(change=Change.EXISTING)
    every = report(old, new, open_question, resolved=(finding(change=Change.RESOLVED),))
    assert (every.failed, every.counted, every.not_shown) == (True, (old, new), 0)
    asked = replace(every, shown=Shown(new_only=True))
    assert (asked.failed, asked.counted, asked.open_questions) == (False, (new,), ())
    assert asked.not_shown == 2
    counts = {Change.EXISTING: 1, Change.WORSENED: 1, Change.RESOLVED: 1}
    assert every.by_change() == asked.by_change() == counts


def test_results_without_a_network_before_count_as_ever() -> None:
    assert report(finding(), shown=Shown(new_only=True)).failed
