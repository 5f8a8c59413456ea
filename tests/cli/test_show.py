"""Binary plan files on the command line: which program reads them, and how that can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from netplan_audit.opening import show
from netplan_audit.opening.show import find_binary
from netplan_audit.terraform.planfile import Snapshot
from tests.cli.conftest import plan_text
from tests.terraform.plan_files import plan_file, planned

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Done

    Cli = Callable[..., Done]

VARIABLES = (
    "TERRAFORM_BIN",
    "TG_TF_PATH",
    "ATLANTIS_TERRAFORM_DISTRIBUTION",
    "ATLANTIS_TERRAFORM_VERSION",
)


@pytest.fixture(autouse=True)
def _no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a stand-in for Terraform."""

    def write(body: str, name: str = "terraform") -> Path:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{body}", encoding="utf-8")
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def tfplan(tmp_path: Path) -> Path:
    folder = tmp_path / "net"
    folder.mkdir()
    path = folder / "tfplan"
    path.write_bytes(plan_file(planned(["aws_vpc.a"])))
    return path


ECHO = f"sys.stdout.write({plan_text('a')!r})\n"


# ---- the program is run


@pytest.mark.parametrize("command", [["scan", "-q"], ["graph"], ["resources"]])
def test_a_plan_file_alone_is_shown_by_terraform(
    cli: Cli, program: Callable[..., Path], tfplan: Path, command: list[str]
) -> None:
    beside = tfplan.with_name("plan.json")
    beside.write_text(plan_text("a"), encoding="utf-8")
    file = ["--planfile", tfplan] if command[0] == "scan" else []
    expected = cli(*command, beside, *file)
    done = cli(*command, tfplan, "--terraform-bin", program(ECHO))
    assert (done.status, done.err) == (expected.status, "")
    assert done.out == expected.out


def test_the_report_names_the_file_that_was_given(
    cli: Cli, program: Callable[..., Path], tfplan: Path
) -> None:
    import hashlib  # noqa: PLC0415
    import json  # noqa: PLC0415

    done = cli("scan", "-f", "json", tfplan, "--terraform-bin", program(ECHO))
    (told,) = json.loads(done.out)["run"]["inputs"]
    assert (told["id"], told["path"], told["kind"]) == ("tfplan", str(tfplan), "plan")
    assert told["sha256"] == hashlib.sha256(tfplan.read_bytes()).hexdigest()


