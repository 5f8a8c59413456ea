"""SARIF: valid, within GitHub's subset and limits, and telling findings from undecided results."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from netplan_audit.finding import Change, Finding, Severity, Step, Undecided
from netplan_audit.formats import sarif
from netplan_audit.location import Location
from netplan_audit.report import Run, Shown, Whereabouts
from netplan_audit.suppressions.suppression import Suppressed, Suppression
from tests.fakes import DOC, finding, make_check, report, rich_report, summary, undecided

if TYPE_CHECKING:
    from netplan_audit.report import Report

NO_SOURCE = "No source was at hand"


def load(one: Report) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(sarif.render(one))["runs"][0]
    return loaded


def results(one: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load(one)["results"]
    return found


def rule(one: Report, name: str) -> dict[str, Any]:
    rules = load(one)["tool"]["driver"]["rules"]
    found: dict[str, Any] = next(each for each in rules if each["id"] == name)
    return found


def test_the_index_of_a_rule_is_that_of_its_id() -> None:
    run = load(rich_report())
    rules = [each["id"] for each in run["tool"]["driver"]["rules"]]
    assert [rules[one["ruleIndex"]] for one in run["results"]] == [
        one["ruleId"] for one in run["results"]
    ]


# ---- places


def test_a_place_is_one_line_from_the_top_of_the_repository() -> None:
    at = finding(location=Location("main.tf", 42, 60, "planfile"))
    run = Run(prefix="net/prod")
    where = results(report(at, run=run))[0]["locations"][0]
    assert where["physicalLocation"] == {
        "artifactLocation": {"uri": "net/prod/main.tf", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 42, "startColumn": 1, "endLine": 42, "endColumn": 2},
    }
    assert where["logicalLocations"] == [
        {"fullyQualifiedName": "aws_nat_gateway.only", "kind": "resource"}
    ]


@pytest.mark.parametrize(
    ("directory", "file", "uri"),
    [
        ("", "main.tf", "main.tf"),
        ("net", "../modules/vpc/main.tf", "modules/vpc/main.tf"),
        ("net", "a b/größe#1.tf", "net/a%20b/gr%C3%B6%C3%9Fe%231.tf"),
        ("net", "\ud800.tf", "net/%3F.tf"),
    ],
)
def test_a_file_becomes_a_relative_reference(directory: str, file: str, uri: str) -> None:
    one = report(finding(location=Location(file, 3, 3, "source")), run=Run(directory))
    at = results(one)[0]["locations"][0]["physicalLocation"]
    assert (at["artifactLocation"]["uri"], at["region"]["startLine"]) == (uri, 3)


@pytest.mark.parametrize(
    "location",
    [
        None,
        Location("../../elsewhere/main.tf", 9, 9, "source"),
        Location("/etc/main.tf", 9, 9, "source"),
        Location(".terraform/modules/vpc/main.tf", 9, 9, "planfile"),
    ],
)
def test_what_has_no_line_in_the_repository_is_at_the_top_of_its_root_module(
    location: Location | None,
) -> None:
    result = results(report(finding(location=location), run=Run("net")))[0]
    at = result["locations"][0]["physicalLocation"]
    assert (at["artifactLocation"]["uri"], at["region"]["startLine"]) == ("net/main.tf", 1)
    assert NO_SOURCE in result["message"]["text"]


def test_a_place_that_is_known_is_not_excused() -> None:
    assert NO_SOURCE not in results(report(finding()))[0]["message"]["text"]


# ---- results


def test_instances_of_one_block_are_one_alert_that_outlives_them() -> None:
    two = [finding(subject=f'aws_nat_gateway.x["{key}"]') for key in "ab"]
    both, one = results(report(*two)), results(report(two[0]))
    assert len(both) == 1
    assert "The same holds for 1 more of its instances" in both[0]["message"]["text"]
    names = [each["fullyQualifiedName"] for each in both[0]["locations"][0]["logicalLocations"]]
    assert names == ['aws_nat_gateway.x["a"]', 'aws_nat_gateway.x["b"]']
    assert both[0]["partialFingerprints"] == one[0]["partialFingerprints"]


def test_different_rules_of_one_group_are_different_alerts() -> None:
    found = [finding(identity=(port,)) for port in ("22", "3389")]
    prints = {one["partialFingerprints"]["netplanAudit/v1"] for one in results(report(*found))}
    assert prints == {one.fingerprint for one in found}
    assert len(prints) == 2


def test_the_hash_that_github_makes_itself_is_left_to_it() -> None:
    assert set(results(report(finding()))[0]["partialFingerprints"]) == {"netplanAudit/v1"}


def test_the_first_sentence_names_the_object_and_what_is_wrong() -> None:
    text = results(report(finding()))[0]["message"]["text"]
    assert text.startswith(
        "aws_nat_gateway.only: subnets of 2 zones leave through one NAT gateway. "
    )
    assert "Fix: one NAT gateway in each zone." in text


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (Severity.CRITICAL, "error"),
        (Severity.HIGH, "error"),
        (Severity.MEDIUM, "warning"),
        (Severity.LOW, "note"),
        (Severity.INFO, "note"),
    ],
)
def test_levels(severity: Severity, level: str) -> None:
    assert results(report(finding(severity=severity)))[0]["level"] == level


@pytest.mark.parametrize(
    ("severity", "score"),
    [
        (Severity.CRITICAL, "9.5"),
        (Severity.HIGH, "8.0"),
        (Severity.MEDIUM, "5.5"),
        (Severity.LOW, "2.0"),
        (Severity.INFO, None),
    ],
)
def test_a_security_severity_is_text_and_that_of_the_worst_result(
    severity: Severity, score: str | None
) -> None:
    one = report(finding(check="peered-vpcs-overlap", severity=severity))
    assert rule(one, "peered-vpcs-overlap")["properties"].get("security-severity") == score


def test_a_check_without_results_keeps_the_severity_of_its_worst() -> None:
    properties = rule(report(), "peered-vpcs-overlap")["properties"]
    assert properties["security-severity"] == "8.0"


def test_resilience_is_no_matter_of_security() -> None:
    properties = rule(report(finding()), "nat-single-az")["properties"]
    assert properties == {
        "tags": ["network", "terraform", "resilience"],
        "problem.severity": "error",
    }


def test_an_undecided_result_is_open_and_shares_no_severity_with_findings() -> None:
    one = report(undecided(), finding(check="peered-vpcs-overlap"))
    result = results(one)[1]
    assert (result["kind"], result["level"]) == ("open", "none")
    assert result["ruleId"] == "peered-vpcs-overlap/undecided"
    assert result["properties"]["verdict"] == "undecided"
    assert "undecided: the peer's ranges are not known" in result["message"]["text"]
    assert "peer_vpc_id" in result["message"]["text"]
    assert "security-severity" not in rule(one, result["ruleId"])["properties"]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (Change.INTRODUCED, "new"),
        (Change.WORSENED, "updated"),
        (Change.EXISTING, "unchanged"),
        (None, None),
    ],
)
def test_what_the_plan_does_is_the_state_against_the_baseline(
    change: Change | None, state: str | None
) -> None:
    assert results(report(finding(change=change)))[0].get("baselineState") == state


def test_a_new_instance_beside_an_old_one_updates_the_alert() -> None:
    old = finding(subject="aws_nat_gateway.x[0]", change=Change.EXISTING)
    new = finding(subject="aws_nat_gateway.x[1]", change=Change.INTRODUCED)
    assert [one["baselineState"] for one in results(report(old, new))] == ["updated"]


def test_what_is_resolved_opens_no_alert() -> None:
    run = load(report(resolved=(finding(change=Change.RESOLVED),)))
    assert (run["results"], run["properties"]["resolved"]) == ([], 1)


def test_what_is_hidden_is_not_written_and_counted() -> None:
    run = load(report(finding(severity=Severity.LOW), shown=Shown(Severity.HIGH)))
    assert (run["results"], run["properties"]["notShown"]) == ([], 1)


# ---- the run


@pytest.mark.parametrize(
    ("run", "category"),
    [
        (Run(), "netplan-audit/default/"),
        (Run(directories={"plan.json": "net/prod"}), "netplan-audit/net/prod/default/"),
        (Run("infra", {"plan.json": "net"}, "blue"), "netplan-audit/infra/net/blue/"),
    ],
)
def test_the_category_is_the_root_module_and_its_workspace(run: Run, category: str) -> None:
    assert load(report(run=run))["automationDetails"]["id"] == category


def test_the_category_of_several_root_modules_is_that_of_none() -> None:
    both = (summary("a"), summary("b"))
    one = report(inputs=both, run=Run(directories={"a": "net", "b": "app"}))
    assert load(one)["automationDetails"]["id"] == "netplan-audit/default/"


def test_what_has_no_line_is_in_the_root_module_of_its_input() -> None:
    run = Run("infra", {"plan.json": "net"})
    where = results(report(finding(location=None), run=run))[0]["locations"][0]
    assert where["physicalLocation"]["artifactLocation"]["uri"] == "infra/net/main.tf"


def test_more_results_than_github_keeps_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST", 2)
    many = [finding(subject=f"aws_nat_gateway.x{index}") for index in range(4)]
    run = load(report(finding(severity=Severity.LOW), *many))
    assert [one["properties"]["severity"] for one in run["results"]] == ["high", "high"]
    note = run["invocations"][0]["toolExecutionNotifications"][-1]
    assert note["message"]["text"].startswith("3 more results left out")


def test_what_the_plan_brings_comes_first_among_equals() -> None:
    old = finding(subject="a", change=Change.EXISTING)
    new = finding(subject="b", change=Change.INTRODUCED)
    assert [one["baselineState"] for one in results(report(old, new))] == ["new", "unchanged"]


def test_remarks_on_the_input_are_told() -> None:
    notes = load(rich_report())["invocations"][0]["toolExecutionNotifications"]
    assert [(one["level"], one["descriptor"]["id"]) for one in notes] == [
        ("warning", "wrapper-lines-cut"),
        ("note", "input-encoding"),
    ]


def test_the_help_is_the_documentation_of_the_check() -> None:
    described = rule(report(), "nat-single-az")
    assert described["help"]["text"] == DOC.strip()
    assert described["help"]["markdown"].startswith("Gateways of one zone.\n\n## What it finds\n\n")
    assert described["fullDescription"]["text"] == "Several zones that leave through one gateway."


def test_a_long_description_is_cut_where_github_cuts_it() -> None:
    check = make_check("long", doc=f"Long.\n\nWhat it finds\n-------------\n{'x ' * 2000}\n")
    described = rule(report(checks=(check,)), "long")
    assert len(described["fullDescription"]["text"]) == sarif.LONGEST


class AllIn(Whereabouts):
    """Every address stands on a line of its own, which its length tells."""

    def of(self, input_id: str, address: str) -> Location | None:
        return None if address == "internet" else Location(f"{input_id}.tf", len(address), 99, "x")


def test_others_are_related_and_the_message_links_to_them() -> None:
    one = finding(related=(("a", "VPC"), ("bb", "of ![x]"), ("aa", "user"), ("internet", "from")))
    (result,) = results(report(one, whereabouts=AllIn({})))
    assert [
        (other["id"], other["message"]["text"], other["physicalLocation"]["region"]["startLine"])
        for other in result["relatedLocations"]
    ] == [(1, "a (VPC)", 1), (2, "bb (of ![x])", 2)]
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "plan.json.tf",
        "uriBaseId": "%SRCROOT%",
    }
    assert result["message"]["text"].endswith(". See [VPC](1), [2](2).")


def test_the_path_is_a_flow_through_the_blocks_that_are_known() -> None:
    steps = (Step("internet", "aaa", "reaches"), Step("aaa", "bbbb", "protects"))
    (result,) = results(report(finding(path=steps), whereabouts=AllIn({})))
    (flow,) = result["codeFlows"]
    (thread,) = flow["threadFlows"]
    assert [
        (
            one["location"]["physicalLocation"]["region"]["startLine"],
            one["location"]["message"]["text"],
        )
        for one in thread["locations"]
    ] == [(3, "internet --reaches--> aaa"), (3, "aaa --protects--> bbbb")]


@pytest.mark.parametrize("one", [undecided(path=()), finding(path=(), related=())])
def test_without_others_there_is_nothing_to_link(one: Finding | Undecided) -> None:
    (result,) = results(report(one, whereabouts=AllIn({})))
    assert {"relatedLocations", "codeFlows", "suppressions"} & set(result) == set()
    assert "](" not in result["message"]["text"]


def test_what_is_suppressed_is_written_where_it_is_asked_for() -> None:
    at = Location("main.tf", 3, 3, "planfile")
    why = Suppression(("nat-*",), "aws_x.a", at, "accepted in NET-42")
    known = replace(why, reason="", location=replace(at, source="baseline"))
    suppressed = (Suppressed(finding(), why), Suppressed(finding(subject="aws_x.b"), known))
    one = report(undecided(), suppressed=suppressed)
    assert len(results(one)) == 1
    shown = results(replace(one, shown=Shown(suppressed=True)))
    assert [result.get("suppressions") for result in shown] == [
        None,
        [{"kind": "inSource", "status": "accepted", "justification": "accepted in NET-42"}],
        [{"kind": "external", "status": "accepted", "justification": "baseline"}],
    ]


def test_text_of_the_input_makes_no_link() -> None:
    one = report(replace(finding(), message="see [this](https://x.example) and [that](1)"))
    text = results(one)[0]["message"]["text"]
    assert "](" not in text
    assert "[this] (https://x.example)" in text
