"""Runs checks on the network of one input, and holds the results against the network before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from netplan_audit.auditing.delta import all_of_change, compared
from netplan_audit.auditing.existence import without_doubt
from netplan_audit.errors import AuditError
from netplan_audit.finding import Change, Finding
from netplan_audit.network.build import build_network

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import TracebackType

    from netplan_audit.check import Check
    from netplan_audit.finding import Outcome, Severity
    from netplan_audit.network.network import Network
    from netplan_audit.policy import Policy
    from netplan_audit.terraform.resource import Resources


class CheckError(Exception):
    """A check has a bug: which one, on which input, and the objects it was looking at."""

    def __init__(self, check: Check, source: str, addresses: tuple[str, ...]) -> None:
        """Say so in one line; the bug itself is the cause."""
        at = f" at {', '.join(addresses)}" if addresses else ""
        super().__init__(f"check {check.id} failed{at} in {source}")


def judged(
    resources: Resources, network: Network, policy: Policy, input_id: str, path: str
) -> tuple[tuple[Outcome, ...], tuple[Finding, ...]]:
    """Return the results of an input, and the findings that its plan resolves."""
    outcomes, resolved = _with_changes(resources, network, policy, input_id, path)

    def again(part: Resources, checks: frozenset[str]) -> tuple[Outcome, ...]:
        network_of_part = build_network(part)
        network_of_part.elsewhere = network.elsewhere
        return _outcomes(network_of_part, policy, input_id, path, checks)

    return without_doubt(outcomes, resources, again), resolved


def merged(groups: Iterable[Sequence[Outcome]]) -> list[Outcome]:
    """Put together results of networks that have objects in common: the gravest of each counts."""
    gravest: dict[str, list[Outcome]] = {}
    for group in groups:
        alike: dict[str, list[Outcome]] = {}
        for outcome in group:
            alike.setdefault(outcome.fingerprint, []).append(outcome)
        for fingerprint, ones in alike.items():
            held = gravest.get(fingerprint)
            if held is None or max(map(_weight, ones)) > max(map(_weight, held)):
                gravest[fingerprint] = ones
    return [one for ones in gravest.values() for one in ones]


def told_once(results: Iterable[Outcome], paths: Mapping[str, str]) -> list[Outcome]:
    """Put together what is told alike of one folder with several values of its variables.

    `paths` are those of the inputs, by their ids.
    """
    if len(set(paths.values())) == len(paths):
        return list(results)
    found: dict[tuple[object, ...], Outcome] = {}
    told: Counter[tuple[object, ...]] = Counter()
    for one in results:
        key = (paths.get(one.input), *_words(one))
        told[one.input, key] += 1  # an input may say the same twice
        place = (key, told[one.input, key])
        held = found.get(place)
        found[place] = one if held is None else replace(held, also_in=(*held.also_in, one.input))
    return list(found.values())


def _words(outcome: Outcome) -> tuple[object, ...]:
    """Return all that a result says, but of which input."""
    evidence = tuple(sorted(outcome.evidence.items()))
    what = (outcome.verdict, outcome.check, outcome.subject, outcome.identity, outcome.message)
    weight = (outcome.severity, outcome.confidence, outcome.change)
    return (*what, *weight, outcome.related, outcome.unknowns, evidence)


def _weight(outcome: Outcome) -> tuple[bool, Severity]:
    return isinstance(outcome, Finding), outcome.severity


def _outcomes(
    network: Network,
    policy: Policy,
    input_id: str,
    path: str,
    checks: frozenset[str] | None = None,
) -> tuple[Outcome, ...]:
    """Run every check of the policy on one network, or only those with some ids."""
    return tuple(
        replace(outcome, input=input_id)
        for check, params in policy.selected()
        if checks is None or check.id in checks
        for outcome in policy.adjusted(_run(check, network, params, path))
    )


def _with_changes(
    resources: Resources, network: Network, policy: Policy, input_id: str, path: str
) -> tuple[tuple[Outcome, ...], tuple[Finding, ...]]:
    """Say of each result whether the plan introduces it, and what the plan resolves."""
    outcomes, before = _outcomes(network, policy, input_id, path), resources.before
    if resources.kind != "plan":
        return outcomes, ()
    if before is None:
        return all_of_change(outcomes, Change.INTRODUCED), ()
    if before is resources:
        return all_of_change(outcomes, Change.EXISTING), ()
    network_before = build_network(before)
    network_before.elsewhere = network.elsewhere
    return compared(outcomes, _outcomes(network_before, policy, input_id, path))


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
