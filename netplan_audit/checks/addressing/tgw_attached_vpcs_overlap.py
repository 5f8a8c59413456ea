"""VPCs attached to one transit gateway propagate overlapping CIDRs to the same route table.

What it finds
-------------
Two VPCs attached to one transit gateway whose CIDRs overlap and that both propagate their routes
into a common transit gateway route table. Unless disabled, that is the default one. Severity is
critical where an attachment is also associated with that table, so that its traffic goes astray,
high otherwise. Attachments that do not propagate are silent: that is how overlapping networks are
meant to be joined. It is undecided where a CIDR, a transit gateway or its tables cannot be told.

Why it matters
--------------
A transit gateway does not route between VPCs with overlapping CIDRs: the CIDR of the VPC attached
later is not propagated, and its traffic silently goes to the VPC attached first.

Bad
---
```hcl
resource "aws_ec2_transit_gateway" "hub" {}

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "b" {
  cidr_block = "10.0.128.0/17"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.b.id
  cidr_block = "10.0.128.0/24"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "a" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.a.id
  subnet_ids         = [aws_subnet.a.id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "b" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.b.id
  subnet_ids         = [aws_subnet.b.id]
}
```

Good
----
```hcl
resource "aws_ec2_transit_gateway" "hub" {}

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "b" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.b.id
  cidr_block = "10.1.0.0/24"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "a" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.a.id
  subnet_ids         = [aws_subnet.a.id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "b" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.b.id
  subnet_ids         = [aws_subnet.b.id]
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html>
- <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayVpcAttachment.html>

"""

from __future__ import annotations

from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.addressing.overlap import (
    common_blocks,
    described,
    overlap,
    shared_addresses,
    shared_space,
    with_earlier,
)
from netplan_audit.network.connections.transit import meeting_of
from netplan_audit.network.connections.transit_overlap import order, overlapping_attachments
from netplan_audit.unknown import Truth
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.addressing.overlap import Earlier
    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.connections.transit import Meeting
    from netplan_audit.network.link import Certainty
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Vpc

_SHOWN: Final = 10
"""Most attachments named in one result; the message counts the others."""


