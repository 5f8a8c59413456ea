"""Applies suppressions: what they silence, and what is wrong with them."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from msgspec import Struct, field

from netplan_audit.finding import Finding
from netplan_audit.suppressions.ledger import EXPIRED, NOT_ALLOWED, UNUSED, WITHOUT_REASON
from netplan_audit.suppressions.suppression import Suppressed, Terms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from netplan_audit.check import Check
    from netplan_audit.finding import Outcome
    from netplan_audit.suppressions.suppression import Suppression


class Context(Struct, frozen=True):
    """What decides on suppressions besides themselves.

    `ran` are the ids of the checks that ran, `fixed` those whose results cannot be suppressed.
    """

    today: date
    ran: Collection[str] = ()
    fixed: Collection[str] = ()
    terms: Terms = field(default_factory=Terms)


class Sorted(Struct, frozen=True):
    """Results with suppressions applied: those that stay open, and those that do not.

    `used` are the suppressions that met a result; `refused` those that met one of a check that
    cannot be suppressed, with the ids of such checks.
    """

    open: tuple[Outcome, ...]
    suppressed: tuple[Suppressed, ...]
    used: frozenset[Suppression]
    refused: Mapping[Suppression, tuple[str, ...]]


def apply(
    outcomes: Iterable[Outcome], suppressions: Iterable[Suppression], context: Context
) -> Sorted:
    """Part the results that suppressions silence from those that stay open.

    One that has expired, gives no reason or would last too long silences nothing.
    """
    active = [one for one in suppressions if _is_active(one, context)]
    still_open: list[Outcome] = []
    silenced: list[Suppressed] = []
    used: set[Suppression] = set()
    refused: dict[Suppression, tuple[str, ...]] = {}
    for outcome in outcomes:
        covering = [one for one in active if one.covers(outcome)]
        used.update(covering)
        if outcome.check in context.fixed:
            for one in covering:
                refused[one] = (*refused.get(one, ()), outcome.check)
            covering = []
        if covering:
            silenced.append(Suppressed(outcome, covering[0]))
        else:
            still_open.append(outcome)
    return Sorted(tuple(still_open), tuple(silenced), frozenset(used), refused)


def remarks(
    suppressions: Iterable[Suppression], applied: Collection[Sorted], context: Context
) -> Iterator[Finding]:
    """Say what is wrong with suppressions, after all that they were applied to.

    One that meets no result is unused, unless some of its checks did not run.
    """
    used = {one for each in applied for one in each.used}
    for one in suppressions:
        names = ", ".join(one.checks)
        refused = {check for each in applied for check in each.refused.get(one, ())}
        if context.terms.lacks_reason(one):
            yield _remark(one, WITHOUT_REASON, f"the suppression of {names} gives no reason")
        elif _is_over(one, context):
            yield _remark(one, EXPIRED, f"the suppression of {names} ended on {one.until}")
        elif context.terms.too_long(one, context.today):
            message = f"the suppression of {names} may last {context.terms.max_days} days at most"
            yield _remark(one, NOT_ALLOWED, message)
        elif refused:
            message = f"{', '.join(sorted(refused))} cannot be suppressed"
            yield _remark(one, NOT_ALLOWED, message)
        elif one not in used and _all_ran(one, context.ran):
            yield _remark(one, UNUSED, f"the suppression of {names} meets no result")


def _is_active(one: Suppression, context: Context) -> bool:
    terms = context.terms
    return not (
        terms.lacks_reason(one) or _is_over(one, context) or terms.too_long(one, context.today)
    )


def _is_over(one: Suppression, context: Context) -> bool:
    return one.until is not None and one.until < context.today


def _all_ran(one: Suppression, ran: Collection[str]) -> bool:
    return all(any(fnmatchcase(check, glob) for check in ran) for glob in one.checks)


def _remark(suppression: Suppression, check: Check, message: str) -> Finding:
    return Finding(
        subject=suppression.scope,
        message=message,
        severity=check.severity,
        check=check.id,
        identity=(*suppression.checks, *suppression.resources),
        location=suppression.location,
    )
