"""The report as a GitLab Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from netplan_audit.finding import Severity, Undecided
from netplan_audit.formats import dumped, harmless, place

if TYPE_CHECKING:
    from netplan_audit.diagnostic import Diagnostic
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
    entries = [_unusable(note) for note in report.diagnostics if note.severity == "error"]
    return dumped([*entries, *(_degradation(report, one) for one in results)]) + "\n"


def _unusable(note: Diagnostic) -> dict[str, Any]:
    """Tell of an input that could not be used: the exit code is not in the report."""
    name = f"{note.code}\x1e{note.place}".encode("utf-8", "backslashreplace")
    return {
        "description": harmless(note.message),
        "check_name": note.code,
        "fingerprint": sha256(name).hexdigest()[:32],
        "severity": "blocker",
        "location": {"path": harmless(note.source), "lines": {"begin": note.line or 1}},
    }


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
