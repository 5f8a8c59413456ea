"""Every example says what the tool says of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).parents[1]
EXAMPLES: Final = sorted(path.parent for path in (ROOT / "examples").glob("*/plan.json"))


def test_there_are_examples() -> None:
    assert EXAMPLES


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_report_of_an_example(example: Path, golden: Callable[[Path, str], None]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "netplan_audit", "scan", "plan.json"],
        check=False,
        capture_output=True,
        cwd=example,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        text=True,
    )
    assert (done.returncode, done.stderr) == (1, "")
    golden(example / "report.txt", done.stdout)
