"""VPCs attached to one transit gateway propagate overlapping CIDRs to the same route table.

What it finds
-------------
Two VPCs attached to one transit gateway whose CIDRs overlap and that both propagate their routes
into a common transit gateway route table. Unless disabled, that is the default one. Severity is
critical where an attachment is also associated with that table, so that its traffic goes astray,
high otherwise. Attachments that do not propagate are silent: that is how overlapping networks are
meant to be joined.

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

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.network.link import Certainty
from netplan_audit.network.overlap import (
    common_blocks,
    described,
    overlapping_vpcs,
    shared_space,
)
from netplan_audit.network.transit import propagate_together, routes_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections import TransitGatewayAttachment
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Vpc
from netplan_audit.unknown import Truth


@check(severity=Severity.CRITICAL, code="CIDR002")
def tgw_attached_vpcs_overlap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the VPCs of each transit gateway."""
    by_gateway: dict[str, dict[str, TransitGatewayAttachment]] = {}
    for attachment in sorted(network.attachments.values(), key=lambda a: a.address):
        gateway, vpc = attachment.gateway.only, attachment.vpc.only
        if gateway is not None and vpc in network.vpcs:
            by_gateway.setdefault(gateway, {})[str(vpc)] = attachment
    for gateway, attached in sorted(by_gateway.items()):
        yield from _on_gateway(network, gateway, attached)


def _on_gateway(
    network: Network, gateway: str, attached: dict[str, TransitGatewayAttachment]
) -> Iterator[Outcome]:
    vpcs = [network.vpcs[address] for address in attached]
    for one, other in overlapping_vpcs(vpcs):
        first, second = sorted((one, other), key=lambda v: attached[v.address].address)
        ends = attached[first.address], attached[second.address]
        together, table, settles = propagate_together(*ends)
        if together is Truth.YES:
            yield _finding(gateway, ends, (first, second), table)
        elif together is Truth.UNKNOWN:
            yield Undecided(
                subject=ends[1].address,
                message=f"cannot tell whether {first.address} and {second.address}, whose CIDRs "
                "overlap, propagate to one route table",
                severity=Severity.HIGH,
                unknowns=(settles,),
                related=((ends[0].address, "other attachment"), (gateway, "transit gateway")),
                identity=(ends[0].address,),
            )
    if len(vpcs) > 1:
        yield from _unknown_blocks(gateway, attached, vpcs)


def _unknown_blocks(
    gateway: str, attached: dict[str, TransitGatewayAttachment], vpcs: list[Vpc]
) -> Iterator[Undecided]:
    for vpc in vpcs:
        attachment = attached[vpc.address]
        if vpc.unknown and attachment.default_propagation is not Truth.NO:
            yield Undecided(
                subject=attachment.address,
                message=f"cannot tell whether {vpc.address} overlaps another VPC of {gateway}",
                severity=Severity.HIGH,
                unknowns=vpc.unknown,
                related=((vpc.address, "VPC"), (gateway, "transit gateway")),
            )


def _finding(
    gateway: str,
    ends: tuple[TransitGatewayAttachment, TransitGatewayAttachment],
    vpcs: tuple[Vpc, Vpc],
    table: str,
) -> Finding:
    blocks = common_blocks(*vpcs)
    routed = [end for end in ends if routes_by(end, table) is Truth.YES]
    sure = min(link.certainty for end in ends for link in (end.vpc, end.gateway))
    return Finding(
        subject=ends[1].address,
        message=f"attaches {vpcs[1].address}, whose CIDR overlaps that of {vpcs[0].address} on the "
        f"same transit gateway: {described(blocks)}",
        severity=Severity.CRITICAL if routed else Severity.HIGH,
        confidence=Confidence.CERTAIN if sure is Certainty.CERTAIN else Confidence.LIKELY,
        related=(
            (ends[0].address, "other attachment"),
            (vpcs[0].address, "VPC"),
            (vpcs[1].address, "VPC"),
            (gateway, "transit gateway"),
        ),
        path=(
            Step(vpcs[0].address, ends[0].address, "attached by", ends[0].vpc.certainty.label),
            Step(ends[0].address, table, "propagates to"),
            Step(ends[1].address, table, "propagates to"),
            Step(vpcs[1].address, ends[1].address, "attached by", ends[1].vpc.certainty.label),
        ),
        evidence={"overlap": shared_space(blocks), "route_table": table},
        identity=(ends[0].address,),
        remediation="renumber one VPC, or stop propagating it and reach it through a private NAT "
        "gateway",
    )
