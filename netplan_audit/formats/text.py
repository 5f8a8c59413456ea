"""The report as text for people, from the worst finding to the verdict."""

from __future__ import annotations

from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct

from netplan_audit.finding import Confidence, Finding, Severity, inputs_of
from netplan_audit.formats import count, facts, harmless, hop, input_verdict, shortened, verdict
from netplan_audit.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netplan_audit.diagnostic import Diagnostic
    from netplan_audit.finding import Outcome, Undecided
    from netplan_audit.network.coverage import NetworkCoverage
    from netplan_audit.report import Report

Line: TypeAlias = list[tuple[str, str]]
"""Pieces of one line, each with its style; '' is plain."""

FEW: Final = 3
"""How many unknowns and types stand in the folded view."""
SOME: Final = 8
"""How many related objects stand there."""
_LABEL: Final = 14
_STYLES: Final = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "bold yellow",
    Severity.LOW: "bold cyan",
    Severity.INFO: "bold",
}


class Look(Struct, frozen=True):
    """How the text looks: everything in full, findings only, with colours."""

    verbose: bool = False
    quiet: bool = False
    styled: bool = False


def render(report: Report, look: Look | None = None) -> str:
    """Render the report; every text of the input is made harmless, every line is one line."""
    look = Look() if look is None else look
    return _written(list(_lines(report, look)), look)


def _written(lines: list[Line], look: Look) -> str:
    if look.styled:
        return _styled(lines)
    return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)


def tell(report: Report, outcomes: Iterable[Outcome], look: Look) -> str:
    """Render some results of a report in full, without what stands around them."""
    return _written([line for one in outcomes for line in _outcome(report, one, look)], look)


def _lines(report: Report, look: Look) -> Iterator[Line]:
    findings = report.listed(report.counted)
    for severity, group in groupby(findings, key=lambda finding: finding.severity):
        members = list(group)
        yield [(severity.label.upper(), _STYLES[severity]), (f" ({len(members)})", "")]
        yield []
        for finding in members:
            yield from _outcome(report, finding, look)
    if not look.quiet:
        yield from _undecided(report, report.listed(report.open_questions), look)
        yield from _resolved(report)
        yield from _suppressed(report, look)
        notes = report.diagnostics
        for note in notes if look.verbose else shortened(notes, FEW, "--verbose shows all"):
            yield from _diagnostic(note)
        yield from _coverage(report, look)
    if len(report.inputs) > 1:
        yield from _inputs(report, look)
    yield [(verdict(report), "bold red" if report.failed else "bold")]


def _inputs(report: Report, look: Look) -> Iterator[Line]:
    """Give the verdict of each input; of many, those alone that have something to tell."""
    parts = {one.id: report.of_input(one.id) for one in report.inputs}
    quiet = [name for name, part in parts.items() if not (part.findings or part.undecided)]
    left = quiet if len(quiet) > SOME and not look.verbose else []
    for name, part in parts.items():
        if name not in left:
            line = f"  {harmless(name)}: {input_verdict(part)}"
            yield [(line, "red" if part.failed else "")]
    if left:
        yield [(f"  {count(len(left), 'input')}: {input_verdict(parts[left[0]])}", "")]


def _outcome(report: Report, outcome: Outcome, look: Look) -> Iterator[Line]:
    """Tell one result: what, where, with whom, why, and what to do."""
    yield _heading(report, outcome)
    yield [(f"    {harmless(outcome.message)}", "")]
    place = [] if outcome.location is None else [harmless(str(outcome.location))]
    yield from _labelled("at", place)
    related = [f"{harmless(address)} ({harmless(role)})" for address, role in outcome.related]
    yield from _labelled("related", _shortened(related, SOME, look))
    yield from _labelled("path", [hop(step) for step in outcome.path])
    yield from _labelled("evidence", facts(outcome.evidence))
    sure = outcome.confidence is Confidence.CERTAIN
    if isinstance(outcome, Finding) and not sure:
        yield from _labelled("confidence", [outcome.confidence.label])
    label = "may change" if isinstance(outcome, Finding) else "waits for"
    yield from _labelled(label, [harmless(unknown) for unknown in outcome.unknowns])
    advice = [harmless(line) for line in outcome.remediation.splitlines() if line.strip()]
    yield from _labelled("fix", advice if look.verbose else advice[:1])
    if look.verbose and isinstance(outcome, Finding):
        yield from ([(f"      {harmless(line)}", "")] for line in outcome.hcl.splitlines())
    yield []


def _heading(report: Report, outcome: Outcome) -> Line:
    """Name the check and the subject, and the input and the change where they differ."""
    source = f"  [{harmless(listed(inputs_of(outcome)))}]" if len(report.inputs) > 1 else ""
    change = f"  ({outcome.change})" if report.compared and outcome.change else ""
    return [
        (f"  {outcome.check}", "bold"),
        (f"  {harmless(outcome.subject)}", "cyan"),
        (source, "dim"),
        (change, "dim"),
    ]


def _labelled(label: str, texts: Iterable[str]) -> Iterator[Line]:
    for index, text in enumerate(texts):
        yield [(f"    {label if index == 0 else '':<{_LABEL}}", "dim"), (text, "")]


