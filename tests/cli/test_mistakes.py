"""What people see where options do not fit, each with its exit code 2: the whole message."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import plan_text
from tests.terraform.plan_files import plan_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Cli = Callable[..., Done]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with an input of every kind, which is the working directory."""
    for name, text in {
        "plan.json": plan_text("a"),
        "other.json": plan_text("b"),
        "net/main.tf": 'resource "aws_vpc" "a" {}\n',
        "service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n",
        "none.yaml": "kind: Service\n",
        "words.jsonl": '{"from": "internet", "to": "aws_vpc.a", "port": "https"}\n',
        "broken.jsonl": '{"from": "internet"\n',
        "empty.txt": "",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "tfplan").write_bytes(plan_file())
    (tmp_path / "bare").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


MISTAKES = {
    "scan plan.json other.json --planfile tfplan": (
        "--planfile: one plan file belongs to one input, and there are several\n"
        "hint: scan them one by one"
    ),
    "scan service.yaml --planfile tfplan": (
        "--planfile: manifests have no plan file\nhint: leave --planfile out"
    ),
    "scan tfplan --planfile tfplan": (
        "--planfile: the input is a binary plan file itself\nhint: leave --planfile out"
    ),
    "scan net --planfile tfplan": (
        "--planfile: a configuration has no plan file\nhint: leave --planfile out"
    ),
    "scan net --source .": (
        "--source .: a configuration is its own source\nhint: leave --source out"
    ),
    "graph net --source net": (
        "--source net: a configuration is its own source\nhint: leave --source out"
    ),
    "scan plan.json --source plan.json": "--source plan.json: this is not a directory",
    "scan plan.json --comment-id a%b": ("--comment-id: letters, digits and ._/- only, 100 at most"),
    "scan net --kubernetes-only --no-kubernetes": (
        "--kubernetes-only and --no-kubernetes contradict each other"
    ),
    "scan net --kubernetes-only": (
        "net: there are no manifests of Kubernetes in this directory\n"
        "hint: leave --kubernetes-only out"
    ),
    "scan none.yaml": (
        "none.yaml: there are no manifests of Kubernetes in it\n"
        "hint: an object has an apiVersion and a kind"
    ),
    "scan plan.json --var a=b": (
        "--var: it is for directories of HCL, and there is none among the inputs"
    ),
    "scan net --var a": "--var a: a variable is given as NAME=VALUE",
    "scan net --var-file gone.tfvars": ("gone.tfvars: cannot be read: No such file or directory"),
    "scan plan.json -o json=out.json -o sarif=out.json": (
        "out.json: two outputs would be written to the same file"
    ),
    "scan plan.json --baseline-strict": (
        "--baseline-strict: there is no baseline to be strict about\nhint: name it: --baseline FILE"
    ),
    "scan tfplan --terraform-bin ./empty.txt": (
        "--terraform-bin: './empty.txt' is no program that can be run\n"
        "hint: name terraform or tofu, or its path"
    ),
    "reach plan.json": "give --from and --to, or --queries, or --all-exposed, or --all-pairs",
    "reach plan.json --all-exposed --from internet": (
        "--all-exposed: cannot be combined with --from, --to and --queries, nor with each other"
    ),
    "reach plan.json --queries words.jsonl --to internet": (
        "--queries: cannot be combined with --from and --to"
    ),
    "reach plan.json --queries words.jsonl": (
        "words.jsonl: line 1: `port` has a value of the wrong type\n"
        "hint: a query has the keys from, from_ip, id, port, protocol, to, to_ip; `from` and `to` "
        "are needed"
    ),
    "reach plan.json --queries broken.jsonl": (
        "broken.jsonl: line 1 is no JSON: Input data was truncated"
    ),
    "explain vpc-found --source net": "--source net: this goes with --for",
    "graph plan.json --focus aws_vpc.gone": (
        "--focus: the network has no object 'aws_vpc.gone'\n"
        "hint: addresses are those of `netplan-audit graph` without --focus"
    ),
    "scan bare": (
        "bare: there is no tfplan.json, no root module of HCL and no manifest of Kubernetes "
        "in this directory\n"
        "hint: give plan JSON: `terraform plan -out=tfplan` and `terraform show -json tfplan > "
        "plan.json`"
    ),
}


@pytest.mark.parametrize("words", MISTAKES)
def test_a_mistake_says_what_where_and_the_way_out(cli: Cli, words: str) -> None:
    assert cli(*words.split()) == (2, "", f"{MISTAKES[words]}\n")


def test_a_binary_plan_file_cannot_come_through_a_pipe(
    cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.TextIOWrapper(io.BytesIO((here / "tfplan").read_bytes()))
    monkeypatch.setattr(sys, "stdin", piped)
    done = cli("scan", "-")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("-: a binary plan file cannot be read from standard input\nhint: ")


def test_a_binary_plan_file_needs_a_program(
    cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TERRAFORM_BIN", "TG_TF_PATH", "ATLANTIS_TERRAFORM_VERSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(here / "bare"))
    done = cli("scan", "tfplan")
    assert (done.status, done.out) == (2, "")
    message = "this is a binary plan file, and neither terraform nor tofu is here to read it"
    assert done.err.startswith(f"tfplan: {message}\nhint: ")


def test_the_same_in_json_lines_names_the_line(cli: Cli, here: Path) -> None:
    lines = [{"from": "internet", "to": "internet", "port": 1}, {"form": "internet"}]
    (here / "q.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = cli("reach", "plan.json", "--queries", "q.jsonl")
    assert done.status == 2
    assert done.err.startswith("q.jsonl: line 2 is no query\nhint: ")
