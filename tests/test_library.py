"""The library: its names, what they do, and that nothing loads before it is asked for."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import netplan_audit
from netplan_audit import InputError, Severity, UsageError, audit, load_policy, render

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "examples" / "three-tier" / "plan.json"
HCL = """
variable "wide" { type = bool }
# netplan-audit: ignore[subnet-outside-vpc] until=2026-11-30 reason="to move"
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = var.wide ? "10.1.0.0/24" : "10.0.0.0/24"
}
resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
"""


def test_the_names_of_the_library() -> None:
    """A name that goes, or means something else, is a new major version."""
    assert netplan_audit.__all__ == [
        "AuditError",
        "Change",
        "CheckError",
        "Confidence",
        "Finding",
        "InputError",
        "Location",
        "Policy",
        "Report",
        "Severity",
        "Step",
        "Undecided",
        "UsageError",
        "__version__",
        "audit",
        "load_policy",
        "render",
    ]
    assert dir(netplan_audit) == sorted(netplan_audit.__all__)
    assert callable(netplan_audit.audit)
    for name in netplan_audit.__all__:
        assert getattr(netplan_audit, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'adit'"):
        _ = netplan_audit.adit


def test_the_package_loads_nothing_before_it_is_asked_for() -> None:
    code = "import sys, netplan_audit; print([m for m in sys.modules if 'netplan_audit' in m])"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.strip() == "['netplan_audit']"


def test_audit_stays_the_function_whatever_is_imported() -> None:
    code = "import netplan_audit.cli.app; from netplan_audit import audit; audit(())"
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT)
    assert done.returncode == 0


def test_a_plan_is_audited_as_the_command_does_it() -> None:
    report = audit(PLAN)
    assert (report.failed, report.findings[0].severity) == (True, Severity.CRITICAL)
    assert report.findings[0].location is not None
    assert audit([str(PLAN)], fail_on=["never"]).failed is False
    assert json.loads(render(report))["summary"]["gate"]["result"] == "fail"
    assert render(report, "text").splitlines()[-1].endswith("gate high: FAIL")


def test_a_folder_of_hcl_with_its_variables(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(HCL, encoding="utf-8")
    day = date(2026, 11, 30)
    assert audit(tmp_path, variables={"wide": "false"}, today=day).findings[-1:] != ()
    wide = audit(tmp_path, variables={"wide": "true"}, today=day)
    assert [one.outcome.check for one in wide.suppressed] == ["subnet-outside-vpc"]
    without = audit(tmp_path, variables={"wide": "true"}, suppressions=False)
    assert "subnet-outside-vpc" in [one.check for one in without.findings]
    later = audit(tmp_path, variables={"wide": "true"}, today=date(2026, 12, 1))
    assert "suppression-expired" in [one.check for one in later.findings]


def test_a_policy_is_loaded_by_name_or_path(tmp_path: Path) -> None:
    assert audit(PLAN, load_policy()).checks == audit(PLAN).checks
    assert len(audit(PLAN, "all").checks) > len(audit(PLAN).checks)
    path = tmp_path / "net.yaml"
    path.write_text("version: 1\nchecks: {nat-single-az: {enabled: false}}", encoding="utf-8")
    assert "nat-single-az" not in {one.check for one in audit(PLAN, str(path)).findings}


def test_one_of_several_inputs_may_be_unusable(tmp_path: Path) -> None:
    report = audit([PLAN, tmp_path / "gone.json"])
    assert [note.code for note in report.diagnostics if note.severity == "error"] == [
        "unusable-input"
    ]
    with pytest.raises(InputError, match="there is no such file"):
        audit(tmp_path / "gone.json")


def test_what_cannot_be_carried_out_is_refused() -> None:
    with pytest.raises(UsageError, match="did you mean 'strict'"):
        audit(PLAN, "stirct")
    with pytest.raises(UsageError, match="did you mean 'sarif'"):
        render(audit(PLAN), "sarfi")
    with pytest.raises(UsageError, match="did you mean 'high'"):
        audit(PLAN, fail_on=["hihg"])


def test_an_input_without_a_name_or_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="the name of an input is empty"):
        audit("")

    def scandir(path: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(InputError, match=f"^{tmp_path}: permission denied$"):
        audit(tmp_path)


def test_the_example_of_the_page_runs() -> None:
    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        done = subprocess.run(
            [sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=ROOT
        )
        assert (done.returncode, done.stderr) == (0, ""), code
        assert done.stdout
