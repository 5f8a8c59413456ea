"""The report as annotations of a GitHub Actions step, within the number that GitHub shows.

Commands: https://docs.github.com/actions/reference/workflow-commands. More than ten of a level in
one step are dropped without a word, so the worst and newest come first and the rest is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.finding import Severity
from netplan_audit.formats import count, harmless, newest_first, place, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Finding
    from netplan_audit.report import Report

MOST: Final = 10
"""How many annotations of one level GitHub shows of a step."""
_LEVELS: Final = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
    Severity.INFO: "notice",
}


def render(report: Report) -> str:
    """Render the report; the last line is the verdict, for whoever reads the log."""
    shown: list[Finding] = []
    # Two notices are ours, and an error for each input that could not be used.
    room = {"error": max(MOST - report.unusable, 0), "warning": MOST, "notice": MOST - 2}
    findings = newest_first(report.listed(report.counted))
    for finding in findings:
        level = _LEVELS[finding.severity]
        if room[level]:
            room[level] -= 1
            shown.append(finding)
    lines = [
        _command(
            "error", [("title", note.code)], f"{harmless(note.place)}: {harmless(note.message)}"
        )
        for note in report.diagnostics
        if note.severity == "error"
    ]
    lines += [_annotation(report, finding) for finding in shown]
    lines += _remarks(report, len(findings) - len(shown))
    lines += [
        f"{note.severity}: {harmless(note.place)}: {harmless(note.message)}"
        for note in report.diagnostics
        if note.severity != "error"
    ]
    return "".join(f"{line}\n" for line in [*lines, f"netplan-audit: {verdict(report)}"])


def _annotation(report: Report, finding: Finding) -> str:
    """Write one annotation; one without a place in the source belongs to the whole step."""
    at = place(report, finding)
    where = [("file", at.file), ("line", str(at.line)), ("endLine", str(at.line))]
    named = [*(where if at.exact else []), ("title", f"{finding.check} [{finding.severity.label}]")]
    text = f"{harmless(finding.subject)}: {harmless(finding.message)}"
    if finding.remediation:
        text += f"\nfix: {harmless(finding.remediation.splitlines()[0])}"
    return _command(_LEVELS[finding.severity], named, text)


def _remarks(report: Report, left_out: int) -> Iterator[str]:
    open_questions = report.listed(report.open_questions)
    if open_questions:
        text = f"{count(len(open_questions), 'result')} undecided: the input leaves them open"
        yield _command("notice", [("title", "undecided")], text)
    if left_out:
        text = f"{left_out} more without an annotation here; the other formats have all of them"
        yield _command("notice", [("title", f"{left_out} more")], text)


def _command(level: str, named: list[tuple[str, str]], text: str) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in named)
    return f"::{level} {properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(harmless(text)).replace(":", "%3A").replace(",", "%2C")
