"""`scan`: every option, every exit code, and nothing half-written."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from netplan_audit.auditing import auditor
from tests.cli.conftest import plan_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Done

    Cli = Callable[..., Done]


def verdict(done: Done) -> str:
    return done.out.splitlines()[-1]


# ---- exit codes


def test_findings_at_the_threshold_are_1(cli: Cli, plan: Path) -> None:
    done = cli("scan", plan)
    assert (done.status, done.err) == (1, "")
    assert verdict(done) == "1 high; 1 undecided; gate high: FAIL"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--fail-on", "critical"], 0),
        (["--fail-on", "never"], 0),
        (["--fail-on", "undecided"], 1),
        (["--fail-on", "critical,undecided"], 1),
        (["--fail-on", "critical", "--fail-on", "vpc-f*"], 1),
        (["--fail-on", "ONE001"], 1),
        (["--fail-on", "vpc-open"], 0),
        (["--warn-on", "vpc-found"], 0),
        (["--warn-on", "vpc-*", "--fail-on", "info,undecided"], 0),
        (["--warn-on", "vpc-open", "--fail-on", "undecided"], 0),
        (["--warn-on", "vpc-found", "--fail-on", "undecided"], 1),
        (["--warn-on", "vpc-open"], 1),
        (["--exit-zero"], 0),
        (["--min-confidence", "certain"], 1),
        (["--severity", "critical"], 1),
        (["--ignore", "vpc-found"], 0),
        (["--select", "vpc-open"], 0),
        (["--category", "two"], 0),
        (["--category", "one,two"], 1),
    ],
)
def test_options_that_decide_the_exit_code(
    cli: Cli, plan: Path, options: list[str], status: int
) -> None:
    done = cli("scan", plan, *options)
    assert (done.status, done.err) == (status, "")


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (["--warn-on", "vpc-fond"], "'vpc-fond' is no check", "'vpc-found'"),
        (["--fail-on", "hihg"], "'hihg' is neither a threshold nor a check", "'high'"),
        (["--fail-on", "never,high"], "`never` cannot be combined", ""),
        (["--fail-on", ""], "'' is neither a threshold nor a check", ""),
        (["--select", "vpc-fond"], "'vpc-fond' is no check", "'vpc-found'"),
        (["--ignore", "nothing-like-it"], "is no check", "netplan-audit checks"),
        (["--category", "tow"], "'tow' is no category", "'two'"),
        (["--ignore", "*"], "no check is left to run", ""),
        (["--policy", "defualt"], "no policy is named 'defualt'", "'default'"),
        (["--policy", "gone.yaml"], "gone.yaml: No such file", ""),
        (["--quiet", "--verbose"], "contradict", ""),
        (["-o", "text"], "'text' is not FORMAT=PATH", "text, json"),
        (["-o", "xml=a.xml"], "'xml=a.xml' is not FORMAT=PATH", "text, json"),
        (["-o", "json=gone/report.json"], "does not exist", ""),
        (["-o", "json="], "--output: this is a directory", ""),
    ],
)
def test_a_command_line_that_cannot_be_carried_out_is_2(
    cli: Cli, plan: Path, options: list[str], message: str, hint: str
) -> None:
    done = cli("scan", plan, *options)
    assert (done.status, done.out) == (2, "")
    assert message in done.err.splitlines()[0]
    assert hint in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "options", [["--no-such-option"], ["--format", "xml"], ["--severity", "huge"], ["--color"]]
)
def test_a_usage_error_is_2(cli: Cli, plan: Path, options: list[str]) -> None:
    done = cli("scan", plan, *options)
    assert (done.status, done.out) == (2, "")
    assert options[0] in done.err or options[-1] in done.err


def test_no_input_is_2(cli: Cli) -> None:
    assert cli("scan").status == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the input is empty"),
        (b"PK\x03\x04....", "the plan file is cut off or damaged"),
        (b"\x89HCL", "not JSON"),
        (b'{"format_version": "1.2"', "the JSON ends in the middle"),
        (b'{"version": 3, "serial": 1}', "this is a raw state of version 3"),
        (b'{"version": "2.1.0", "runs": []}', "neither a plan nor a state"),
        (b"\nlocals {\n  x = [\n    { a = 1 },\n  ]\n}\n", "this is HCL, not plan JSON"),
        (b"Error: Failed to read plan\n", "this is an error that was printed, not plan JSON"),
        ("╷\n│ Error: No plan file\n╵\n".encode(), "this is an error that was printed"),
    ],
)
def test_an_unusable_input_is_2_also_with_exit_zero(
    cli: Cli, tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "input"
    path.write_bytes(content)
    done = cli("scan", path, "--exit-zero")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"{path}: ")
    assert message in done.err
    assert done.err.splitlines()[1].startswith("hint: ")


def test_without_anything_to_look_at_no_format_says_that_all_is_well(
    cli: Cli, tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    zone = {"mode": "managed", "type": "google_dns_managed_zone", "name": "a"}
    change = zone | {"address": "google_dns_managed_zone.a", "change": {"actions": ["create"]}}
    path.write_text(
        json.dumps({"format_version": "1.2", "configuration": {}, "resource_changes": [change]}),
        encoding="utf-8",
    )
    nothing = "nothing to look at: no network in the input"
    assert cli("scan", path).out.splitlines()[-1].startswith(f"{nothing}; 1 resource not analysed")
    assert cli("scan", path, "-f", "atlantis").out.splitlines()[-2:] == [
        f"INFO - netplan-audit - {nothing}, 1 resource not analysed",
        "0 tests, 0 passed, 0 warnings, 0 failures, 0 exceptions",
    ]
    legacy = cli("scan", path, "-f", "atlantis", "--atlantis-compat", "legacy").out
    assert legacy.endswith("PASS - 0 checks, 0 violations\n")
    suite = cli("scan", path, "-f", "junit").out
    assert (suite.count("<testcase"), suite.count("<skipped")) == (2, 2)


def test_a_missing_file_is_2(cli: Cli, tmp_path: Path) -> None:
    done = cli("scan", tmp_path / "gone.json")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"{tmp_path}/gone.json: there is no such file\nhint: ")


def test_a_directory_without_plans_and_hcl_is_2(cli: Cli, tmp_path: Path) -> None:
    done = cli("scan", tmp_path, "--no-kubernetes")
    assert done.status == 2
    assert "there is no tfplan.json and no root module of HCL in this directory" in done.err


def test_a_null_character_in_a_name_is_2(cli: Cli) -> None:
    done = cli("scan", "a\x00b")
    assert done.status == 2
    assert done.err == "a\\x00b: cannot be read: embedded null byte\n"


def test_a_file_without_permission_is_2(
    cli: Cli, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(type(plan), "open", refuse)  # root may read everything
    done = cli("scan", plan)
    assert (done.status, done.err) == (2, f"{plan}: cannot be read: permission denied\n")


def closed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let nobody look into the folders of this name, whom root could not keep out."""
    every = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == name:
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
        return every(path)

    monkeypatch.setattr(os, "scandir", scandir)


