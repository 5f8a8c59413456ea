"""Directories of HCL on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Done, plan_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Cli = Callable[..., Done]

VPC = """variable "cidr" { default = "10.0.0.0/16" }
resource "aws_vpc" "a" { cidr_block = var.cidr }
"""


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.tf").write_text(text, encoding="utf-8")


def test_a_directory_is_audited_with_lines(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "net", main=VPC)
    report = json.loads(cli("scan", tmp_path / "net", "-f", "json").out)
    (finding,) = report["findings"]
    assert finding["resources"][0]["address"] == "aws_vpc.a"
    assert finding["location"]["start_line"] == 2
    assert [(one["id"], one["kind"]) for one in report["run"]["inputs"]] == [
        ("net", "configuration")
    ]


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(("--var", "cidr=10.9.0.0/16"), {}), ((), {"TF_VAR_cidr": "10.9.0.0/16"})],
)
def test_variables_come_from_options_and_the_environment(
    cli: Cli,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    environment: dict[str, str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    write(tmp_path, main=VPC)
    listed = json.loads(cli("resources", tmp_path, "-f", "json", *arguments).out)
    assert listed["resources"][0]["values"]["cidr_block"] == "10.9.0.0/16"


def test_a_repository_stands_for_its_root_modules(cli: Cli, tmp_path: Path) -> None:
    call = 'module "net" { source = "../modules/net" }\n'
    write(tmp_path / "modules" / "net", main=VPC)
    write(tmp_path / "dev", main=call)
    write(tmp_path / "prod", main=call)
    write(tmp_path / "examples" / "one", main=VPC)
    (tmp_path / ".git").mkdir()
    report = json.loads(cli("scan", tmp_path, "-f", "json").out)
    assert [one["id"] for one in report["run"]["inputs"]] == ["dev", "prod"]
    subjects = {one["resources"][0]["address"] for one in report["findings"]}
    assert subjects == {"module.net.aws_vpc.a"}
    more = json.loads(cli("scan", tmp_path, "-f", "json", "--include-examples").out)
    assert [one["id"] for one in more["run"]["inputs"]] == ["dev", "examples/one", "prod"]


def test_modules_are_read_in_a_folder_that_was_named_and_is_no_repository(
    cli: Cli, tmp_path: Path
) -> None:
    """An unpacked archive has no `.git`."""
    call = 'module "net" {\n  source = "../../modules/net"\n}\n'
    write(tmp_path / "all" / "modules" / "net", main=VPC)
    write(tmp_path / "all" / "envs" / "dev", main=call + 'variable "size" {}\n')
    for size in ("large", "small"):
        (tmp_path / "all" / "envs" / "dev" / f"{size}.tfvars").write_text(f'size = "{size}"\n')
    whole = json.loads(cli("scan", tmp_path / "all", "-f", "json").out)
    assert len(whole["run"]["inputs"]) == 2
    subjects = {one["resources"][0]["address"] for one in whole["findings"]}
    assert subjects == {"module.net.aws_vpc.a"}
    assert "aws_vpc" in cli("graph", tmp_path / "all").out
    part = json.loads(cli("scan", tmp_path / "all" / "envs" / "dev", "-f", "json").out)
    assert part["findings"] == []
    assert "missing-module" in {one["code"] for one in part["diagnostics"]}


def test_commands_for_one_input_read_modules_in_the_folder_that_was_named(
    cli: Cli, tmp_path: Path
) -> None:
    write(tmp_path / "modules" / "net", main=VPC)
    write(tmp_path / "envs" / "dev", main='module "net" { source = "../../modules/net" }\n')
    listed = json.loads(cli("resources", tmp_path, "-f", "json").out)["resources"]
    assert [one["address"] for one in listed] == ["module.net.aws_vpc.a"]


def test_the_source_of_a_plan_is_read_in_the_folder_that_was_named(
    cli: Cli, tmp_path: Path
) -> None:
    write(tmp_path / "modules" / "net", main=VPC)
    dev = tmp_path / "envs" / "dev"
    write(dev, main='module "net" { source = "../../modules/net" }\n')
    text = plan_text("a").replace(
        '"address": "', '"module_address": "module.net", "address": "module.net.'
    )
    plan = json.loads(text)
    plan["configuration"]["root_module"] = {
        "module_calls": {
            "net": {
                "source": "../../modules/net",
                "module": {
                    "resources": [
                        {"address": "aws_vpc.a", "mode": "managed", "type": "aws_vpc", "name": "a"}
                    ]
                },
            }
        }
    }
    (dev / "tfplan.json").write_text(json.dumps(plan), encoding="utf-8")
    (finding,) = json.loads(cli("scan", tmp_path, "-f", "json").out)["findings"]
    assert finding["location"]["file"].endswith("modules/net/main.tf")


def test_the_top_of_a_repository_may_be_one_root_module_of_several(
    cli: Cli, tmp_path: Path
) -> None:
    needs = 'variable "cidr" {}\n' + VPC
    write(tmp_path, main='module "net" { source = "./modules/net" }\n' + VPC)
    write(tmp_path / "modules" / "net", main=VPC)
    write(tmp_path / "modules" / "for-others", main=needs)
    write(tmp_path / "envs" / "dev", main=VPC)
    write(tmp_path / "envs" / "far", main=needs + 'provider "aws" { region = "eu-west-1" }\n')
    write(tmp_path / "envs" / "kept", main=needs + 'terraform {\n  backend "s3" {}\n}\n')
    write(tmp_path / "envs" / "given", main=needs)
    (tmp_path / "envs" / "given" / "terraform.tfvars").write_text('cidr = "10.0.0.0/16"\n')
    write(tmp_path / "examples" / "one", main=VPC)

    def inputs(*options: str) -> list[str]:
        report = json.loads(cli("scan", tmp_path, "-f", "json", *options).out)
        return [one["path"] for one in report["run"]["inputs"]]

    assert inputs() == [str(tmp_path)]  # a folder of some repository: what was named is meant
    (tmp_path / ".git").mkdir()
    environments = [str(tmp_path / "envs" / name) for name in ("dev", "far", "given", "kept")]
    assert inputs() == [str(tmp_path), *environments]
    examples = str(tmp_path / "examples" / "one")
    assert inputs("--include-examples") == [str(tmp_path), *environments, examples]


def test_plans_win_over_the_configuration_beside_them_and_that_is_said(
    cli: Cli, tmp_path: Path
) -> None:
    write(tmp_path, main=VPC)
    (tmp_path / "tfplan.json").write_text(plan_text("a"), encoding="utf-8")
    done = cli("scan", tmp_path, "-f", "json")
    assert [one["kind"] for one in json.loads(done.out)["run"]["inputs"]] == ["plan"]
    assert "not its HCL" in done.err


def test_a_finding_about_what_may_not_exist_is_undecided(cli: Cli, tmp_path: Path) -> None:
    block = (
        'resource "aws_vpc" "a" {\n  count      = var.on ? 1 : 0\n  cidr_block = "10.0.0.0/16"\n}\n'
    )
    write(tmp_path, main='variable "on" {}\n' + block)
    report = json.loads(cli("scan", tmp_path, "-f", "json").out)
    assert report["findings"] == []
    (one,) = [one for one in report["undecided"] if one["check"]["id"] == "vpc-found"]
    assert one["unknowns"] == ["var.on"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--var", "cidr"), "NAME=VALUE"),
        (("--var-file", "nowhere.tfvars"), "nowhere.tfvars: cannot be read"),
        (("--planfile", "x"), "a configuration has no plan file"),
        (("--source", "."), "a configuration is its own source"),
    ],
)
def test_options_that_cannot_be_used_are_2(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    write(tmp_path, main=VPC)
    done = cli("scan", tmp_path, *arguments)
    assert (done.status, done.out) == (2, "")
    assert says in done.err


def test_variables_for_a_plan_are_refused(cli: Cli, plan: Path) -> None:
    done = cli("scan", plan, "--var", "a=b")
    assert done.status == 2
    assert "it is for directories of HCL" in done.err


def test_python_hcl2_as_the_parser_gives_the_same_report(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, main=VPC)
    reports = [
        json.loads(cli("scan", tmp_path, "-f", "json", "--hcl-parser", parser).out)
        for parser in ("own", "python-hcl2")
    ]
    for report in reports:
        report["run"] = None
    assert reports[0] == reports[1]
    assert reports[0]["findings"]


def test_what_python_hcl2_cannot_read_is_told_with_its_place(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, main=VPC, odd="locals {\n  x = !!true\n}\n")
    done = cli("scan", tmp_path, "-f", "json", "--hcl-parser", "python-hcl2")
    (one,) = json.loads(done.out)["diagnostics"]
    assert (one["source"].rpartition("/")[2], one["line"]) == ("odd.tf", 2)
    assert "python-hcl2" in one["message"]


def test_the_parser_is_for_directories(cli: Cli, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(plan_text(), encoding="utf-8")
    done = cli("scan", plan, "--hcl-parser", "python-hcl2")
    assert done.status == 2
    assert "--hcl-parser" in done.err
