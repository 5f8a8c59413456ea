"""Real plan files: which plan each is of, and the configuration in it."""

from __future__ import annotations

import pytest

from netplan_audit.errors import InputError
from netplan_audit.terraform.planfile import read_plan_file
from netplan_audit.terraform.read import read
from tests.corpus.conftest import CORPUS

FOLDERS = sorted(path.parent for path in CORPUS.glob("real/*/tfplan"))
EVERY = pytest.mark.parametrize("name", [folder.name for folder in FOLDERS])


def test_there_are_plan_files(corpus: object) -> None:
    assert len(FOLDERS) >= 8, corpus


def lines(text: str) -> list[str]:
    """Split a source; the constraint on the provider's version was edited after planning."""
    return [line for line in text.splitlines() if "version =" not in line]


@EVERY
def test_a_plan_file_holds_the_very_source_of_every_module(name: str) -> None:
    folder = CORPUS / "real" / name
    snapshot = read_plan_file((folder / "tfplan").read_bytes(), "tfplan")
    for key, module in snapshot.modules.items():
        at = folder / "src" / module.directory
        files = {name: lines(text) for name, text in module.files.items()}
        assert files == {path.name: lines(path.read_text()) for path in at.glob("*.tf")}, key
    folders = {module.directory for module in snapshot.modules.values()}
    written = {str(path.parent.relative_to(folder / "src")) for path in folder.rglob("src/**/*.tf")}
    assert folders == written


@EVERY
def test_a_plan_file_belongs_to_its_json_and_to_no_other(name: str) -> None:
    folder = CORPUS / "real" / name
    snapshot = read_plan_file((folder / "tfplan").read_bytes(), "tfplan")
    assert read((folder / "plan.json").read_bytes(), "plan.json", snapshot).diagnostics == ()
    others = [path for path in folder.glob("plan_*.json") if path.name != "plan.json"]
    assert others
    for path in others:
        with pytest.raises(InputError, match="does not belong to"):
            read(path.read_bytes(), path.name, snapshot)
