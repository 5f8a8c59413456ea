"""GitLab, Azure Pipelines, reviewdog, HCP Terraform: what each is told, and how it is escaped."""

from __future__ import annotations

import json
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.cli.formats import FORMATS
from netplan_audit.finding import Change, Severity
from netplan_audit.formats import azure, gitlab, gitlab_sast, rdjsonl, tfc_run_task
from netplan_audit.formats.text import Look
from netplan_audit.formats.text import render as render_text
from netplan_audit.location import Location
from netplan_audit.report import Run
from tests.fakes import finding, hostile_report, report, rich_report, undecided

if TYPE_CHECKING:
    from netplan_audit.report import Report

NET = Run("net")
AT = finding(location=Location("main.tf", 42, 60, "planfile"))
WORST_FIRST = tuple(reversed(Severity))


def every_severity() -> Report:
    return report(*(finding(severity=each, subject=each.label) for each in Severity))


# ---- GitLab


def test_code_quality() -> None:
    assert json.loads(gitlab.render(report(AT, run=NET))) == [
        {
            "description": (
                "aws_nat_gateway.only: subnets of 2 zones leave through one NAT gateway"
            ),
            "check_name": "nat-single-az",
            "fingerprint": AT.fingerprint,
            "severity": "critical",
            "location": {"path": "net/main.tf", "lines": {"begin": 42}},
        }
    ]


def test_severities_of_code_quality() -> None:
    found = json.loads(gitlab.render(every_severity()))
    assert [one["severity"] for one in found] == ["blocker", "critical", "major", "minor", "info"]


def test_undecided_results_of_code_quality_are_information() -> None:
    one = json.loads(gitlab.render(report(undecided())))[0]
    assert one["severity"] == "info"
    assert one["description"].startswith("undecided: aws_vpc_peering_connection.x: ")
    assert one["description"].endswith("; waits for aws_vpc_peering_connection.x.peer_vpc_id")


def test_nothing_found_is_an_empty_list() -> None:
    assert gitlab.render(report()) == "[]\n"


def test_a_vulnerability() -> None:
    one = json.loads(gitlab_sast.render(report(AT, run=NET)))["vulnerabilities"][0]
    assert one["name"] == "Gateways of one zone"
    assert one["severity"] == "High"
    assert one["location"] == {"file": "net/main.tf", "start_line": 42, "end_line": 60}
    assert one["identifiers"][0]["value"] == "nat-single-az"
    assert one["solution"] == "one NAT gateway in each zone\n\nor a regional one"
    assert one["description"].startswith("`aws_nat_gateway.only`: subnets of 2 zones leave")


def test_the_id_of_a_vulnerability_stays_and_is_its_own() -> None:
    ids = [
        one["id"]
        for _ in range(2)
        for one in json.loads(gitlab_sast.render(every_severity()))["vulnerabilities"]
    ]
    assert (len(ids), len(set(ids))) == (10, 5)


def test_the_times_of_a_scan_are_those_of_the_job() -> None:
    scan = json.loads(gitlab_sast.render(report(run=Run(started="2026-11-23T08:30:00"))))["scan"]
    assert scan["start_time"] == scan["end_time"] == "2026-11-23T08:30:00"
    assert json.loads(gitlab_sast.render(report()))["scan"]["start_time"] == gitlab_sast.NO_TIME


def test_undecided_results_are_no_vulnerabilities_and_are_counted() -> None:
    document = json.loads(gitlab_sast.render(rich_report()))
    assert len(document["vulnerabilities"]) == 2
    assert [(one["level"], one["value"]) for one in document["scan"]["messages"]] == [
        ("warn", "net/plan.json: 2 lines cut"),
        ("info", "net/plan.json: the input is UTF-16"),
        ("info", "2 results undecided: the input leaves them open"),
    ]


# ---- Azure Pipelines


def test_a_logged_error() -> None:
    command = (
        "##vso[task.logissue type=error;sourcepath=net/main.tf;linenumber=42;columnnumber=1;"
        "code=nat-single-az;]"
        "aws_nat_gateway.only: subnets of 2 zones leave through one NAT gateway"
    )
    last = "netplan-audit: 1 high; gate high: FAIL"
    assert azure.render(report(AT, run=NET)).splitlines() == [command, last]


def test_what_has_no_place_is_logged_without() -> None:
    first = azure.render(report(finding(location=None))).splitlines()[0]
    assert first.startswith("##vso[task.logissue type=error;code=nat-single-az;]")


def test_azure_knows_errors_and_warnings() -> None:
    types = re.findall(r"type=(\w+);", azure.render(every_severity()))
    assert types == ["error", "error", "warning", "warning", "warning"]


def test_what_the_summary_does_not_show_is_in_the_log() -> None:
    many = [finding(subject=f"x{index}") for index in range(azure.MOST + 2)]
    text = azure.render(report(*many, undecided()))
    assert text.count("##vso[") == azure.MOST
    assert "\n2 more, not in the summary:\nhigh: nat-single-az: x" in text
    assert "\nundecided: peered-vpcs-overlap: aws_vpc_peering_connection.x: " in text


