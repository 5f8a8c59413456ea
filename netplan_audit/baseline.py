"""A baseline: results that were there when it was written, in a file that merges line by line."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date  # noqa: TC003 - msgspec reads it at run time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from netplan_audit import __version__
from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import UsageError
from netplan_audit.finding import Finding, Outcome, Severity, told_apart
from netplan_audit.location import Location
from netplan_audit.report import sorted_outcomes
from netplan_audit.suppressions.ledger import LEDGER
from netplan_audit.suppressions.suppression import Suppressed, Suppression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from netplan_audit.report import Report

_LARGEST: Final = 64 << 20
_FIRST: Final = 2
"""The line of the first entry."""
_ABOUT: Final = frozenset(check.id for check in LEDGER)


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One result that is known: its fingerprint, and what people need to recognise it.

    `resources` are its subject and the others involved, `reason` is for people to fill in. As in
    the comparison with the network before a plan, a result is not covered that has become worse:
    more severe, with others involved, or settled where it was undecided.
    """

    fp: str
    check: str
    input: str
    resources: Annotated[list[str], msgspec.Meta(min_length=1)]
    severity: Literal["critical", "high", "medium", "low", "info"]
    verdict: Literal["finding", "undecided"]
    added: date
    reason: str | None = None

    def covers(self, outcome: Outcome) -> bool:
        """Tell whether this is the result that was there, and no worse."""
        worse = outcome.severity > Severity[self.severity.upper()]
        more = any(address not in self.resources for address, _ in outcome.related)
        settled = self.verdict == "undecided" and isinstance(outcome, Finding)
        return outcome.fingerprint == self.fp and not (worse or more or settled)

    def __str__(self) -> str:
        """Say which result it is."""
        return f"{self.check} at {self.resources[0]} in {self.input}"


class Baseline(Struct, frozen=True):
    """The entries of one file, in its order."""

    path: str
    entries: tuple[Entry, ...] = ()


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    tool: str
    items: list[Entry]


class Compared(Struct, frozen=True):
    """A report held against a baseline.

    `report` has the known results among the suppressed ones; `stale` are the entries that meet no
    result though their check ran on their input, `kept` the others.
    """

    report: Report
    known: tuple[tuple[Entry, Outcome], ...]
    stale: tuple[Entry, ...]
    kept: tuple[Entry, ...]


