"""How the targets of a load balancer are spread over its zones."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.exposure.public_subnets import subnets_of
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.balancing.load_balancers import TargetGroup
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload
    from netplan_audit.network.zones import Zone


class ZoneBalance(Struct, frozen=True):
    """The targets in each zone of a load balancer; `verdict` tells whether they are as many.

    What spans several zones, such as an Auto Scaling group, counts once in each.
    """

    verdict: Truth
    counts: tuple[tuple[str, int], ...] = ()
    unknowns: tuple[str, ...] = ()


def zone_balance(network: Network, balancer: Workload, group: TargetGroup) -> ZoneBalance:
    """Count the targets of a group in the zones that a load balancer stands in."""
    members = [network.workloads.get(address) for address in group.members]
    if not members:
        return ZoneBalance(Truth.YES)
    unknowns = [
        f"the zone of {address}"
        for address, member in zip(group.members, members, strict=True)
        if member is None
    ]
    own, waits = _zones(network, balancer)
    unknowns += waits
    counts: Counter[str] = Counter(dict.fromkeys(own, 0))
    for member in members:
        if member is not None:
            placed, waits = _zones(network, member)
            unknowns += waits
            counts.update(placed)
    if unknowns or len({key[:1] for key in counts}) > 1:
        named = tuple(dict.fromkeys(unknowns)) or (f"{group.address}.targets",)
        return ZoneBalance(Truth.UNKNOWN, unknowns=named)
    names = tuple((key[1:], counts[key]) for key in sorted(own))
    even = len({number for _, number in names}) < 2  # noqa: PLR2004 - all the same
    return ZoneBalance(Truth.YES if even else Truth.NO, names)


def _zones(network: Network, workload: Workload) -> tuple[list[str], list[str]]:
    """Return the zones of a workload, each once, and what would tell more."""
    links = workload.subnets
    subnets = subnets_of(network, links)
    waits = [] if links.settled else [links.settles or f"the subnets of {workload.address}"]
    waits += [f"the zone of {name}" for name in links if name not in network.subnets]
    waits += [s.zone.settles or f"the zone of {s.address}" for s in subnets if not s.zone.is_known]
    return list(dict.fromkeys(_key(s.zone) for s in subnets if s.zone.is_known)), waits


def _key(zone: Zone) -> str:
    """Return a zone's name after a letter for its kind: names and ids cannot be compared."""
    kind = "n" if zone.name else "i" if zone.id else "s"
    return f"{kind}{zone.text}"
