"""The audit reports exactly what was planted in generated plans, and the benchmark can tell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from netplan_audit.checks import CHECKS
from netplan_audit.pipeline import Input, audit
from tests.bench.estate import Fact
from tests.bench.peers import PEERS, block_of, checkov_results, found_by, trivy_results
from tests.bench.plan import write_plan
from tests.bench.run import differences

if TYPE_CHECKING:
    from pathlib import Path


def _reported(path: Path) -> set[Fact]:
    report = audit([Input("plan", str(path), path.read_bytes())])
    findings = {Fact(one.check, one.subject) for one in report.findings}
    return findings | {Fact(one.check, one.subject, "undecided") for one in report.undecided}


@pytest.mark.parametrize("vpcs", [1, 10, 20])
def test_the_audit_reports_what_was_planted_and_nothing_else(vpcs: int, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    facts = write_plan(path, vpcs)
    assert differences(set(facts), _reported(path)) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mistakes_are_found_wherever_the_seed_puts_them(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    facts = write_plan(path, 20, seed)
    assert differences(set(facts), _reported(path)) == []


def test_a_team_has_mistakes_of_eleven_checks(tmp_path: Path) -> None:
    planted = {fact.check for fact in write_plan(tmp_path / "plan.json", 10)}
    assert planted <= {check.id for check in CHECKS}
    assert len(planted) == 11


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other, another = (tmp_path / name for name in ("one", "other", "another"))
    write_plan(one, 10, seed=7)
    write_plan(other, 10, seed=7)
    write_plan(another, 10, seed=8)
    assert one.read_bytes() == other.read_bytes() != another.read_bytes()


def test_a_generated_plan_agrees_with_itself(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_plan(path, 10)
    plan = json.loads(path.read_text())
    planned = {r["address"]: r["values"] for r in _resources(plan["planned_values"])}
    changed = {c["address"]: c["change"] for c in plan["resource_changes"]}
    assert planned == {address: change["after"] for address, change in changed.items()}
    assert all(
        not change["after"].keys()
        & {n for n, mask in change["after_unknown"].items() if mask is True}
        for change in changed.values()
    )


def _resources(part: dict[str, dict[str, object]]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    waiting = [part["root_module"]]
    while waiting:
        module = waiting.pop()
        found += module["resources"]  # type: ignore[arg-type]
        waiting += module.get("child_modules", [])  # type: ignore[arg-type]
    return found


def test_differences_tell_what_was_missed_and_what_was_not_planted() -> None:
    both, missed, beyond = Fact("a", "x"), Fact("b", "y"), Fact("c", "z", "undecided")
    assert differences({both, missed}, {both, beyond}) == [
        "missed: b y finding",
        "not planted: c z undecided",
    ]


_NODES = 'module.a["x"].aws_security_group.nodes'


def test_the_results_of_checkov_are_read_by_id_and_block(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    failed = {"failed_checks": [{"check_id": "CKV_AWS_277", "resource": f"{_NODES}[0]"}]}
    report.write_text(json.dumps({"check_type": "terraform_plan", "results": failed}))
    assert list(checkov_results(report)) == [("CKV_AWS_277", "aws_security_group.nodes")]


def test_the_results_of_trivy_are_read_by_id_and_block(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    cause = {"Resource": "aws_security_group.nodes_6dafa5e2c895a8435a11664202ea3b22"}
    found = [{"ID": "AWS-0107", "CauseMetadata": cause}]
    report.write_text(json.dumps({"Results": [{"Misconfigurations": found}, {"Target": "."}]}))
    assert list(trivy_results(report)) == [("AWS-0107", "aws_security_group.nodes")]


def test_a_peer_finds_a_fact_with_a_check_of_the_same_meaning(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    failed = [{"check_id": "CKV_AWS_277", "resource": _NODES}]
    report.write_text(json.dumps({"results": {"failed_checks": failed}}))
    facts = [Fact("nodeport-range-open-to-internet", _NODES), Fact("nat-single-az", _NODES)]
    assert found_by(PEERS[0], facts, report).startswith("1 of 2")
    report.unlink()
    assert found_by(PEERS[0], facts, report) == "no report (FileNotFoundError)"


@pytest.mark.parametrize("address", ["aws_vpc.a", "module.m.aws_vpc.a[0]", 'aws_vpc.a["x"]'])
def test_the_block_of_an_address(address: str) -> None:
    assert block_of(address) == "aws_vpc.a"
