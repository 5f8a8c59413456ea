"""Findings about objects that may not exist are undecided until it is known whether they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.finding import Finding, Undecided

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from netplan_audit.finding import Outcome
    from netplan_audit.terraform.resource import Resources

    Again = Callable[[Resources, frozenset[str]], Iterable[Outcome]]
    """Runs some checks anew on part of the resources."""


def without_doubt(
    outcomes: tuple[Outcome, ...], resources: Resources, again: Again
) -> tuple[Outcome, ...]:
    """Turn findings into undecided results where they need an object of unknown existence.

    Such an object comes from a `count` or `for_each` that is not known, in a configuration only. A
    finding that is there without all such objects too, for no other reasons, does not need them.
    """
    doubtful = {one.address: one.exists_if for one in resources if one.exists_if}
    in_doubt = [one for one in outcomes if isinstance(one, Finding) and _needed(one, doubtful)]
    if not in_doubt:
        return outcomes
    existing = {address: one for address, one in resources.by_address.items() if not one.exists_if}
    told = again(resources.of_these(existing), frozenset(one.check for one in in_doubt))
    sure = {one.fingerprint: one for one in told if isinstance(one, Finding)}
    return tuple(_judged(outcome, doubtful, sure) for outcome in outcomes)


def _needed(finding: Finding, doubtful: Mapping[str, object]) -> list[str]:
    return [address for address in _addresses(finding) if address in doubtful]


def _judged(
    outcome: Outcome, doubtful: Mapping[str, tuple[str, ...]], sure: Mapping[str, Finding]
) -> Outcome:
    if isinstance(outcome, Undecided):
        return outcome
    needed = _needed(outcome, doubtful)
    if not needed:
        return outcome
    alike = sure.get(outcome.fingerprint)
    if alike is not None and _is_as_grave(alike, outcome):
        return alike
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


def _is_as_grave(alike: Finding, finding: Finding) -> bool:
    """Tell whether a finding weighs no less than another, and names nothing besides."""
    return (
        alike.severity >= finding.severity
        and alike.confidence >= finding.confidence
        and set(_addresses(alike)) <= set(_addresses(finding))
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