@pytest.mark.parametrize("name", ["repo", "closed"])
def test_a_folder_that_may_not_be_looked_into_is_2(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for folder in ("repo/open", "repo/closed"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "main.tf").write_text('resource "aws_vpc" "a" {}', encoding="utf-8")
    closed(monkeypatch, name)
    done = cli("scan", tmp_path / "repo")
    assert (done.status, done.out) == (2, "")
    assert re.fullmatch(rf"{tmp_path}\S*/{name}: permission denied\n", done.err)
    told = cli("scan", tmp_path / "repo", "-f", "atlantis")
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith("FAIL - netplan-audit - error: ")


def test_a_configuration_that_may_not_be_looked_for_is_2(
    cli: Cli, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = type(plan).exists

    def exists(path: Path, **options: bool) -> bool:
        if path.name == ".netplan-audit.yaml":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return every(path, **options)

    monkeypatch.setattr(type(plan), "exists", exists)
    done = cli("scan", plan)
    message = f"{plan.parent}/.netplan-audit.yaml: permission denied"
    assert done == (2, "", f"{message}\n")
    told = cli("scan", plan, "-f", "atlantis")
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith(f"FAIL - netplan-audit - error: {message}\n")


@pytest.mark.parametrize("name", ["a[b", 'a["b', "a[0"])
def test_an_address_that_is_none_is_2(cli: Cli, tmp_path: Path, name: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(plan_text("HERE").replace("HERE", json.dumps(name)[1:-1]))
    message = f"{path}: 'aws_vpc.{name}' is no address of a resource\n"
    assert cli("scan", path) == (2, "", message)


def test_a_block_of_a_name_that_is_none_is_left_out_and_told(cli: Cli, tmp_path: Path) -> None:
    text = json.dumps({"resource": {"aws_vpc": {"a[0": {"cidr_block": "10.0.0.0/16"}}}})
    (tmp_path / "main.tf.json").write_text(text)
    done = cli("scan", tmp_path)
    assert (done.status, done.err) == (0, "")
    assert "main.tf.json:1:27: 'aws_vpc' 'a[0' is no name of a resource" in done.out
    assert "1 warning" in done.out


def test_a_file_that_may_not_be_written_is_2(
    cli: Cli, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = type(plan).is_dir

    def is_dir(path: Path) -> bool:
        if path.name == "out.json":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return every(path)

    monkeypatch.setattr(type(plan), "is_dir", is_dir)
    assert cli("scan", plan, "-o", "json=x/out.json") == (2, "", "x/out.json: permission denied\n")


def test_an_empty_network_is_0_unless_one_is_required(cli: Cli, empty_plan: Path) -> None:
    assert cli("scan", empty_plan).status == 0
    done = cli("scan", empty_plan, "--require-network")
    assert (done.status, done.out) == (2, "")
    assert done.err == f"{empty_plan}: there is no network in the input\n"


def test_a_network_that_is_required_and_there_changes_nothing(cli: Cli, plan: Path) -> None:
    assert cli("scan", plan, "--require-network") == cli("scan", plan)


@pytest.mark.usefixtures("_broken_check")
@pytest.mark.parametrize("options", [[], ["--exit-zero"], ["--format", "json"]])
def test_a_bug_in_a_check_is_3_and_names_check_and_address(
    cli: Cli, plan: Path, options: list[str]
) -> None:
    done = cli("scan", plan, *options)
    assert (done.status, done.out) == (3, "")
    assert done.err.splitlines()[0] == (
        f"internal error: check vpc-broken failed at aws_vpc.a in {plan}: "
        "AttributeError: 'NoParams' object has no attribute 'gone'"
    )
    assert "Traceback" not in done.err


@pytest.mark.usefixtures("_broken_check")
def test_debug_shows_the_traceback(cli: Cli, plan: Path) -> None:
    done = cli("scan", plan, "--debug")
    assert done.status == 3
    assert "Traceback" in done.err
    assert "params.gone" in done.err


def test_a_bug_elsewhere_is_3(cli: Cli, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        message = "no way\n::error::x"
        raise RuntimeError(message)

    monkeypatch.setattr(auditor, "build_network", fail)
    done = cli("scan", plan)
    assert (done.status, done.out) == (3, "")
    assert done.err.splitlines()[0] == r"internal error: RuntimeError: no way\n::error::x"


def test_an_interrupt_is_130(cli: Cli, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(auditor, "build_network", interrupt)
    done = cli("scan", plan)
    assert (done.status, done.out) == (130, "")
    assert "Traceback" not in done.err


# ---- inputs


def test_several_inputs_make_one_report(cli: Cli, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.json").write_text(plan_text(name), encoding="utf-8")
    done = cli("scan", "-f", "json", tmp_path / "b" / "plan.json", tmp_path / "a" / "plan.json")
    document = json.loads(done.out)
    assert [one["id"] for one in document["run"]["inputs"]] == ["b/plan.json", "a/plan.json"]
    assert [
        (one["resources"][0]["input"], one["resources"][0]["address"])
        for one in document["findings"]
    ] == [
        ("a/plan.json", "aws_vpc.a"),
        ("b/plan.json", "aws_vpc.b"),
    ]
    assert document["summary"]["evaluated"] == 2


def test_the_same_file_twice_is_refused(cli: Cli, plan: Path) -> None:
    done = cli("scan", plan, plan)
    assert (done.status, done.err) == (2, f"{plan}: the same input is given twice\n")


def test_standard_input_stands_alone(cli: Cli, plan: Path) -> None:
    done = cli("scan", "-", plan)
    assert done.status == 2
    assert done.err == "standard input (`-`) cannot be combined with other inputs\n"


def test_the_digest_is_that_of_the_file(cli: Cli, plan: Path) -> None:
    run = json.loads(cli("scan", plan, "-f", "json").out)["run"]
    assert run == {
        "inputs": [
            {
                "id": "plan.json",
                "path": str(plan),
                "kind": "plan",
                "format_version": "1.2",
                "terraform_version": "1.11.4",
                "sha256": hashlib.sha256(plan.read_bytes()).hexdigest(),
                "compared": False,
                "by_severity": {"critical": 0, "high": 1, "medium": 0, "low": 0, "info": 0},
                "result": "fail",
            }
        ],
        "config": None,
        "started_at": None,
    }


def test_a_result_keeps_its_fingerprint_in_another_folder(cli: Cli, plan: Path) -> None:
    elsewhere = plan.parent / "checkout" / "plan.json"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(plan.read_bytes())
    here, there = (
        json.loads(cli("scan", path, "-f", "json").out)["findings"][0]["fingerprint"]
        for path in (plan, elsewhere)
    )
    assert here == there


def test_a_name_that_is_no_text_is_no_trouble(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff\x1b[31m.json")
    path.write_text(plan_text("a"), encoding="utf-8")
    document = json.loads(cli("scan", path, "-f", "json").out)
    assert document["run"]["inputs"][0]["id"] == "\\udcff\x1b[31m.json"


# ---- what is printed


def test_quiet_leaves_findings_and_the_verdict(cli: Cli, plan: Path) -> None:
    out = cli("scan", plan, "--quiet").out
    assert "vpc-found" in out
    assert "vpc-open" not in out
    assert "coverage" not in out


def test_verbose_tells_every_undecided_result(cli: Cli, plan: Path) -> None:
    assert "vpc-open  aws_vpc.a\n    may be\n" in cli("scan", plan, "--verbose").out


def test_the_display_filter_hides_and_counts(cli: Cli, plan: Path) -> None:
    out = cli("scan", plan, "--severity", "critical").out
    assert "vpc-found" not in out
    assert out.splitlines()[-1] == "1 high; 1 undecided; 2 not shown; gate high: FAIL"


@pytest.mark.parametrize(
    ("options", "variables", "coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"CLICOLOR_FORCE": "1"}, True),
        ([], {"CLICOLOR_FORCE": "0"}, False),
        ([], {"PRE_COMMIT_COLOR": "always"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "always", "--format", "json"], {}, False),
    ],
)
def test_colours(  # noqa: PLR0913 - fixtures and cases
    cli: Cli,
    plan: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    options: list[str],
    variables: dict[str, str],
    coloured: bool,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in cli("scan", plan, *options).out) is coloured


def test_equal_runs_give_equal_bytes(cli: Cli, plan: Path) -> None:
    assert cli("scan", plan, "-f", "json") == cli("scan", plan, "-f", "json")


# ---- files


def test_files_are_written_beside_standard_output(cli: Cli, plan: Path, tmp_path: Path) -> None:
    report, text = tmp_path / "r.json", tmp_path / "r.txt"
    done = cli("scan", plan, "-o", f"json={report}", "-o", f"text={text}", "--color", "always")
    assert done.status == 1
    assert report.read_text(encoding="utf-8") == cli("scan", plan, "-f", "json").out
    assert text.read_text(encoding="utf-8") == cli("scan", plan).out
    assert "\x1b[" in done.out


def test_a_file_is_replaced_whole_and_keeps_its_permissions(
    cli: Cli, plan: Path, tmp_path: Path
) -> None:
    target, link = tmp_path / "r.json", tmp_path / "link.json"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    cli("scan", plan, "-o", f"json={link}")
    assert link.is_symlink()
    assert json.loads(target.read_text(encoding="utf-8"))["schema_version"] == "1"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_gets_the_permissions_of_any_new_file(
    cli: Cli, plan: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").touch()
    cli("scan", plan, "-o", f"json={tmp_path / 'r.json'}")
    assert (tmp_path / "r.json").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.usefixtures("_broken_check")
def test_a_failed_run_leaves_the_old_file_and_nothing_else(
    cli: Cli, plan: Path, tmp_path: Path
) -> None:
    target = tmp_path / "r.json"
    target.write_text("old", encoding="utf-8")
    assert cli("scan", plan, "-o", f"json={target}").status == 3
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "r.json"]


def test_a_directory_is_no_output(cli: Cli, plan: Path, tmp_path: Path) -> None:
    done = cli("scan", plan, "-o", f"json={tmp_path}")
    assert (done.status, done.err) == (2, f"{tmp_path}: this is a directory; name a file\n")


def test_two_outputs_need_two_files(cli: Cli, plan: Path, tmp_path: Path) -> None:
    target = tmp_path / "r"
    done = cli("scan", plan, "-o", f"json={target}", "-o", f"text={tmp_path}/./r")
    assert done.status == 2
    assert "two outputs would be written to the same file" in done.err
    assert not target.exists()


def test_a_device_can_be_an_output(cli: Cli, plan: Path) -> None:
    assert cli("scan", plan, "-o", "json=/dev/null").status == 1


# ---- policies


def test_a_policy_file_decides_what_runs(cli: Cli, plan: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("version: 1\nchecks: {vpc-found: {severity: low}}", encoding="utf-8")
    done = cli("scan", plan, "--policy", policy)
    assert (done.status, verdict(done)) == (0, "1 low; 1 undecided; gate high: pass")


def test_a_mistake_in_a_policy_is_2_with_its_line(cli: Cli, plan: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("version: 1\nchecks:\n  vpc-fund: {}\n", encoding="utf-8")
    done = cli("scan", plan, "--policy", policy)
    assert done == (
        2,
        "",
        f"{policy}: line 3: 'vpc-fund' is no check\nhint: did you mean 'vpc-found'?\n",
    )
