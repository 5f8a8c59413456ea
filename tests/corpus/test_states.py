"""Real states: as JSON and as the raw file they are the same network, and hide the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.cli.app import run
from netplan_audit.formats import graph_json
from netplan_audit.network import edges as every
from netplan_audit.pipeline import Input, understand
from tests.corpus.conftest import CORPUS
from tests.corpus.test_plans import COMMANDS, secrets

if TYPE_CHECKING:
    from pathlib import Path

PROJECTS = sorted(path.parent.name for path in CORPUS.glob("real/*/terraform.tfstate"))
STATES = sorted(str(path.relative_to(CORPUS)) for path in CORPUS.glob("re*/*/*state*"))
BOTH = pytest.mark.parametrize("project", PROJECTS)


def graph(path: Path) -> str:
    _, network = understand(Input(path.name, str(path), path.read_bytes()))
    return graph_json.render(every.nodes(network), every.edges(network))


def test_there_are_states(corpus: Path) -> None:
    assert len(PROJECTS) >= 8, corpus
    assert len(STATES) >= 40


@BOTH
def test_both_forms_of_a_state_are_the_same_network(project: str) -> None:
    folder = CORPUS / "real" / project
    shown = graph(folder / "state.json")
    assert shown == graph(folder / "terraform.tfstate")
    assert len(json.loads(shown)["nodes"]) >= 8


@BOTH
def test_both_forms_list_the_same_resources(
    project: str, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = CORPUS / "real" / project
    listed: list[list[Any]] = []
    for name in ("state.json", "terraform.tfstate"):
        assert run(["resources", "--format", "json", str(folder / name)]) == 0
        listed.append(json.loads(capfd.readouterr().out)["resources"])
    assert listed[0] == listed[1]


@BOTH
def test_a_raw_state_hides_what_the_json_marks(
    project: str, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = CORPUS / "real" / project
    hidden = secrets(folder / "state.json")
    for command in COMMANDS:
        assert run([*command, str(folder / "terraform.tfstate")]) in (0, 1)
        out, _ = capfd.readouterr()
        assert {one for one in hidden if one in out or json.dumps(one)[1:-1] in out} == set()


@pytest.mark.parametrize("name", STATES)
def test_every_state_is_scanned(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["scan", "--format", "json", str(CORPUS / name)]) in (0, 1)
    out, err = capfd.readouterr()
    report = json.loads(out)
    assert (report["run"]["inputs"][0]["kind"], report["diagnostics"], err) == ("state", [], "")
    assert report["coverage"]["unresolved"] == []