def test_what_the_program_is_given(
    cli: Cli,
    program: Callable[..., Path],
    tfplan: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = (
        "seen = {'arguments': sys.argv[1:], 'folder': os.getcwd(), 'input': sys.stdin.read(),"
        " 'names': sorted(n for n in os.environ if n.startswith(('TF_', 'CHECK')))}\n"
        f"json.dump(seen, open({str(tmp_path / 'seen')!r}, 'w'))\n"
        "print('Warning: not read', file=sys.stderr)\n"
    )
    monkeypatch.setenv("TF_LOG", "TRACE")
    monkeypatch.setenv("TF_CLI_ARGS_show", "-help")
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", "kept")
    monkeypatch.chdir(tmp_path)
    done = cli("scan", "-q", "net/tfplan", "--terraform-bin", program(record + ECHO))
    assert (done.status, done.err) == (1, "")
    import json  # noqa: PLC0415

    assert json.loads((tmp_path / "seen").read_text()) == {
        "arguments": ["show", "-json", "-no-color", str(tfplan)],
        "folder": str(tfplan.parent),
        "input": "",
        "names": ["CHECKPOINT_DISABLE", "TF_CLI_CONFIG_FILE", "TF_IN_AUTOMATION"],
    }


@pytest.mark.parametrize(
    ("initialised", "where"), [([], "net"), (["."], "."), (["net"], "net"), ([".", "net"], "net")]
)
def test_it_runs_where_terraform_was_initialised(  # noqa: PLR0913
    cli: Cli,
    program: Callable[..., Path],
    tfplan: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    initialised: list[str],
    where: str,
) -> None:
    for folder in initialised:
        (tmp_path / folder / ".terraform").mkdir()
    monkeypatch.chdir(tmp_path)
    record = f"open({str(tmp_path / 'seen')!r}, 'w').write(os.getcwd())\n"
    cli("scan", "-q", tfplan, "--terraform-bin", program(record + ECHO))
    assert Path((tmp_path / "seen").read_text()) == (tmp_path / where).resolve()


# ---- which program


def found(tmp_path: Path, *programs: str, lock: str = "", **environment: str) -> str | None:
    """Name the program that is chosen where these are in the path."""
    for name in programs:
        path = tmp_path / name
        path.write_text("#!/bin/sh\n", encoding="utf-8")
        path.chmod(0o755)
    snapshot = Snapshot("tfplan", {}, None, lock)
    chosen = environment.pop("chosen", None)
    binary = find_binary(chosen, snapshot, {"PATH": str(tmp_path), **environment})
    return None if binary is None else str(Path(binary).relative_to(tmp_path))


ALL = ("terraform", "tofu", "terraform1.14.9", "tofu1.12.5", "mine", "other")
TOFU = 'provider "registry.opentofu.org/hashicorp/aws" {}'


@pytest.mark.parametrize(
    ("programs", "lock", "environment", "expected"),
    [
        (ALL, "", {}, "terraform"),
        (ALL, TOFU, {}, "tofu"),
        (("tofu",), "", {}, "tofu"),
        (("terraform",), TOFU, {}, "terraform"),
        ((), "", {}, None),
        (ALL, "", {"ATLANTIS_TERRAFORM_VERSION": "1.14.9"}, "terraform1.14.9"),
        (
            ALL,
            "",
            {"ATLANTIS_TERRAFORM_VERSION": "1.12.5", "ATLANTIS_TERRAFORM_DISTRIBUTION": "tofu"},
            "tofu1.12.5",
        ),
        (ALL, "", {"ATLANTIS_TERRAFORM_VERSION": "1.0.0"}, "terraform"),
        (ALL, "", {"ATLANTIS_TERRAFORM_DISTRIBUTION": "tofu"}, "terraform"),
        (ALL, TOFU, {"TG_TF_PATH": "other", "ATLANTIS_TERRAFORM_VERSION": "1.14.9"}, "other"),
        (ALL, "", {"TERRAFORM_BIN": "mine", "TG_TF_PATH": "other"}, "mine"),
        (ALL, "", {"TERRAFORM_BIN": "mine", "chosen": "tofu"}, "tofu"),
    ],
)
def test_the_program_is_chosen_in_this_order(
    tmp_path: Path,
    programs: tuple[str, ...],
    lock: str,
    environment: dict[str, str],
    expected: str | None,
) -> None:
    assert found(tmp_path, *programs, lock=lock, **environment) == expected


def test_a_program_that_was_named_and_is_not_there_is_2(
    cli: Cli, tfplan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = cli("scan", tfplan, "--terraform-bin", "nowhere/terraform")
    assert done.status == 2
    assert done.err.startswith("--terraform-bin: 'nowhere/terraform' is no program")
    monkeypatch.setenv("TERRAFORM_BIN", "gone")
    assert cli("scan", tfplan).err.startswith("TERRAFORM_BIN: 'gone' is no program")


# ---- how it can fail

SCHEMAS = """sys.stderr.write('''There are some problems with the CLI configuration:
\u2577
\u2502 Warning: Unable to open CLI configuration file
\u2575

Error: Failed to load plugin schemas

Error while loading schemas: unavailable
provider "x".

Error: another
''')
sys.exit(1)
"""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            SCHEMAS,
            'Failed to load plugin schemas: Error while loading schemas: unavailable provider "x".',
        ),
        ("sys.stderr.write('Error: ' + 'x' * 5000)\nsys.exit(1)\n", "x" * 400 + "..."),
        ("sys.exit(7)\n", "it ended with exit code 7"),
        ("", "it ended with exit code 0"),
    ],
)
def test_a_plan_file_that_cannot_be_shown_is_2_with_the_way_out(
    cli: Cli, program: Callable[..., Path], tfplan: Path, body: str, reason: str
) -> None:
    done = cli("scan", tfplan, "--terraform-bin", program(body))
    message, hint = done.err.splitlines()
    assert (done.status, done.out) == (2, "")
    assert message == f"{tfplan}: terraform cannot show this plan file: {reason}"
    assert f"terraform show -json {tfplan} > plan.json" in hint
    assert f"scan plan.json --planfile {tfplan}" in hint


def test_a_plan_file_of_another_version_is_told_which_binary_to_name(
    cli: Cli, program: Callable[..., Path], tfplan: Path
) -> None:
    body = (
        "sys.stderr.write('Error: Plan read error: plan file was created by Terraform 1.13.1, but "
        "this is 1.11.4\\n')\nsys.exit(1)\n"
    )
    done = cli("scan", tfplan, "--terraform-bin", program(body))
    assert done.err.splitlines()[1] == (
        "hint: name the binary that made the plan: --terraform-bin PATH, a Terraform of version "
        "1.13.1"
    )


