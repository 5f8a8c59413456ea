"""A binary plan file from Terraform itself: JSON, lines and suppressions all come out of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[1]
EXAMPLE: Final = ROOT / "examples" / "modules"
_OFFLINE: Final = """
provider "aws" {
  access_key                  = "mock"
  secret_key                  = "mock"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"""


def terraform(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["terraform", f"-chdir={folder}", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the example, planned by Terraform to `tfplan`."""
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not installed")
    folder = tmp_path_factory.mktemp("modules")
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    (folder / "offline_override.tf").write_text(_OFFLINE, encoding="utf-8")
    ready = terraform(folder, "init", "-no-color")
    if ready.returncode != 0:
        pytest.skip(f"the AWS provider cannot be installed: {ready.stderr[:200]}")
    done = terraform(folder, "plan", "-no-color", "-out=tfplan")
    assert done.returncode == 0, done.stderr
    return folder


def scanned(folder: Path, *arguments: str) -> dict[str, Any]:
    """Run the tool in an empty folder, so that there is no source but what it is given."""
    done = subprocess.run(
        [sys.executable, "-m", "netplan_audit", "scan", "-f", "json", *arguments],
        check=False,
        capture_output=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        text=True,
    )
    assert done.returncode == 1, done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def places(report: dict[str, Any], part: str = "findings") -> set[tuple[str, str, str]]:
    """Return the check, the subject and the line's text of each result."""
    found = set()
    for one in report[part]:
        name, line = one["location"]["file"], one["location"]["start_line"]
        text = (EXAMPLE / "network" / Path(name).name).read_text(encoding="utf-8").split("\n")
        assert name.endswith("network/main.tf")
        found.add((one["check"]["id"], one["resources"][0]["address"], text[line - 1]))
    return found


NAT: Final = 'resource "aws_nat_gateway" "this" {'
RULE: Final = 'resource "aws_vpc_security_group_ingress_rule" "cache" {'
OPEN: Final = {
    ("nat-single-az", 'module.network["prod"].aws_nat_gateway.this', NAT),
    *(
        (
            "sg-ingress-vpc-wide",
            f'module.network["{name}"].aws_vpc_security_group_ingress_rule.cache',
            RULE,
        )
        for name in ("dev", "prod")
    ),
}


@pytest.mark.slow
def test_a_plan_file_alone_gives_lines_and_suppressions(planned: Path) -> None:
    report = scanned(planned, "tfplan")
    assert places(report) == OPEN
    assert {one["location"]["source"] for one in report["findings"]} == {"planfile"}
    assert places(report, "suppressed") == {
        ("nat-single-az", 'module.network["dev"].aws_nat_gateway.this', NAT)
    }
    assert report["suppressed"][0]["suppression"]["reason"] == "dev may be down"


@pytest.mark.slow
def test_a_plan_file_beside_its_json_needs_no_checkout(planned: Path, tmp_path: Path) -> None:
    shown = terraform(planned, "show", "-json", "tfplan")
    shutil.copy(planned / "tfplan", tmp_path)
    (tmp_path / "plan.json").write_text(shown.stdout, encoding="utf-8")
    report = scanned(tmp_path, "plan.json", "--planfile", "tfplan")
    assert places(report) == OPEN
    assert len(report["suppressed"]) == 1


@pytest.mark.slow
def test_one_comment_silences_all_instances(planned: Path) -> None:
    module = planned / "network" / "main.tf"
    text = module.read_text(encoding="utf-8")
    every = text.replace('instances="module.network[\\"dev\\"].*" ', "")
    assert every != text
    module.write_text(every, encoding="utf-8")
    assert terraform(planned, "plan", "-out=tfplan").returncode == 0
    report = scanned(planned, "tfplan")
    silenced = {one["resources"][0]["address"] for one in report["suppressed"]}
    assert silenced == {f'module.network["{n}"].aws_nat_gateway.this' for n in ("dev", "prod")}
    assert "nat-single-az" not in {one["check"]["id"] for one in report["findings"]}


def test_the_example_as_json_with_its_folder_as_source() -> None:
    report = scanned(EXAMPLE, "plan.json")
    assert places(report) == OPEN
    assert {one["location"]["source"] for one in report["findings"]} == {"directory"}
