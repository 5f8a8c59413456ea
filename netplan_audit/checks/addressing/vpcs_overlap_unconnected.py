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

from itertools import islice
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.addressing.overlap import (
    common_blocks,
    described,
    overlapping_groups,
    shared_addresses,
    shared_space,
    with_earlier,
)
from netplan_audit.network.cidr import parse_cidr
from netplan_audit.network.connections.hubs import hung
from netplan_audit.network.environment import classify
from netplan_audit.unknown import Truth
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.finding import Outcome
    from netplan_audit.network.addressing.overlap import BlockPair, Earlier
    from netplan_audit.network.cidr import Cidr
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Vpc

_SHARED_SPACE: Final = parse_cidr("100.64.0.0/10")
_SHOWN: Final = 10
"""Most VPCs named in one result; the evidence counts the others."""


class _Kind(Struct, frozen=True):
    """What decides which other VPCs overlap one, and how bad that is.

    `made_by` is the block that makes it, where that makes VPCs of several environments. `hubs` are
    what it is, or may be, attached to; `is_doubtful` tells that a transit gateway is not known.
    """

    blocks: tuple[tuple[Cidr, bool, bool], ...]
    made_by: str
    region: str | None
    environment: str
    hubs: frozenset[str]
    is_attached: bool
    is_connected: bool
    is_idle: bool
    is_doubtful: bool


class _Others(Struct, frozen=True):
    """Earlier VPCs that one overlaps: the first of them, how many, and the worst severity."""

    first: list[Vpc]
    count: int
    severity: Severity


