"""A block of a VPC or subnet has a size that AWS does not give.

What it finds
-------------
An IPv4 block of a VPC or subnet that is larger than /16 or smaller than /28; an IPv6 block of a VPC
other than /44, /48, /52, /56 or /60; an IPv6 block of a subnet other than those or /64. Blocks that
are known only after apply are silent.

Why it matters
--------------
AWS refuses the VPC, subnet or association, and the apply stops half-way.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "firewall" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/29"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "firewall" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/28"
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity
from netplan_audit.fixes.edits import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock, Subnet, Vpc

_IPV4: Final = range(16, 29)
_IPV6_VPC: Final = range(44, 61, 4)
_IPV6_SUBNET: Final = range(44, 65, 4)
_FAMILY: Final = 4


@check(severity=Severity.CRITICAL, code="CIDR014")
def vpc_or_subnet_size(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Measure every block."""
    for vpc in network.vpcs.values():
        for block in vpc.blocks:
            yield from _judged(network, vpc, block, _IPV6_VPC)
    for subnet in network.subnets.values():
        for block in subnet.blocks:
            yield from _judged(network, subnet, block, _IPV6_SUBNET)


def _judged(
    network: Network, owner: Vpc | Subnet, block: AddressBlock, ipv6: range
) -> Iterator[Finding]:
    allowed = _IPV4 if block.cidr.family == _FAMILY else ipv6
    if block.cidr.prefix_length in allowed:
        return
    what = "a subnet" if ipv6 is _IPV6_SUBNET else "a VPC"
    steps = f" in steps of {allowed.step}" if allowed.step > 1 else ""
    yield Finding(
        subject=block.origin,
        message=f"gives {what} {block}, and AWS gives it /{allowed[0]} to /{allowed[-1]}{steps}",
        severity=Severity.CRITICAL,
        evidence={"block": str(block)},
        remediation=f"take a block of /{allowed[0]} to /{allowed[-1]}{steps}",
        fix=Fix(partial(fixes.ranges.resized, network, owner, block, allowed)),
        identity=(str(block.cidr.family),),
    )
