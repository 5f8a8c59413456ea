"""Configuration files: where they are found, what wins, and what a person sees of a mistake."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import plan_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Cli = Callable[..., Done]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the top of a repository with a plan in `net`, and work there."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "plan.json").write_text(plan_text("a"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, text: str, name: str = ".netplan-audit.yaml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def gate(cli: Cli, *arguments: str) -> str:
    """Return the threshold of a scan, as the report tells it."""
    done = cli("scan", *(arguments or ("net/plan.json",)), "-f", "json")
    assert done.status in {0, 1}, done.err
    fail_on: str = json.loads(done.out)["summary"]["gate"]["fail_on"]
    return fail_on


# ---- where it is found


def test_a_file_is_found_from_the_input_up_to_the_top_of_the_repository(
    cli: Cli, here: Path
) -> None:
    write(here.parent, "fail-on: info")  # beyond the repository: nobody's
    assert gate(cli) == "high"
    write(here, "fail-on: low")
    assert gate(cli) == "low"
    write(here / "net", "fail-on: [medium, undecided]", ".netplan-audit.yml")
    assert gate(cli) == "medium,undecided"


def test_without_a_repository_only_the_folder_itself_is_looked_at(
    cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / ".git").rmdir()
    write(here, "fail-on: low")
    monkeypatch.chdir(here / "net")
    assert gate(cli, "plan.json") == "high"
    write(here / "net", "fail-on: medium")
    assert gate(cli, "plan.json") == "medium"


def test_pyproject_may_hold_it_and_comes_second(cli: Cli, here: Path) -> None:
    write(here, "[tool.other]\nx = 1", "pyproject.toml")
    assert gate(cli) == "high"
    write(here, '[tool.netplan-audit]\nfail-on = ["low"]', "pyproject.toml")
    assert gate(cli) == "low"
    write(here, "fail-on: medium")
    assert gate(cli) == "medium"


def test_the_working_directory_serves_inputs_from_elsewhere(
    cli: Cli, here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plan = tmp_path_factory.mktemp("elsewhere") / "plan.json"
    plan.write_text(plan_text("a"), encoding="utf-8")
    write(here, "fail-on: low")
    assert gate(cli, str(plan)) == "low"


def test_inputs_of_different_configurations_are_refused(cli: Cli, here: Path) -> None:
    (here / "other").mkdir()
    (here / "other" / "plan.json").write_text(plan_text("b"), encoding="utf-8")
    write(here / "net", "fail-on: low")
    write(here / "other", "fail-on: medium")
    done = cli("scan", "net/plan.json", "other/plan.json")
    assert (done.status, done.err) == (
        2,
        (
            "net/plan.json has the configuration net/.netplan-audit.yaml, "
            "other/plan.json has other/.netplan-audit.yaml\n"
            "hint: scan them one by one, or name one for all: --config FILE\n"
        ),
    )
    assert gate(cli, "net/plan.json", "other/plan.json", "--no-repo-config") == "high"


def test_two_files_in_one_folder_are_refused(cli: Cli, here: Path) -> None:
    write(here, "")
    write(here, "", ".netplan-audit.yml")
    done = cli("scan", "net/plan.json")
    assert (done.status, done.err) == (
        2,
        ".netplan-audit.yml: there is .netplan-audit.yaml beside it\nhint: keep one of them\n",
    )


def test_a_link_out_of_the_repository_is_not_followed(
    cli: Cli, here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret"
    secret.write_text("password: hunter2", encoding="utf-8")
    (here / ".netplan-audit.yaml").symlink_to(secret)
    done = cli("scan", "net/plan.json")
    assert (done.status, done.err) == (
        2,
        ".netplan-audit.yaml: it leads out of its repository\n",
    )


# ---- what wins


def test_a_flag_wins_over_the_environment_and_that_over_the_file(
    cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, "fail-on: low\nformat: json")
    assert json.loads(cli("scan", "net/plan.json").out)["run"]["config"] == ".netplan-audit.yaml"
    monkeypatch.setenv("NETPLAN_AUDIT_FAIL_ON", "medium")
    assert gate(cli) == "medium"
    assert gate(cli, "net/plan.json", "--fail-on", "critical") == "critical"


def test_a_named_file_is_the_only_one(
    cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, "fail-on: low\nselect: vpc-found")
    write(here, "fail-on: medium", "server.yaml")
    assert gate(cli, "net/plan.json", "--config", "server.yaml") == "medium"
    monkeypatch.setenv("NETPLAN_AUDIT_CONFIG", "server.yaml")
    assert gate(cli) == "medium"


def test_no_repo_config_reads_none_of_the_repository(cli: Cli, here: Path) -> None:
    write(here, "nonsense: [")
    assert gate(cli, "net/plan.json", "--no-repo-config") == "high"
    write(here, "fail-on: medium", "server.yaml")
    arguments = ("net/plan.json", "--no-repo-config", "--config", "server.yaml")
    assert gate(cli, *arguments) == "medium"


def test_checks_are_set_as_in_a_policy_on_top_of_the_one_that_is_named(
    cli: Cli, here: Path
) -> None:
    (here / "policies").mkdir()
    policy = "version: 1\nchecks:\n  vpc-found: {severity: low}\n  vpc-open: {enabled: false}\n"
    write(here / "policies", policy, "net.yaml")
    write(here, "policy: policies/net.yaml\nchecks:\n  vpc-open: {enabled: true}")
    report = json.loads(cli("scan", "net/plan.json", "-f", "json").out)
    assert [one["severity"] for one in report["findings"]] == ["low"]
    assert [one["check"]["id"] for one in report["undecided"]] == ["vpc-open"]


def test_the_report_says_that_a_file_of_the_repository_decides_what_fails(
    cli: Cli, here: Path
) -> None:
    write(here, "color: never\nfail-on: never\nchecks: {vpc-found: {severity: low}}")
    note = (
        "note: .netplan-audit.yaml: this file of the repository decides what fails: "
        "fail-on, checks.vpc-found"
    )
    assert note in cli("scan", "net/plan.json").out.splitlines()
    assert note not in cli("scan", "net/plan.json", "--config", ".netplan-audit.yaml").out


def test_help_needs_no_configuration(cli: Cli, here: Path) -> None:
    write(here, "nonsense: [")
    assert cli("scan", "--help").status == 0


# ---- locked checks


def test_a_file_of_the_repository_may_not_loosen_locked_checks(cli: Cli, here: Path) -> None:
    why = "checks are locked: vpc-*"
    lock = ("scan", "net/plan.json", "--locked-checks", "vpc-*")
    write(here, "color: never\nfail-on: never")
    assert cli(*lock).err == (
        ".netplan-audit.yaml: line 2: fail-on decides what fails, "
        f"and a repository's file may not: {why}\n"
    )
    write(here, "checks:\n  vpc-found: {enabled: false}")
    assert cli(*lock).err == (
        f".netplan-audit.yaml: line 2: a repository's file may not change vpc-found: {why}\n"
    )
    assert cli("scan", "net/plan.json", "--locked-checks", "vpc-open").status == 0
    write(here, "format: atlantis\nnonsense: 1")
    assert cli(*lock).status == 2


def test_a_named_file_may_set_what_is_locked(cli: Cli, here: Path) -> None:
    write(here, "fail-on: never", "server.yaml")
    assert gate(cli, "net/plan.json", "--config", "server.yaml", "--locked-checks", "*") == "never"


def test_locked_checks_are_not_suppressed(cli: Cli, here: Path) -> None:
    write(here, SUPPRESSIONS)
    lock = ("scan", "net/plan.json", "-f", "json", "--locked-checks", "vpc-found")
    report = json.loads(cli(*lock).out)
    assert [one["check"]["id"] for one in report["findings"]] == [
        "vpc-found",
        "suppression-not-allowed",
    ]
    assert report["suppressed"] == []


# ---- suppressions

SUPPRESSIONS = """
suppressions:
  items:
    - check: vpc-found
      resources: aws_vpc.*
      reason: accepted
      owner: "@net"
      until: 2999-12-31
