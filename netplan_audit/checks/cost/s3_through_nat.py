"""Private subnets reach Amazon S3 through a NAT gateway.

What it finds
-------------
A VPC of the input whose subnets have a NAT gateway as their default route, and whose route table
has no gateway endpoint for Amazon S3. An interface endpoint for S3 in the VPC counts as well.
Likely, as nothing tells how much of the traffic goes to S3; images of Amazon ECR come from there
too. Undecided where the service or the route tables of an endpoint are not known.

Why it matters
--------------
A NAT gateway charges for each gigabyte. A gateway endpoint takes the traffic to S3 past it and
costs nothing.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.private.id]
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html>
- <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.routing.nat_use import nat_usage
from netplan_audit.terraform.address import is_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.endpoints import Endpoint
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.nat_use import NatUsage


@check(
    severity=Severity.LOW,
    code="COST001 s3-dynamodb-through-nat",
    pack="cost",
    standards=("AWS Well-Architected COST08-BP03",),
    needs=("nat_usage",),
)
def s3_through_nat(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for an endpoint on each route table that leads to a NAT gateway."""
    endpoints: dict[str, list[Endpoint]] = {}
    for endpoint in network.endpoints:
        for vpc in () if endpoint.vpc is None else endpoint.vpc.targets:
            endpoints.setdefault(vpc, []).append(endpoint)
    for usage in nat_usage(network):
        if usage.vpc not in network.vpcs or is_data(usage.vpc) or not usage.sure:
            continue
        known = endpoints.get(usage.vpc, [])
        if any(one.service == "s3" and one.kind not in {"Gateway", ""} for one in known):
            continue
        yield from _judged(network, usage, known)


def _judged(network: Network, usage: NatUsage, known: list[Endpoint]) -> Iterator[Outcome]:
    tables = dict.fromkeys(t for use in usage.sure for r in use.routes for t in r.table.targets)
    gateways = [one for one in known if one.kind in {"Gateway", ""} and one.service in {"s3", ""}]
    served = {table for one in gateways if one.service == "s3" for table in one.tables}
    left = [table for table in tables if table not in served]
    doubts = [
        f"{one.address}.service_name" if not one.service else one.tables.settles
        for one in gateways
        if not one.service or not one.tables.settled
    ]
    if not left:
        return
    if doubts:
        yield Undecided(
            subject=usage.vpc,
            message=f"cannot tell whether an endpoint for Amazon S3 serves {left[0]}, which leads "
            "to a NAT gateway",
            severity=Severity.INFO,
            unknowns=tuple(dict.fromkeys(doubts)),
            related=tuple((table, "route table") for table in left),
        )
        return
    yield Finding(
        subject=usage.vpc,
        message=f"has no gateway endpoint for Amazon S3 on {left[0]}"
        f"{f' and {len(left) - 1} more' if len(left) > 1 else ''}, which leads to "
        f"{usage.sure[0].gateways[0].address}",
        severity=Severity.LOW,
        confidence=Confidence.LIKELY,
        related=tuple((table, "route table") for table in left),
        evidence={"tables": len(left)},
        remediation="add a gateway endpoint for S3 to these route tables",
        fix=Fix(lambda: fixes.endpoints.for_s3(network, usage.vpc, left)),
    )
