"""The variables of a `multienv` step."""

from __future__ import annotations

import re

import pytest

from netplan_audit.finding import Severity
from netplan_audit.formats.env import render
from netplan_audit.policy import Gate
from tests.fakes import finding, hostile_report, report, undecided


def test_findings_the_worst_of_them_and_the_gate() -> None:
    one = report(finding(), finding(subject="x", severity=Severity.CRITICAL), undecided())
    assert render(one) == (
        "NETPLAN_FINDINGS=2,NETPLAN_MAX_SEVERITY=critical,NETPLAN_UNDECIDED=1,NETPLAN_GATE=fail\n"
    )


def test_nothing_found() -> None:
    assert render(report(gate=Gate(("never",)))) == (
        "NETPLAN_FINDINGS=0,NETPLAN_MAX_SEVERITY=none,NETPLAN_UNDECIDED=0,NETPLAN_GATE=pass\n"
    )


@pytest.mark.parametrize("text", ["x,LD_PRELOAD=y", "x\nPATH=z", '"; rm -rf /'])
def test_no_text_of_the_input_becomes_a_variable(text: str) -> None:
    assert re.fullmatch(r"(NETPLAN_[A-Z_]+=[a-z0-9]+,?){4}\n", render(hostile_report(text)))
