"""The whole pipeline on one screen: inputs are read, become a network, checks look at it."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.checks import CHECKS
from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import InputError
from netplan_audit.joining import joined, lost_places, root_of
from netplan_audit.judging import judged
from netplan_audit.network.build import build_network
from netplan_audit.policy import Policy
from netplan_audit.report import InputSummary, Report, joined_coverage, sorted_outcomes
from netplan_audit.silencing import Silencing, located, source_of, without_suppressed
from netplan_audit.suppression import Configured
from netplan_audit.terraform.configuration.exact import ExactReferences
from netplan_audit.terraform.read import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from mmap import mmap

    from netplan_audit.config.clusters import Place
    from netplan_audit.finding import Finding, Outcome
    from netplan_audit.joining import Root
    from netplan_audit.network.coverage import NetworkCoverage
    from netplan_audit.network.network import Network
    from netplan_audit.suppress import Sorted
    from netplan_audit.terraform.planfile import Snapshot
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.source import Source


class Input(Struct, frozen=True):
    """A plan, a state or a configuration: its id in the report, the user's name, and its bytes.

    `snapshot` is what the plan file holds that the JSON was made from. `given` are the bytes that
    the user gave, where `data` had to be made from them.
    `sources` are configurations that it may have been made from, the most trusted first; the first
    that holds its resources gives locations and suppressions.
    `configuration` evaluates a directory of HCL; `data` are the bytes of its files then.
    """

    id: str
    path: str
    data: bytes | mmap
    snapshot: Snapshot | None = None
    given: bytes | mmap | None = None
    sources: Callable[[], Iterable[Source]] = tuple
    configuration: Callable[[], Resources] | None = None


class Unusable(Struct, frozen=True):
    """An input that could not even be opened, among others that could."""

    path: str
    error: InputError


def audit(
    inputs: Iterable[Input | Unusable],
    policy: Policy | None = None,
    *,
    today: date | None = None,
    configured: Configured | None = None,
    places: Sequence[Place] | None = None,
) -> Report:
    """Audit plans and states: read each, build its network, run every check of the policy.

    Suppressions, those of the source and those that are `configured`, are applied as of `today`;
    without it they are ignored. Unless `places` is None, manifests are joined with the clusters of
    the other inputs: those that it names, else the only one. An input that cannot be used is a
    diagnostic of severity error where others can; raises its InputError where none can, and
    CheckError where a check has a bug.
    """
    chosen = Policy.default(CHECKS) if policy is None else policy
    silencing = None if today is None else Silencing.of(chosen, today, configured or Configured())
    auditor = _Auditor(chosen, silencing, joins=places is not None)
    for number, one in enumerate(inputs):
        auditor.take(number, one)
    notes = auditor.join(places or ())
    parts, unusable = auditor.in_order(), auditor.unusable
    if unusable and not parts:
        raise unusable[0]
    results = [result for part in parts for result in part.outcomes]
    if silencing is not None:
        first = [part.summary.id for part in parts[:1]]
        results += silencing.remarks([part.applied for part in parts], first)
    findings, undecided = sorted_outcomes(results)
    return Report(
        inputs=tuple(part.summary for part in parts),
        checks=tuple(check for check, _ in chosen.selected()),
        findings=findings,
        undecided=undecided,
        diagnostics=(
            *(Diagnostic("error", "unusable-input", e.message, e.source, e.hint) for e in unusable),
            *(note for part in parts for note in part.diagnostics),
            *notes,
        ),
        coverage=joined_coverage([(part.summary.id, part.coverage) for part in parts]),
        resolved=sorted_outcomes(one for part in parts for one in part.resolved)[0],
        suppressed=tuple(one for part in parts for one in part.applied.suppressed),
        gate=chosen.gate,
    )


def resources_of(one: Input) -> Resources:
    """Read one input; where its source is at hand, that settles what the input alone does not."""
    if one.configuration is not None:
        return one.configuration()
    marks = None if one.snapshot is None else one.snapshot.marks
    workspace = "default" if marks is None else marks.workspace or "default"
    return read(one.data, one.path, one.snapshot, ExactReferences(one.sources, workspace))


def understand(one: Input) -> tuple[Resources, Network]:
    """Read one input and build its network, without running checks.

    Raises InputError where it cannot be used.
    """
    with _blamed(one.path):
        resources = resources_of(one)
        return resources, build_network(resources)


@contextmanager
def _blamed(path: str) -> Iterator[None]:
    """Name the input in errors from values that are decoded late, far from their file."""
    try:
        yield
    except InputError as error:
        error.source = error.source or path
        raise
    except RecursionError as error:
        message = "the values are nested too deeply"
        raise InputError(message, source=path) from error


class _Unit(Struct, frozen=True):
    """An input that was read."""

    one: Input
    resources: Resources
    sha256: str

    @classmethod
    def read(cls, one: Input) -> _Unit:
        """Read an input; hashing it lets go of the interpreter lock."""
        with ThreadPoolExecutor(max_workers=1) as pool, _blamed(one.path):
            given = one.data if one.given is None else one.given
            digest = pool.submit(lambda: hashlib.sha256(given).hexdigest())
            resources = resources_of(one)
            return cls(one, resources, digest.result())

    @property
    def is_manifests(self) -> bool:
        """Whether it is manifests of Kubernetes."""
        return self.resources.kind == "manifests"


class _Part(Struct, frozen=True):
    summary: InputSummary
    outcomes: tuple[Outcome, ...]
    resolved: tuple[Finding, ...]
    applied: Sorted
    diagnostics: tuple[Diagnostic, ...]
    coverage: NetworkCoverage


class _Auditor:
    """Makes the parts of a report.

    Where manifests are joined with clusters, both are kept until every input is read.
    """

    def __init__(self, policy: Policy, silencing: Silencing | None, *, joins: bool) -> None:
        self.unusable: list[InputError] = []
        self._policy = policy
        self._silencing = silencing
        self._joins = joins
        self._parts: dict[int, _Part] = {}
        self._kept: dict[int, _Unit] = {}
        self._roots: list[Root] = []

    def take(self, number: int, one: Input | Unusable) -> None:
        """Read an input and audit it, unless it is to be joined."""
        if isinstance(one, Unusable):
            self.unusable.append(one.error)
            return
        with self._going_on(one.path):
            unit = _Unit.read(one)
            if self._joins and unit.is_manifests:
                self._kept[number] = unit
                return
            network = build_network(unit.resources)
            if self._joins:
                self._roots.append(root_of(number, one.path, network))
                if self._roots[-1].clusters:
                    self._kept[number] = unit
                    return
            found = judged(unit.resources, network, self._policy, one.id, one.path)
            self._parts[number] = self._part(unit, network, *found)

    def join(self, places: Sequence[Place]) -> list[Diagnostic]:
        """Audit what was kept, manifests in the networks of their clusters."""
        of_manifests = {n: u.resources for n, u in self._kept.items() if u.is_manifests}
        unread = [error.source or "?" for error in self.unusable]
        joint = joined(of_manifests, self._roots, places, unread)
        theirs: dict[int, list[Outcome]] = {number: [] for number in of_manifests}
        for number, unit in self._kept.items():
            if number not in of_manifests:
                with self._going_on(unit.one.path):
                    resources = joint.whole(number, unit.resources)
                    network = build_network(resources)
                    one = unit.one
                    outcomes, resolved = judged(resources, network, self._policy, one.id, one.path)
                    own = [o for o in outcomes if o.subject not in joint.owners]
                    for outcome in outcomes:
                        if outcome.subject in joint.owners:
                            theirs[joint.owners[outcome.subject]].append(outcome)
                    self._parts[number] = self._part(
                        unit, network, own, [o for o in resolved if o.subject not in joint.owners]
                    )
        for number, rest in joint.alone.items():
            unit = self._kept[number]
            with self._going_on(unit.one.path):
                network = build_network(rest)
                outcomes, _ = judged(rest, network, self._policy, unit.one.id, unit.one.path)
                told = [replace(o, input=unit.one.id, change=None) for o in theirs[number]]
                part = self._part(unit, network, [*outcomes, *told], ())
                notes = (*part.diagnostics, *joint.notes[number])
                self._parts[number] = replace(part, diagnostics=notes)
        return list(lost_places(places, self._roots)) if self._joins else []

    @contextmanager
    def _going_on(self, path: str) -> Iterator[None]:
        """Keep the error of an input that cannot be used, and go on with the others."""
        try:
            with _blamed(path):
                yield
        except InputError as error:
            self.unusable.append(error)

    def in_order(self) -> list[_Part]:
        """Return the parts in the order of the inputs."""
        return [self._parts[number] for number in sorted(self._parts)]

    def _part(
        self,
        unit: _Unit,
        network: Network,
        outcomes: Sequence[Outcome],
        resolved: Sequence[Finding],
    ) -> _Part:
        one, resources = unit.one, unit.resources
        source, remarks_on_source = source_of(resources, outcomes, one.sources(), one.path)
        outcomes = located(outcomes, source)
        applied, said, notes = without_suppressed(outcomes, source, self._silencing)
        return _Part(
            InputSummary(
                id=one.id,
                path=one.path,
                kind=resources.kind,
                sha256=unit.sha256,
                format_version=resources.format_version,
                terraform_version=resources.terraform_version,
                compared=resources.before is not None,
            ),
            (*applied.open, *(replace(remark, input=one.id) for remark in said)),
            tuple(resolved),
            applied,
            (
                *resources.diagnostics,
                *network.diagnostics,
                *_nothing_before(resources, outcomes),
                *remarks_on_source,
                *notes,
            ),
            network.coverage,
        )


def _nothing_before(resources: Resources, outcomes: Sequence[Outcome]) -> Iterator[Diagnostic]:
    if resources.kind == "plan" and resources.before is None and outcomes:
        message = "the plan holds no state from before it, so everything is introduced"
        yield Diagnostic("note", "nothing-before", message, resources.source)
