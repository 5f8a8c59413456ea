"""JUnit XML: the rules of both schemas in use, and what passes, fails and is skipped."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from netplan_audit.finding import Severity
from netplan_audit.formats.junit import NO_TIME, render
from netplan_audit.location import Location
from netplan_audit.report import Run
from netplan_audit.suppressions.suppression import Suppressed, Suppression
from tests.fakes import finding, hostile_report, report, rich_report, summary, undecided

EVIL = [
    "<failure/>",
    "]]>",
    "&amp;&#10;",
    "\x00\x08\x1b[31m\x7f",
    "\ufffe\uffff",
    "\ud800",
    "a\nb\r\n",
    "'\" onload=x",
    "##[error]x",
]
SUITE = {
    "name": r".+",
    "package": r".+",
    "id": r"\d+",
    "hostname": r".+",
    "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "time": r"\d+",
    "tests": r"\d+",
    "failures": r"\d+",
    "errors": r"\d+",
    "skipped": r"\d+",
}
"""The attributes of a suite: those that Ant's schema requires, none that Jenkins' does not know."""


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text.encode())  # noqa: S314 - our own output


def assert_valid(text: str) -> None:
    """Hold the rules of Ant's JUnit.xsd and of Jenkins' junit-10.xsd that can be broken here."""
    root = parsed(text)
    assert (root.tag, root.attrib) == ("testsuites", {})
    for index, suite in enumerate(root):
        assert set(suite.attrib) == set(SUITE)
        for name, pattern in SUITE.items():
            assert re.fullmatch(pattern, suite.attrib[name], re.DOTALL)
        assert suite.attrib["id"] == str(index)
        tags = [child.tag for child in suite]
        cases = tags[1:-2]
        assert tags == ["properties", *cases, "system-out", "system-err"]
        assert set(cases) <= {"testcase"}
        assert suite.attrib["tests"] == str(len(cases))
        ends = [child.tag for case in suite.iter("testcase") for child in case]
        assert suite.attrib["failures"] == str(ends.count("failure"))
        assert suite.attrib["skipped"] == str(ends.count("skipped"))
        assert suite.attrib["errors"] == str(ends.count("error"))
        for case in suite.iter("testcase"):
            assert set(case.attrib) == {"classname", "name", "time"}
            assert len(case) <= 1
            for end in case:
                wanted = {"message"} if end.tag == "skipped" else {"message", "type"}
                assert set(end.attrib) == wanted
                assert len(end) == 0


def cases(text: str) -> list[tuple[str, str, str]]:
    return [
        (case.attrib["classname"], case.attrib["name"], case[0].tag if len(case) else "passed")
        for case in parsed(text).iter("testcase")
    ]


@pytest.mark.parametrize("text", EVIL)
def test_text_of_the_input_breaks_nothing(text: str) -> None:
    shown = render(hostile_report(text))
    assert_valid(shown)
    assert len(parsed(shown)) == 2
    assert "##[" not in shown
    assert re.findall(r"[^\n\x20-\x7e]", shown) == []


@pytest.mark.parametrize(
    "one",
    [report(), rich_report(), report(inputs=(summary("a"), summary("b")))],
    ids=["clean", "rich", "two"],
)
def test_the_rules_of_the_schemas_hold(one: object) -> None:
    assert_valid(render(one))  # type: ignore[arg-type]


def test_checks_that_found_nothing_passed() -> None:
    assert cases(render(report(finding()))) == [
        ("resilience", "nat-single-az aws_nat_gateway.only", "failure"),
        ("addressing", "peered-vpcs-overlap", "passed"),
    ]


def test_a_failure_has_its_severity_its_message_and_its_proof() -> None:
    at = finding(location=Location("main.tf", 42, 42, "source"))
    failure = parsed(render(report(at, run=Run("net")))).find(".//failure")
    assert failure is not None
    assert failure.attrib == {
        "type": "high",
        "message": "subnets of 2 zones leave through one NAT gateway",
    }
    lines = (failure.text or "").splitlines()
    assert lines[0] == "net/main.tf:42"
    assert "related: aws_subnet.a (user)" in lines
    assert "fix: one NAT gateway in each zone" in lines


def test_what_is_undecided_is_skipped_and_says_for_what_it_waits() -> None:
    skipped = parsed(render(report(undecided()))).find(".//skipped")
    assert skipped is not None
    assert skipped.attrib["message"] == (
        "undecided: the peer's ranges are not known; "
        "waits for aws_vpc_peering_connection.x.peer_vpc_id"
    )


def test_what_is_suppressed_is_skipped_and_says_why() -> None:
    why = Suppression(
        ("nat-*",),
        "aws_nat_gateway.only",
        Location("a.tf", 1, 1, "source"),
        "NET-42",
        until=date(2027, 3, 31),
    )
    text = render(report(suppressed=(Suppressed(finding(), why),)))
    assert cases(text)[0] == ("resilience", "nat-single-az aws_nat_gateway.only", "skipped")
    assert 'message="suppressed: NET-42"' in text
    assert_valid(text)


def test_each_input_is_a_suite_with_its_own_results() -> None:
    two = report(finding(input="b"), inputs=(summary("a"), summary("b")))
    suites = list(parsed(render(two)))
    assert [(one.attrib["name"], one.attrib["failures"]) for one in suites] == [
        ("a", "0"),
        ("b", "1"),
    ]


def test_results_at_one_subject_have_different_names() -> None:
    found = [finding(identity=(port,)) for port in ("22", "3389")]
    same = [finding(subject="x", evidence={"k": number}) for number in (1, 2)]
    names = [name for _, name, end in cases(render(report(*found, *same))) if end == "failure"]
    assert names == [
        "nat-single-az aws_nat_gateway.only 22",
        "nat-single-az aws_nat_gateway.only 3389",
        "nat-single-az x",
        "nat-single-az x #2",
    ]


def test_the_time_is_that_of_the_job_or_none() -> None:
    assert f'timestamp="{NO_TIME}"' in render(report())
    run = Run(started="2026-11-23T08:30:00")
    assert 'timestamp="2026-11-23T08:30:00"' in render(report(run=run))


def test_severities_are_the_types() -> None:
    text = render(report(*(finding(severity=each, subject=each.label) for each in Severity)))
    types = [one.attrib["type"] for one in parsed(text).iter("failure")]
    assert types == ["critical", "high", "medium", "low", "info"]
