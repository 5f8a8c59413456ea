"""Results that several checks give about the same thing, each with its own words and severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import NO_FIX, Fix
from netplan_audit.network.zones import zone_names
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.finding import Evidence, Outcome
    from netplan_audit.network.exposure.standing import Standing
    from netplan_audit.network.network import Network
    from netplan_audit.network.two_ways import TwoWays
    from netplan_audit.network.workloads import Workload
    from netplan_audit.network.zones import Zone


def open_to_internet(  # noqa: PLR0913 - what the checks of openings say differently
    found: Standing,
    message: str,
    severity: Severity,
    remediation: str,
    *,
    evidence: Evidence | None = None,
    fix: Fix = NO_FIX,
) -> Finding:
    """Return the finding about an opening; `message` is followed by how the opening stands."""
    return Finding(
        subject=found.opening.subject,
        message=f"{message}; {found.state}",
        severity=severity,
        confidence=Confidence.POSSIBLE if found.unknowns else Confidence.of(found.certainty),
        related=found.related,
        path=found.path,
        evidence={**found.evidence, **(evidence or {})},
        unknowns=found.unknowns,
        identity=found.opening.identity,
        remediation=remediation,
        fix=fix,
    )


def perhaps_open_to_internet(
    found: Standing, message: str, severity: Severity, remediation: str
) -> Undecided:
    """Return the result for an opening whose sources or ports are not known."""
    return Undecided(
        subject=found.opening.subject,
        message=f"cannot tell whether {message}; {found.state}",
        severity=severity,
        unknowns=found.opening.doubts,
        related=found.related,
        path=found.path,
        evidence=found.evidence,
        identity=found.opening.identity,
        remediation=remediation,
    )


def in_one_zone(network: Network, workload: Workload, zones: Sequence[Zone]) -> Finding:
    """Return the finding about subnets of a workload, which AWS wants in two zones."""
    names = list(workload.subnets)
    place = f"in {zone_names(zones)}" if zones[0].is_known else "in one availability zone"
    return Finding(
        subject=workload.address,
        message=f"has {len(names)} subnets, all {place}" if len(names) > 1 else "has one subnet",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(workload.subnets.certainty),
        related=tuple((name, "subnet") for name in names),
        evidence={"zones": tuple(sorted({zone.text for zone in zones}))},
        remediation="give it subnets in at least two availability zones",
        fix=Fix(lambda: fixes.zones.for_workload(network, workload)),
    )


def perhaps_in_one_zone(workload: Workload, zones: Sequence[Zone], argument: str) -> Undecided:
    """Return the result for subnets or zones that are not known.

    `argument` tells the subnets, where nothing else is named.
    """
    places = zip(workload.subnets.everything, zones, strict=True)
    unknown = [z.settles or f"the zone of {name}" for name, z in places if not z.is_known]
    own = () if workload.subnets.settled else (workload.subnets.settles,)
    unknowns = tuple(dict.fromkeys(text for text in (*own, *unknown) if text))
    return Undecided(
        subject=workload.address,
        message="cannot tell whether its subnets are in two availability zones",
        severity=Severity.HIGH,
        unknowns=unknowns or (f"{workload.address}.{argument}",),
        related=tuple((name, "subnet") for name in workload.subnets.everything),
    )


def written_in_two_ways(
    ways: TwoWays, remediation: str, fix: Fix = NO_FIX, *, is_covered: bool = False
) -> Outcome:
    """Return the result for a list whose members resources of their own add to as well.

    `is_covered` tells that the list admits what these add: nothing is cut then.
    """
    if ways.verdict is not Truth.YES:
        return Undecided(
            subject=ways.owner,
            message=f"cannot tell whether it lists its own `{ways.argument}` while "
            f"{ways.others('add')} to it",
            severity=Severity.MEDIUM,
            unknowns=(ways.settles or f"{ways.owner}.{ways.argument}",),
            related=tuple((address, "may add to it") for address in ways.separate),
            identity=(ways.argument,),
        )
    owns = {
        "members": f"lists its own `{ways.argument}`, which",
        "none": f"sets `{ways.argument}` to an empty list, which",
        "none, unwritten": f"has no `{ways.argument}` of its own, and",
    }
    does = f"{owns[ways.holds]} removes on each apply what {ways.others('add')}"
    if is_covered:
        does = f"lists its own `{ways.argument}`, which admits already what {ways.others('add')}"
    return Finding(
        subject=ways.owner,
        message=does,
        severity=Severity.MEDIUM if is_covered else Severity.HIGH,
        confidence=Confidence.of(ways.certainty),
        related=tuple((address, "adds to it") for address in ways.separate),
        evidence={"argument": ways.argument, "separate": len(ways.separate)},
        remediation=remediation,
        fix=fix,
        identity=(ways.argument,),
    )