def _shortened(texts: list[str], most: int, look: Look) -> list[str]:
    if look.verbose or len(texts) <= most + 1:  # one line that says "1 more" saves nothing
        return texts
    return [*texts[:most], f"... {len(texts) - most} more (--verbose lists all)"]


def _undecided(report: Report, results: tuple[Undecided, ...], look: Look) -> Iterator[Line]:
    """Tell what the input leaves open: folded by check, or each in full."""
    if not results:
        return
    yield [("UNDECIDED", "bold magenta"), (f" ({len(results)})", "")]
    yield []
    if look.verbose:
        for result in results:
            yield from _outcome(report, result, look)
        return
    for check, group in groupby(sorted(results, key=lambda r: r.check), key=lambda r: r.check):
        members = list(group)
        worst = max(member.severity for member in members).label
        yield [(f"  {check}", "bold"), (f"  {count(len(members), 'object')}, up to {worst}", "")]
        unknowns = list(dict.fromkeys(u for member in members for u in member.unknowns))
        yield from _labelled("waits for", _shortened([harmless(u) for u in unknowns], FEW, look))
    yield []


def _resolved(report: Report) -> Iterator[Line]:
    """Name what the plan makes go away."""
    if not report.resolved:
        return
    yield [("RESOLVED", "bold green"), (f" ({len(report.resolved)})", "")]
    yield []
    yield from (_heading(report, finding) for finding in report.resolved)
    yield []


def _suppressed(report: Report, look: Look) -> Iterator[Line]:
    """List what comments silence, with the reasons, where the reader wants to see it."""
    if not report.suppressed or not (look.verbose or report.shown.suppressed):
        return
    yield [("SUPPRESSED", "bold"), (f" ({len(report.suppressed)})", "")]
    yield []
    for one in report.suppressed:
        why = one.suppression
        until = "" if why.until is None else f", until {why.until}"
        yield _heading(report, one.outcome)
        yield [(f"    {harmless(why.reason)} ({harmless(str(why.location))}{until})", "")]
    yield []


def _diagnostic(note: Diagnostic) -> Iterator[Line]:
    style = {"error": "bold red", "warning": "yellow"}.get(note.severity, "dim")
    source = f"{harmless(note.place)}: " if note.place else ""
    yield [(f"{note.severity}: ", style), (f"{source}{harmless(note.message)}", "")]
    if note.hint:
        yield [(f"  hint: {harmless(note.hint)}", "dim")]


def _coverage(report: Report, look: Look) -> Iterator[Line]:
    """Say what was looked at and, by type and name, what was not."""
    coverage = report.coverage
    ran = f"{count(len(report.checks), 'check')} ran"
    read = f"{coverage.analysed} of {count(coverage.resources, 'resource')} analysed"
    if report.irrelevant:
        read += f", {report.irrelevant} with no part in a network"
    if look.verbose:
        yield [(f"coverage: {ran}; {read}", "")]
        there = {_one(name, n): n for name, n in coverage.objects.items() if n}
        yield from _labelled("objects", _counts(there))
        yield from _labelled("not analysed", _counts(coverage.not_analysed))
        yield from _labelled("providers", _counts(coverage.providers_not_analysed))
        yield from _labelled("unresolved", map(harmless, coverage.unresolved))
        yield from _labelled("no body", map(harmless, coverage.missing_modules))
    else:
        yield [("; ".join([f"coverage: {ran}", read, *_gaps(coverage)]), "")]


def _gaps(coverage: NetworkCoverage) -> Iterator[str]:
    for label, counts in (
        ("not analysed", coverage.not_analysed),
        ("providers not analysed", coverage.providers_not_analysed),
    ):
        if counts:
            more = f" and {len(counts) - FEW} more" if len(counts) > FEW else ""
            yield f"{label}: {', '.join(_counts(counts)[:FEW])}{more}"
    if coverage.unresolved:
        yield f"{count(len(coverage.unresolved), 'reference')} unresolved"
    for module in coverage.missing_modules[:FEW]:
        yield f"{harmless(module)} has no body"
    if len(coverage.missing_modules) > FEW:
        yield f"nor have {len(coverage.missing_modules) - FEW} more modules"


def _one(names: str, number: int) -> str:
    """Return the name of one thing where there is only one, of `VPCs` for example."""
    return names.removesuffix("s") if number == 1 else names


def _counts(counts: Mapping[str, int]) -> list[str]:
    """Write counts, the greatest first."""
    return [
        f"{number} {harmless(name)}"
        for name, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def _styled(lines: list[Line]) -> str:
    """Write the same lines with colours; the pieces are data, never markup."""
    from rich.console import Console  # noqa: PLC0415 - only for people, and slow to load
    from rich.text import Text  # noqa: PLC0415

    file = StringIO()
    console = Console(
        file=file, force_terminal=True, color_system="standard", no_color=False, width=10_000
    )
    for line in lines:
        console.print(Text.assemble(*line), soft_wrap=True, highlight=False)
    return file.getvalue()
