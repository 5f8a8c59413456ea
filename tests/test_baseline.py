"""Baselines: what they know, what is new beside it, what is stale, and how the file looks."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from netplan_audit.baseline import Baseline, held_against, load, of_report, render
from netplan_audit.checks import CHECKS
from netplan_audit.errors import UsageError
from netplan_audit.finding import Severity
from netplan_audit.opening.configurations import Options, opened
from netplan_audit.pipeline import audit
from netplan_audit.policy import Policy
from tests.fakes import finding, make_check, report, undecided

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.finding import Outcome
    from netplan_audit.report import Report

TODAY = date(2026, 11, 23)


def made(*outcomes: Outcome, ran: tuple[str, ...] = ("nat-single-az",)) -> Report:
    return replace(report(*outcomes), checks=tuple(make_check(check) for check in ran))


def of(*outcomes: Outcome) -> Baseline:
    return Baseline("b.json", tuple(of_report(made(*outcomes), TODAY)))


def still_open(old: Baseline, *outcomes: Outcome) -> list[Outcome]:
    left = held_against(made(*outcomes), old).report
    return [*left.findings, *left.undecided]


def test_what_was_there_is_known_and_keeps_the_totals() -> None:
    compared = held_against(made(finding()), of(finding()))
    assert compared.report.findings == ()
    assert [(one.status, one.suppression.reason) for one in compared.report.suppressed] == [
        ("baseline", "in the baseline")
    ]
    assert (compared.stale, len(compared.known), len(compared.kept)) == ((), 1, 1)


def test_another_place_another_identity_and_another_input_are_new() -> None:
    old = of(finding(identity=("22", "0.0.0.0/0")))
    for one in (
        finding(identity=("22", "0.0.0.0/0"), subject="aws_nat_gateway.other"),
        finding(identity=("3306", "0.0.0.0/0")),
        finding(identity=("22", "0.0.0.0/0"), input="other"),
    ):
        assert still_open(old, one) == [one]


def test_wording_and_lines_do_not_matter() -> None:
    assert still_open(of(finding()), finding(message="said otherwise")) == []


def test_each_entry_covers_one_result() -> None:
    assert len(still_open(of(finding()), finding(), finding())) == 1
    assert still_open(of(finding(), finding()), finding(), finding()) == []
    assert len(held_against(made(finding()), of(finding(), finding())).stale) == 1


@pytest.mark.parametrize(
    ("before", "after", "known"),
    [
        (finding(severity=Severity.MEDIUM), finding(severity=Severity.HIGH), False),
        (finding(severity=Severity.HIGH), finding(severity=Severity.MEDIUM), True),
        (undecided(severity=Severity.HIGH), finding(), False),
        (finding(severity=Severity.HIGH), undecided(severity=Severity.LOW), True),
        (finding(related=()), finding(related=(("aws_subnet.z", "subnet"),)), False),
        (finding(related=(("aws_subnet.z", "subnet"),)), finding(related=()), True),
    ],
)
def test_what_has_become_worse_is_new(before: Outcome, after: Outcome, *, known: bool) -> None:
    before, after = (replace(one, check="nat-single-az", identity=()) for one in (before, after))
    after = replace(after, subject=before.subject, input=before.input)
    compared = held_against(made(after), of(before))
    assert bool(compared.known) is known
    assert compared.stale == (), "it is there still"


def test_entries_that_meet_nothing_are_stale_where_their_check_ran_on_their_input() -> None:
    old = of(finding(), finding(subject="aws_nat_gateway.other"))
    compared = held_against(made(finding()), old)
    assert [str(one) for one in compared.stale] == [
        f"nat-single-az at aws_nat_gateway.other in {finding().input}"
    ]
    assert [note.message for note in compared.report.diagnostics if "baseline" in note.code] == [
        "1 entry meets no result any more: 1 of nat-single-az"
    ]
    assert held_against(made(ran=("other",)), old).stale == ()
    elsewhere = Baseline("b", tuple(replace(one, input="elsewhere") for one in old.entries))
    assert held_against(made(), elsewhere).stale == ()
    assert held_against(made(), elsewhere).kept == elsewhere.entries


def test_the_file_is_the_same_whatever_the_order_with_one_entry_a_line() -> None:
    a, b = finding(subject="aws_nat_gateway.a"), finding(subject="aws_nat_gateway.é")
    text = render(of(b, a).entries)
    assert text == render(of(a, b).entries)
    assert json.loads(text)["version"] == 1
    assert [line[:6] for line in text.splitlines()] == ['{"vers', '{"fp":', '{"fp":', "]}"]
    assert text.isascii()
    assert json.loads(render([]))["items"] == []


def test_a_new_file_keeps_the_dates_and_reasons_of_what_is_still_there() -> None:
    old = of(finding())
    old = Baseline("b", (replace(old.entries[0], reason="NET-42"),))
    both = of_report(made(finding(), finding(subject="aws_x.new")), date(2027, 1, 1), old)
    assert {(one.resources[0], str(one.added), one.reason) for one in both} == {
        (finding().subject, "2026-11-23", "NET-42"),
        ("aws_x.new", "2027-01-01", None),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a baseline: Input data was truncated"),
        ("<<<<<<< HEAD\n", "not a baseline: JSON is malformed: invalid character (byte 0)"),
        ('{"version": 1, "tool": "1"}', "not a baseline: Object missing required field `items`"),
        ('{"version": 2, "tool": "1", "items": []}', "not a baseline: Invalid enum value 2"),
        (
            '{"version": 1, "tool": "1", "items": [{"fp": 1}]}',
            "not a baseline: Expected `str`, got `int` - at `$.items[0].fp`",
        ),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load(str(path))
    assert caught.value.source == str(path)
    assert caught.value.message.startswith(message)


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        load("/nowhere.json")
    assert str(caught.value) == (
        "/nowhere.json: there is no such file\nhint: `netplan-audit baseline create` writes one"
    )


GROUP = """
resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
resource "aws_security_group" "a" {
  vpc_id = aws_vpc.a.id
  %s
}
resource "aws_instance" "a" {
  subnet_id                   = aws_subnet.a.id
  vpc_security_group_ids      = [aws_security_group.a.id]
  associate_public_ip_address = true
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_internet_gateway" "a" { vpc_id = aws_vpc.a.id }
resource "aws_route_table" "a" {
  vpc_id = aws_vpc.a.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.a.id
  }
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
}
"""
INGRESS = """
  ingress {
    from_port   = %d
    to_port     = %d
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
"""


def of_ports(folder: Path, *ports: int) -> Report:
    rules = "".join(INGRESS % (port, port) for port in ports)
    (folder / "main.tf").write_text(GROUP % rules, encoding="utf-8")
    policy = Policy.default(CHECKS).narrowed(select=["sg-open-*"])
    return audit([opened("net", str(folder), Options(None, None, None, {}))], policy)


def test_a_new_rule_in_a_group_that_is_known_is_a_new_finding(tmp_path: Path) -> None:
    one = of_ports(tmp_path, 22)
    assert [each.subject for each in one.findings] == ["aws_security_group.a"]
    old = Baseline("b.json", tuple(of_report(one, TODAY)))
    assert held_against(of_ports(tmp_path, 22), old).report.findings == ()
    both = of_ports(tmp_path, 22, 3306)
    new = held_against(both, old)
    assert new.stale == ()
    assert [each.subject for each in new.report.findings] == ["aws_security_group.a"]
    assert len(both.findings) == 2


def test_what_several_inputs_have_alike_is_known_of_each_by_itself() -> None:
    old = of(finding(input="a"), finding(input="b"))
    assert old == of(finding(input="a", also_in=("b",)))
    assert still_open(old, finding(input="b")) == []
    assert still_open(old, finding(input="a", also_in=("b",))) == []
    for one, left in [
        (finding(input="a", also_in=("b", "c")), finding(input="c")),
        (finding(input="0", also_in=("a", "b", "c")), finding(input="0", also_in=("c",))),
    ]:
        assert still_open(old, one) == [left]
