"""Findings about objects that may not exist are undecided until it is known whether they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.finding import Finding, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.terraform.resource import Resources


def without_doubt(outcomes: tuple[Outcome, ...], resources: Resources) -> tuple[Outcome, ...]:
    """Turn findings into undecided results where they need an object of unknown existence.

    Such an object comes from a `count` or `for_each` that is not known, in a configuration only.
    """
    doubtful = {one.address: one.exists_if for one in resources if one.exists_if}
    if not doubtful:
        return outcomes
    return tuple(_judged(outcome, doubtful) for outcome in outcomes)


def _judged(outcome: Outcome, doubtful: dict[str, tuple[str, ...]]) -> Outcome:
    if isinstance(outcome, Undecided):
        return outcome
    needed = [address for address in _addresses(outcome) if address in doubtful]
    if not needed:
        return outcome
    waits_for = dict.fromkeys(name for address in needed for name in doubtful[address])
    return Undecided(
        subject=outcome.subject,
        message=f"if {needed[0]} exists: {outcome.message}",
        severity=outcome.severity.lower(),
        unknowns=(*waits_for, *outcome.unknowns),
        related=outcome.related,
        path=outcome.path,
        evidence=outcome.evidence,
        remediation=outcome.remediation,
        identity=outcome.identity,
        place=outcome.place,
        check=outcome.check,
        input=outcome.input,
        change=outcome.change,
        location=outcome.location,
    )


def _addresses(finding: Finding) -> Iterable[str]:
    """Return the addresses that a finding names, each once."""
    return dict.fromkeys(_named(finding))


def _named(finding: Finding) -> Iterator[str]:
    yield finding.subject
    for address, _ in finding.related:
        yield address
    for step in finding.path:
        yield from (step.source, step.target)
