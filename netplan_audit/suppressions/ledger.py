"""The checks on suppressions themselves; what they find comes from applying suppressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import Body, Check, NoParams
from netplan_audit.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


def _nothing(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    return iter(())


def _check(check_id: str, severity: Severity, doc: str) -> Check:
    body = Body(doc, NoParams, _nothing)
    return Check(check_id, "suppressions", severity, "", load=lambda: body)


EXPIRED: Final = _check(
    "suppression-expired",
    Severity.LOW,
    """A suppression has ended.

What it finds
-------------
A suppression whose `until` lies in the past. It silences nothing any more: the results it
was written for are open again.

Why it matters
--------------
The date was set so that somebody looks again.
""",
)
WITHOUT_REASON: Final = _check(
    "suppression-without-reason",
    Severity.LOW,
    """A suppression gives no reason.

What it finds
-------------
A suppression comment without `reason="…"`, or an entry of the configuration without `reason`. It
silences nothing.

Why it matters
--------------
Whoever reads it next cannot tell an accepted risk from a forgotten one.
""",
)
UNUSED: Final = _check(
    "suppression-unused",
    Severity.INFO,
    """A suppression silences nothing.

What it finds
-------------
A suppression whose checks ran and found nothing at its block, or in the resources it names.

Why it matters
--------------
It would hide the mistake if it came back.
""",
)
NOT_ALLOWED: Final = _check(
    "suppression-not-allowed",
    Severity.LOW,
    """A suppression is not allowed.

What it finds
-------------
A suppression of results that the configuration or the policy keeps from being suppressed
(`ignorable: false`, `--locked-checks`), or one without an end or with one later than `max_days`
allows. It silences nothing of that.

Why it matters
--------------
Somebody counts on it, and it does nothing.
""",
)
LEDGER: Final = (EXPIRED, WITHOUT_REASON, NOT_ALLOWED, UNUSED)
