"""Lines and suppressions of real configurations, next to the plans that were made from them."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from netplan_audit.cli.app import run
from netplan_audit.terraform.source import Source
from netplan_audit.terraform.tree import read_tree

if TYPE_CHECKING:
    from pathlib import Path


def test_every_block_of_a_plan_is_found_on_its_line(corpus: Path) -> None:
    seen = 0
    for folder in sorted((corpus / "real").iterdir()):
        tree = read_tree(folder / "src")
        source = Source(tree.modules, "source", str(folder / "src"))
        plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        for change in plan["resource_changes"]:
            location = source.locate(change["address"])
            assert location is not None, change["address"]
            with open(location.file, encoding="utf-8") as file:  # noqa: PTH123 - lines are counted
                line = file.read().split("\n")[location.start_line - 1]
            kind = "data" if change["mode"] == "data" else "resource"
            header = rf'{kind}\s+"{change["type"]}"\s+"{change["name"]}"'
            assert re.match(header, line), (change["address"], line)
            seen += 1
    assert seen > 100


def test_one_comment_in_a_module_silences_all_its_instances(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = corpus / "real" / "01-foreach-modules"
    plan = project / "plan.json"

    def scan(*arguments: str) -> dict[str, list[dict[str, str]]]:
        run(["scan", str(plan), "-f", "json", *arguments])
        loaded: dict[str, list[dict[str, str]]] = json.loads(capsys.readouterr().out)
        return loaded

    before = scan("--source", str(project / "src"))["findings"]
    found = [one for one in before if one["resources"][0]["address"].startswith("module.")]  # type: ignore[index]
    if not found:
        pytest.skip("no finding of this plan is in a module")
    address, check = found[0]["resources"][0]["address"], found[0]["check"]["id"]  # type: ignore[index]
    shutil.copytree(project / "src", tmp_path / "src")
    place = found[0]["location"]
    path = tmp_path / "src" / str(place["file"]).partition("/src/")[2]  # type: ignore[index]
    lines = path.read_text(encoding="utf-8").split("\n")
    at = int(place["start_line"]) - 1  # type: ignore[index]
    lines.insert(at, f'# netplan-audit: ignore[{check}] reason="accepted"')
    path.write_text("\n".join(lines), encoding="utf-8")

    after = scan("--source", str(tmp_path / "src"))
    block = re.sub(r"\[[^\]]*\]", "", address)
    same = {
        one["resources"][0]["address"]  # type: ignore[index]
        for one in before
        if re.sub(r"\[[^\]]*\]", "", one["resources"][0]["address"]) == block  # type: ignore[index]
        and one["check"]["id"] == check  # type: ignore[index]
    }
    assert {one["resources"][0]["address"] for one in after["suppressed"]} == same  # type: ignore[index]
    assert len(after["findings"]) == len(before) - len(same)
    ignored = scan("--source", str(tmp_path / "src"), "--no-ignores")
    assert len(ignored["findings"]) == len(before)
