"""A node has a public address of its own.

What it finds
-------------
A Kubernetes node, or a container instance of ECS, whose launch arguments or an Elastic IP address
give it a public IPv4 address, in a subnet whose default route leads to an internet gateway.
Where the subnet gives the address it is `nodes-in-public-subnet`. Nodes are known by their node
group, their tags or the user data that joins a cluster. It is undecided where the subnet's routes
cannot be told.

Why it matters
--------------
A node runs whatever is scheduled on it, NodePorts and host ports included. With an address of its
own, one rule of a security group is all that keeps the internet from all of them.

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

resource "aws_instance" "node" {
  ami                         = "ami-12345678"
  instance_type               = "m7g.large"
  subnet_id                   = aws_subnet.app[0].id
  associate_public_ip_address = true
  user_data_base64            = base64encode("/etc/eks/bootstrap.sh main")
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

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.app[0].id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.app[0].id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.app[1].id
  route_table_id = aws_route_table.private.id
}

resource "aws_instance" "node" {
  ami                         = "ami-12345678"
  instance_type               = "m7g.large"
  subnet_id                   = aws_subnet.app[1].id
  associate_public_ip_address = false
  user_data_base64            = base64encode("/etc/eks/bootstrap.sh main")
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.exposure.public_subnets import is_public, route_settles, subnets_of
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload


@check(
    severity=Severity.MEDIUM,
    code="EXP015 node-workload-direct-ip",
    pack="strict",
    standards=("AWS Security Hub EC2.9", "AWS Security Hub EC2.25"),
    needs=("workloads",),
)
def node_with_public_address(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the addresses of nodes, and at the routes of their subnets."""
    for workload in network.workloads.values():
        is_host = workload.is_node or workload.is_container_instance
        if not is_host or workload.public_ipv4 is not Truth.YES:
            continue
        subnets = subnets_of(network, workload.subnets.everything)
        public = any_of(is_public(network, subnet) for subnet in subnets)
        if public is Truth.YES:
            yield _finding(network, workload)
        elif public is Truth.UNKNOWN:
            yield Undecided(
                subject=workload.address,
                message="has a public address, and it cannot be told whether the internet gets "
                "to its subnet",
                severity=Severity.LOW,
                unknowns=route_settles(network, subnets),
            )


def _finding(network: Network, workload: Workload) -> Finding:
    reason = workload.node_reason or "its user data joins an ECS cluster"
    sure = workload.subnets.certainty
    return Finding(
        subject=workload.address,
        message=f"has a public address ({workload.public_ip_reason}), and is a node: {reason}",
        severity=Severity.MEDIUM,
        confidence=Confidence.of(sure) if workload.node_is_sure else Confidence.LIKELY,
        related=tuple((address, "subnet") for address in workload.subnets.everything),
        remediation="put nodes into private subnets without public addresses",
        fix=Fix(
            lambda: fixes.places.moved(network, workload, subnets_of(network, workload.subnets))
        ),
    )
