"""Generated manifests give what is planted in them, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from netplan_audit.cli.app import application
from tests.bench.manifests import write
from tests.bench.run import differences, reported

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_planted_is_reported(tmp_path: Path) -> None:
    planted = write(tmp_path / "manifests", 100)
    output = tmp_path / "report.json"
    command = ["scan", str(tmp_path / "manifests"), "--kubernetes-only", "-o", f"json={output}"]
    assert CliRunner().invoke(application(), command).exit_code == 1
    assert len(planted) == 4
    assert differences(planted, reported(output)) == []
