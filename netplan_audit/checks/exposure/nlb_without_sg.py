"""An internet-facing Network Load Balancer has no security group.

What it finds
-------------
A Network Load Balancer that is not internal and has no security group. It is undecided where
either cannot be told.

Why it matters
--------------
Without a security group nothing but network ACLs filters who connects, and the targets have to
admit the addresses of all clients. AWS does not let a Network Load Balancer that was made without
one have one later: it has to be made again.

Bad
---
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

resource "aws_route_table_association" "app" {
  count          = 2
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_lb" "api" {
  load_balancer_type = "network"
  subnets            = aws_subnet.app[*].id
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

resource "aws_route_table_association" "app" {
  count          = 2
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_security_group" "api" {
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "api" {
  load_balancer_type = "network"
  subnets            = aws_subnet.app[*].id
  security_groups    = [aws_security_group.api.id]
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(severity=Severity.LOW, code="EXP014", pack="strict", needs=("load_balancing.types",))
def nlb_without_sg(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the groups of each Network Load Balancer that faces the internet."""
    for address, kind in network.load_balancing.types.items():
        balancer = network.workloads.get(address)
        if balancer is None or kind != "network" or balancer.groups.members:
            continue
        facing = Truth.UNKNOWN if balancer.public_ipv4 is None else balancer.public_ipv4
        verdict = facing & (truth(balancer.groups.complete) | Truth.UNKNOWN)
        verdict &= truth(not balancer.groups.candidates) | Truth.UNKNOWN
        if verdict is Truth.YES:
            yield Finding(
                subject=address,
                message="faces the internet without a security group",
                severity=Severity.LOW,
                remediation="give it a security group; it has to be made again for that",
                fix=Fix(partial(fixes.groups.group_for, network, balancer)),
            )
        elif verdict is Truth.UNKNOWN:
            settles = balancer.groups.settles if not balancer.groups.settled else ""
            yield Undecided(
                subject=address,
                message="cannot tell whether it faces the internet without a security group",
                severity=Severity.INFO,
                unknowns=(settles or f"{address}.internal",),
            )
