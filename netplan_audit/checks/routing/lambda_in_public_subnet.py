"""A Lambda function stands in a public subnet, from where it cannot reach the internet.

What it finds
-------------
A Lambda function with a subnet whose default route leads to an internet gateway. One that reaches
services of AWS by VPC endpoints, and nothing else, works there too: a VPC with interface endpoints
is silent. It is undecided where the default route of a subnet is not known.

Why it matters
--------------
A function has no public address, whatever its subnet maps to others, so that an internet gateway is
no way out for it. Calls to the internet, and to services of AWS by their public names, run into
timeouts. A NAT gateway is that way.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.public.id
}

resource "aws_security_group" "app" {
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lambda_function" "app" {
  function_name = "app"
  role          = "arn:aws:iam::123456789012:role/app"
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = "app.zip"

  vpc_config {
    subnet_ids         = [aws_subnet.main.id]
    security_group_ids = [aws_security_group.app.id]
  }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.main.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "private" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}

resource "aws_security_group" "app" {
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lambda_function" "app" {
  function_name = "app"
  role          = "arn:aws:iam::123456789012:role/app"
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = "app.zip"

  vpc_config {
    subnet_ids         = [aws_subnet.private.id]
    security_group_ids = [aws_security_group.app.id]
  }
}
```

References
----------
- <https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.routing.egress import has_endpoints, public_subnets, unknowns, ways_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(severity=Severity.MEDIUM, code="RTE004", pack="strict", needs=("workloads",))
def lambda_in_public_subnet(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for the way out of the subnets of each function."""
    for workload in network.workloads.values():
        if workload.kind != "Lambda function" or has_endpoints(network, workload):
            continue
        public, doubtful = public_subnets(network, workload)
        if public:
            sure, hops = ways_out(network, workload, public)
            yield Finding(
                subject=workload.address,
                message=f"stands in {public[0].address}, whose default route leads to an internet "
                "gateway: without a public address it gets nowhere by that",
                severity=Severity.MEDIUM,
                confidence=Confidence.of(sure),
                related=tuple((subnet.address, "public subnet") for subnet in public),
                path=hops,
                remediation="put it into subnets whose default route leads to a NAT gateway",
                fix=Fix(partial(fixes.places.moved, network, workload, public)),
            )
        elif doubtful:
            yield Undecided(
                subject=workload.address,
                message=f"cannot tell whether {doubtful[0].address}, in which it stands, is public",
                severity=Severity.LOW,
                unknowns=unknowns(network, workload, doubtful)
                or (f"the route table of {doubtful[0].address}",),
            )
