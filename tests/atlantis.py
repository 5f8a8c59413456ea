"""What Atlantis makes of the output of a custom policy step, in both of its generations.

From runatlantis/atlantis: pull request 6019 (the pattern, v0.39.0), issue 5725 (a step that ends
with anything but 0 loses its output), its sources at v0.47 (the summary), and
https://www.runatlantis.io/docs/custom-policy-checks.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT: Final = Path(__file__).parents[1]
PATTERN: Final = re.compile(r'([1-9][0-9]* failure|failures": \[)')
SUMMARY: Final = re.compile(
    r"\d+ tests?, \d+ passed, \d+ warnings?, \d+ failures?, \d+ exceptions?(, \d skipped)?"
)
"""What of an output stands beside the name of its policy set, above the output itself."""
Verdict = Literal["pass", "fail", "lost"]


def current(output: str, status: int = 0) -> Verdict:
    """Judge as v0.39 and later do; an output that is lost or empty is an error of its own."""
    if status or not output.strip():
        return "lost"
    return "fail" if PATTERN.search(output) or output.strip().startswith("FAIL") else "pass"


def legacy(output: str, status: int = 0) -> Verdict:
    """Judge as v0.38 and earlier do."""
    if status or not output.strip():
        return "lost"
    return "fail" if "fail" in output.lower() else "pass"


def summary(output: str) -> str:
    """Return what stands beside the name of the policy set."""
    found = SUMMARY.search(output)
    return found[0] if found else ""


def step(command: str, folder: Path, variables: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run a step as Atlantis does: by a shell, in the project, both streams in one."""
    tool = folder / "bin" / "netplan-audit"
    tool.parent.mkdir(exist_ok=True)
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m netplan_audit "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    environment = {
        "PATH": f"{tool.parent}:/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "PLANFILE": str(folder / "default.tfplan"),
        "SHOWFILE": str(folder / "default.json"),
        "POLICYCHECKFILE": str(folder / "default.json-policycheck"),
        "DIR": str(folder),
        "REPO_REL_DIR": "infra/net",
        "WORKSPACE": "default",
        "PROJECT_NAME": "",
        "COMMENT_ARGS": "",
        "PULL_NUM": "7",
        "ATLANTIS_TERRAFORM_VERSION": "1.11.4",
        "ATLANTIS_TERRAFORM_DISTRIBUTION": "terraform",
        **(variables or {}),
    }
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        check=False,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout
