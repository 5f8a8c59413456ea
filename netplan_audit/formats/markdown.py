"""The report as Markdown for a comment or the summary of a step, cut by whole results.

Whatever the input says is shown as words or as code: it makes no link, mention, image or HTML. A
comment on GitHub takes 65 536 characters, a step's summary 1 MiB; `report.run.max_bytes` is below.
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final

from netplan_audit.finding import inputs_of
from netplan_audit.formats import (
    cell,
    code,
    count,
    facts,
    fenced,
    harmless,
    hop,
    newest_first,
    place,
    prose,
    shortened,
    verdict,
)
from netplan_audit.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from netplan_audit.finding import Finding, Outcome, Undecided
    from netplan_audit.report import Report

LONGEST: Final = 400
"""How long one text of the input may be."""
FEW: Final = 8
"""How many of a list are written."""
_RESERVE: Final = 300
"""Bytes kept for saying what was cut."""


def render(report: Report) -> str:
    """Render the report: verdict, table, what is open, resolved and unseen, then each in full."""
    findings = newest_first(report.listed(report.counted))
    head = _head(report)
    room = report.run.max_bytes - _size(head) - _RESERVE
    parts = [head]
    table = [_row(report, one) for one in findings]
    kept, room = _fitting(table, room - _size(_TABLE) if table else room)
    if kept:
        parts.append(f"{_TABLE}{''.join(kept)}\n")
    if len(kept) < len(findings):
        parts.append(f"**{len(findings) - len(kept)} more** findings do not fit here.\n\n")
    notes, room = _fitting(list(_notes(report)), room)
    details, room = _fitting([_details(report, one) for one in findings], room)
    parts += notes
    parts += details
    if len(details) < len(findings):
        parts.append(f"The details of {len(findings) - len(details)} more do not fit here.\n")
    return "".join(parts).rstrip("\n") + "\n"


_TABLE: Final = "| severity | check | resource | what is wrong | where |\n|---|---|---|---|---|\n"


def _head(report: Report) -> str:
    title = "the gate fails" if report.failed else "the gate passes"
    if report.unusable:
        title = f"{count(report.unusable, 'input')} not usable, {title}"
    return (
        f"<!-- netplan-audit:{report.run.comment} -->\n"
        f"### netplan-audit: {title}\n\n{prose(verdict(report))}\n\n"
    )


def _fitting(blocks: Sequence[str], room: int) -> tuple[list[str], int]:
    """Return the first blocks that fit, and the room that is left; none after one that does not."""
    kept: list[str] = []
    for block in blocks:
        if _size(block) > room:
            break
        kept.append(block)
        room -= _size(block)
    return kept, room


def _size(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))


def _row(report: Report, finding: Finding) -> str:
    at = place(report, finding)
    change = f" ({finding.change})" if report.compared and finding.change else ""
    cells = (
        f"{finding.severity.label}{change}",
        code(finding.check),
        _short_code(finding.subject) + _input(report, finding),
        _short_prose(finding.message),
        _short_code(str(at)) if at.exact else "",
    )
    return f"| {' | '.join(map(cell, cells))} |\n"


def _input(report: Report, outcome: Outcome) -> str:
    return f" in {_short_code(listed(inputs_of(outcome)))}" if len(report.inputs) > 1 else ""


def _details(report: Report, finding: Finding) -> str:
    """Tell one finding in full, folded under its check and subject."""
    names = " ".join(
        f"<code>{escape(_cut(harmless(text)))}</code>" for text in (finding.check, finding.subject)
    )
    summary = f"<summary>{finding.severity.label} {names}</summary>"
    lines = [f"<details>{summary}\n", f"{_short_prose(finding.message)}\n"]
    lines += _list("related", [f"{address} ({role})" for address, role in finding.related])
    lines += _list("path", [hop(step) for step in finding.path])
    lines += _list("evidence", facts(finding.evidence))
    lines += _list("may change with", finding.unknowns)
    if finding.confidence.label != "certain":
        lines.append(f"- confidence: {finding.confidence.label}")
    advice = [line for line in finding.remediation.splitlines() if line.strip()]
    lines += [f"- fix: {_short_prose(line)}" for line in advice[:FEW]]
    if report.compared and finding.change:
        lines.append(f"- change: {finding.change}")
    change = finding.hcl
    if change:
        lines += ["", fenced(change, "yaml" if change.startswith("apiVersion:") else "hcl")]
    return "\n".join(lines) + "\n\n</details>\n\n"


def _list(label: str, texts: Iterable[str]) -> Iterator[str]:
    every = list(texts)
    if every:
        yield f"- {label}:"
        yield from (f"  - {_short_code(text)}" for text in every[:FEW])
    if len(every) > FEW:
        yield f"  - {len(every) - FEW} more"


def _notes(report: Report) -> Iterator[str]:
    """Say what is open, what is resolved, and what was not looked at."""
    yield from _undecided(report.listed(report.open_questions))
    if report.resolved:
        yield f"**{count(len(report.resolved), 'finding')} resolved by this change**\n\n"
        for one in report.resolved[:FEW]:
            yield f"- {code(one.check)} {_short_code(one.subject)}{_input(report, one)}\n"
        if len(report.resolved) > FEW:
            yield f"- {len(report.resolved) - FEW} more\n"
        yield "\n"
    for note in shortened(report.diagnostics, FEW):
        at = f"{_short_code(note.place)}: " if note.place else ""
        yield f"{note.severity}: {at}{_short_prose(note.message)}\n\n"
    yield _coverage(report)


def _undecided(results: Sequence[Undecided]) -> Iterator[str]:
    if not results:
        return
    yield f"**{len(results)} undecided**: the input does not say\n\n"
    for check, group in groupby(sorted(results, key=lambda r: r.check), key=lambda r: r.check):
        members = list(group)
        worst = max(member.severity for member in members).label
        unknowns = list(dict.fromkeys(u for member in members for u in member.unknowns))
        more = f", {len(unknowns) - FEW} more" if len(unknowns) > FEW else ""
        waits = ", ".join(map(_short_code, unknowns[:FEW]))
        objects = f"{count(len(members), 'object')}, up to {worst}"
        yield f"- {code(check)}: {objects}; waits for {waits}{more}\n"
    yield "\n"


def _coverage(report: Report) -> str:
    """Say what was looked at and, by type and name, what was not."""
    coverage = report.coverage
    read = f"{coverage.analysed} of {count(coverage.resources, 'resource')} analysed"
    gaps = [
        f"{label}: {', '.join(f'{number} {_short_code(name)}' for name, number in kinds[:FEW])}"
        + (f", {len(kinds) - FEW} more" if len(kinds) > FEW else "")
        for label, counts in (
            ("not analysed", coverage.not_analysed),
            ("providers not analysed", coverage.providers_not_analysed),
        )
        if (kinds := sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    ]
    ran = f"{count(len(report.checks), 'check')} ran"
    return f"{'; '.join([f'coverage: {ran}', read, *gaps])}\n\n"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _short_code(text: str) -> str:
    return code(_cut(text))


def _short_prose(text: str) -> str:
    return prose(_cut(text))
