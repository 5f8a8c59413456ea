"""The report as logging commands of Azure Pipelines.

Commands: https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands. Escapes:
microsoft/azure-pipelines-task-lib, node/taskcommand.ts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.finding import Severity
from netplan_audit.formats import harmless, newest_first, place, verdict

if TYPE_CHECKING:
    from netplan_audit.finding import Finding
    from netplan_audit.report import Report

MOST: Final = 10
"""How many errors, and how many warnings, a task shows in the summary of a run."""
_LEVELS: Final = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "warning",
    Severity.INFO: "warning",
}


def render(report: Report) -> str:
    """Render the report; what is more than the summary shows is plain text in the log."""
    lines: list[str] = []
    plain: list[str] = []
    errors = [note for note in report.diagnostics if note.severity == "error"]
    for note in errors:
        text = _data(f"{harmless(note.place)}: {harmless(note.message)}")
        lines.append(f"##vso[task.logissue type=error;code={note.code};]{text}")
    room = {"error": max(MOST - len(errors), 0), "warning": MOST}
    for finding in newest_first(report.listed(report.counted)):
        level = _LEVELS[finding.severity]
        if room[level]:
            room[level] -= 1
            lines.append(_command(report, level, finding))
        else:
            plain.append(f"{finding.severity.label}: {finding.check}: {_told(finding)}")
    if plain:
        lines += [f"{len(plain)} more, not in the summary:", *plain]
    for one in report.listed(report.open_questions):
        subject, message = harmless(one.subject), harmless(one.message)
        lines.append(f"undecided: {one.check}: {subject}: {message}")
    for note in report.diagnostics:
        if note.severity != "error":
            lines.append(f"{note.severity}: {harmless(note.place)}: {harmless(note.message)}")
    return "".join(f"{line}\n" for line in [*lines, f"netplan-audit: {verdict(report)}"])


def _told(finding: Finding) -> str:
    return f"{harmless(finding.subject)}: {harmless(finding.message)}"


def _command(report: Report, level: str, finding: Finding) -> str:
    at = place(report, finding)
    named = {"type": level}
    if at.exact:
        named |= {"sourcepath": at.file, "linenumber": str(at.line), "columnnumber": "1"}
    named["code"] = finding.check
    properties = "".join(f"{name}={_property(value)};" for name, value in named.items())
    return f"##vso[task.logissue {properties}]{_data(_told(finding))}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(harmless(text)).replace("]", "%5D").replace(";", "%3B")
