"""AWS picks the availability zones of the subnets of a VPC.

What it finds
-------------
A subnet that sets neither `availability_zone` nor `availability_zone_id`, in a VPC with other
subnets. One whose zone is known after apply only has set one, and is silent.

Why it matters
--------------
AWS may put all such subnets into one zone, and into others when they are made anew. Whether load
balancers, databases and NAT gateways stand in several zones is then left to chance.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.fixes.edits import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.network import Network


@check(severity=Severity.LOW, code="RTE031", pack="hygiene", needs=("subnets",))
def subnet_az_unspecified(network: Network, params: NoParams) -> Iterator[Finding]:  # noqa: ARG001 - the signature of every check
    """Look for subnets without a zone among those of each VPC."""
    for vpc, subnets in network.subnets_by_vpc.items():
        for subnet in subnets if len(subnets) > 1 else ():
            if not subnet.leaves_zone_open or subnet.on_outpost:
                continue
            yield Finding(
                subject=subnet.address,
                message=f"leaves its availability zone to AWS, as one of {len(subnets)} subnets of "
                f"{vpc}",
                severity=Severity.LOW,
                confidence=Confidence.of(subnet.vpc.certainty),
                related=((vpc, "VPC"),),
                remediation="set availability_zone",
                fix=Fix(partial(fixes.zones.named, network, subnet)),
            )
