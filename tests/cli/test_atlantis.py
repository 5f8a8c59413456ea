"""The promise of `--format atlantis`: exit code 0 and a verdict, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from netplan_audit.auditing import auditor
from netplan_audit.cli.atlantis import asked_for
from tests.atlantis import ROOT, Verdict, current, legacy, step
from tests.cli.conftest import plan_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Done

    Cli = Callable[..., Done]

SUMMARY = "1 test, 0 passed, 0 warnings, 1 failure, 0 exceptions"
EXAMPLE = ROOT / "examples" / "three-tier" / "plan.json"
COMMAND = 'netplan-audit scan "$SHOWFILE" --format atlantis'


@pytest.mark.parametrize(
    ("words", "variables", "asked"),
    [
        ("scan p --format atlantis", {}, True),
        ("scan p --format=atlantis", {}, True),
        ("scan p -f atlantis", {}, True),
        ("scan p -fatlantis", {}, True),
        ("scan p -qf atlantis", {}, True),
        ("scna p -f atlantis", {}, True),
        ("scan p -f text -f atlantis", {}, True),
        ("scan p -f atlantis -f text", {}, False),
        ("scan p -f", {}, False),
        ("scan p", {}, False),
        ("scan p -o atlantis=x", {}, False),
        ("scan -- -f atlantis", {}, False),
        ("scan p", {"NETPLAN_AUDIT_FORMAT": "atlantis"}, True),
        ("scan p -f json", {"NETPLAN_AUDIT_FORMAT": "atlantis"}, False),
        ("checks", {"NETPLAN_AUDIT_FORMAT": "atlantis"}, False),
    ],
)
def test_the_format_is_known_before_the_words_are_understood(
    words: str, variables: dict[str, str], *, asked: bool
) -> None:
    assert asked_for(words.split(), variables) is asked


def failed(done: Done) -> str:
    """Return what the policy fails for, and see that it does and that nothing else is said."""
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[-1] == SUMMARY
    assert (current(done.out), legacy(done.out)) == ("fail", "fail")
    assert len(lines) == 2
    return lines[0].removeprefix("FAIL - netplan-audit - error: ")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--nope"], "No such option: --nope"),
        (["--severity", "awful"], "Invalid value for '--severity'"),
        (
            ["--fail-on", "hihg"],
            "'hihg' is neither a threshold nor a check - hint: did you mean 'high'?",
        ),
        (["--policy", "/nowhere.yaml"], "/nowhere.yaml: "),
        (["--quiet", "--verbose"], "--quiet and --verbose contradict each other"),
        (["-o", "sarif=/nowhere/x"], "/nowhere/x: the directory to write into does not exist"),
        (["--require-network"], "there is no network in the input"),
    ],
)
def test_what_cannot_be_carried_out_fails_the_policy(
    cli: Cli, empty_plan: Path, options: list[str], message: str
) -> None:
    assert message in failed(cli("scan", empty_plan, "-f", "atlantis", *options))


def test_an_input_that_is_not_there_fails_the_policy(cli: Cli, empty_plan: Path) -> None:
    assert failed(cli("scan", "/nowhere.json", "-f", "atlantis")).startswith(
        "/nowhere.json: there is no such file - hint: "
    )
    one_of_two = cli("scan", empty_plan, "/nowhere.json", "-f", "atlantis")
    assert (one_of_two.status, one_of_two.err) == (0, "")
    assert one_of_two.out.splitlines() == [
        "FAIL - netplan-audit - error: /nowhere.json: there is no such file",
        "INFO - netplan-audit - nothing to look at: no network in the input",
        "1 test, 0 passed, 0 warnings, 1 failure, 0 exceptions",
    ]


def test_no_input_and_no_command_fail_the_policy(cli: Cli) -> None:
    assert failed(cli("scan", "-f", "atlantis")).startswith("Missing argument 'INPUT...'")
    assert "scna" in failed(cli("scna", "-f", "atlantis"))


def test_an_unreadable_plan_fails_the_policy(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("{", encoding="utf-8")
    assert str(path) in failed(cli("scan", path, "-f", "atlantis"))


@pytest.mark.usefixtures("_broken_check")
@pytest.mark.parametrize("options", [[], ["--exit-zero"], ["--debug"]])
def test_a_bug_fails_the_policy_and_names_check_and_address(
    cli: Cli, plan: Path, options: list[str]
) -> None:
    assert failed(cli("scan", plan, "-f", "atlantis", *options)) == (
        f"internal error: check vpc-broken failed at aws_vpc.a in {plan}: "
        "AttributeError: 'NoParams' object has no attribute 'gone'"
    )


def test_an_interrupt_is_130(cli: Cli, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(auditor, "build_network", interrupt)
    assert cli("scan", plan, "-f", "atlantis").status == 130


def test_the_environment_can_choose(cli: Cli, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETPLAN_AUDIT_FORMAT", "atlantis")
    monkeypatch.setenv("NETPLAN_AUDIT_ATLANTIS_COMPAT", "legacy")
    assert cli("scan", plan, "--fail-on", "never").out.splitlines()[-1] == (
        "PASS - 2 checks, 0 violations"
    )
    assert "No such option" in failed(cli("scan", plan, "--nope"))


def test_other_formats_keep_their_exit_codes(cli: Cli, plan: Path) -> None:
    assert cli("scan", plan, "-f", "sarif").status == 1
    assert cli("scan", plan, "-f", "sarif", "--nope").status == 2


# ---- as a step


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        ("", "fail"),
        ("--fail-on never", "pass"),
        ("--fail-on critical --category resilience", "pass"),
    ],
)
def test_a_step_of_a_workflow(tmp_path: Path, options: str, verdict: Verdict) -> None:
    (tmp_path / "default.json").write_bytes(EXAMPLE.read_bytes())
    status, output = step(f"{COMMAND} {options}", tmp_path)
    assert (status, current(output, status)) == (0, verdict)
    words = {line[:4] for line in output.splitlines()[:-1]}
    assert words == ({"FAIL"} if verdict == "fail" else {"WARN"})
    assert " - infra/net - " in output
    old_status, old = step(f"{COMMAND} {options} --atlantis-compat legacy", tmp_path)
    assert legacy(old, old_status) == verdict


def test_two_steps_are_two_policy_sets(tmp_path: Path) -> None:
    (tmp_path / "default.json").write_bytes(EXAMPLE.read_bytes())
    outputs = [
        step(f"{COMMAND} --category {name}", tmp_path)[1] for name in ("exposure", "resilience")
    ]
    assert ["sg-ingress-vpc-wide" in output for output in outputs] == [True, False]
    assert ["nat-single-az" in output for output in outputs] == [False, True]


def test_a_plan_that_ran_elsewhere_has_no_show_file(tmp_path: Path) -> None:
    status, output = step(COMMAND, tmp_path)
    assert current(output, status) == "fail"
    assert "writes no file for plans that run in HCP Terraform" in output


def test_a_step_with_any_other_format_would_be_lost(tmp_path: Path) -> None:
    (tmp_path / "default.json").write_bytes(EXAMPLE.read_bytes())
    status, output = step('netplan-audit scan "$SHOWFILE"', tmp_path)
    assert current(output, status) == "lost"


def test_nothing_goes_to_standard_error(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(plan_text("a"), encoding="utf-8")
    command = [sys.executable, "-m", "netplan_audit", "scan", "-f", "atlantis"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    for target in (plan, tmp_path / "gone.json"):
        done = subprocess.run(
            [*command, target], capture_output=True, check=False, env=environment, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_where_nothing_can_be_written_nothing_breaks(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(plan_text("a"), encoding="utf-8")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "netplan_audit", "scan", "-f", "atlantis", plan],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_kill_is_a_kill(tmp_path: Path) -> None:
    pipe = tmp_path / "plan.json"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [sys.executable, "-m", "netplan_audit", "scan", "-f", "atlantis", pipe],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
    )
    with pipe.open("wb"):
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == -signal.SIGTERM
