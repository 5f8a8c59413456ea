"""Everything one audit found, sorted; the only thing a format gets."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from netplan_audit.finding import (
    Change,
    Confidence,
    Finding,
    Outcome,
    Severity,
    Undecided,
    inputs_of,
    sort_key,
)
from netplan_audit.network.coverage import NetworkCoverage
from netplan_audit.policy import Gate
from netplan_audit.suppressions.ledger import LEDGER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from netplan_audit.check import Check
    from netplan_audit.diagnostic import Diagnostic
    from netplan_audit.location import Location
    from netplan_audit.suppressions.suppression import Suppressed
    from netplan_audit.terraform.source import Source

T = TypeVar("T", Finding, Undecided)


class InputSummary(Struct, frozen=True):
    """One input: its id in the findings, where it came from and what it was.

    `compared` tells whether there was a network before it to compare with.
    """

    id: str
    path: str
    kind: str
    digest: Callable[[], str]
    format_version: str | None = None
    terraform_version: str | None = None
    compared: bool = False

    @property
    def sha256(self) -> str:
        """The SHA-256 of what was read."""
        return self.digest()


class Shown(Struct, frozen=True):
    """What the reader asked to see.

    Findings below `confidence`, and with `new_only` those that were there before, are not counted
    at all; results below `severity` are counted and gated like the others, but not listed. With
    `suppressed` what is silenced is listed, and still does not count.
    """

    severity: Severity = Severity.INFO
    confidence: Confidence = Confidence.POSSIBLE
    new_only: bool = False
    suppressed: bool = False

    def counts(self, outcome: Outcome) -> bool:
        """Tell whether a result counts for the reader."""
        old = outcome.change is not None and not outcome.change.is_new
        unsure = isinstance(outcome, Finding) and outcome.confidence < self.confidence
        return not unsure and not (old and self.new_only)


class Run(Struct, frozen=True):
    """Where and when the audit runs, as far as the command line knows.

    `prefix` is the working directory from the top of the repository, and `directories` are the
    folders of the root modules by input id, from the working directory; '' is the start itself.
    `workspace` is Terraform's.
    `config` is the configuration file that was read.
    `comment` names one of several comments on a pull request. `started` is a time in UTC, such as
    2026-11-23T08:30:00. `max_bytes` is the most that a text for people may take.
    """

    prefix: str = ""
    directories: Mapping[str, str] = field(default_factory=dict)
    workspace: str = "default"
    comment: str = "report"
    config: str | None = None
    started: str | None = None
    max_bytes: int = 60_000
    legacy_atlantis: bool = False


class Whereabouts:
    """Tells where addresses stand in the sources, when somebody asks.

    It is no part of what a report says: all are equal.
    """

    __slots__ = ("_sources",)

    def __init__(self, sources: Mapping[str, Source | None]) -> None:
        """Keep the sources by the ids of their inputs."""
        self._sources = sources

    def of(self, input_id: str, address: str) -> Location | None:
        """Return the place of the block that an address was made from."""
        source = self._sources.get(input_id)
        return None if source is None else source.locate(address)

    def __eq__(self, other: object) -> bool:
        """Tell that the other is one too."""
        return isinstance(other, Whereabouts)

    def __hash__(self) -> int:
        """Return the same for all."""
        return hash(Whereabouts)


class Report(Struct, frozen=True, dict=True):
    """The result of one audit, ready to be told.

    `findings` are all there are; a format lists those of `listed(counted)` and says how many the
    reader chose not to see. `resolved` are findings that the plan makes go away,
    `suppressed` are results that comments in the source silence: they count for nothing.
    """

    inputs: tuple[InputSummary, ...]
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    undecided: tuple[Undecided, ...]
    diagnostics: tuple[Diagnostic, ...]
    coverage: NetworkCoverage
    resolved: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    gate: Gate = field(default_factory=Gate)
    shown: Shown = field(default_factory=Shown)
    run: Run = field(default_factory=Run)
    whereabouts: Whereabouts = field(default_factory=lambda: Whereabouts({}))

    @property
    def not_analysed(self) -> int:
        """How many resources may matter to a network and are not modelled."""
        coverage = self.coverage
        return sum(coverage.not_analysed.values()) + sum(coverage.providers_not_analysed.values())

    @property
    def irrelevant(self) -> int:
        """How many resources place nothing in a network."""
        return self.coverage.resources - self.coverage.analysed - self.not_analysed

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to look at: a pass says nothing then."""
        return not (self.coverage.analysed or self.findings or self.undecided or self.resolved)

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The findings that count for the reader: these make the gate."""
        return tuple(finding for finding in self.findings if self.shown.counts(finding))

    @property
    def open_questions(self) -> tuple[Undecided, ...]:
        """The undecided results that count for the reader."""
        return tuple(one for one in self.undecided if self.shown.counts(one))

    @property
    def failed(self) -> bool:
        """Whether the gate fails, so that the exit code is 1."""
        return self.gate.fails(self.counted, self.open_questions)

    def fails(self, outcome: Outcome) -> bool:
        """Tell whether this result alone fails the gate."""
        if isinstance(outcome, Finding):
            return self.gate.fails((outcome,), ())
        return self.gate.fails((), (outcome,))

    @property
    def unusable(self) -> int:
        """How many inputs could not be used while others were."""
        return sum(note.severity == "error" for note in self.diagnostics)

    def of_input(self, input_id: str) -> Report:
        """Return the part of the report that is about one input."""
        return replace(
            self,
            inputs=tuple(one for one in self.inputs if one.id == input_id),
            findings=tuple(one for one in self.findings if input_id in inputs_of(one)),
            undecided=tuple(one for one in self.undecided if input_id in inputs_of(one)),
            resolved=tuple(one for one in self.resolved if one.input == input_id),
            suppressed=tuple(one for one in self.suppressed if one.outcome.input == input_id),
        )

    @property
    def compared(self) -> bool:
        """Whether any input had a network before it."""
        return any(one.compared for one in self.inputs)

    @property
    def not_shown(self) -> int:
        """How many results the reader chose not to see."""
        listed = len(self.listed(self.counted)) + len(self.listed(self.open_questions))
        return len(self.findings) + len(self.undecided) - listed

    def listed(self, outcomes: Iterable[T]) -> tuple[T, ...]:
        """Return the results that are bad enough for the reader."""
        return tuple(one for one in outcomes if one.severity >= self.shown.severity)

    def by_severity(self) -> dict[str, int]:
        """Count the findings by severity, worst first, zeros included."""
        counts = Counter(finding.severity for finding in self.counted)
        return {severity.label: counts[severity] for severity in reversed(Severity)}

    def by_change(self) -> dict[Change, int]:
        """Count all findings by what the plan does to them; without zeros, in one order."""
        counts = Counter(finding.change for finding in (*self.findings, *self.resolved))
        return {word: counts[word] for word in Change if counts[word]}

    def check(self, check_id: str) -> Check:
        """Return the check of a finding."""
        return self._by_id[check_id]

    @cached_property
    def _by_id(self) -> dict[str, Check]:
        return {check.id: check for check in (*LEDGER, *self.checks)}


def sorted_outcomes(
    outcomes: Iterable[Outcome],
) -> tuple[tuple[Finding, ...], tuple[Undecided, ...]]:
    """Part findings from undecided results, each in the order every format uses.

    The order is total, so that the same input gives the same bytes.
    """
    ordered = sorted(
        outcomes, key=lambda one: (*sort_key(one), one.message, one.identity, _evidence(one))
    )
    findings = tuple(outcome for outcome in ordered if isinstance(outcome, Finding))
    undecided = tuple(outcome for outcome in ordered if isinstance(outcome, Undecided))
    return findings, undecided


def _evidence(outcome: Outcome) -> str:
    return repr(sorted(outcome.evidence.items()))


def joined_coverage(parts: Sequence[tuple[str, NetworkCoverage]]) -> NetworkCoverage:
    """Add up the coverage of several inputs, given with their ids.

    Where there are several, addresses carry the id of their input: `net: module.x`.
    """
    if len(parts) == 1:
        return parts[0][1]
    every = [coverage for _, coverage in parts]
    return NetworkCoverage(
        resources=sum(one.resources for one in every),
        analysed=sum(one.analysed for one in every),
        not_analysed=_added(one.not_analysed for one in every),
        providers_not_analysed=_added(one.providers_not_analysed for one in every),
        missing_modules=tuple(f"{name}: {at}" for name, one in parts for at in one.missing_modules),
        unresolved=tuple(f"{name}: {at}" for name, one in parts for at in one.unresolved),
        objects=_added(one.objects for one in every),
    )


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(total)
