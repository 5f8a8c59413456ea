"""What only a process of its own shows: pipes, signals, full disks, start-up."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from netplan_audit import __version__
from tests.cli.conftest import plan_text

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "netplan_audit")
ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def run(
    *arguments: str, data: bytes = b"", environment: Mapping[str, str] = ENVIRONMENT
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments], input=data, capture_output=True, check=False, env=environment
    )


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version(option: str) -> None:
    done = run(option)
    assert (done.returncode, done.stdout) == (0, f"netplan-audit {__version__}\n".encode())


def test_the_version_costs_no_more_than_starting_python() -> None:
    """Counted in imports, which do not depend on how busy the machine is."""

    def imports(*command: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-X", "importtime", *command],
            capture_output=True,
            check=True,
            env=ENVIRONMENT,
            text=True,
        )
        return set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))

    more = imports("-m", "netplan_audit", "--version") - imports("-c", "import runpy")
    assert more <= {"__future__", "netplan_audit"}


def completed(words: str, shell: str = "bash") -> list[str]:
    """Return what a shell is offered for the last of the words."""
    variables = {
        "_NETPLAN_AUDIT_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    done = run(environment=ENVIRONMENT | variables)
    assert done.stderr == b""
    return done.stdout.decode().split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("netplan-audit sc", ["scan", "schema"]),
        ("netplan-audit scan --fo", ["--format"]),
        ("netplan-audit scan -f sa", ["sarif"]),
        ("netplan-audit scan p --policy s", ["strict"]),
        ("netplan-audit explain nat-s", ["nat-self-loop", "nat-single-az"]),
        ("netplan-audit scan --select alb-s", ["alb-single-az"]),
        ("netplan-audit config v", ["validate"]),
        ("netplan-audit scan exam", []),  # a file: left to the shell
    ],
)
def test_a_shell_completes_commands_options_and_checks(words: str, offered: list[str]) -> None:
    assert sorted(completed(words)) == sorted(offered)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_given_the_script_of_its_completion(shell: str) -> None:
    done = run(environment=ENVIRONMENT | {"_NETPLAN_AUDIT_COMPLETE": f"source_{shell}"})
    assert done.returncode == 0
    assert b"_NETPLAN_AUDIT_COMPLETE=complete_" + shell.encode() in done.stdout


def test_the_checks_are_told_without_what_builds_networks() -> None:
    """Counted in imports, which do not depend on how busy the machine is."""
    code = "import sys, netplan_audit.assembly as a; a.every_check(()); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env=ENVIRONMENT, text=True
    )
    loaded = set(done.stdout.split())
    assert "netplan_audit.network" in loaded
    assert loaded & {"netplan_audit.network.build", "netplan_audit.terraform.read"} == set()


LOADED = """
import sys
from netplan_audit.cli.app import run
run(sys.argv[1:])
print("loaded:", *sys.modules)
"""


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("text", set()),
        ("gitlab-sast", {"netplan_audit.formats.gitlab_sast"}),
        ("junit", {"netplan_audit.formats.junit", "html"}),
    ],
)
def test_a_scan_loads_the_format_that_was_asked_for_and_no_other(
    tmp_path: Path, kind: str, more: set[str]
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(plan_text("a"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "scan", plan, "-f", kind],
        capture_output=True,
        check=True,
        env=ENVIRONMENT,
        text=True,
    )
    loaded = set(done.stdout.rpartition("loaded: ")[2].split())
    formats = {name for name in loaded if name.startswith("netplan_audit.formats.")}
    assert formats | (loaded & {"html", "rich", "xml"}) == {"netplan_audit.formats.text"} | more


def test_standard_input_is_read() -> None:
    done = run("scan", "-", data=plan_text("a").encode())
    assert done.returncode == 0
    assert done.stderr == b""
    assert b"gate high: pass" in done.stdout


def test_empty_standard_input_is_2() -> None:
    done = run("scan", "-")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"-: the input is empty\nhint: ")


def test_closed_standard_input_is_2() -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" <&-', "sh", *COMMAND, "scan", "-"],
        capture_output=True,
        check=False,
        env=ENVIRONMENT,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr


def test_closed_standard_output_is_2(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(plan_text("a"), encoding="utf-8")
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *COMMAND, "scan", plan],
        stderr=subprocess.PIPE,
        check=False,
        env=ENVIRONMENT,
    )
    assert (done.returncode, done.stderr) == (2, b"standard output: it is closed\n")


@pytest.mark.parametrize("command", [["scan", "-f", "json"], ["resources", "-f", "json"]])
def test_a_reader_that_goes_away_is_silent(tmp_path: Path, command: list[str]) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(plan_text(*(f"v{index}" for index in range(250))), encoding="utf-8")
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*COMMAND, *command, plan],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
        env=ENVIRONMENT,
    )
    os.close(write)
    assert (done.returncode in {0, 1}, done.stderr) == (True, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_2_and_not_a_verdict(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(plan_text("a"), encoding="utf-8")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "scan", plan],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env=ENVIRONMENT,
        )
    assert done.returncode == 2
    assert done.stderr == b"standard output: cannot be written: no space left on device\n"


def interrupted(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Interrupt a process until it ends; return what it wrote.

    Once may not do: Python loses an interrupt that comes while it frees the lock of an import.
    """
    for _ in range(30):
        process.send_signal(signal.SIGINT)
        try:
            return process.communicate(timeout=2)
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    return process.communicate()


def test_an_interrupted_run_is_130(tmp_path: Path) -> None:
    pipe = tmp_path / "plan.json"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [*COMMAND, "scan", pipe],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    with pipe.open("wb"):  # opens when the tool does, which then waits for content
        out, err = interrupted(process)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err


def test_text_that_the_terminal_cannot_show_is_escaped(tmp_path: Path) -> None:
    path = tmp_path / "größe.json"
    path.write_text("{", encoding="utf-8")
    ascii_only = {"PATH": ENVIRONMENT["PATH"], "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    done = run("scan", str(path), environment=ascii_only)
    assert done.returncode == 2
    assert done.stderr.isascii()


def test_json_is_utf8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    plan = tmp_path / "größe.json"
    plan.write_text(plan_text("a"), encoding="utf-8")
    ascii_only = ENVIRONMENT | {"PYTHONIOENCODING": "ascii"}
    done = run("scan", str(plan), "-f", "json", environment=ascii_only)
    assert '"id": "größe.json"' in done.stdout.decode("utf-8")
