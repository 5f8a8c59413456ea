"""The whole pipeline on one screen: inputs are read, become a network, checks look at it."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.checks import CHECKS
from netplan_audit.comments import read_comment
from netplan_audit.delta import all_of_change, compared
from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import AuditError, InputError
from netplan_audit.existence import without_doubt
from netplan_audit.finding import Change
from netplan_audit.network.build import build_network
from netplan_audit.policy import Policy
from netplan_audit.report import InputSummary, Report, joined_coverage, sorted_outcomes
from netplan_audit.suppress import Context, Sorted, apply, remarks
from netplan_audit.suppression import Configured, Suppression
from netplan_audit.terraform.configuration.exact import ExactReferences
from netplan_audit.terraform.read import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from mmap import mmap
    from types import TracebackType

    from netplan_audit.check import Check
    from netplan_audit.finding import Finding, Outcome
    from netplan_audit.network.coverage import NetworkCoverage
    from netplan_audit.network.network import Network
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


class CheckError(Exception):
    """A check has a bug: which one, on which input, and the objects it was looking at."""

    def __init__(self, check: Check, source: str, addresses: tuple[str, ...]) -> None:
        """Say so in one line; the bug itself is the cause."""
        at = f" at {', '.join(addresses)}" if addresses else ""
        super().__init__(f"check {check.id} failed{at} in {source}")


def audit(
    inputs: Iterable[Input | Unusable],
    policy: Policy | None = None,
    *,
    today: date | None = None,
    configured: Configured | None = None,
) -> Report:
    """Audit plans and states: read each, build its network, run every check of the policy.

    Suppressions, those of the source and those that are `configured`, are applied as of `today`;
    without it they are ignored. An input that cannot be used is a diagnostic of severity error
    where others can; raises its InputError where none can, and CheckError where a check has a bug.
    """
    chosen = Policy.default(CHECKS) if policy is None else policy
    silencing = None if today is None else _Silencing.of(chosen, today, configured or Configured())
    parts: list[_Part] = []
    unusable: list[InputError] = []
    for one in inputs:
        try:
            parts.append(_audited(one, chosen, silencing))
        except InputError as error:
            unusable.append(error)
    if unusable and not parts:
        raise unusable[0]
    results = [result for part in parts for result in part.outcomes]
    if silencing is not None:
        results += silencing.remarks([part.applied for part in parts], parts[:1])
    findings, undecided = sorted_outcomes(results)
    return Report(
        inputs=tuple(part.summary for part in parts),
        checks=tuple(check for check, _ in chosen.selected()),
        findings=findings,
        undecided=undecided,
        diagnostics=(
            *(Diagnostic("error", "unusable-input", e.message, e.source, e.hint) for e in unusable),
            *(note for part in parts for note in part.diagnostics),
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
    try:
        resources = resources_of(one)
        return resources, build_network(resources)
    except InputError as error:  # from values that were decoded late, far from their file
        error.source = error.source or one.path
        raise
    except RecursionError as error:
        message = "the values are nested too deeply"
        raise InputError(message, source=one.path) from error


class _Silencing(Struct, frozen=True):
    """What is configured of suppressions, and what decides on all of them."""

    entries: tuple[Suppression, ...]
    context: Context
    checks: tuple[Check, ...]

    @classmethod
    def of(cls, policy: Policy, today: date, configured: Configured) -> _Silencing:
        ran = [check.id for check, _ in policy.selected()]
        context = Context(today, ran, policy.fixed(), configured.terms)
        return cls(configured.entries, context, tuple(one.check for one in policy.settings))

    def remarks(self, applied: list[Sorted], parts: list[_Part]) -> Iterator[Finding]:
        """Say what is wrong with the entries, once: under the first input, in their own file."""
        for remark in remarks(self.entries, applied, self.context):
            yield from (replace(remark, input=part.summary.id) for part in parts)


class _Part(Struct, frozen=True):
    summary: InputSummary
    outcomes: tuple[Outcome, ...]
    resolved: tuple[Finding, ...]
    applied: Sorted
    diagnostics: tuple[Diagnostic, ...]
    coverage: NetworkCoverage


def _audited(one: Input | Unusable, policy: Policy, silencing: _Silencing | None) -> _Part:
    if isinstance(one, Unusable):
        raise one.error
    with ThreadPoolExecutor(max_workers=1) as pool:  # hashing lets go of the interpreter lock
        given = one.data if one.given is None else one.given
        digest = pool.submit(lambda: hashlib.sha256(given).hexdigest())
        resources, network = understand(one)
        outcomes, resolved = _with_changes(resources, _outcomes(network, policy, one), policy, one)
        outcomes = without_doubt(outcomes, resources)
        source, remarks_on_source = _source_of(resources, outcomes, one)
        outcomes = _located(outcomes, source)
        applied, said, notes = _without_suppressed(outcomes, source, silencing)
        return _Part(
            InputSummary(
                id=one.id,
                path=one.path,
                kind=resources.kind,
                sha256=digest.result(),
                format_version=resources.format_version,
                terraform_version=resources.terraform_version,
                compared=resources.before is not None,
            ),
            (*applied.open, *(replace(remark, input=one.id) for remark in said)),
            resolved,
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


def _outcomes(network: Network, policy: Policy, one: Input) -> tuple[Outcome, ...]:
    """Run every check of the policy on one network."""
    return tuple(
        replace(outcome, input=one.id)
        for check, params in policy.selected()
        for outcome in policy.adjusted(_run(check, network, params, one.path))
    )


def _with_changes(
    resources: Resources, outcomes: tuple[Outcome, ...], policy: Policy, one: Input
) -> tuple[tuple[Outcome, ...], tuple[Finding, ...]]:
    """Say of each result whether the plan introduces it, and what the plan resolves."""
    before = resources.before
    if resources.kind != "plan":
        return outcomes, ()
    if before is None:
        return all_of_change(outcomes, Change.INTRODUCED), ()
    if before is resources:
        return all_of_change(outcomes, Change.EXISTING), ()
    return compared(outcomes, _outcomes(build_network(before), policy, one))


def _source_of(
    resources: Resources, outcomes: tuple[Outcome, ...], one: Input
) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """Return the first configuration that holds every block of the input's root module."""
    blocks: set[str] | None = None
    offered = None
    for source in one.sources():
        blocks = {r.block for r in resources if not r.module} if blocks is None else blocks
        if all(source.holds(block) for block in blocks):
            return source, source.diagnostics
        offered = offered or source
    if offered is not None and offered.origin != "directory":
        message = f"{offered.folder} is not the configuration of this input: not all is in it"
        return None, (Diagnostic("warning", "source-mismatch", message, one.path),)
    if not outcomes or resources.kind != "plan":
        return None, ()
    message = "no source is at hand: results have addresses, but no lines"
    hint = "name the configuration's folder: --source DIR"
    return None, (Diagnostic("note", "no-source", message, one.path, hint),)


