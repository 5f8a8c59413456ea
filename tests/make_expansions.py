"""Asks Terraform which instances configurations have: `python -m tests.make_expansions`.

Each folder of `tests/terraform/configuration/expansion/` is a root module of `terraform_data`
alone, whose provider is part of Terraform: no registry and no account is needed. `expected.json`
beside it maps the address of every instance in Terraform's plan to its `input`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "terraform" / "configuration" / "expansion"
EXPECTED: Final = "expected.json"


def planned(folder: Path) -> dict[str, Any]:
    """Plan a copy of a root module; return the input of every instance."""
    terraform = shutil.which("terraform") or "terraform"
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch) / "root"
        shutil.copytree(folder, work, ignore=shutil.ignore_patterns(EXPECTED))
        for command in (["init"], ["plan", "-out=plan"]):
            subprocess.run(
                [terraform, *command, "-input=false", "-no-color"],
                check=True,
                cwd=work,
                stdout=subprocess.DEVNULL,
            )
        shown = subprocess.run(
            [terraform, "show", "-json", "plan"], check=True, cwd=work, capture_output=True
        )
    changes = json.loads(shown.stdout)["resource_changes"]
    return {one["address"]: one["change"]["after"].get("input") for one in changes}


def main() -> int:
    """Write what is expected of every folder."""
    for folder in sorted(path for path in FOLDER.iterdir() if path.is_dir()):
        text = json.dumps(planned(folder), indent=1, sort_keys=True, ensure_ascii=False)
        (folder / EXPECTED).write_text(text + "\n", encoding="utf-8")
        sys.stdout.write(f"{folder.name}: {len(json.loads(text))} instances\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
