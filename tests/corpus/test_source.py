"""Lines and suppressions of real configurations, next to the plans that were made from them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

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
