"""A newcomer follows the pages: with the built wheel, in an environment of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
EXAMPLE: Final = ROOT / "examples" / "three-tier"
CI: Final = "docs/ci.md"
BASELINE: Final = "docs/baseline.md"
POLICIES: Final = "docs/policies.md"
TERRAFORM: Final = """#!/bin/sh
# Stands in for Terraform: the plan is there already.
for word in "$@"; do case "$word" in -chdir=*) cd "${word#-chdir=}" || exit 1 ;; esac; done
case "$*" in
  *show*-json*) cat "$PLAN" ;;
  *plan*) touch tfplan ;;
esac
"""


def block(page: str, language: str, number: int = 0) -> str:
    """Return one of the blocks of a page, as a newcomer would copy it."""
    text = (ROOT / page).read_text(encoding="utf-8")
    pattern = rf"^```{language}\n(.*?)^```$"
    found: list[str] = re.findall(pattern, text, re.MULTILINE | re.DOTALL)
    return found[number]


def tool(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "netplan_audit", *arguments],
        check=False,
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )


# ---- what the pages show is what the tool takes


@pytest.mark.parametrize(
    ("page", "number"),
    [("docs/configuration.md", 0), ("docs/configuration.md", 1), ("docs/suppressing.md", 0)],
)
def test_the_configurations_of_the_pages_are_valid(tmp_path: Path, page: str, number: int) -> None:
    (tmp_path / ".netplan-audit.yaml").write_text(block(page, "yaml", number), encoding="utf-8")
    done = tool("config", "validate", ".netplan-audit.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_policies_of_the_page_are_valid(tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(block(POLICIES, "yaml", 0), encoding="utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "org.yaml").write_text(block(POLICIES, "yaml", 1), encoding="utf-8")
    done = tool(
        "scan",
        EXAMPLE / "plan.json",
        *("--policy", "net.yaml", "--policy-dir", "own", "--fail-on", "never"),
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")


# ---- the wheel


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs of an environment into which the wheel was installed.

    Its dependencies come from the package index, or where that is out of reach from the environment
    of the tests; the tool itself comes from the wheel either way.
    """
    folder = tmp_path_factory.mktemp("newcomer")
    command = ("-m", "hatchling", "build", "--target", "wheel", "-d", folder)
    subprocess.run([sys.executable, *command], check=True, cwd=ROOT, capture_output=True)
    wheel = next(folder.glob("*.whl"))
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    patient = ("--retries", "0", "--timeout", "15")
    if subprocess.run([*pip, *patient, wheel], check=False, capture_output=True).returncode:
        subprocess.run([*pip, "--no-index", "--no-deps", wheel], check=True)
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        site = folder / "venv" / "lib" / version / "site-packages"
        (site / "others.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")
    (python.parent / "terraform").write_text(TERRAFORM, encoding="utf-8")
    (python.parent / "terraform").chmod(0o755)
    return python.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a repository with a root module in `net`."""
    (tmp_path / "net").mkdir()
    shutil.copy(EXAMPLE / "main.tf", tmp_path / "net")
    subprocess.run(["/usr/bin/env", "git", "init", "--quiet", tmp_path], check=True)
    return tmp_path


def follow(commands: str, programs: Path, at: Path) -> subprocess.CompletedProcess[str]:
    """Type commands into a shell that stops at the first mistake."""
    return subprocess.run(
        ["/bin/sh", "-e", "-c", commands],
        check=False,
        cwd=at,
        env={
            "PATH": f"{programs}:/usr/bin:/bin",
            "HOME": str(at),
            "PLAN": str(EXAMPLE / "plan.json"),
            "PYTHONUTF8": "1",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_the_tool_is_that_of_the_wheel(programs: Path, checkout: Path) -> None:
    done = follow(
        "python -c 'import netplan_audit; print(netplan_audit.__file__)'", programs, checkout
    )
    assert done.stdout.startswith(str(programs.parent)), done.stderr
    assert "\nnat-single-az " in follow("netplan-audit checks", programs, checkout).stdout


QUICK_START: Final = "docs/quick-start.md"
OLD_MISTAKES: Final = "netplan-audit scan net"
"""Begins the commands that end with 1, for what is found."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((0, 1), ["FAIL\n", "# nat-single-az\n", 'resource "aws_nat_gateway"', "no: internet to "]),
        ((2, 3), ["gate high: FAIL\n", "in the baseline"]),
        ((4,), ["FAIL - net - nat-single-az - "]),
    ],
    ids=["audit", "ci", "atlantis"],
)
def test_a_quick_start(
    programs: Path, checkout: Path, numbers: tuple[int, ...], shown: list[str]
) -> None:
    printed = ""
    for command in "".join(block(QUICK_START, "sh", one) for one in numbers).splitlines():
        done = follow(command, programs, checkout)
        passes = "--baseline" in command or "atlantis" in command
        expected = int(command.startswith(OLD_MISTAKES) and not passes)
        assert (done.returncode, done.stderr) == (expected, ""), command
        printed += done.stdout
    assert [text for text in shown if text not in printed] == []


