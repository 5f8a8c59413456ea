"""Two CIDR blocks of one VPC overlap.

What it finds
-------------
A CIDR block that the plan adds to a VPC and that overlaps another block of the same VPC, IPv4 or
IPv6, equal ones included. Blocks that are known only after apply, such as those of an IPAM pool,
are left out.

Why it matters
--------------
The CIDR blocks of one VPC must not overlap: AWS refuses the association and the apply stops half
way.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "pods" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.64.0/18"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "pods" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "100.64.0.0/16"
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>

"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity
from netplan_audit.fixes.edits import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock, Vpc


@check(severity=Severity.CRITICAL, code="CIDR010", needs=("vpcs",))
def vpc_cidr_self_overlap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the blocks of each VPC with each other."""
    for vpc in network.vpcs.values():
        for first, second in combinations(vpc.blocks, 2):
            if first.cidr.overlaps(second.cidr) and (first.is_new or second.is_new):
                later = second if second.is_new else first
                yield _finding(network, vpc, first if later is second else second, later)


def _finding(network: Network, vpc: Vpc, earlier: AddressBlock, later: AddressBlock) -> Finding:
    return Finding(
        subject=later.origin,
        message=f"gives {vpc.address} the block {later}, which overlaps its block {earlier}",
        severity=Severity.CRITICAL,
        related=tuple(dict.fromkeys(((vpc.address, "VPC"), (earlier.origin, "overlapping block")))),
        evidence={"blocks": (str(earlier), str(later))},
        remediation="choose a block that lies outside every block of the VPC",
        fix=Fix(lambda: fixes.ranges.secondary_range(network, vpc, later)),
        identity=(earlier.origin,),
    )
