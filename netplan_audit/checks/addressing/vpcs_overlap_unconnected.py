"""VPCs that are not connected today have overlapping CIDRs.

What it finds
-------------
VPCs of one input whose CIDRs overlap, though no peering connection, transit gateway, Direct Connect
gateway or core network joins them. Low; medium where one of them already hangs on a transit
gateway, VPN, Direct Connect or Cloud WAN, or is peered with a third VPC; info where the two are
different environments made by one block, which are equal on purpose, or stand in different regions.
Each VPC is told once, with the earlier ones it overlaps. VPCs joined by PrivateLink or VPC Lattice
only, overlaps inside 100.64.0.0/10 between secondary CIDRs (address ranges for pods) and
unconnected default VPCs are silent, and so are CIDRs that are known only after apply.

Why it matters
--------------
VPCs with overlapping CIDRs can never be peered nor routed to each other over a transit gateway.
Renumbering is cheap before the first workload runs, and a migration afterwards.

Bad
---
```hcl
resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "billing" {
  cidr_block = "10.0.0.0/16"
}
```

Good
----
```hcl
resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "billing" {
  cidr_block = "10.1.0.0/16"
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>
- <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.cidr import parse_cidr
from netplan_audit.network.environment import classify
from netplan_audit.network.hubs import hub_pairs
from netplan_audit.network.overlap import (
    common_blocks,
    described,
    overlapping_vpcs,
    shared_addresses,
    shared_space,
)
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.overlap import BlockPair
    from netplan_audit.network.vpcs import Vpc

_SHARED_SPACE: Final = parse_cidr("100.64.0.0/10")
_SHOWN: Final = 10
"""Most VPCs named in one finding; the evidence counts the others."""


@check(severity=Severity.MEDIUM, code="CIDR006", needs=("vpcs",))
def vpcs_overlap_unconnected(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare all VPCs that nothing joins, and tell each VPC's overlaps at once."""
    joined, hubs, doubts = _joined(network), _hubs(network), _doubts(network)
    found: dict[str, list[tuple[Severity, Vpc]]] = {}
    for first, second in overlapping_vpcs(network.vpcs.values()):
        if frozenset((first.address, second.address)) in joined or not _telling(first, second):
            continue
        if hubs.get(first.address, set()) & hubs.get(second.address, set()):
            continue  # which has a check of its own
        if (
            doubts.keys() & (first.address, second.address)
            and {
                first.address,
                second.address,
            }
            <= hubs.keys()
        ):
            yield _undecided(first, second, doubts)
            continue
        if _is_idle_default(network, first) or _is_idle_default(network, second):
            continue
        severity = _severity(network, first, second)
        found.setdefault(second.address, []).append((severity, first))
    for address, others in sorted(found.items()):
        yield _finding(network, network.vpcs[address], others)


def _joined(network: Network) -> frozenset[frozenset[str]]:
    """Return the pairs of VPCs that connections join or may join, or that need no routes.

    Peering, Direct Connect gateways and core networks have checks of their own; PrivateLink and VPC
    Lattice tolerate overlapping addresses.
    """
    peered = (
        frozenset((a, b))
        for peering in network.peering_connections.values()
        for a in peering.requester.targets
        for b in peering.accepter.targets
    )
    hung = (
        frozenset((pair.first.address, pair.second.address))
        for kind in ("Direct Connect gateway association", "Cloud WAN attachment")
        for pair in hub_pairs(network, kind)
    )
    return network.service_links.union(peered, hung)


def _hubs(network: Network) -> dict[str, set[str]]:
    """Return the transit gateways that each VPC is or may be attached to."""
    found: dict[str, set[str]] = {}
    for attachment in network.attachments.values():
        for vpc in attachment.vpc.targets:
            found.setdefault(vpc, set()).update(attachment.gateway.targets)
    return found


def _doubts(network: Network) -> dict[str, str]:
    """Return what would tell the transit gateway of attachments of which it is not known."""
    return {
        vpc: attachment.gateway.settles
        for attachment in network.attachments.values()
        if not attachment.gateway.targets
        for vpc in attachment.vpc.targets
    }


def _is_idle_default(network: Network, vpc: Vpc) -> bool:
    """Tell whether it is a default VPC, the same 172.31.0.0/16 everywhere, and not connected."""
    return vpc.is_default and vpc.address not in network.connected_vpcs


def _telling(first: Vpc, second: Vpc) -> tuple[BlockPair, ...]:
    """Leave out pod ranges: secondary blocks in shared address space, on both sides."""
    return tuple(
        (mine, theirs)
        for mine, theirs in common_blocks(first, second)
        if not all(
            block.is_secondary and _SHARED_SPACE.contains(block.cidr) for block in (mine, theirs)
        )
    )


def _severity(network: Network, first: Vpc, second: Vpc) -> Severity:
    if first.address in network.connected_vpcs or second.address in network.connected_vpcs:
        return Severity.MEDIUM
    regions = {first.region, second.region} - {None}
    environments = {_environment(first), _environment(second)} - {"unknown"}
    twins = first.block == second.block and len(environments) > 1
    return Severity.INFO if twins or len(regions) > 1 else Severity.LOW


def _environment(vpc: Vpc) -> str:
    """Return a VPC's environment, which may be the name or key of the module it is made in."""
    return classify(vpc.module) if vpc.environment == "unknown" else vpc.environment


def _undecided(first: Vpc, second: Vpc, doubts: Mapping[str, str]) -> Undecided:
    settles = (doubts.get(first.address, ""), doubts.get(second.address, ""))
    return Undecided(
        subject=second.address,
        message=f"cannot tell whether one transit gateway joins it to {first.address}, which it "
        f"overlaps: {described(_telling(first, second))}",
        severity=Severity.LOW,
        unknowns=tuple(dict.fromkeys(filter(None, settles))),
        related=((first.address, "overlapping VPC"),),
    )


def _finding(network: Network, vpc: Vpc, others: list[tuple[Severity, Vpc]]) -> Finding:
    worst = max(severity for severity, _ in others)
    names = [other.address for _, other in others]
    first = others[0][1]
    blocks = _telling(first, vpc)
    some = and_more(first.address, len(names))
    return Finding(
        subject=vpc.address,
        message=f"overlaps {some}, which nothing joins to it today: {described(blocks)}",
        severity=worst,
        confidence=Confidence.CERTAIN,
        related=tuple((name, "overlapping VPC") for name in names[:_SHOWN]),
        evidence={
            "overlap": shared_space(blocks),
            "addresses": shared_addresses(blocks),
            "vpcs": len(names),
        },
        remediation="give each VPC a CIDR of its own while it is still empty",
        fix=Fix(lambda: fixes.addresses.vpc_range(network, vpc, blocks[0][1])),
    )
