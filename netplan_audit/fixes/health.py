"""Health checks of target groups: statuses and times that tell health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.fixes.edits import OutOfSightError, Put
from netplan_audit.network.balancing.target_groups import statuses

if TYPE_CHECKING:
    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.balancing.target_groups import TargetGroup

_SHORTEST = 5


def without_errors(group: TargetGroup, first_error: int) -> tuple[Edit, ...]:
    """Return the matcher cut down to the statuses that are no errors; raises for none."""
    kept = [
        (low, min(high, first_error - 1))
        for low, high in statuses(group.check.matcher or "")
        if low < first_error
    ]
    if not kept:
        raise OutOfSightError(group.address)
    matcher = ",".join(str(low) if low == high else f"{low}-{high}" for low, high in kept)
    return (Put(group.address, (("matcher", matcher),), within="health_check"),)


def sooner(group: TargetGroup, seconds: int) -> tuple[Edit, ...]:
    """Return the interval at which as many checks fail in some seconds."""
    threshold = group.check.unhealthy_threshold or 1
    interval = seconds // threshold
    if interval <= max(group.check.timeout or _SHORTEST, _SHORTEST):
        raise OutOfSightError(group.address)
    return (Put(group.address, (("interval", interval),), within="health_check"),)