@pytest.mark.slow
def test_from_the_readme_to_a_verdict(programs: Path, checkout: Path) -> None:
    done = follow(block("README.md", "sh", 1), programs, checkout / "net")
    assert (done.returncode, done.stderr) == (1, "")
    assert "at            main.tf:" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("gate high: FAIL")
    assert follow("netplan-audit scan .", programs, checkout / "net").returncode == 1


@pytest.mark.slow
def test_from_ci_to_a_baseline_and_back_to_the_network(programs: Path, checkout: Path) -> None:
    audit = follow(block(CI, "sh", 0), programs, checkout)
    assert (audit.returncode, audit.stderr) == (1, "")
    assert "net/main.tf:" in audit.stdout
    known = follow(block(BASELINE, "sh", 0), programs, checkout)
    assert (known.returncode, known.stderr) == (0, "")
    assert "in the baseline" in known.stdout.splitlines()[-1]
    again = follow(block(BASELINE, "sh", 1), programs, checkout)
    assert (again.returncode, again.stderr) == (0, "")
    assert "0 new" in again.stdout
    assert "0 taken out" in again.stdout


@pytest.mark.slow
def test_from_a_finding_to_its_explanation_and_a_suppression(
    programs: Path, checkout: Path
) -> None:
    path = checkout / "net" / "main.tf"
    page = follow("netplan-audit explain nat-single-az", programs, checkout)
    assert page.stdout.startswith("# nat-single-az\n")
    comment = next(line for line in block("docs/suppressing.md", "hcl").splitlines() if line)
    text = path.read_text(encoding="utf-8")
    gateway = 'resource "aws_nat_gateway"'
    path.write_text(text.replace(gateway, f"{comment}\n{gateway}"), encoding="utf-8")
    before = follow("netplan-audit scan net --no-ignores", programs, checkout).stdout
    after = follow("netplan-audit scan net", programs, checkout).stdout
    assert "nat-single-az" in before
    assert "1 suppressed" in after or "suppression-expired" in after, "it ends on a day"


@pytest.mark.slow
def test_packs_policies_and_atlantis(programs: Path, checkout: Path) -> None:
    follow(block(CI, "sh", 0), programs, checkout)
    more = follow("netplan-audit scan net/plan.json --policy all", programs, checkout)
    assert (more.returncode, more.stderr) == (1, "")
    shutil.copytree(ROOT / "examples" / "policies", checkout / "policies")
    tried = follow("netplan-audit policy test policies", programs, checkout)
    assert (tried.returncode, tried.stderr) == (0, "")
    atlantis = follow("netplan-audit scan net/plan.json -f atlantis", programs, checkout)
    assert (atlantis.returncode, atlantis.stderr) == (0, "")
    assert atlantis.stdout.startswith("FAIL - ")


@pytest.mark.slow
def test_from_python(programs: Path, checkout: Path) -> None:
    shutil.copytree(ROOT / "examples", checkout / "examples")
    (checkout / "use.py").write_text(block("docs/library.md", "python"), encoding="utf-8")
    done = follow("python use.py", programs, checkout)
    assert (done.returncode, done.stderr) == (0, "")
    assert "fails" in done.stdout
