r"""The report as a custom policy check of Atlantis reads it: conftest's lines, its summary last.

Atlantis decides by the text. Since v0.39 a check fails where its output matches
`([1-9][0-9]* failure|failures": \[)` or starts with FAIL; before that, where "fail" stands anywhere
in any case (runatlantis/atlantis, pull requests 6019 and 5156). It puts the output in a code block,
and keeps the end where it is too long.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.finding import Undecided, inputs_of
from netplan_audit.formats import NOTHING, count, harmless, place, root_module, shortened
from netplan_audit.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.finding import Outcome
    from netplan_audit.report import Report

LONGEST: Final = 4_000
"""How long a line may be, in characters."""
FEW: Final = 3
"""Remarks of one kind that are told one by one."""
MOST: Final = 50
"""How many lines that do not fail are written of each kind."""
# What would decide about the policy, or end the code block, if a name or a message said it.
_DECIDES: Final = re.compile(r'(?<=[0-9]) (?=failure)|(?<=failures"):|`(?=`)')


def render(report: Report) -> str:
    """Render the report: FAIL, WARN and INFO lines, then the summary.

    What fails the gate is always listed, also where the reader asked for less: Atlantis goes by it.
    """
    counted: list[Outcome] = [*report.counted, *report.open_questions]
    failing = [one for one in counted if report.fails(one)]
    passing = [one for one in report.listed(report.counted) if not report.fails(one)]
    still_open = [one for one in report.listed(report.open_questions) if not report.fails(one)]
    unusable = [note for note in report.diagnostics if note.severity == "error"]
    lines = [
        *(_error(f"{note.place}: {note.message}") for note in unusable),
        *(_line("FAIL", report, one) for one in failing),
        *_lines("WARN", report, passing),
        *_lines("INFO", report, still_open),
        *_remarks(report),
    ]
    failures = len(failing) + len(unusable)
    if report.run.legacy_atlantis and not failures:
        lines = [
            *_without_the_word(lines),
            f"PASS - {count(0 if report.is_idle else len(report.checks), 'check')}, 0 violations",
        ]
    else:
        lines.append(_summary(_passed(report), len(passing), failures, len(report.suppressed)))
    return "".join(f"{line}\n" for line in lines)


def render_error(message: str) -> str:
    """Render what stopped the run before there was a report, so that the policy fails for it."""
    return f"{_error(message)}\n{_summary(0, 0, 1, 0)}\n"


def _error(message: str) -> str:
    return _harmless(f"FAIL - netplan-audit - error: {message}")


def _lines(word: str, report: Report, outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield from (_line(word, report, one) for one in outcomes[:MOST])
    if len(outcomes) > MOST:
        yield f"{word} - {len(outcomes) - MOST} more"


def _line(word: str, report: Report, outcome: Outcome) -> str:
    at = f" ({outcome.location})" if place(report, outcome).exact else ""
    message = outcome.message
    if isinstance(outcome, Undecided):
        message = f"undecided: {message}"
    parts = (word, _source(report, outcome), outcome.check, f"{outcome.subject}: {message}")
    return _harmless(f"{' - '.join(parts)}{at} [{outcome.severity.label}]")


def _source(report: Report, outcome: Outcome) -> str:
    """Name the root module, or the inputs where there are several."""
    if len(report.inputs) == 1:
        return root_module(report, outcome.input) or "."
    return listed(inputs_of(outcome))


def _remarks(report: Report) -> Iterator[str]:
    """Say what was odd about the input, and what was not looked at."""
    for note in shortened(report.diagnostics, FEW):
        if note.severity == "warning":
            text = f"{note.place}: {note.message}" if note.place else note.message
            yield _harmless(f"INFO - netplan-audit - {text}")
    gaps = (
        (report.not_analysed, "resource", "not analysed"),
        (len(report.coverage.unresolved), "reference", "unresolved"),
        (len(report.coverage.missing_modules), "module", "without a body"),
    )
    texts = [f"{count(number, noun)} {what}" for number, noun, what in gaps if number]
    if report.is_idle:
        texts.insert(0, NOTHING)
    if texts:
        yield f"INFO - netplan-audit - {', '.join(texts)}"


def _passed(report: Report) -> int:
    """Count the checks that found nothing and left nothing open, if there was anything to judge."""
    if report.is_idle:
        return 0
    spoken = {one.check for one in report.counted} | {one.check for one in report.open_questions}
    return sum(check.id not in spoken for check in report.checks)


def _summary(passed: int, warnings: int, failures: int, exceptions: int) -> str:
    numbers = (
        count(passed + warnings + failures + exceptions, "test"),
        f"{passed} passed",
        count(warnings, "warning"),
        count(failures, "failure"),
        count(exceptions, "exception"),
    )
    return ", ".join(numbers)


def _without_the_word(lines: Sequence[str]) -> list[str]:
    """Leave out the lines that an old Atlantis would take for a verdict, and say how many."""
    kept = [line for line in lines if "fail" not in line.lower()]
    if len(kept) < len(lines):
        left_out = count(len(lines) - len(kept), "line")
        kept.append(f"INFO - netplan-audit - {left_out} left out for a word that old servers obey")
    return kept


def _harmless(line: str) -> str:
    shown = harmless(line)
    shown = shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
    return _DECIDES.sub(lambda match: f"\\x{ord(match[0]):02x}", shown)
