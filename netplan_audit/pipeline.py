"""The whole pipeline on one screen: inputs are read, become a network, checks look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.auditing.auditor import Auditor
from netplan_audit.auditing.judging import told_once
from netplan_audit.auditing.reading import Input, Unusable, resources_of, understand
from netplan_audit.checks import CHECKS
from netplan_audit.diagnostic import Diagnostic
from netplan_audit.policy import Policy
from netplan_audit.report import Report, Whereabouts, joined_coverage, sorted_outcomes
from netplan_audit.suppressions.silencing import Silencing
from netplan_audit.suppressions.suppression import Configured

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from netplan_audit.config.clusters import Place

__all__ = ["Input", "Unusable", "audit", "resources_of", "understand"]


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
    auditor = Auditor(chosen, silencing, joins=places is not None)
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
    paths = {part.summary.id: part.summary.path for part in parts}
    findings, undecided = sorted_outcomes(told_once(results, paths))
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
        whereabouts=Whereabouts({part.summary.id: part.source for part in parts}),
    )
