"""Configurations have the instances, and these the values, that Terraform planned for them."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.hcl.file_reader import RootReader
from netplan_audit.terraform.tree import read_tree
from tests.make_expansions import EXPECTED, FOLDER, planned

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = sorted(path for path in FOLDER.iterdir() if path.is_dir())


def evaluated(folder: Path) -> dict[str, object]:
    resources = read_configuration(read_tree(folder), folder.name, files=RootReader(folder))
    assert not [one for one in resources.diagnostics if one.severity != "note"]
    return {one.address: one.get("input") for one in resources if one.mode == "managed"}


def test_there_are_many_instances() -> None:
    assert sum(len(json.loads((f / EXPECTED).read_text("utf-8"))) for f in FOLDERS) > 90


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_instances_and_values_are_those_of_terraform(folder: Path) -> None:
    assert evaluated(folder) == json.loads((folder / EXPECTED).read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not here")
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_what_is_expected_is_what_terraform_says(folder: Path) -> None:
    assert planned(folder) == json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
