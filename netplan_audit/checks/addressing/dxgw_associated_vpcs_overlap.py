"""VPCs behind one Direct Connect gateway have overlapping CIDRs.

What it finds
-------------
Two VPCs whose virtual private gateways are associated with one Direct Connect gateway and whose
CIDRs overlap. Undecided where a CIDR is known only after apply.

Why it matters
--------------
The VPCs that a Direct Connect gateway is associated with through virtual private gateways must not
overlap: the second association fails.

Bad
---
```hcl
resource "aws_dx_gateway" "main" {
  name            = "main"
  amazon_side_asn = "64512"
}

resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "shop" {
  vpc_id = aws_vpc.shop.id
}

resource "aws_vpn_gateway_route_propagation" "shop" {
  vpn_gateway_id = aws_vpn_gateway.shop.id
  route_table_id = aws_vpc.shop.main_route_table_id
}

resource "aws_dx_gateway_association" "shop" {
  dx_gateway_id         = aws_dx_gateway.main.id
  associated_gateway_id = aws_vpn_gateway.shop.id
}

resource "aws_vpc" "billing" {
  cidr_block = "10.0.128.0/17"
}

resource "aws_vpn_gateway" "billing" {
  vpc_id = aws_vpc.billing.id
}

resource "aws_vpn_gateway_route_propagation" "billing" {
  vpn_gateway_id = aws_vpn_gateway.billing.id
  route_table_id = aws_vpc.billing.main_route_table_id
}

resource "aws_dx_gateway_association" "billing" {
  dx_gateway_id         = aws_dx_gateway.main.id
  associated_gateway_id = aws_vpn_gateway.billing.id
}
```

Good
----
```hcl
resource "aws_dx_gateway" "main" {
  name            = "main"
  amazon_side_asn = "64512"
}

resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "shop" {
  vpc_id = aws_vpc.shop.id
}

resource "aws_vpn_gateway_route_propagation" "shop" {
  vpn_gateway_id = aws_vpn_gateway.shop.id
  route_table_id = aws_vpc.shop.main_route_table_id
}

resource "aws_dx_gateway_association" "shop" {
  dx_gateway_id         = aws_dx_gateway.main.id
  associated_gateway_id = aws_vpn_gateway.shop.id
}

resource "aws_vpc" "billing" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpn_gateway" "billing" {
  vpc_id = aws_vpc.billing.id
}

resource "aws_vpn_gateway_route_propagation" "billing" {
  vpn_gateway_id = aws_vpn_gateway.billing.id
  route_table_id = aws_vpc.billing.main_route_table_id
}

resource "aws_dx_gateway_association" "billing" {
  dx_gateway_id         = aws_dx_gateway.main.id
  associated_gateway_id = aws_vpn_gateway.billing.id
}
```

References
----------
- <https://docs.aws.amazon.com/directconnect/latest/UserGuide/virtualgateways.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.addressing.overlap import common_blocks, described, overlap, shared_space
from netplan_audit.network.connections.hubs import hub_pairs
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.hubs import HubPair
    from netplan_audit.network.network import Network


@check(
    severity=Severity.CRITICAL,
    code="CIDR003",
    standards=("AWS Well-Architected REL02-BP05",),
    needs=("outside",),
)
def dxgw_associated_vpcs_overlap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare each two VPCs behind one Direct Connect gateway."""
    for pair in hub_pairs(network, "Direct Connect gateway association"):
        verdict = overlap(pair.first, pair.second)
        if verdict is Truth.YES:
            yield _finding(network, pair)
        elif verdict is Truth.UNKNOWN:
            yield _undecided(pair)


def _finding(network: Network, pair: HubPair) -> Finding:
    blocks = common_blocks(pair.first, pair.second)
    return Finding(
        subject=pair.by[1],
        message=f"associates {pair.second.address} with the Direct Connect gateway of "
        f"{pair.first.address}, which it overlaps: {described(blocks)}",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(pair.certainty),
        related=(
            (pair.by[0], "other association"),
            (pair.first.address, "VPC"),
            (pair.second.address, "VPC"),
        ),
        evidence={"overlap": shared_space(blocks)},
        remediation="renumber one VPC, or reach it by way of a transit gateway with a routable "
        "secondary block",
        fix=Fix(lambda: fixes.addresses.vpc_range(network, pair.second, blocks[0][1])),
        identity=(pair.by[0],),
    )


def _undecided(pair: HubPair) -> Undecided:
    return Undecided(
        subject=pair.by[1],
        message=f"cannot tell whether {pair.second.address} overlaps {pair.first.address} on the "
        "same Direct Connect gateway",
        severity=Severity.HIGH,
        unknowns=(*pair.first.unknown, *pair.second.unknown),
        related=((pair.by[0], "other association"),),
        identity=(pair.by[0],),
    )