def _located(outcomes: tuple[Outcome, ...], source: Source | None) -> tuple[Outcome, ...]:
    if source is None:
        return outcomes
    return tuple(replace(one, location=source.locate(one.subject)) for one in outcomes)


def _without_suppressed(
    outcomes: tuple[Outcome, ...], source: Source | None, silencing: _Silencing | None
) -> tuple[Sorted, tuple[Finding, ...], tuple[Diagnostic, ...]]:
    """Apply the comments of the source and the configuration; tell what is wrong with comments."""
    if silencing is None:
        return Sorted(outcomes, (), frozenset(), {}), (), ()
    read_ones = [
        read_comment(comment.text, comment.scope, comment.location, silencing.checks)
        for comment in (() if source is None else source.comments())
    ]
    notes = tuple(one for one in read_ones if isinstance(one, Diagnostic))
    comments = [one for one in read_ones if isinstance(one, Suppression)]
    applied = apply(outcomes, (*comments, *silencing.entries), silencing.context)
    return applied, tuple(remarks(comments, [applied], silencing.context)), notes


def _nothing_before(resources: Resources, outcomes: tuple[Outcome, ...]) -> Iterator[Diagnostic]:
    if resources.kind == "plan" and resources.before is None and outcomes:
        message = "the plan holds no state from before it, so everything is introduced"
        yield Diagnostic("note", "nothing-before", message, resources.source)


def _run(check: Check, network: Network, params: object, source: str) -> list[Outcome]:
    """Run one check to its end; a bug in it becomes a CheckError."""
    try:
        return list(check.run(network, params))
    except AuditError:  # a declared policy that cannot be carried out
        raise
    except Exception as error:
        raise CheckError(check, source, _looked_at(error.__traceback__)) from error


def _looked_at(traceback: TracebackType | None) -> tuple[str, ...]:
    """Name the objects in the innermost frame that holds any: what the code had before it."""
    found: tuple[str, ...] = ()
    while traceback is not None:
        values = traceback.tb_frame.f_locals.values()
        addresses = (getattr(value, "address", None) for value in values)
        found = tuple(dict.fromkeys(a for a in addresses if isinstance(a, str))) or found
        traceback = traceback.tb_next
    return found[:3]