"""


def test_an_entry_suppresses(cli: Cli, here: Path) -> None:
    write(here, SUPPRESSIONS)
    report = json.loads(cli("scan", "net/plan.json", "-f", "json").out)
    assert report["findings"] == []
    assert [one["suppression"] for one in report["suppressed"]] == [
        {
            "reason": "accepted",
            "owner": "@net",
            "until": "2999-12-31",
            "location": {
                "file": ".netplan-audit.yaml",
                "start_line": 4,
                "end_line": 4,
                "source": "configuration",
            },
        }
    ]
    assert cli("scan", "net/plan.json", "--no-ignores").status == 1


def test_entries_that_do_nothing_are_told_once_with_their_line(cli: Cli, here: Path) -> None:
    (here / "net" / "b.json").write_text(plan_text("b"), encoding="utf-8")
    write(
        here,
        "suppressions:\n  items:\n"
        "  - {check: vpc-found, resources: aws_vpc.b, reason: in one of two inputs}\n"
        "  - {check: vpc-found, resources: aws_vpc.x, reason: in none}\n"
        "  - {check: vpc-*, until: 2020-01-31, reason: over}\n"
        "  - {check: vpc-open}\n",
    )
    done = cli("scan", "net/plan.json", "net/b.json", "-f", "json")
    report = json.loads(done.out)
    told = [
        (one["check"]["id"], one["location"]["start_line"], one["message"])
        for one in report["findings"]
        if one["check"]["category"] == "suppressions"
    ]
    assert sorted(told, key=lambda one: one[1]) == [
        ("suppression-unused", 4, "the suppression of vpc-found meets no result"),
        ("suppression-expired", 5, "the suppression of vpc-* ended on 2020-01-31"),
        ("suppression-without-reason", 6, "the suppression of vpc-open gives no reason"),
    ]
    assert report["summary"]["suppressed"] == 1


def test_a_check_may_be_kept_from_being_suppressed(cli: Cli, here: Path) -> None:
    write(here, f"checks:\n  vpc-found: {{ignorable: false}}\n{SUPPRESSIONS}")
    report = json.loads(cli("scan", "net/plan.json", "-f", "json").out)
    assert [one["message"] for one in report["findings"]] == [
        "is a VPC",
        "vpc-found cannot be suppressed",
    ]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{reason: x}", "line 3: 'check' is missing"),
        ("{check: vpc-fond}", "line 3: 'vpc-fond' is no check\nhint: did you mean 'vpc-found'?"),
        ("{check: []}", "line 3: check: it names nothing"),
        ("{check: vpc-open, resources: []}", "line 3: resources: it names nothing"),
        (
            "{check: vpc-open, until: soon}",
            "line 3: suppressions.items.0.until: a date such as 2027-03-31 is expected",
        ),
        (
            "{check: vpc-open, expires: 2027-01-01}",
            "line 3: unknown key 'expires'\nhint: keys: check, resources, inputs, reason, owner",
        ),
        ("{check: 1}", "line 3: suppressions.items.0.check: text or a list is expected"),
        ("vpc-open", "line 3: suppressions.items.0: a mapping of keys is expected"),
    ],
)
def test_a_mistake_in_an_entry(cli: Cli, here: Path, entry: str, message: str) -> None:
    write(here, f"suppressions:\n  items:\n    - {entry}")
    for command in (("scan", "net/plan.json"), ("config", "validate")):
        done = cli(*command)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith(f".netplan-audit.yaml: {message}")


# ---- atlantis


def test_atlantis_asked_for_in_a_file_keeps_its_promise(cli: Cli, here: Path) -> None:
    write(here, "format: atlantis\nfail-on: hihg")
    for arguments in (["net/plan.json"], ["net/plan.json", "--nope"], ["gone.json"]):
        done = cli("scan", *arguments)
        assert (done.status, done.err) == (0, ""), arguments
        assert done.out.startswith("FAIL - netplan-audit - error: ")
    done = cli("scan", "net/plan.json", "-f", "text")
    assert (done.status, done.out) == (2, "")


# ---- mistakes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "fail_on: low",
            "line 1: unknown key 'fail_on'\nhint: did you mean 'fail-on'?",
        ),
        (
            "\nchekcs: {}",
            "line 2: unknown key 'chekcs'\nhint: did you mean 'checks'?",
        ),
        (
            "warn-on: vpc-fond",
            "line 1: warn-on: 'vpc-fond' is no check\nhint: did you mean 'vpc-found'?",
        ),
        (
            "fail-on: hihg",
            (
                "line 1: fail-on: 'hihg' is neither a threshold nor a check\n"
                "hint: did you mean 'high'?"
            ),
        ),
        ("fail-on: [1]", "line 1: fail-on.0: text is expected"),
        ("fail-on: {}", "line 1: fail-on: text or a list is expected"),
        ("exit-zero: 1", "line 1: exit-zero: true or false is expected"),
        (
            "format: sarfi",
            (
                "line 1: format: 'sarfi' is none of text, json, json-v1, sarif, github, markdown, "
                "junit, gitlab, gitlab-sast, azure, atlantis, env, rdjsonl, tfc-run-task\n"
                "hint: did you mean 'sarif'?"
            ),
        ),
        ("max-bytes: 10", "line 1: max-bytes: Expected `int` >= 1000"),
        ("version: 2", "line 1: version: it must be 1"),
        (
            "select: vpc-fuond",
            "line 1: select: 'vpc-fuond' is no check\nhint: did you mean 'vpc-found'?",
        ),
        ("category: three", "line 1: category: 'three' is no category\nhint: categories: one, two"),
        (
            "checks:\n  vpc-fond: {}",
            "line 2: 'vpc-fond' is no check\nhint: did you mean 'vpc-found'?",
        ),
        (
            "checks:\n  vpc-found:\n    sevrity: low",
            "line 3: unknown key 'sevrity'\nhint: did you mean 'severity'?",
        ),
        ("checks: [vpc-found]", "line 1: checks: a mapping is expected"),
        ("- fail-on", "line 1: a mapping of keys is expected"),
        ("a: 1\na: 2", "line 2: 'a' is given twice"),
        ("x: &a [*a]", "line 1: unknown key 'x'\nhint: keys: "),
        ("fail-on: [", "line 1: not valid YAML: expected the node content, but found"),
        ("d: 2026-13-45", "not valid YAML: month must be in 1..12"),
        ("policy: ../out.yaml", "line 1: policy: '../out.yaml' is outside the repository"),
        ("var-file: [/etc/passwd]", "line 1: var-file: '/etc/passwd' is outside the repository"),
        ("terraform-bin: ./evil", "line 1: unknown key 'terraform-bin'\nhint: keys: "),
    ],
)
def test_a_mistake_is_told_with_file_line_and_way_out(
    cli: Cli, here: Path, text: str, message: str
) -> None:
    write(here, text)
    for command in (("scan", "net/plan.json"), ("config", "validate")):
        done = cli(*command)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith(f".netplan-audit.yaml: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.netplan-audit]\nfial-on = 'low'", "line 2: unknown key 'fial-on'\nhint: did you"),
        ("[tool]\nx = 1\n[tool.netplan-audit.checks.vpc-found]\n\nseverty = 'low'", "line 5: unk"),
        (
            "[tool.netplan-audit]\nchecks.vpc-found.severity = 'lo'",
            "line 2: checks.vpc-found.severity: 'lo' is none of critical, high, medium, low, info",
        ),
        ("[tool.netplan-audit]\nx = = 1", "not valid TOML: Invalid value (at line 2, column 5)"),
        ("tool.netplan-audit = 3", "line 1: a mapping of keys is expected"),
    ],
)
def test_a_mistake_in_pyproject_is_told_with_its_line(
    cli: Cli, here: Path, text: str, message: str
) -> None:
    write(here, text, "pyproject.toml")
    done = cli("scan", "net/plan.json")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"pyproject.toml: {message}")


def test_a_broken_pyproject_of_others_is_left_alone(cli: Cli, here: Path) -> None:
    write(here, "x = = 1", "pyproject.toml")
    assert gate(cli) == "high"


def test_a_named_file_that_cannot_be_read(cli: Cli, here: Path) -> None:
    done = cli("scan", "net/plan.json", "--config", "gone.yaml")
    assert (done.status, done.err) == (2, "gone.yaml: there is no such file\n")
    done = cli("scan", "net/plan.json", "--config", "net")
    assert (done.status, done.err) == (2, "net: this is not a file\n")
    write(here, "x = 1", "some.toml")
    done = cli("scan", "net/plan.json", "--config", "some.toml")
    assert (done.status, done.err) == (2, "some.toml: it has no table [tool.netplan-audit]\n")


def test_a_policy_of_the_repository_extends_nothing_outside(cli: Cli, here: Path) -> None:
    write(here, "version: 1\nextends: /etc/other.yaml", "net.yaml")
    write(here, "policy: ./net.yaml")
    done = cli("scan", "net/plan.json")
    assert (done.status, done.err) == (
        2,
        "/etc/other.yaml: it is outside the repository whose configuration asks for it\n",
    )


def test_a_huge_file_is_refused(cli: Cli, here: Path) -> None:
    write(here, "#" * 1_000_001)
    done = cli("scan", "net/plan.json")
    assert (done.status, done.err) == (2, ".netplan-audit.yaml: it is larger than 1000000 bytes\n")


def test_aliases_of_aliases_cost_nothing(cli: Cli, here: Path) -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    write(here, "\n".join(lines))
    done = cli("scan", "net/plan.json")
    assert (done.status, done.err[:41]) == (2, ".netplan-audit.yaml: line 1: unknown key ")


# ---- the command


def test_show_tells_each_value_and_its_origin(
    cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, "color: never\nfail-on: [low, undecided]\nchecks:\n  vpc-open: {}")
    monkeypatch.setenv("NETPLAN_AUDIT_NEW_ONLY", "1")
    monkeypatch.setenv("NETPLAN_AUDIT_COLOUR", "1")
    done = cli("config", "show")
    assert done.out.splitlines() == [
        "configuration: .netplan-audit.yaml",
        "fail-on   low, undecided  .netplan-audit.yaml:2",
        "new-only  1               NETPLAN_AUDIT_NEW_ONLY",
        "color     never           .netplan-audit.yaml:1",
        "checks.vpc-open  .netplan-audit.yaml:4",
        "everything else is as `netplan-audit scan --help` says",
    ]
    assert done.err == ("NETPLAN_AUDIT_COLOUR means nothing; did you mean 'NETPLAN_AUDIT_COLOR'?\n")
    shown = json.loads(cli("config", "show", "net", "-f", "json").out)
    assert shown["config"] == ".netplan-audit.yaml"
    assert shown["options"]["color"] == {"value": "never", "origin": ".netplan-audit.yaml:1"}
    assert shown["options"]["severity"] == {"value": "info", "origin": "default"}


def test_show_without_a_file(cli: Cli, here: Path) -> None:
    assert not (here / ".netplan-audit.yaml").exists()
    assert cli("config", "show").out.splitlines() == [
        "configuration: none",
        "everything else is as `netplan-audit scan --help` says",
    ]


def test_validate(cli: Cli, here: Path) -> None:
    done = cli("config", "validate")
    assert (done.status, done.err) == (
        2,
        "there is no configuration here or above, in this repository\nhint: name a file\n",
    )
    write(here, "fail-on: [vpc-*]")
    assert cli("config", "validate") == (0, ".netplan-audit.yaml: valid\n", "")
    write(here, "", "empty.yaml")
    assert cli("config", "validate", "empty.yaml").err == (
        "empty.yaml: line 1: a mapping of keys is expected\n"
    )


def test_the_schema_takes_what_the_tool_takes(cli: Cli) -> None:
    schema = json.loads(cli("schema", "config").out)
    validator = Draft202012Validator(schema)
    Draft202012Validator.check_schema(schema)
    good = {"fail-on": ["low"], "checks": {"x": None, "y": {"params": {"a": 1}}}, "max-bytes": 1000}
    assert validator.is_valid(good)
    assert not validator.is_valid({"fail_on": "low"})
    assert not validator.is_valid({"checks": {"x": {"sevrity": "low"}}})
    assert schema["properties"]["min-confidence"]["description"] == (
        "Leave out findings less sure than this."
    )
