"""A VPC uses addresses that belong to somebody on the internet.

What it finds
-------------
A VPC with an IPv4 block outside the private ranges: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, the
shared range 100.64.0.0/10, the benchmarking range 198.18.0.0/15, and ranges for documentation or
future use.

Why it matters
--------------
AWS allows it, and hides the real owners of these addresses: what runs in the VPC cannot reach them,
since the VPC's own route comes first. Where the block is a company's own public range that it uses
nowhere else, there is nothing to fix.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "52.94.0.0/16"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>
- <https://www.rfc-editor.org/rfc/rfc1918>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.cidr import PRIVATE, AddressSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


_NOBODYS: Final = PRIVATE | AddressSet.parse(
    "198.18.0.0/15",  # benchmarking: RFC 2544
    "192.0.2.0/24",  # documentation: RFC 5737, as the next two
    "198.51.100.0/24",
    "203.0.113.0/24",
    "240.0.0.0/4",  # reserved: RFC 1112, section 4
)
_IPV4: Final = 4


@check(severity=Severity.LOW, code="CIDR018", pack="strict", needs=("vpcs",))
def public_range_vpc(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for IPv4 blocks that the internet routes to somebody."""
    for vpc in network.vpcs.values():
        for block in vpc.blocks:
            if block.cidr.family == _IPV4 and not _NOBODYS.covers(block.cidr):
                yield Finding(
                    subject=block.origin,
                    message=f"uses {block}, which is a public range",
                    severity=Severity.LOW,
                    related=((vpc.address, "VPC"),) if block.origin != vpc.address else (),
                    evidence={"block": str(block)},
                    remediation="take a block of a private range",
                    fix=Fix(partial(fixes.addresses.vpc_range, network, vpc, block)),
                )
