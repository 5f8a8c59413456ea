"""What every format says of a report with everything in it, and of the examples."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from msgspec.structs import replace

from netplan_audit.cli.formats import FORMATS
from netplan_audit.pipeline import Input, audit
from netplan_audit.report import Run
from tests.fakes import rich_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from netplan_audit.report import Report

ROOT: Final = Path(__file__).parents[2]
GOLDEN: Final = ROOT / "tests" / "golden"
EXAMPLES: Final = sorted(path.parent for path in (ROOT / "examples").glob("*/plan.json"))
MACHINES: Final = [name for name in FORMATS if name != "text"]
"""The formats whose reports of the examples do not stand beside these."""
OTHERS: Final = [name for name in MACHINES if name != "json"]
"""Those that have no golden file of such a report elsewhere."""
ENDINGS: Final = {
    "azure": "txt",
    "atlantis": "txt",
    "env": "txt",
    "github": "txt",
    "junit": "xml",
    "markdown": "md",
    "rdjsonl": "jsonl",
}


def rendered(kind: str, one: Report) -> str:
    module = import_module(f"netplan_audit.formats.{kind.replace('-', '_')}")
    text: str = module.render(one)
    return _without_help(text) if kind == "sarif" else text


def _without_help(text: str) -> str:
    """Leave out what changes with the documentation and the number of checks."""
    run: dict[str, Any] = json.loads(text)["runs"][0]
    used = {result["ruleId"] for result in run["results"]}
    driver = run["tool"]["driver"]
    driver["rules"] = [rule for rule in driver["rules"] if rule["id"] in used]
    for rule in driver["rules"]:
        del rule["help"], rule["fullDescription"], rule["shortDescription"]
    for result in run["results"]:
        del result["ruleIndex"]
    return json.dumps(run, ensure_ascii=False, indent=1) + "\n"


def file(kind: str, name: str) -> Path:
    return GOLDEN / kind / f"{name}.{ENDINGS.get(kind, 'json')}"


@pytest.mark.parametrize("kind", OTHERS)
def test_a_report_with_everything_in_it(kind: str, golden: Callable[[Path, str], None]) -> None:
    one = replace(rich_report(), run=Run("infra", started="2026-11-23T08:30:00"))
    golden(file(kind, "rich"), rendered(kind, one))


def test_there_are_enough_of_them() -> None:
    assert len(EXAMPLES) >= 6


@pytest.mark.parametrize("kind", MACHINES)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_examples(kind: str, example: Path, golden: Callable[[Path, str], None]) -> None:
    path = f"examples/{example.name}/plan.json"
    one = audit([Input("plan.json", path, (ROOT / path).read_bytes())])
    run = Run(directories={"plan.json": f"examples/{example.name}"})
    golden(file(kind, example.name), rendered(kind, replace(one, run=run)))
