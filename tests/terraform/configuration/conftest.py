"""Configurations written into a folder and evaluated."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Protocol

import pytest

from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.configuration.variables import NO_SETTINGS, Settings
from netplan_audit.terraform.hcl.file_reader import RootReader
from netplan_audit.terraform.tree import read_tree

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.terraform.resource import Resources


class Evaluate(Protocol):
    """Writes files and evaluates the root module that they are."""

    def __call__(self, settings: Settings = NO_SETTINGS, /, **files: str) -> Resources:
        """Take the text of a file by its name; `__` stands for `/`, `main` for `main.tf`."""
        ...


@pytest.fixture
def evaluate(tmp_path: Path) -> Evaluate:
    def work(settings: Settings = NO_SETTINGS, /, **files: str) -> Resources:
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/")
            path = path if "." in path.name else path.with_suffix(".tf")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        tree = read_tree(tmp_path, tmp_path)
        reader = RootReader(tmp_path)
        return read_configuration(tree, "root", settings=settings, files=reader)

    return work
