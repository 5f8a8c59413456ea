"""The atlantis format: its lines, and that both generations of Atlantis read its verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.finding import Change, Severity
from netplan_audit.formats.atlantis import LONGEST, MOST, render, render_error
from netplan_audit.location import Location
from netplan_audit.pipeline import Input, audit
from netplan_audit.policy import Gate
from netplan_audit.report import Run, Shown
from tests.atlantis import PATTERN, Verdict, current, legacy
from tests.fakes import coverage, finding, hostile_report, report, rich_report, summary, undecided

if TYPE_CHECKING:
    from netplan_audit.finding import Outcome
    from netplan_audit.report import Report

ROOT = Path(__file__).parents[2]
PLANS = sorted(
    [*ROOT.glob("examples/*/plan.json"), *ROOT.glob("tests/checks/*/*.plan.json")], key=str
)
NET = Run("infra/net")
OLD = replace(NET, legacy_atlantis=True)


# ---- how Atlantis reads


@pytest.mark.parametrize(
    ("output", "now", "before"),
    [
        ("12 tests, 12 passed, 0 warnings, 0 failures, 0 exceptions", "pass", "fail"),
        ("FAIL - a\n1 test, 0 passed, 0 warnings, 1 failure, 0 exceptions", "fail", "fail"),
        ("us-east-1 failure domain", "fail", "fail"),
        ("no cross-AZ failover", "pass", "fail"),
        ('{"failures": []}', "fail", "fail"),
        ("Failed checks: 2\nFAILED for resource: aws_vpc.a", "pass", "fail"),
        ("Failures: 2 (HIGH: 2)", "pass", "fail"),
        ("PASS - 12 checks, 0 violations", "pass", "pass"),
        ("", "lost", "lost"),
    ],
)
def test_what_atlantis_makes_of_texts(output: str, now: Verdict, before: Verdict) -> None:
    assert (current(output), legacy(output)) == (now, before)


# ---- lines


def test_a_finding_that_fails_the_gate_is_one_line() -> None:
    at = finding(location=Location("main.tf", 42, 60, "planfile"))
    assert render(report(at, run=NET)).splitlines()[0] == (
        "FAIL - infra/net - nat-single-az - aws_nat_gateway.only: "
        "subnets of 2 zones leave through one NAT gateway (main.tf:42) [high]"
    )


def test_the_rest_warns_or_informs_and_the_summary_is_last() -> None:
    low = finding(severity=Severity.LOW, location=None)
    assert render(report(low, undecided())) == (
        "WARN - . - nat-single-az - aws_nat_gateway.only: "
        "subnets of 2 zones leave through one NAT gateway [low]\n"
        "INFO - . - peered-vpcs-overlap - aws_vpc_peering_connection.x: "
        "undecided: the peer's ranges are not known [medium]\n"
        "1 test, 0 passed, 1 warning, 0 failures, 0 exceptions\n"
    )


def test_the_summary_counts_as_conftest_does() -> None:
    many = [finding(subject=f"x{index}") for index in range(2)]
    assert render(report(*many)).splitlines()[-1] == (
        "3 tests, 1 passed, 0 warnings, 2 failures, 0 exceptions"
    )


def test_a_clean_run_says_so() -> None:
    assert render(report()) == "2 tests, 2 passed, 0 warnings, 0 failures, 0 exceptions\n"


def test_an_undecided_result_fails_only_where_it_was_asked_to() -> None:
    asked = report(undecided(), gate=Gate(("undecided",)))
    assert asked.failed
    assert render(asked).startswith("FAIL - . - peered-vpcs-overlap - ")
    assert current(render(asked)) == "fail"
    assert current(render(report(undecided()))) == "pass"


def test_what_fails_the_gate_is_listed_even_where_less_is_asked_for() -> None:
    hidden = report(
        finding(), finding(subject="x", severity=Severity.LOW), shown=Shown(Severity(4))
    )
    assert hidden.failed
    assert render(hidden).count("FAIL - ") == 1
    assert "WARN" not in render(hidden)


def test_what_was_there_before_counts_for_nothing_where_only_new_does() -> None:
    old = report(finding(change=Change.EXISTING), shown=Shown(new_only=True))
    assert render(old) == "2 tests, 2 passed, 0 warnings, 0 failures, 0 exceptions\n"


def test_several_inputs_are_told_apart() -> None:
    both = (summary("a/plan.json"), summary("b/plan.json"))
    text = render(
        report(finding(input="b/plan.json"), inputs=both, run=Run(directories={"b/plan.json": "b"}))
    )
    assert text.startswith("FAIL - b/plan.json - nat-single-az - ")


def test_what_was_not_seen_is_told() -> None:
    odd = report(
        diagnostics=(Diagnostic("warning", "cut", "2 lines cut", "plan.json"),),
        coverage=coverage(not_analysed={"aws_a": 2}, unresolved=("x",), missing_modules=("m",)),
    )
    gaps = "2 resources not analysed, 1 reference unresolved, 1 module without a body"
    assert render(odd).splitlines()[:2] == [
        "INFO - netplan-audit - plan.json: 2 lines cut",
        f"INFO - netplan-audit - {gaps}",
    ]


def test_lines_that_do_not_fail_are_limited_and_counted() -> None:
    many = [finding(subject=f"x{index}") for index in range(MOST + 2)]
    text = render(report(*many, gate=Gate(("never",))))
    assert text.count("WARN - .") == MOST
    assert "\nWARN - 2 more\n" in text
    assert f", {MOST + 2} warnings, " in text
    assert render(report(*many)).count("FAIL - .") == MOST + 2


def test_a_line_has_an_end() -> None:
    lines = render(report(finding(message="x" * 99_999))).splitlines()
    assert len(lines[0]) == LONGEST + 1


def test_the_same_findings_give_the_same_bytes() -> None:
    results = [finding(subject=name) for name in "abc"]
    assert render(report(*results)) == render(report(*reversed(results)))


# ---- the verdict


@pytest.mark.parametrize(
    "one",
    [report(), rich_report(), report(undecided()), report(finding(severity=Severity.LOW))],
    ids=["clean", "rich", "undecided", "low"],
)
@pytest.mark.parametrize("threshold", ["low", "high", "never"])
def test_the_verdict_is_that_of_the_gate(one: Report, threshold: str) -> None:
    judged = replace(one, gate=Gate((threshold,)))
    expected = "fail" if judged.failed else "pass"
    assert current(render(replace(judged, run=NET))) == expected
    assert legacy(render(replace(judged, run=OLD))) == expected


def test_an_old_server_gets_a_summary_without_the_word() -> None:
    low = finding(severity=Severity.LOW)
    assert render(report(low, run=OLD)).splitlines()[-1] == "PASS - 2 checks, 0 violations"
    named = finding(severity=Severity.LOW, subject="aws_subnet.Failover")
    text = render(report(low, named, run=OLD))
    assert "Failover" not in text
    assert "INFO - netplan-audit - 1 line left out for a word that old servers obey\n" in text


@pytest.mark.parametrize(
    "text",
    [
        "1 failure",
        "zone 9 failures",
        '{"failures": [1]}',
        "```",
        "`````",
        "a\nFAIL - b",
        "FAIL",
        "\x1b[31mx",
        "- diff\r+ diff",
        "@@ -1 +1 @@",
        "::error::x",
        "##[error]x",
        "\ud800",
    ],
)
def test_no_text_of_the_input_decides(text: str) -> None:
    one = hostile_report(text, gate=Gate(("never",)))
    for run, judge in ((NET, current), (OLD, legacy)):
        shown = render(replace(one, run=run))
        assert judge(shown) == "pass"
        assert "```" not in shown
        assert all(
            line[:4] in {"WARN", "INFO", "PASS"} or line[0].isdigit() for line in lines(shown)
        )
        assert "\x1b" not in shown
        assert "##[" not in shown


def lines(text: str) -> list[str]:
    return text.splitlines()


def test_an_error_is_a_policy_that_fails() -> None:
    text = render_error("plan.json: it is not JSON\n::error::```")
    assert text == (
        "FAIL - netplan-audit - error: plan.json: it is not JSON\\n::error::\\x60\\x60`\n"
        "1 test, 0 passed, 0 warnings, 1 failure, 0 exceptions\n"
    )
    assert (current(text), legacy(text)) == ("fail", "fail")


# ---- what the checks say


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_check_says_what_atlantis_obeys(plan: Path) -> None:
    one = audit([Input("plan.json", plan.name, plan.read_bytes())])
    outcomes: list[Outcome] = [*one.findings, *one.undecided, *one.resolved]
    for outcome in outcomes:
        for text in (outcome.message, outcome.remediation, *(role for _, role in outcome.related)):
            assert "fail" not in text.lower(), "say `outage`"
            assert "```" not in text
    advisory = replace(one, gate=Gate(("never",)))
    assert current(render(replace(advisory, run=NET))) == "pass"
    assert legacy(render(replace(advisory, run=OLD))) == "pass"
    assert current(render(one)) == ("fail" if one.failed else "pass")


def test_the_pattern_is_not_asleep() -> None:
    assert PATTERN.search("2 failures")
    assert len(PLANS) > 10
