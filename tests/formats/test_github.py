"""GitHub annotations: their commands, their limits, and that nothing else is a command."""

from __future__ import annotations

import re

import pytest

from netplan_audit.finding import Change, Severity
from netplan_audit.formats.github import MOST, render
from netplan_audit.location import Location
from netplan_audit.report import Run
from tests.fakes import finding, hostile_report, report, rich_report, undecided

COMMAND = re.compile(r"::(error|warning|notice) ([^\n]*?)::(.*)")


def commands(text: str) -> list[re.Match[str]]:
    return [match for line in text.splitlines() if (match := COMMAND.fullmatch(line))]


def test_an_annotation_names_file_line_check_and_fix() -> None:
    text = render(report(finding(), run=Run("infra")))
    assert text.splitlines()[0] == (
        "::error file=infra/net/main.tf,line=42,endLine=42,title=nat-single-az [high]::"
        "aws_nat_gateway.only: subnets of 2 zones leave through one NAT gateway"
        "%0Afix: one NAT gateway in each zone"
    )


def test_what_has_no_place_in_the_source_belongs_to_the_step() -> None:
    assert render(report(finding(location=None))).startswith("::error title=nat-single-az [high]::")


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (Severity.CRITICAL, "error"),
        (Severity.HIGH, "error"),
        (Severity.MEDIUM, "warning"),
        (Severity.LOW, "notice"),
        (Severity.INFO, "notice"),
    ],
)
def test_levels(severity: Severity, level: str) -> None:
    assert [match[1] for match in commands(render(report(finding(severity=severity))))] == [level]


def test_no_level_has_more_annotations_than_are_shown() -> None:
    many = [
        finding(subject=f"x{index}", severity=severity)
        for severity in Severity
        for index in range(MOST + 3)
    ]
    text = render(report(*many, undecided()))
    levels = [match[1] for match in commands(text)]
    assert {level: levels.count(level) for level in levels} == {
        "error": MOST,
        "warning": MOST,
        "notice": MOST,
    }
    left_out = len(many) - (3 * MOST - 2)
    assert f"title={left_out} more::{left_out} more without an annotation here" in text


def test_the_worst_and_then_the_newest_come_first() -> None:
    old = [finding(subject=f"a{index}", change=Change.EXISTING) for index in range(MOST)]
    new = finding(subject="z", change=Change.INTRODUCED)
    worst = finding(subject="zz", severity=Severity.CRITICAL, change=Change.EXISTING)
    subjects = [match[3].partition(":")[0] for match in commands(render(report(*old, new, worst)))]
    assert subjects[:3] == ["zz", "z", "a0"]


def test_undecided_results_are_one_notice() -> None:
    text = render(report(undecided(), undecided(subject="other")))
    assert commands(text)[0][0] == (
        "::notice title=undecided::2 results undecided: the input leaves them open"
    )


def test_the_last_line_is_the_verdict() -> None:
    last = render(rich_report()).splitlines()[-1]
    assert last.startswith("netplan-audit: 1 critical, 1 high; ")
    assert last.endswith("gate high: FAIL")


def test_properties_and_data_are_escaped() -> None:
    at = Location("a,b:c%.tf", 1, 1, "source")
    text = render(report(finding(location=at, message="100 % ::x::\r\ny")))
    assert "file=a%2Cb%3Ac%25.tf,line=1" in text
    assert r"aws_nat_gateway.only: 100 %25 ::x::\r\ny%0Afix: " in text


@pytest.mark.parametrize(
    "text",
    ["::set-env name=A::b", "x\n::add-mask::y", "##[group]x", "a::error::b", "%0A::debug::x"],
)
def test_no_line_of_the_input_is_a_command(text: str) -> None:
    for line in render(hostile_report(text)).splitlines():
        assert "##[" not in line
        command = COMMAND.fullmatch(line)
        assert command or not line.lstrip().startswith("::")
        if command:
            assert re.fullmatch(r"[a-zA-Z]+=[^,:]*(,[a-zA-Z]+=[^,:]*)*", command[2])
            assert re.findall(r"%(?!25|0A|0D)", command[3]) == []
