"""The report as a GitLab Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from netplan_audit.finding import Severity, Undecided
from netplan_audit.formats import dumped, harmless, place

if TYPE_CHECKING:
    from netplan_audit.finding import Outcome
    from netplan_audit.report import Report

_SEVERITIES: Final = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}


def render(report: Report) -> str:
    """Render the report; undecided results are `info` and say that they are undecided."""
    results: list[Outcome] = [
        *report.listed(report.counted),
        *report.listed(report.open_questions),
    ]
    return dumped([_degradation(report, one) for one in results]) + "\n"


def _degradation(report: Report, outcome: Outcome) -> dict[str, Any]:
    at = place(report, outcome)
    text = f"{outcome.subject}: {outcome.message}"
    severity = _SEVERITIES[outcome.severity]
    if isinstance(outcome, Undecided):
        text = f"undecided: {text}; waits for {', '.join(outcome.unknowns)}"
        severity = "info"
    return {
        "description": harmless(text),
        "check_name": outcome.check,
        "fingerprint": outcome.fingerprint,
        "severity": severity,
        "location": {"path": harmless(at.file), "lines": {"begin": at.line}},
    }
