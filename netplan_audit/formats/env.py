"""The report as one line of variables, as a `multienv` step of Atlantis and a shell take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netplan_audit.report import Report


def render(report: Report) -> str:
    """Render the report as `NAME=value,NAME=value`; no value holds text of the input."""
    worst = max((finding.severity for finding in report.counted), default=None)
    gate = "fail" if report.failed else "pass"
    values = {
        "NETPLAN_FINDINGS": len(report.counted),
        "NETPLAN_MAX_SEVERITY": "none" if worst is None else worst.label,
        "NETPLAN_UNDECIDED": len(report.open_questions),
        "NETPLAN_GATE": "error" if report.unusable else gate,
    }
    return ",".join(f"{name}={value}" for name, value in values.items()) + "\n"
