"""The report as reviewdog reads it: one diagnostic in each line.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from netplan_audit.finding import Severity, Undecided
from netplan_audit.formats import dumped, harmless, place, prose

if TYPE_CHECKING:
    from netplan_audit.finding import Outcome
    from netplan_audit.report import Report

_SEVERITIES: Final = {
    Severity.CRITICAL: "ERROR",
    Severity.HIGH: "ERROR",
    Severity.MEDIUM: "WARNING",
    Severity.LOW: "INFO",
    Severity.INFO: "INFO",
}


def render(report: Report) -> str:
    """Render the report; undecided results are INFO and say that they are undecided."""
    results: list[Outcome] = [
        *report.listed(report.counted),
        *report.listed(report.open_questions),
    ]
    diagnostics = [
        _told(prose(note.message), note.source, note.line or 1, "ERROR", note.code)
        for note in report.diagnostics
        if note.severity == "error"
    ]
    diagnostics += [_diagnostic(report, one) for one in results]
    return "".join(f"{dumped(one, indent=None)}\n" for one in diagnostics)


def _diagnostic(report: Report, outcome: Outcome) -> dict[str, Any]:
    at = place(report, outcome)
    is_open = isinstance(outcome, Undecided)
    message = f"{prose(outcome.subject)}: {prose(outcome.message)}"
    if is_open:
        message = f"undecided: {message}; waits for {', '.join(map(prose, outcome.unknowns))}"
    elif outcome.remediation:
        message += f"\n\nfix: {prose(outcome.remediation.splitlines()[0])}"
    severity = "INFO" if is_open else _SEVERITIES[outcome.severity]
    return _told(message, at.file, at.line, severity, outcome.check)


def _told(message: str, file: str, line: int, severity: str, code: str) -> dict[str, Any]:
    return {
        "message": message,
        "location": {"path": harmless(file), "range": {"start": {"line": line}}},
        "severity": severity,
        "source": {"name": "netplan-audit"},
        "code": {"value": code},
    }
