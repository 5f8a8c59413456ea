"""Every example says what the tool says of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).parents[1]
EXAMPLES: Final = sorted(path.parent for path in (ROOT / "examples").glob("*/plan.json"))


FOLDERS: Final = sorted(path.parent for path in (ROOT / "examples").glob("*/infra"))


def test_there_are_examples() -> None:
    assert EXAMPLES
    assert FOLDERS


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_report_of_an_example(example: Path, golden: Callable[[Path, str], None]) -> None:
    golden(example / "report.txt", _scanned(example, "plan.json"))


@pytest.mark.parametrize("example", FOLDERS, ids=lambda path: path.name)
def test_the_report_of_a_folder(
    example: Path, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    copy = tmp_path / example.name  # inputs are named from the top of a repository around them
    shutil.copytree(example, copy)
    golden(example / "report.txt", _scanned(copy, "."))


def _scanned(folder: Path, what: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "netplan_audit", "scan", what],
        check=False,
        capture_output=True,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        text=True,
    )
    assert (done.returncode, done.stderr) == (1, "")
    return done.stdout