def test_a_program_that_does_not_start_is_2(
    cli: Cli, program: Callable[..., Path], tfplan: Path
) -> None:
    path = program("")
    path.write_bytes(b"\x7fELF but no more")
    done = cli("scan", tfplan, "--terraform-bin", path)
    assert done.status == 2
    assert "terraform cannot show this plan file: it does not start: " in done.err


def test_a_program_that_hangs_is_ended_with_what_it_started(
    cli: Cli,
    program: Callable[..., Path],
    tfplan: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(show, "TIMEOUT", 2.0)
    child = f"""import subprocess
started = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
open({str(tmp_path / "pid")!r}, 'w').write(str(started.pid))
time.sleep(60)
"""
    began = time.monotonic()
    done = cli("scan", tfplan, "--terraform-bin", program(child))
    assert done.status == 2
    assert "it did not end within 2 seconds" in done.err
    assert time.monotonic() - began < 30
    assert _is_gone(int((tmp_path / "pid").read_text()))


def _is_gone(pid: int) -> bool:
    """Tell whether a process has ended; one that nobody has waited for yet has."""
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{pid}/stat")
        if status.is_file() and status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_without_terraform_a_plan_file_is_2_with_the_way_out(
    cli: Cli, tfplan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = cli("scan", tfplan)
    assert done.status == 2
    assert "neither terraform nor tofu is here to read it" in done.err
    assert "terraform show -json" in done.err


def test_a_zip_that_is_no_plan_file_starts_nothing(
    cli: Cli, program: Callable[..., Path], tfplan: Path, tmp_path: Path
) -> None:
    tfplan.write_bytes(plan_file(without="tfplan"))
    record = f"open({str(tmp_path / 'seen')!r}, 'w')\n"
    done = cli("scan", tfplan, "--terraform-bin", program(record + ECHO))
    assert done.status == 2
    assert "no plan file" in done.err
    assert not (tmp_path / "seen").exists()


# ---- beside the JSON


@pytest.fixture
def beside(tfplan: Path) -> Path:
    path = tfplan.with_name("plan.json")
    path.write_text(plan_text("a"), encoding="utf-8")
    return path


def test_beside_its_json_a_plan_file_is_only_read(
    cli: Cli, tfplan: Path, beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    done = cli("scan", "-q", beside, "--planfile", tfplan)
    assert (done.status, done.err) == (1, "")
    assert "    at            main.tf:1\n" in done.out
    assert "main.tf" not in cli("scan", "-q", beside).out


def test_a_plan_file_of_another_plan_is_2(cli: Cli, tfplan: Path, beside: Path) -> None:
    tfplan.write_bytes(plan_file(planned(["aws_vpc.other"])))
    done = cli("scan", beside, "--planfile", tfplan)
    assert done.status == 2
    assert f"{tfplan}: this plan file does not belong to {beside}" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["net/plan.json", "--planfile", "net/plan.json"], "this is no binary plan file"),
        (["net/plan.json", "--planfile", "gone"], "gone: there is no such file"),
        (["net/tfplan", "--planfile", "net/tfplan"], "the input is a binary plan file itself"),
        (["net/plan.json", "x.json", "--planfile", "net/tfplan"], "there are several"),
    ],
)
@pytest.mark.usefixtures("tfplan", "beside")
def test_a_plan_file_that_fits_no_input_is_2(
    cli: Cli,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = cli("scan", *arguments)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


# ---- the real one


@pytest.mark.slow
def test_a_plan_file_of_real_terraform_is_shown(cli: Cli, tmp_path: Path) -> None:
    terraform = shutil.which("terraform") or shutil.which("tofu")
    if terraform is None:
        pytest.skip("neither terraform nor tofu is here")
    (tmp_path / "main.tf").write_text('resource "terraform_data" "a" {\n  input = "x"\n}\n')
    for command in (["init"], ["plan", "-out=tfplan"]):
        subprocess.run([terraform, *command], cwd=tmp_path, check=True, capture_output=True)
    done = cli("resources", tmp_path / "tfplan", "--terraform-bin", terraform)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("terraform_data.a  (create)\n")
    shown = subprocess.run(
        [terraform, "show", "-json", "tfplan"], cwd=tmp_path, check=True, capture_output=True
    )
    (tmp_path / "plan.json").write_bytes(shown.stdout)
    both = cli("scan", tmp_path / "plan.json", "--planfile", tmp_path / "tfplan")
    assert (both.status, both.err) == (0, "")