def load(path: str) -> Baseline:
    """Read a baseline; raises UsageError, with the place, where it cannot be used."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            message = f"it is larger than {_LARGEST >> 20} MiB"
            raise UsageError(message, source=path)
        return Baseline(path, tuple(msgspec.json.decode(data, type=_File).items))
    except FileNotFoundError:
        message = "there is no such file"
        hint = "`netplan-audit baseline create` writes one"
        raise UsageError(message, source=path, hint=hint) from None
    except (OSError, ValueError) as error:
        if isinstance(error, (msgspec.DecodeError, UnicodeDecodeError)):
            message = f"not a baseline: {error}"
        else:
            message = getattr(error, "strerror", None) or str(error)
        raise UsageError(message, source=path) from None


def held_against(report: Report, baseline: Baseline) -> Compared:
    """Take the results that a baseline knows out of those that count.

    Each entry covers one result: of two equal ones where there was one, one is new. A result that
    several inputs have alike stays with those of them where it is not known.
    """
    left: dict[str, list[tuple[int, Entry]]] = {}
    for line, entry in enumerate(baseline.entries, start=_FIRST):
        left.setdefault(entry.fp, []).append((line, entry))
    known: list[tuple[Entry, Outcome]] = []
    silenced: list[Suppressed] = []
    still: list[Outcome] = []
    for outcome in _eligible(report):
        new: list[Outcome] = []
        for one in told_apart(outcome):
            met = _taken(left, one)
            if met is None:
                new.append(one)
            else:
                known.append((met[1], one))
                silenced.append(Suppressed(one, _as_suppression(baseline.path, *met)))
        if new:
            still.append(replace(new[0], also_in=tuple(one.input for one in new[1:])))
    unmet = [entry for entries in left.values() for _, entry in entries]
    worse = {one.fingerprint for outcome in still for one in told_apart(outcome)}
    stale = [one for one in unmet if one.fp not in worse and _was_looked_for(one, report)]
    others = [one for one in unmet if one.fp in worse or not _was_looked_for(one, report)]
    findings, undecided = sorted_outcomes((*still, *_ineligible(report)))
    return Compared(
        replace(
            report,
            findings=findings,
            undecided=undecided,
            suppressed=(*report.suppressed, *silenced),
            diagnostics=(*report.diagnostics, *_remarks(stale, baseline.path)),
        ),
        tuple(known),
        tuple(sorted(stale, key=_order)),
        (*(entry for entry, _ in known), *others),
    )


def _taken(left: dict[str, list[tuple[int, Entry]]], outcome: Outcome) -> tuple[int, Entry] | None:
    """Take the entry that covers a result, with its line, out of those that are left."""
    entries = left.get(outcome.fingerprint, [])
    met = next((pair for pair in entries if pair[1].covers(outcome)), None)
    if met is not None:
        entries.remove(met)
    return met


def of_report(report: Report, today: date, old: Baseline | None = None) -> list[Entry]:
    """Make the entries of all that is open in a report; those of an old baseline stay as they are.

    What is found about suppressions themselves is no result to get used to, and left out.
    """
    before: dict[str, list[Entry]] = {}
    for entry in old.entries if old else ():
        before.setdefault(entry.fp, []).append(entry)
    made: list[Entry] = []
    for outcome in (one for each in _eligible(report) for one in told_apart(each)):
        entry = _entry(outcome, today)
        same = before.get(entry.fp)
        kept = same.pop(0) if same else entry
        made.append(replace(entry, added=kept.added, reason=kept.reason))
    return sorted(made, key=_order)


def render(entries: Iterable[Entry]) -> str:
    """Write the file: sorted, one entry a line, the same bytes for the same entries."""
    lines = [_dumped(msgspec.to_builtins(entry)) for entry in sorted(entries, key=_order)]
    head = f'{{"version":1,"tool":{_dumped(__version__)},"items":['
    return "\n".join([head, ",\n".join(lines), "]}", ""]) if lines else f"{head}\n]}}\n"


def _dumped(value: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(value, separators=(",", ":"))  # ASCII: nothing that hides in a diff


def _order(entry: Entry) -> tuple[Any, ...]:
    return (entry.check, entry.input, entry.resources, entry.fp, entry.added)


def _entry(outcome: Outcome, today: date) -> Entry:
    return Entry(
        outcome.fingerprint,
        outcome.check,
        outcome.input,
        [outcome.subject, *sorted({address for address, _ in outcome.related})],
        outcome.severity.label,  # type: ignore[arg-type]  # one of the words
        "finding" if isinstance(outcome, Finding) else "undecided",
        today,
    )


def _eligible(report: Report) -> Iterator[Outcome]:
    """Yield the results but those about suppressions themselves."""
    return (one for one in _every(report) if one.check not in _ABOUT)


def _ineligible(report: Report) -> Iterator[Outcome]:
    return (one for one in _every(report) if one.check in _ABOUT)


def _every(report: Report) -> Iterator[Outcome]:
    yield from report.findings
    yield from report.undecided


def _as_suppression(path: str, line: int, entry: Entry) -> Suppression:
    return Suppression(
        (entry.check,),
        entry.resources[0],
        Location(path, line, line, "baseline"),
        reason=entry.reason or "in the baseline",
    )


def _was_looked_for(entry: Entry, report: Report) -> bool:
    inputs = {one.id for one in report.inputs}
    ran = {check.id for check in report.checks}
    return entry.input in inputs and entry.check in ran


def _remarks(stale: Sequence[Entry], path: str) -> Iterator[Diagnostic]:
    if not stale:
        return
    counts = Counter(entry.check for entry in stale)
    listed = ", ".join(f"{number} of {check}" for check, number in sorted(counts.items()))
    noun = "entry meets" if len(stale) == 1 else "entries meet"
    message = f"{len(stale)} {noun} no result any more: {listed}"
    hint = "`netplan-audit baseline prune` takes them out; left in, they hide it when it comes back"
    yield Diagnostic("warning", "baseline-stale", message, path, hint)
