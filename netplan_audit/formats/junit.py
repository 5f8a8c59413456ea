"""The report as JUnit XML: a test suite for each input, a test case for each result.

It satisfies both schemas in use: Ant's (windyroad/JUnit-Schema) and that of Jenkins
(jenkinsci/xunit-plugin, junit-10.xsd).
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Final

from netplan_audit.finding import Undecided, inputs_of
from netplan_audit.formats import NOTHING, facts, harmless, hop, place, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.diagnostic import Diagnostic
    from netplan_audit.finding import Outcome
    from netplan_audit.report import InputSummary, Report

NO_TIME: Final = "1970-01-01T00:00:00"
"""Stands where the time is required and not known, so that equal runs give equal bytes."""
_NO_XML: Final = re.compile("[\ufffe\uffff]")
Case = tuple[str, str, str]
"""A test case: its category, its name, and the element that says how it ended."""


def render(report: Report) -> str:
    """Render the report; checks that found nothing are test cases that passed."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    suites = [(one.id, one.sha256, list(_cases(report, one))) for one in report.inputs]
    suites += [
        (note.place, "", [("input", note.code, _error(note))])
        for note in report.diagnostics
        if note.severity == "error"
    ]
    for index, (name, digest, cases) in enumerate(suites):
        lines += _suite(report, index, name, digest, cases)
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(report: Report, index: int, name: str, digest: str, cases: list[Case]) -> Iterator[str]:
    attributes = {
        "name": name or "input",
        "package": "netplan-audit",
        "id": str(index),
        "hostname": "localhost",
        "timestamp": report.run.started or NO_TIME,
        "time": "0",
        "tests": str(len(cases)),
        "failures": str(sum(end.startswith("<failure") for _, _, end in cases)),
        "errors": str(sum(end.startswith("<error") for _, _, end in cases)),
        "skipped": str(sum(end.startswith("<skipped") for _, _, end in cases)),
    }
    yield f"  <testsuite{_attributes(attributes)}>"
    known = _attributes({"name": "sha256", "value": digest})
    yield f"    <properties><property{known}/></properties>"
    for category, case, end in cases:
        named = _attributes({"classname": category, "name": case, "time": "0"})
        yield f"    <testcase{named}>{end}</testcase>" if end else f"    <testcase{named}/>"
    yield f"    <system-out>{_text(verdict(report))}</system-out>"
    yield "    <system-err></system-err>"
    yield "  </testsuite>"


def _cases(report: Report, one: InputSummary) -> Iterator[Case]:
    open_results: list[Outcome] = [
        *report.listed(report.counted),
        *report.listed(report.open_questions),
    ]
    ends = [(result, _end(report, result)) for result in open_results]
    ends += [
        (each.outcome, _skipped(f"{each.status}: {each.suppression.reason}"))
        for each in report.suppressed
    ]
    own = [(result, end) for result, end in ends if one.id in inputs_of(result)]
    names = _names(result for result, _ in own)
    for (result, end), name in zip(own, names, strict=True):
        yield report.check(result.check).category, name, end
    spoken = {result.check for result, _ in own}
    end = _skipped(NOTHING) if report.is_idle else ""
    for check in report.checks:
        if check.id not in spoken:
            yield check.category, check.id, end


def _names(outcomes: Iterable[Outcome]) -> list[str]:
    """Name each result by check and subject, and where that is not enough by its identity."""
    every = list(outcomes)
    plain = [f"{one.check} {one.subject}" for one in every]
    counts = Counter(plain)
    names: list[str] = []
    for one, name in zip(every, plain, strict=True):
        full = " ".join([name, *one.identity]) if counts[name] > 1 else name
        number = names.count(full) + 1
        names.append(full if number == 1 else f"{full} #{number}")
    return names


def _end(report: Report, outcome: Outcome) -> str:
    if isinstance(outcome, Undecided):
        return _skipped(f"undecided: {outcome.message}; waits for {', '.join(outcome.unknowns)}")
    at = place(report, outcome)
    texts = [
        *([str(at)] if at.exact else []),
        *(f"related: {address} ({role})" for address, role in outcome.related),
        *(f"path: {hop(step)}" for step in outcome.path),
        *(f"evidence: {fact}" for fact in facts(outcome.evidence)),
        *(f"fix: {line}" for line in outcome.remediation.splitlines() if line.strip()),
    ]
    named = _attributes({"type": outcome.severity.label, "message": outcome.message})
    return f"<failure{named}>{'&#10;'.join(map(_text, texts))}</failure>"


def _error(note: Diagnostic) -> str:
    return f"<error{_attributes({'type': note.code, 'message': note.message})}/>"


def _skipped(message: str) -> str:
    return f"<skipped{_attributes({'message': message})}/>"


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{_text(value)}"' for name, value in values.items())


def _text(text: str) -> str:
    """Escape for XML; what XML cannot hold is shown as Python escapes it."""
    return escape(_NO_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", harmless(text)))
