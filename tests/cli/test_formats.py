"""The formats on the command line: what they learn of the machine, and where they go."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.cli.formats import SUMMARY_BYTES, Wishes, run_of
from netplan_audit.errors import UsageError
from tests.cli.conftest import plan_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Cli = Callable[..., Done]


def place(done: Done) -> str:
    run = json.loads(done.out)["runs"][0]
    uri: str = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    return uri


# ---- the folder of the root module


def test_files_are_named_from_the_folder_of_the_input(
    cli: Cli, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    net = plan.parent / "net"
    net.mkdir()
    plan.rename(net / "plan.json")
    monkeypatch.chdir(plan.parent)
    assert place(cli("scan", "net/plan.json", "-f", "sarif")) == "net/main.tf"
    monkeypatch.chdir(net)
    assert place(cli("scan", "plan.json", "-f", "sarif")) == "main.tf"
    (net / "other").mkdir()
    monkeypatch.chdir(net / "other")
    assert place(cli("scan", "../plan.json", "-f", "sarif")) == "main.tf"


def test_a_root_module_is_where_its_plan_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wishes = Wishes(planfile="net/tfplan")
    assert run_of(["out/plan.json"], wishes, {}).directories == {"out/plan.json": "net"}


def test_the_working_directory_may_be_below_the_top_of_the_repository(
    cli: Cli, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPO_REL_DIR", "infra/./net")
    assert place(cli("scan", plan, "-f", "sarif")) == "infra/net/main.tf"
    assert place(cli("scan", plan, "-f", "sarif", "--path-prefix", "a/b/")) == "a/b/main.tf"
    assert place(cli("scan", plan, "-f", "sarif", "--path-prefix", ".")) == "main.tf"


def test_a_line_is_named_from_the_top_of_the_repository(
    cli: Cli, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    net = plan.parent / "net"
    net.mkdir()
    plan.rename(net / "plan.json")
    (net / "vpc.tf").write_text('\nresource "aws_vpc" "a" {}\n', encoding="utf-8")
    for folder, options in (
        (plan.parent, ["net/plan.json"]),
        (net, ["plan.json", "--path-prefix", "net"]),
    ):
        monkeypatch.chdir(folder)
        assert place(cli("scan", *options, "-f", "sarif")) == "net/vpc.tf"


@pytest.mark.parametrize("folder", ["/etc", "..", "a/../../b"])
def test_a_folder_outside_the_repository_is_2(cli: Cli, plan: Path, folder: str) -> None:
    done = cli("scan", plan, "--path-prefix", folder)
    assert (done.status, done.out) == (2, "")
    assert "is not a folder inside the repository" in done.err


@pytest.mark.parametrize(
    ("environment", "workspace"),
    [
        ({}, "default"),
        ({"TF_WORKSPACE": "blue"}, "blue"),
        ({"WORKSPACE": "/var/jenkins/workspace/x"}, "default"),
        ({"WORKSPACE": "prod", "ATLANTIS_TERRAFORM_VERSION": "1.11.4"}, "prod"),
    ],
)
def test_the_workspace_is_terraforms(environment: dict[str, str], workspace: str) -> None:
    assert run_of(["plan.json"], Wishes(), environment).workspace == workspace


@pytest.mark.parametrize(
    ("value", "started"),
    [
        ("2026-11-23T08:30:00Z", "2026-11-23T08:30:00"),
        ("2026-11-23T08:30:00.123Z", "2026-11-23T08:30:00"),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_time_is_that_of_gitlabs_job(value: str, started: str | None) -> None:
    assert run_of(["plan.json"], Wishes(), {"CI_JOB_STARTED_AT": value}).started == started


# ---- Markdown


def test_a_comment_has_the_name_it_is_given(cli: Cli, plan: Path) -> None:
    done = cli("scan", plan, "-f", "markdown", "--comment-id", "net/prod")
    assert done.out.startswith("<!-- netplan-audit:net/prod -->\n")


@pytest.mark.parametrize("name", ["", "-->", "a b", "x" * 101, "\n"])
def test_a_name_that_could_end_the_mark_is_2(name: str) -> None:
    with pytest.raises(UsageError, match="letters, digits"):
        run_of(["plan.json"], Wishes(comment_id=name), {})


def test_markdown_has_the_size_that_is_asked_for(cli: Cli, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(plan_text(*(f"v{index}" for index in range(200))), encoding="utf-8")
    assert len(cli("scan", plan, "-f", "markdown").out) > 10_000
    small = cli("scan", plan, "-f", "markdown", "--max-bytes", "3000").out
    assert len(small) <= 3_000
    assert "do not fit here" in small


def test_the_summary_of_a_step_is_added_to(
    cli: Cli, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary, other = tmp_path / "summary.md", tmp_path / "other.md"
    for file in (summary, other):
        file.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    cli("scan", plan, "-o", f"markdown={summary}", "-o", f"markdown={other}")
    assert other.read_text("utf-8").startswith("<!-- netplan-audit:report -->\n")
    assert summary.read_text("utf-8") == f"before\n{other.read_text('utf-8')}"


def test_the_summary_stays_below_what_github_drops(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, summary = tmp_path / "plan.json", tmp_path / "summary.md"
    plan.write_text(plan_text(*(f"v{index}" for index in range(250))), encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    cli("scan", plan, "-o", f"markdown={summary}")
    assert "do not fit here" not in summary.read_text("utf-8")
    summary.write_text("x" * (SUMMARY_BYTES - 5_000), encoding="utf-8")
    cli("scan", plan, "-o", f"markdown={summary}")
    assert SUMMARY_BYTES - 5_000 < summary.stat().st_size <= SUMMARY_BYTES
    assert "do not fit here" in summary.read_text("utf-8")


# ---- all of them


def test_many_outputs_come_from_one_run(cli: Cli, plan: Path, tmp_path: Path) -> None:
    kinds = ("sarif", "markdown", "json", "github")
    options: list[Any] = []
    for kind in kinds:
        options += ["-o", f"{kind}={tmp_path / kind}"]
    done = cli("scan", plan, *options)
    assert done.status == 1
    for kind in kinds:
        assert (tmp_path / kind).read_text("utf-8") == cli("scan", plan, "-f", kind).out


def test_the_version_of_json_has_a_name(cli: Cli, plan: Path, tmp_path: Path) -> None:
    present = cli("scan", plan, "-f", "json")
    assert cli("scan", plan, "-f", "json-v1") == present
    cli("scan", plan, "-f", "env", "-o", f"json-v1={tmp_path / 'out.json'}")
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == present.out
    assert json.loads(present.out)["schema_version"] == "1"
