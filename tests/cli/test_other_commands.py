"""The commands that describe: resources, graph, explain, checks, schema."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit.formats.report_schema import render as render_schema
from netplan_audit.suppressions.ledger import LEDGER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Done

    Cli = Callable[..., Done]


EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "three-tier"
WATCHING = sorted(LEDGER, key=lambda check: check.id)


def test_resources_as_json_hide_what_is_sensitive(cli: Cli, plan: Path) -> None:
    done = cli("resources", plan, "--format", "json")
    assert (done.status, done.err) == (0, "")
    assert "hidden" not in done.out
    document = json.loads(done.out)
    assert document["input"] == str(plan)
    assert document["resources"] == [
        {
            "address": "aws_vpc.a",
            "mode": "managed",
            "type": "aws_vpc",
            "module": "",
            "provider": "registry.terraform.io/hashicorp/aws",
            "region": None,
            "action": "create",
            "values": {"cidr_block": "10.0.0.0/16", "tags": {"Key": "(sensitive value)"}},
            "unknown": ["id"],
            "references": [],
        }
    ]


def test_resources_as_text(cli: Cli, plan: Path) -> None:
    assert cli("resources", plan) == (0, "aws_vpc.a  (create)\n  known after apply: id\n", "")


def test_the_graph_as_json(cli: Cli, plan: Path) -> None:
    done = cli("graph", plan)
    assert (done.status, done.err) == (0, "")
    document = json.loads(done.out)
    assert document["schema_version"] == "1"
    assert "aws_vpc.a" in {node["address"] for node in document["nodes"]}


@pytest.mark.parametrize(
    "command",
    [
        ("graph",),
        ("reach", "--from", "internet", "--to", "aws_db_instance.database", "--port", "5432"),
        ("resources", "-f", "json"),
    ],
)
def test_the_source_of_a_plan_settles_the_same_for_every_command(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    shutil.copy(EXAMPLE / "plan.json", tmp_path)
    monkeypatch.chdir(tmp_path)
    word, *options = command
    alone = cli(word, "plan.json", *options)
    with_source = cli(word, "plan.json", *options, "--source", EXAMPLE)
    shutil.copy(EXAMPLE / "main.tf", tmp_path)
    beside_it = cli(word, "plan.json", *options)
    assert (with_source.status, with_source.err) == (0, alone.err)
    assert with_source.out.replace(f"{EXAMPLE}/", "") == beside_it.out
    if word in {"graph", "resources"}:
        assert with_source.out.count('"certain"') > alone.out.count('"certain"')


@pytest.mark.parametrize(
    "words",
    [
        *(("scan", ""), ("graph", ""), ("resources", ""), ("explain", ""), ("policy", "test", "")),
        *(("baseline", "create", ""), ("config", "validate", ""), ("policy", "validate", "")),
        ("reach", "", "--all-exposed"),
        *(("scan", "x", f"--{name}", "") for name in ("planfile", "source", "baseline", "config")),
        *(("scan", "x", f"--{name}=") for name in ("policy-dir", "var-file", "terraform-bin")),
    ],
)
def test_a_path_that_a_variable_left_empty_is_2(cli: Cli, words: tuple[str, ...]) -> None:
    done = cli(*words)
    assert (done.status, done.out) == (2, "")
    message = "the name is empty: a variable of the shell may not be set"
    assert done.err.splitlines()[-1].endswith(f": {message}")


@pytest.mark.parametrize("command", ["resources", "graph"])
def test_an_unusable_input_is_2(cli: Cli, tmp_path: Path, command: str) -> None:
    done = cli(command, tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "there is no configuration in this directory" in done.err


@pytest.mark.parametrize("word", ["vpc-found", "VPC-Found", "one001"])
def test_explain_prints_the_page_of_a_check(cli: Cli, word: str) -> None:
    done = cli("explain", word)
    assert (done.status, done.err) == (0, "")
    assert (
        done.out
        == """# vpc-found

Gateways of one zone.

- category: one
- severity: high, at worst

## What it finds

Several zones that leave through one gateway.

## Bad

```hcl
resource "aws_nat_gateway" "only" {}
```
"""
    )


def test_explain_names_parameters_and_defaults(cli: Cli) -> None:
    assert "- parameter `ports`: `(22, 3389)` by default\n" in cli("explain", "vpc-open").out


def test_explain_has_colours_for_people(cli: Cli) -> None:
    assert "\x1b[" in cli("explain", "vpc-found", "--color", "always").out


def test_explain_does_not_guess(cli: Cli) -> None:
    done = cli("explain", "vpc-fond")
    assert done == (2, "", "'vpc-fond' is no check\nhint: did you mean 'vpc-found'?\n")
    assert cli("explain", "vpc-*").status == 2


def test_explain_tells_an_input_from_a_misspelt_check(cli: Cli, plan: Path) -> None:
    assert cli("explain", plan) == (
        2,
        "",
        (
            f"{plan}: this is an input, not the id of a check\n"
            "hint: --for FINDING explains a result of it, by fingerprint or address\n"
        ),
    )


def test_checks_as_text(cli: Cli) -> None:
    listed = cli("checks").out.splitlines()
    assert listed[0] == "vpc-found                   high      default  Gateways of one zone"
    assert listed[-1].split()[:2] == ["vpc-open", "medium"]
    assert [line.split()[0] for line in listed[1:-1]] == [check.id for check in WATCHING]


def test_checks_as_json(cli: Cli) -> None:
    document = json.loads(cli("checks", "-f", "json").out)
    assert document["checks"][-1] == {
        "id": "vpc-open",
        "category": "two",
        "severity": "medium",
        "pack": "default",
        "standards": [],
        "title": "Gateways of one zone",
        "params": {"ports": [22, 3389], "at_most": 8, "strict": False, "names": []},
        "url": "docs/checks/vpc-open.md",
    }


def test_checks_as_markdown(cli: Cli) -> None:
    assert cli("checks", "-f", "markdown").out.startswith(
        "| check | category | severity | pack | finds |\n"
        "|---|---|---|---|---|\n"
        "| [`vpc-found`](docs/checks/vpc-found.md) | one | high | default "
        "| Gateways of one zone |\n"
        "| [`suppression-expired`](docs/checks/suppression-expired.md) | suppressions | low |"
    )


def test_the_checks_on_suppressions_are_explained_like_others(cli: Cli) -> None:
    done = cli("explain", "suppression-expired")
    assert done.status == 0
    assert done.out.startswith("# suppression-expired\n\nA suppression has ended.\n")


def test_the_schema_of_the_report(cli: Cli) -> None:
    assert cli("schema", "report") == (0, render_schema(), "")


def test_an_unknown_schema_is_2(cli: Cli) -> None:
    assert cli("schema", "inventory").status == 2


def test_the_help_lists_the_commands(cli: Cli) -> None:
    done = cli("--help")
    assert done.status == 0
    for command in ("scan", "resources", "graph", "explain", "checks", "schema"):
        assert f"\n  {command} " in done.out


@pytest.mark.parametrize("words", [(), ("config",), ("policy",)])
def test_a_list_of_commands_cuts_no_sentence(
    cli: Cli, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    listed = cli(*words, "--help").out.partition("\nCommands:\n")[2].splitlines()
    assert len(listed) > 1
    assert [line for line in listed if line.endswith("...")] == []


def test_an_unknown_command_is_2(cli: Cli) -> None:
    done = cli("scna")
    assert (done.status, done.out) == (2, "")
    assert "scna" in done.err
