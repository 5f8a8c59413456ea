"""`baseline` and `scan --baseline`: the way of a team that starts with many findings."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import plan_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Cli = Callable[..., Done]

FILE = ".netplan-audit.baseline.json"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the top of a repository with a plan of two VPCs in `net`, and work there."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "plan.json").write_text(plan_text("a", "b"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_from_many_findings_to_the_new_ones_only(cli: Cli, here: Path) -> None:
    plan = here / "net" / "plan.json"
    assert cli("baseline", "create", "net/plan.json") == (0, f"{FILE}: 4 entries\n", "")
    known = cli("scan", "net/plan.json", "--baseline", FILE, "--fail-on", "info,undecided")
    assert known.status == 0
    assert known.out.splitlines()[-1] == (
        "no findings; 4 in the baseline; gate info,undecided: pass"
    )
    plan.write_text(plan_text("b", "c"), encoding="utf-8")
    done = cli("scan", "net/plan.json", "--baseline", FILE, "-f", "json")
    report = json.loads(done.out)
    assert (done.status, done.err) == (1, "")
    assert [one["resources"][0]["address"] for one in report["findings"]] == ["aws_vpc.c"]
    assert {one["status"] for one in report["suppressed"]} == {"baseline"}
    assert [one["code"] for one in report["diagnostics"] if one["severity"] == "warning"] == [
        "baseline-stale"
    ]
    assert cli("baseline", "diff", "net/plan.json").out.splitlines() == [
        "+ high      vpc-found at aws_vpc.c in net/plan.json",
        "+ low       vpc-open at aws_vpc.c in net/plan.json",
        "- high      vpc-found at aws_vpc.a in net/plan.json",
        "- low       vpc-open at aws_vpc.a in net/plan.json",
        "2 new, 2 known, 2 gone",
    ]
    assert cli("baseline", "prune", "net/plan.json").out.splitlines()[-1] == (
        f"{FILE}: 2 entries, 2 taken out"
    )
    assert len((here / FILE).read_text(encoding="utf-8").splitlines()) == 4


def test_strict_fails_on_what_is_gone(cli: Cli, here: Path) -> None:
    cli("baseline", "create", "net/plan.json")
    strict = ("scan", "net/plan.json", "--baseline", FILE, "--baseline-strict")
    assert cli(*strict).status == 0
    (here / "net" / "plan.json").write_text(plan_text("a"), encoding="utf-8")
    assert cli(*strict[:-1]).status == 0
    assert cli(*strict).status == 1
    assert cli(*strict, "--exit-zero").status == 0
    assert cli("scan", "net/plan.json", "--baseline-strict").err == (
        "--baseline-strict: there is no baseline to be strict about\n"
        "hint: name it: --baseline FILE\n"
    )


def test_what_is_known_does_not_depend_on_the_other_inputs(cli: Cli, here: Path) -> None:
    shutil.copytree(here / "net", here / "other")
    cli("baseline", "create", "net/plan.json", "other/plan.json")
    for inputs in (["net/plan.json"], [here / "other" / "plan.json"], ["."]):
        (here / "other" / "tfplan.json").unlink(missing_ok=True)
        if inputs == ["."]:
            for name in ("net", "other"):
                (here / name / "plan.json").rename(here / name / "tfplan.json")
            cli("baseline", "create", ".", "--force")
        done = cli("scan", *inputs, "--baseline", FILE)
        assert done.status == 0, inputs
        assert "baseline" not in done.err


def test_prune_leaves_the_entries_of_other_inputs(cli: Cli, here: Path) -> None:
    shutil.copytree(here / "net", here / "other")
    cli("baseline", "create", "net/plan.json", "other/plan.json")
    (here / "net" / "plan.json").write_text(plan_text("a"), encoding="utf-8")
    assert cli("baseline", "prune", "net/plan.json").out.splitlines()[-1] == (
        f"{FILE}: 6 entries, 2 taken out"
    )


def test_an_existing_file_is_not_overwritten(cli: Cli, here: Path) -> None:
    cli("baseline", "create", "net/plan.json")
    assert (here / FILE).exists()
    again = cli("baseline", "create", "net/plan.json")
    assert (again.status, again.err) == (
        2,
        (
            f"{FILE}: it is there already\n"
            "hint: --force creates it anew, `baseline prune` only takes out what is gone\n"
        ),
    )
    assert cli("baseline", "create", "net/plan.json", "--force").status == 0
    assert cli("baseline", "prune", "net/plan.json", "--force").err == (
        "--force: it goes with create\n"
    )


def test_an_input_that_is_missing_takes_nothing_out(cli: Cli, here: Path) -> None:
    cli("baseline", "create", "net/plan.json")
    before = (here / FILE).read_bytes()
    done = cli("baseline", "prune", "net/plan.json", "gone.json")
    assert (done.status, done.err.splitlines()[0]) == (2, "gone.json: there is no such file")
    assert (here / FILE).read_bytes() == before


def test_the_configuration_may_name_it(cli: Cli, here: Path) -> None:
    cli("baseline", "create", "net/plan.json")
    (here / ".netplan-audit.yaml").write_text(f"baseline: {FILE}", encoding="utf-8")
    assert cli("scan", "net/plan.json").status == 0
    locked = cli("scan", "net/plan.json", "--locked-checks", "vpc-found")
    assert locked.err.startswith(".netplan-audit.yaml: line 1: baseline decides what fails")


def test_a_baseline_that_is_none_stops_the_scan(cli: Cli, here: Path) -> None:
    (here / FILE).write_text("{", encoding="utf-8")
    done = cli("scan", "net/plan.json", "--baseline", FILE)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"{FILE}: not a baseline: ")
