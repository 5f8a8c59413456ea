"""Several inputs at once: folders of plans, one verdict, and what each input adds to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from netplan_audit import audit
from tests.cli.conftest import Done, plan_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Cli = Callable[..., Done]


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """Return a folder of plans as terragrunt lays them out: one with a VPC, one without."""
    for name, vpcs in (("eu/vpc", ("a",)), ("eu/iam", ()), (".terragrunt-cache/x", ("b",))):
        folder = tmp_path / "live" / name
        folder.mkdir(parents=True)
        (folder / "tfplan.json").write_text(plan_text(*vpcs), encoding="utf-8")
        (folder / "other.json").write_text("{", encoding="utf-8")
    return tmp_path / "live"


def test_a_folder_stands_for_the_plans_beneath_it(cli: Cli, live: Path) -> None:
    done = cli("scan", live)
    assert (done.status, done.err) == (1, "")
    assert done.out.splitlines()[-3:-1] == [
        "  iam/tfplan.json: no findings: pass",
        "  vpc/tfplan.json: 1 high, 1 undecided: FAIL",
    ]
    assert done.out.splitlines()[-1].endswith("gate high: FAIL")


def test_each_input_has_its_own_result_in_json(cli: Cli, live: Path) -> None:
    report = json.loads(cli("scan", live, "-f", "json").out)
    results = {
        one["id"]: (one["result"], one["by_severity"]["high"]) for one in report["run"]["inputs"]
    }
    assert results == {"iam/tfplan.json": ("pass", 0), "vpc/tfplan.json": ("fail", 1)}
    assert report["summary"]["gate"]["result"] == "fail"


def test_a_folder_without_plans_says_what_is_missing(cli: Cli, tmp_path: Path) -> None:
    done = cli("scan", tmp_path)
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[0] == (
        f"{tmp_path}: there is no tfplan.json, no root module of HCL and no manifest of Kubernetes "
        "in this directory"
    )


def test_a_folder_that_terragrunt_runs_is_told_so(cli: Cli, tmp_path: Path) -> None:
    module = tmp_path / "modules" / "vpc"
    module.mkdir(parents=True)
    (module / "main.tf").write_text('resource "aws_vpc" "a" { cidr_block = var.cidr }\n')
    done = cli("scan", tmp_path)
    assert "Terragrunt" not in done.err
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "terragrunt.hcl").write_text('terraform { source = "../modules/vpc" }\n')
    done = cli("scan", tmp_path)
    assert f"{tmp_path}: what Terragrunt gives its modules is not read" in done.err


def test_one_unusable_input_neither_hides_the_others_nor_passes(cli: Cli, live: Path) -> None:
    broken = live / "eu" / "iam" / "tfplan.json"
    broken.write_text("{", encoding="utf-8")
    done = cli("scan", live, "--exit-zero")
    assert done.status == 2
    assert f"error: {broken}: " in done.out
    assert "vpc-found  aws_vpc.a" in done.out
    assert "; 1 input not usable; " in done.out.splitlines()[-1]


def test_inputs_of_which_none_is_usable_end_like_one(cli: Cli, tmp_path: Path) -> None:
    done = cli("scan", tmp_path / "a.json", tmp_path / "b.json")
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[0] == f"{tmp_path / 'a.json'}: there is no such file"


def test_the_same_plan_is_audited_once(cli: Cli, live: Path) -> None:
    once = cli("scan", live, "-f", "json")
    twice = cli("scan", live, live / "eu" / "vpc" / "tfplan.json", "-f", "json")
    assert len(json.loads(twice.out)["run"]["inputs"]) == len(json.loads(once.out)["run"]["inputs"])


_GROUP = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two root modules, one of which keeps a plan that was cut off."""
    for name in ("live", "shared"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(_GROUP, encoding="utf-8")
    (tmp_path / "live" / "tfplan.json").write_text('{"format_version": "1.2",', encoding="utf-8")
    return tmp_path


def test_a_broken_plan_in_a_repository_gives_way_to_the_configuration(
    cli: Cli, repository: Path
) -> None:
    done = cli("scan", repository, "-f", "json")
    report = json.loads(done.out)
    assert (done.status, done.err) == (1, "")  # by its finding in the HCL
    assert [one["id"] for one in report["run"]["inputs"]] == ["live", "shared"]
    plan = str(repository / "live" / "tfplan.json")
    assert [(one["code"], one["source"]) for one in report["diagnostics"]] == [
        ("plan-not-analysed", plan)
    ]
    assert report["diagnostics"][0]["message"].startswith("not analysed (line 1")
    assert report["diagnostics"][0]["message"].endswith(
        f"; the HCL in {repository} is audited instead"
    )
    assert plan in cli("scan", repository).out


def test_a_broken_plan_gives_way_to_the_configuration_it_stands_in(
    cli: Cli, repository: Path
) -> None:
    (repository / "shared" / "tfplan.json").write_text(plan_text(), encoding="utf-8")
    done = cli("scan", repository, "-f", "json")
    report = json.loads(done.out)
    assert done.status == 1
    assert [one["id"] for one in report["run"]["inputs"]] == ["live", "tfplan.json"]
    assert f"the HCL in {repository / 'live'} is" in report["diagnostics"][0]["message"]


def test_a_broken_plan_that_is_named_is_unusable(cli: Cli, repository: Path) -> None:
    plan = repository / "live" / "tfplan.json"
    assert cli("scan", plan).status == 2
    done = cli("scan", repository, plan)
    assert done.status == 2
    assert f"error: {plan}: " in done.out


def test_a_library_call_tells_of_a_broken_plan(repository: Path) -> None:
    report = audit(repository)
    assert [note.code for note in report.diagnostics] == ["plan-not-analysed"]
    assert not report.unusable