@check(
    severity=Severity.CRITICAL,
    code="CIDR002",
    standards=("AWS Well-Architected REL02-BP05",),
    needs=("attachments",),
)
def tgw_attached_vpcs_overlap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the VPCs of each two attachments that propagate to one route table."""
    overlapping: dict[tuple[str, Truth], list[tuple[Meeting, Earlier[TransitGatewayAttachment]]]]
    overlapping = {}
    for one, other in overlapping_attachments(network):
        like = meeting_of(one[0], other[-1])
        if like is not None:
            for later, earlier in with_earlier(one, other, order):
                overlapping.setdefault((later.address, like.verdict), []).append((like, earlier))
    for (address, together), every in sorted(overlapping.items(), key=lambda item: item[0][0]):
        met, count = _met(network, network.attachments[address], every)
        if count and together is Truth.YES:
            yield _finding(network, met, count)
        elif count:
            yield _unknown_tables(network, met)
    hubs = [
        _vpcs_of(network, attachments) for attachments in network.attachments_by_gateway.values()
    ]
    for address, others in _beside_unknown(hubs).items():
        vpc = network.vpcs[address]
        certain = [
            each
            for other in others
            for each in _meetings(network, vpc, network.vpcs[other])
            if each.verdict is Truth.YES
        ]
        if certain:
            yield _unknown_blocks(network, vpc, certain)


def _met(
    network: Network,
    later: TransitGatewayAttachment,
    every: list[tuple[Meeting, Earlier[TransitGatewayAttachment]]],
) -> tuple[list[Meeting], int]:
    """Return how an attachment meets those before it, the worst and surest first, of how many."""
    own = {order(each) for each in network.attachments_by_vpc[later.vpc.only or ""]}
    total, first = 0, []
    for like, earlier in every:
        total += earlier.count - sum(key in earlier for key in own)
        others = (each for each in earlier if order(each) not in own)
        worse = not like.is_routed, -_sure(like)
        first += [(*worse, order(each), each) for each in islice(others, _SHOWN)]
    found = (meeting_of(each, later) for *_, each in sorted(first, key=itemgetter(0, 1, 2)))
    return [met for met in islice(found, _SHOWN) if met is not None], total


def _sure(met: Meeting) -> Certainty:
    """Return how sure it is which VPCs and gateway two attachments are those of."""
    ends = (met.first, met.second)
    return min(link.certainty for end in ends for link in (end.vpc, end.gateway))


def _vpcs_of(network: Network, attachments: list[TransitGatewayAttachment]) -> list[Vpc]:
    named = dict.fromkeys(each.vpc.only or "" for each in attachments)
    return [network.vpcs[name] for name in named if name in network.vpcs]


def _beside_unknown(hubs: list[list[Vpc]]) -> dict[str, dict[str, None]]:
    """Return the VPCs whose blocks are not all known, each with those it may overlap."""
    found: dict[str, dict[str, None]] = {}
    for vpcs in hubs:
        for vpc in vpcs:
            if vpc.unknown:
                others = (each for each in vpcs if overlap(vpc, each) is Truth.UNKNOWN)
                found.setdefault(vpc.address, {}).update((each.address, None) for each in others)
    return found


def _meetings(network: Network, one: Vpc, other: Vpc) -> Iterator[Meeting]:
    """Yield how the attachments of two VPCs meet."""
    if one is other:
        return
    for first in network.attachments_by_vpc[one.address]:
        for second in network.attachments_by_vpc[other.address]:
            met = meeting_of(first, second)
            if met is not None:
                yield met


def _others(met: list[Meeting], address: str) -> tuple[tuple[str, str], ...]:
    ends = {end.address for meeting in met for end in (meeting.first, meeting.second)}
    return tuple((other, "other attachment") for other in sorted(ends - {address}))


def _unknown_tables(network: Network, met: list[Meeting]) -> Undecided:
    address = met[0].second.address
    first, second = (network.vpcs[end.vpc.only or ""] for end in (met[0].first, met[0].second))
    return Undecided(
        subject=address,
        message=f"cannot tell whether {first.address} and {second.address}, whose CIDRs "
        "overlap, propagate to one route table",
        severity=Severity.HIGH,
        unknowns=tuple(dict.fromkeys(meeting.settles for meeting in met)),
        related=_others(met, address),
    )


def _unknown_blocks(network: Network, vpc: Vpc, met: list[Meeting]) -> Undecided:
    own = {each.address for each in network.attachments_by_vpc[vpc.address]}
    ends = (met[0].first, met[0].second)
    address = next(end.address for end in ends if end.address in own)
    return Undecided(
        subject=address,
        message=f"cannot tell whether {vpc.address} overlaps another VPC of {met[0].gateway}",
        severity=Severity.HIGH,
        unknowns=vpc.unknown,
        related=((vpc.address, "VPC"), *_others(met, address)),
    )


def _finding(network: Network, met: list[Meeting], count: int) -> Finding:
    """Tell all overlaps of one attachment with those before it."""
    worst = met[0]
    address, table = worst.second.address, worst.table
    ends = worst.first, worst.second
    first, second = (network.vpcs[end.vpc.only or ""] for end in ends)
    blocks = common_blocks(first, second)
    others = and_more(first.address, count)
    return Finding(
        subject=address,
        message=f"attaches {second.address}, whose CIDR overlaps that of {others} on "
        f"the same transit gateway: {described(blocks)}",
        severity=Severity.CRITICAL if worst.is_routed else Severity.HIGH,
        confidence=Confidence.of(_sure(worst)),
        related=(
            *_others(met, address),
            (first.address, "VPC"),
            (second.address, "VPC"),
            (worst.gateway, "transit gateway"),
        ),
        path=(
            Step(first.address, ends[0].address, "attached by", ends[0].vpc.certainty.label),
            Step(ends[0].address, table, "propagates to"),
            Step(address, table, "propagates to"),
            Step(second.address, address, "attached by", ends[1].vpc.certainty.label),
        ),
        evidence={
            "overlap": shared_space(blocks),
            "addresses": shared_addresses(blocks),
            "route_table": table,
        },
        remediation="renumber one VPC, or stop propagating it and reach it through a private NAT "
        "gateway",
        fix=Fix(lambda: fixes.addresses.vpc_range(network, second, blocks[0][1])),
    )