@check(severity=Severity.MEDIUM, code="CIDR006", needs=("vpcs",))
def vpcs_overlap_unconnected(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare all VPCs that nothing joins, and tell each VPC's overlaps at once."""
    doubts = _doubts(network)
    groups = _groups(network, doubts)
    kinds = {group[0].address: kind for kind, group in groups.items()}
    found: dict[tuple[str, Truth], list[tuple[Severity, Earlier[Vpc]]]] = {}
    for first, second in overlapping_groups(groups.values()):
        one, other = kinds[first[0].address], kinds[second[0].address]
        apart = _is_apart(one, other)
        if apart is Truth.NO or not _telling(first[0], second[0]):
            continue
        severity = _severity(one, other)
        for vpc, earlier in with_earlier(first, second, _address):
            found.setdefault((vpc.address, apart), []).append((severity, earlier))
    joined = _joined(network)
    for (address, apart), every in sorted(found.items(), key=lambda item: item[0][0]):
        others = _others(every, joined.get(address, set()))
        if others.count and apart is Truth.YES:
            yield _finding(network, network.vpcs[address], others)
        elif others.count:
            yield _undecided(network.vpcs[address], others, doubts)


def _address(vpc: Vpc) -> str:
    return vpc.address


def _groups(network: Network, doubts: Mapping[str, str]) -> dict[_Kind, list[Vpc]]:
    """Group the VPCs that overlap the same others, each in the order of addresses."""
    hubs = _hubs(network)
    attached = {v for each in network.attachments.values() for v in each.vpc.targets}
    environments: dict[str, set[str]] = {}
    for vpc in network.vpcs.values():
        environments.setdefault(vpc.block, set()).add(_environment(vpc))
    found: dict[_Kind, list[Vpc]] = {}
    for vpc in sorted(network.vpcs.values(), key=_address):
        is_connected = vpc.address in network.connected_vpcs
        kind = _Kind(
            blocks=tuple((b.cidr, b.is_secondary, b.sensitive) for b in vpc.blocks),
            made_by=vpc.block if len(environments[vpc.block]) > 1 else "",
            region=vpc.region,
            environment=_environment(vpc),
            hubs=frozenset(hubs.get(vpc.address, ())),
            is_attached=vpc.address in attached,
            is_connected=is_connected,
            is_idle=vpc.is_default and not is_connected,
            is_doubtful=vpc.address in doubts,
        )
        found.setdefault(kind, []).append(vpc)
    return found


def _is_apart(one: _Kind, other: _Kind) -> Truth:
    """Tell whether nothing joins VPCs, and they are not default ones without connections.

    Those are 172.31.0.0/16 everywhere. VPCs of one hub have checks of their own.
    """
    if one.hubs & other.hubs:
        return Truth.NO
    if (one.is_doubtful or other.is_doubtful) and one.is_attached and other.is_attached:
        return Truth.UNKNOWN
    return Truth.NO if one.is_idle or other.is_idle else Truth.YES


def _others(every: list[tuple[Severity, Earlier[Vpc]]], joined: set[str]) -> _Others:
    """Put together the earlier VPCs of several groups, without those that are joined."""
    first: list[Vpc] = []
    total, worst = 0, Severity.INFO
    for severity, earlier in every:
        count = earlier.count - sum(address in earlier for address in joined)
        if count:
            first += islice((vpc for vpc in earlier if vpc.address not in joined), _SHOWN)
            total, worst = total + count, max(worst, severity)
    return _Others(sorted(first, key=_address)[:_SHOWN], total, worst)


def _joined(network: Network) -> dict[str, set[str]]:
    """Return, by VPC, those that connections join or may join, or that need no routes.

    Peering has a check of its own; PrivateLink and VPC Lattice tolerate overlapping addresses.
    """
    peered = (
        (a, b)
        for peering in network.peering_connections.values()
        for a in peering.requester.targets
        for b in peering.accepter.targets
        if a != b
    )
    linked = (tuple(pair) for pair in network.service_links)
    found: dict[str, set[str]] = {}
    for a, b in (*peered, *linked):
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


def _hubs(network: Network) -> dict[str, set[str]]:
    """Return the transit and Direct Connect gateways and core networks of each VPC."""
    found: dict[str, set[str]] = {}
    for attachment in network.attachments.values():
        for vpc in attachment.vpc.targets:
            found.setdefault(vpc, set()).update(attachment.gateway.targets)
    for kind in ("Direct Connect gateway association", "Cloud WAN attachment"):
        for hub, every in hung(network, kind).items():
            for _, each, _ in every:
                found.setdefault(each.address, set()).add(hub)
    return found


def _doubts(network: Network) -> dict[str, str]:
    """Return what would tell the transit gateway of attachments of which it is not known."""
    return {
        vpc: attachment.gateway.settles
        for attachment in network.attachments.values()
        if not attachment.gateway.targets
        for vpc in attachment.vpc.targets
    }


def _telling(first: Vpc, second: Vpc) -> tuple[BlockPair, ...]:
    """Leave out pod ranges: secondary blocks in shared address space, on both sides."""
    return tuple(
        (mine, theirs)
        for mine, theirs in common_blocks(first, second)
        if not all(
            block.is_secondary and _SHARED_SPACE.contains(block.cidr) for block in (mine, theirs)
        )
    )


def _severity(one: _Kind, other: _Kind) -> Severity:
    if one.is_connected or other.is_connected:
        return Severity.MEDIUM
    regions = {one.region, other.region} - {None}
    environments = {one.environment, other.environment} - {"unknown"}
    twins = one.made_by and one.made_by == other.made_by and len(environments) > 1
    return Severity.INFO if twins or len(regions) > 1 else Severity.LOW


def _environment(vpc: Vpc) -> str:
    """Return a VPC's environment, which may be the name or key of the module it is made in."""
    return classify(vpc.module) if vpc.environment == "unknown" else vpc.environment


def _related(others: _Others) -> tuple[tuple[str, str], ...]:
    return tuple((each.address, "overlapping VPC") for each in others.first)


def _undecided(vpc: Vpc, others: _Others, doubts: Mapping[str, str]) -> Undecided:
    first = others.first[0]
    settles = (doubts.get(each.address, "") for each in (*others.first, vpc))
    return Undecided(
        subject=vpc.address,
        message="cannot tell whether one transit gateway joins it to "
        f"{and_more(first.address, others.count)}, which it overlaps: "
        f"{described(_telling(first, vpc))}",
        severity=Severity.LOW,
        unknowns=tuple(dict.fromkeys(filter(None, settles))),
        related=_related(others),
    )


def _finding(network: Network, vpc: Vpc, others: _Others) -> Finding:
    first = others.first[0]
    blocks = _telling(first, vpc)
    some = and_more(first.address, others.count)
    return Finding(
        subject=vpc.address,
        message=f"overlaps {some}, which nothing joins to it today: {described(blocks)}",
        severity=others.severity,
        confidence=Confidence.CERTAIN,
        related=_related(others),
        evidence={
            "overlap": shared_space(blocks),
            "addresses": shared_addresses(blocks),
            "vpcs": others.count,
        },
        remediation="give each VPC a CIDR of its own while it is still empty",
        fix=Fix(lambda: fixes.addresses.vpc_range(network, vpc, blocks[0][1])),
    )