def test_azures_escapes() -> None:
    odd = finding(location=Location("a;b]c%.tf", 1, 1, "source"), message="100 %\n##vso[x]")
    text = azure.render(report(odd))
    assert "sourcepath=a%3Bb%5Dc%AZP25.tf;" in text
    assert text.count("##vso[") == 1
    assert r"100 %AZP25\n\x23#vso[x]" in text


# ---- reviewdog


def test_a_diagnostic() -> None:
    assert json.loads(rdjsonl.render(report(AT, run=NET))) == {
        "message": (
            "`aws_nat_gateway.only`: subnets of 2 zones leave through one NAT gateway"
            "\n\nfix: one NAT gateway in each zone"
        ),
        "location": {"path": "net/main.tf", "range": {"start": {"line": 42}}},
        "severity": "ERROR",
        "source": {"name": "netplan-audit"},
        "code": {"value": "nat-single-az"},
    }


def test_each_diagnostic_is_a_line() -> None:
    lines = rdjsonl.render(report(*every_severity().findings, undecided())).splitlines()
    found = [json.loads(line) for line in lines]
    assert [one["severity"] for one in found] == [
        "ERROR",
        "ERROR",
        "WARNING",
        "INFO",
        "INFO",
        "INFO",
    ]
    assert found[-1]["message"].startswith("undecided: ")
    assert rdjsonl.render(report()) == ""


# ---- HCP Terraform


def outcomes(one: Report) -> list[dict[str, Any]]:
    data = json.loads(tfc_run_task.render(one))["data"]["relationships"]["outcomes"]["data"]
    return [each["attributes"] for each in data]


def test_a_task_fails_with_the_gate() -> None:
    attributes = json.loads(tfc_run_task.render(report(AT)))["data"]["attributes"]
    assert attributes == {"status": "failed", "message": "1 high; gate high: FAIL"}
    passed = json.loads(tfc_run_task.render(report()))["data"]["attributes"]
    assert passed["status"] == "passed"


def test_an_outcome() -> None:
    one = outcomes(report(finding(change=Change.INTRODUCED), run=NET))[0]
    assert one["outcome-id"] == AT.fingerprint
    assert one["description"] == "nat-single-az: aws_nat_gateway.only"
    assert one["tags"] == {
        "Status": [{"label": "introduced", "level": "error"}],
        "Severity": [{"label": "high", "level": "error"}],
    }
    assert "- where: net/net/main.tf:42\n" in one["body"]
    assert "- fix: or a regional one\n" in one["body"]


def test_levels_of_outcomes() -> None:
    levels = [one["tags"]["Severity"][0]["level"] for one in outcomes(every_severity())]
    assert levels == ["error", "error", "warning", "info", "none"]
    assert outcomes(report(undecided()))[0]["tags"]["Status"] == [
        {"label": "undecided", "level": "info"}
    ]


def test_outcomes_that_are_too_large_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tfc_run_task, "MOST_BYTES", 3_000)
    many = report(*(finding(subject=f"x{index}") for index in range(9)))
    written = len(outcomes(many))
    assert 0 < written < 9
    message = json.loads(tfc_run_task.render(many))["data"]["attributes"]["message"]
    assert message.endswith(f"; {9 - written} more left out")
    head = len(tfc_run_task.render(report()))
    assert len(tfc_run_task.render(many)) < 3_000 + head + 50, "the whole, as it is written"


# ---- all formats


EVIL = [
    "\x1b[31mred\x9b2J",
    "##[error]x",
    "##vso[task.setvariable variable=a]b",
    "line\n::set-output name=a::b",
    "line\r\n##vso[task.complete result=Succeeded;]",
    "\u202eoverride\u2066\u200b",
    "\ud800\udfff",
    "\U000e0041",
    "\x00",
]


@pytest.mark.parametrize("kind", [*FORMATS, "text in full"])
@pytest.mark.parametrize("text", EVIL)
def test_no_text_of_the_input_is_obeyed_anywhere(kind: str, text: str) -> None:
    hostile = hostile_report(text)
    if kind == "text in full":
        shown = render_text(hostile, Look(verbose=True))
        assert shown.count('resource "aws_x" "b" {') == 2, "the fixes are in it"
    else:
        module = import_module(f"netplan_audit.formats.{kind.replace('-', '_')}")
        shown = module.render(hostile)
    assert shown.encode()
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066]", shown) == []
    assert "\U000e0041" not in shown
    assert "##[" not in shown
    ours = "##vso[task.logissue type=" if kind == "azure" else "nothing"
    assert "##vso[" not in shown.replace(ours, "")
    for line in shown.splitlines():
        if kind != "github":
            assert not line.lstrip().startswith("::")


@pytest.mark.parametrize("kind", FORMATS)
def test_the_order_of_discovery_does_not_show(kind: str) -> None:
    module = import_module(f"netplan_audit.formats.{kind.replace('-', '_')}")
    results = [finding(subject=name) for name in "abc"] + [finding(subject="b", identity=("x",))]
    assert module.render(report(*results)) == module.render(report(*reversed(results)))
