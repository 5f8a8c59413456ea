"""The report as a GitLab SAST report, version 15.0.4 of its schema.

https://gitlab.com/gitlab-org/security-products/security-report-schemas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from netplan_audit import __version__
from netplan_audit.formats import count, dumped, harmless, place, prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.finding import Finding
    from netplan_audit.report import Report

VERSION: Final = "15.0.4"
NAMESPACE: Final = UUID("a49d6113-d54d-54c1-822e-98d4c829009e")
"""What the ids of findings are derived in; another would make every vulnerability a new one."""
NO_TIME: Final = "1970-01-01T00:00:00"
"""Stands where the job's time is required and not known."""
LONGEST: Final = 1_000
"""How long one text of the input may be; GitLab takes 7 000 characters of a solution."""
FEW: Final = 20
"""How many related objects are written."""


def render(report: Report) -> str:
    """Render the findings; undecided results are no vulnerabilities, so a message counts them."""
    tool = {
        "id": "netplan-audit",
        "name": "netplan-audit",
        "vendor": {"name": "netplan-audit"},
        "version": __version__,
    }
    time = report.run.started or NO_TIME
    document = {
        "version": VERSION,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "sast",
            "start_time": time,
            "end_time": time,
            "status": "failure" if report.unusable else "success",
            "messages": _messages(report),
        },
        "vulnerabilities": [_finding(report, one) for one in report.listed(report.counted)],
    }
    return dumped(document) + "\n"


def _messages(report: Report) -> list[dict[str, str]]:
    levels = {"error": "fatal", "warning": "warn", "note": "info"}
    messages = [
        {"level": levels[note.severity], "value": harmless(f"{note.place}: {note.message}")}
        for note in report.diagnostics
    ]
    still_open = len(report.listed(report.open_questions))
    if still_open:
        text = f"{count(still_open, 'result')} undecided: the input leaves them open"
        messages.append({"level": "info", "value": text})
    return messages


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    at = place(report, finding)
    check = report.check(finding.check)
    advice = [line[:LONGEST] for line in finding.remediation.splitlines() if line.strip()]
    return {
        "id": str(uuid5(NAMESPACE, finding.fingerprint)),
        "name": check.title[:255],  # by GitLab's rules without anything of this finding
        "description": _description(finding),
        "severity": finding.severity.label.capitalize(),
        "location": {
            "file": harmless(at.file),
            "start_line": at.line,
            "end_line": at.end_line,
        },
        "identifiers": [
            {"type": "netplan_audit_check", "name": f"netplan-audit {check.id}", "value": check.id}
        ],
        **({"solution": "\n\n".join(map(prose, advice[:5]))} if advice else {}),
    }


def _description(finding: Finding) -> str:
    """Say what is wrong, as the Markdown that GitLab shows."""
    lines = [f"{prose(finding.subject[:LONGEST])}: {prose(finding.message[:LONGEST])}", ""]
    lines += _list("related", [f"{address} ({role})" for address, role in finding.related])
    lines += _list("may change with", finding.unknowns)
    return "\n".join(lines).rstrip("\n")


def _list(label: str, texts: Sequence[str]) -> list[str]:
    lines = [f"- {label}: {prose(text[:LONGEST])}" for text in texts[:FEW]]
    if len(texts) > FEW:
        lines.append(f"- {label}: {len(texts) - FEW} more")
    return lines
