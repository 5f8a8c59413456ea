"""What a plan introduces, worsens, leaves and resolves: results after it against those before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from netplan_audit.finding import Change, Finding

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from netplan_audit.finding import Outcome


def all_of_change(outcomes: Iterable[Outcome], change: Change) -> tuple[Outcome, ...]:
    """Mark every result alike: a first plan introduces all, one without changes none."""
    return tuple(replace(outcome, change=change) for outcome in outcomes)


def compared(
    after: Sequence[Outcome], before: Sequence[Outcome]
) -> tuple[tuple[Outcome, ...], tuple[Finding, ...]]:
    """Classify the results after a plan; return them and the findings that the plan resolves.

    Results are matched by their fingerprint, so a new rule in a group that has a finding already
    is a new finding. What was undecided before and is a finding after counts as introduced, and a
    finding that is undecided after is not resolved.
    """
    known: dict[str, list[Outcome]] = {}
    for outcome in before:
        known.setdefault(outcome.fingerprint, []).append(outcome)
    results = tuple(
        replace(one, change=_change(one, known.get(one.fingerprint, []))) for one in after
    )
    left = {outcome.fingerprint for outcome in after}
    return results, tuple(_resolved(before, left))


def undated(outcome: Outcome, manifests: Container[str]) -> Outcome:
    """Say of no result that it was there before which needs an object of manifests.

    A plan tells what Terraform changes: manifests may be new, or different, just the same.
    """
    if outcome.change is not Change.EXISTING:
        return outcome
    named = (outcome.subject, *(address for address, _ in outcome.related))
    steps = (end for step in outcome.path for end in (step.source, step.target))
    is_about = any(address in manifests for address in (*named, *steps))
    return replace(outcome, change=None) if is_about else outcome


def _change(outcome: Outcome, earlier: list[Outcome]) -> Change:
    if isinstance(outcome, Finding):
        earlier = [one for one in earlier if isinstance(one, Finding)]
    if not earlier:
        return Change.INTRODUCED
    worst = max(one.severity for one in earlier)
    involved = {address for one in earlier for address, _ in one.related}
    more = any(address not in involved for address, _ in outcome.related)
    return Change.WORSENED if outcome.severity > worst or more else Change.EXISTING


def _resolved(before: Iterable[Outcome], left: set[str]) -> Iterator[Finding]:
    for outcome in before:
        if isinstance(outcome, Finding) and outcome.fingerprint not in left:
            yield replace(outcome, change=Change.RESOLVED)
