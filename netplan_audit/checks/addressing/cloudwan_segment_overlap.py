"""VPCs in one segment of a Cloud WAN core network have overlapping CIDRs.

What it finds
-------------
Two VPCs attached to one core network, in the same segment, whose CIDRs overlap. An attachment is
known to be in a segment where AWS reported it, where the core network's policy has only one, or
where its attachment policies say so by tags.
Undecided where none of these tells the segments.

Why it matters
--------------
A segment is one routing domain, in which one of several routes to a block is taken: of two VPCs
with the same addresses one is not reached.

Bad
---
```hcl
resource "aws_networkmanager_global_network" "main" {}

resource "aws_networkmanager_core_network" "main" {
  global_network_id = aws_networkmanager_global_network.main.id

  base_policy_document = jsonencode({
    version = "2021.12"
    core-network-configuration = {
      asn-ranges     = ["64512-65534"]
      edge-locations = [{ location = "eu-west-1" }]
    }
    segments = [{ name = "shared" }]
  })
}

resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "shop" {
  vpc_id     = aws_vpc.shop.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_networkmanager_vpc_attachment" "shop" {
  core_network_id = aws_networkmanager_core_network.main.id
  vpc_arn         = aws_vpc.shop.arn
  subnet_arns     = [aws_subnet.shop.arn]
}

resource "aws_vpc" "billing" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "billing" {
  vpc_id     = aws_vpc.billing.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_networkmanager_vpc_attachment" "billing" {
  core_network_id = aws_networkmanager_core_network.main.id
  vpc_arn         = aws_vpc.billing.arn
  subnet_arns     = [aws_subnet.billing.arn]
}
```

Good
----
```hcl
resource "aws_networkmanager_global_network" "main" {}

resource "aws_networkmanager_core_network" "main" {
  global_network_id = aws_networkmanager_global_network.main.id

  base_policy_document = jsonencode({
    version = "2021.12"
    core-network-configuration = {
      asn-ranges     = ["64512-65534"]
      edge-locations = [{ location = "eu-west-1" }]
    }
    segments = [{ name = "shared" }]
  })
}

resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "shop" {
  vpc_id     = aws_vpc.shop.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_networkmanager_vpc_attachment" "shop" {
  core_network_id = aws_networkmanager_core_network.main.id
  vpc_arn         = aws_vpc.shop.arn
  subnet_arns     = [aws_subnet.shop.arn]
}

resource "aws_vpc" "billing" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "billing" {
  vpc_id     = aws_vpc.billing.id
  cidr_block = "10.1.0.0/24"
}

resource "aws_networkmanager_vpc_attachment" "billing" {
  core_network_id = aws_networkmanager_core_network.main.id
  vpc_arn         = aws_vpc.billing.arn
  subnet_arns     = [aws_subnet.billing.arn]
}
```

References
----------
- <https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-vpc-attachment.html>
- <https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-route-evaluation.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.addressing.overlap import common_blocks, described, overlap, shared_space
from netplan_audit.network.connections.hubs import hub_pairs
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.hubs import HubPair
    from netplan_audit.network.network import Network


@check(
    severity=Severity.HIGH,
    code="CIDR004",
    standards=("AWS Well-Architected REL02-BP05",),
    needs=("outside",),
)
def cloudwan_segment_overlap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare each two VPCs on one core network."""
    for pair in hub_pairs(network, "Cloud WAN attachment"):
        verdict = overlap(pair.first, pair.second) & _together(pair)
        if verdict is Truth.YES:
            yield _finding(network, pair)
        elif verdict is Truth.UNKNOWN:
            yield _undecided(pair)


def _together(pair: HubPair) -> Truth:
    """Tell whether both attachments are in one segment."""
    first, second = pair.segments
    return truth(first == second) if first and second else Truth.UNKNOWN


def _finding(network: Network, pair: HubPair) -> Finding:
    blocks = common_blocks(pair.first, pair.second)
    return Finding(
        subject=pair.by[1],
        message=f"attaches {pair.second.address} to the segment {pair.segments[0]} of "
        f"{pair.first.address}, which it overlaps: {described(blocks)}",
        severity=Severity.HIGH,
        confidence=Confidence.of(pair.certainty),
        related=(
            (pair.by[0], "other attachment"),
            (pair.first.address, "VPC"),
            (pair.second.address, "VPC"),
        ),
        evidence={"overlap": shared_space(blocks), "segment": pair.segments[0]},
        remediation="renumber one VPC, or put it into a segment of its own",
        fix=Fix(lambda: fixes.addresses.vpc_range(network, pair.second, blocks[0][1])),
        identity=(pair.by[0],),
    )


def _undecided(pair: HubPair) -> Undecided:
    named = zip(pair.by, pair.segments, strict=True)
    segments = [f"{address}.segment" for address, segment in named if not segment]
    return Undecided(
        subject=pair.by[1],
        message=f"cannot tell whether {pair.second.address} overlaps {pair.first.address} in one "
        "segment of the core network",
        severity=Severity.MEDIUM,
        unknowns=(*segments, *pair.first.unknown, *pair.second.unknown),
        related=((pair.by[0], "other attachment"),),
        identity=(pair.by[0],),
    )
