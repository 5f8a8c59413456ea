"""Turns declared policies into checks like all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import Body, Check, NoParams
from netplan_audit.declared.conditions import Judge, Judged
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from netplan_audit.declared.expressions import Expression
    from netplan_audit.declared.keys import DeclaredPolicy
    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network

CATEGORY = "policies"


def check_of(policy: DeclaredPolicy, path: str, expression: Expression | None = None) -> Check:
    """Return the check that a policy declares, with its compiled expression."""
    body = Body(_doc(policy), NoParams, _question(policy, expression))
    severity = Severity[policy.severity.upper()]
    return Check(policy.id, CATEGORY, severity, "", load=lambda: body, origin=path)


def _question(
    policy: DeclaredPolicy, expression: Expression | None
) -> Callable[[Network, object], Iterator[Outcome]]:
    def ask(network: Network, params: object) -> Iterator[Outcome]:
        del params  # it has none
        judge = network.once(Judge)
        for address in judge.graph.of_kind(policy.match.kind):
            yield from _judged(policy, expression, judge, address)

    return ask


def _judged(
    policy: DeclaredPolicy, expression: Expression | None, judge: Judge, address: str
) -> Iterator[Outcome]:
    """Say what a policy makes of one object: it is broken where it is meant and does not hold."""
    judged = Judged()
    broken = judge.where(address, policy.match.where, judged)
    if broken is Truth.NO:
        return
    if policy.require is not None:
        broken &= ~judge.holds(address, policy.require, judged)
    if policy.forbid is not None:
        broken &= judge.holds(address, policy.forbid, judged)
    if expression is not None and broken is not Truth.NO:
        broken &= ~expression.holds(judge, address, judged)
    severity = Severity[policy.severity.upper()]
    message = policy.message or policy.title
    related = tuple(sorted(judged.related.items()))
    if broken is Truth.YES:
        yield Finding(
            subject=address,
            message=message,
            severity=severity,
            confidence=Confidence.of(judged.certainty),
            related=related,
            evidence=judge.evidence(address, policy),
            remediation=policy.remediation,
        )
    elif broken is Truth.UNKNOWN:
        yield Undecided(
            subject=address,
            message=f"cannot tell whether it breaks the policy: {message}",
            severity=severity.lower(),
            unknowns=tuple(dict.fromkeys(judged.settles)) or (address,),
            related=related,
            remediation=policy.remediation,
        )


def _doc(policy: DeclaredPolicy) -> str:
    parts = [f"{policy.title.rstrip('.')}."]
    if policy.description:
        parts += ["", "Why it matters", "--------------", policy.description.strip()]
    return "\n".join(parts)
