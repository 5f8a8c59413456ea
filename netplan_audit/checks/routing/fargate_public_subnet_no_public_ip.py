"""A Fargate service stands in a public subnet without public addresses.

What it finds
-------------
An ECS service of Fargate, without `assign_public_ip`, with a subnet whose default route leads to an
internet gateway, in a VPC without interface endpoints. It is undecided where the launch type, the
argument or the default route is not known.

Why it matters
--------------
Without a public address an internet gateway is no way out. The tasks cannot pull their image or get
their secrets, and stop before they start: the service never becomes stable.

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

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = "app:1"
  launch_type     = "FARGATE"
  desired_count   = 2

  network_configuration {
    subnets         = [aws_subnet.main.id]
    security_groups = [aws_security_group.app.id]
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

resource "aws_security_group" "app" {
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = "app:1"
  launch_type     = "FARGATE"
  desired_count   = 2

  network_configuration {
    subnets         = [aws_subnet.main.id]
    security_groups = [aws_security_group.app.id]
    assign_public_ip = true
  }
}
```

References
----------
- <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.routing.egress import has_endpoints, public_subnets, unknowns, ways_out
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload


@check(severity=Severity.HIGH, code="RTE005", needs=("workloads",))
def fargate_public_subnet_no_public_ip(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for the way out of the subnets of each Fargate service without public addresses."""
    for workload in network.workloads.values():
        if workload.kind != "ECS service" or has_endpoints(network, workload):
            continue
        address = Truth.UNKNOWN if workload.public_ipv4 is None else workload.public_ipv4
        private = ~address & workload.on_fargate
        public, doubtful = (
            public_subnets(network, workload) if private is not Truth.NO else ([], [])
        )
        if public and private is Truth.YES:
            yield _finding(network, workload, public)
        elif public or (doubtful and private is Truth.YES):
            yield _undecided(network, workload, doubtful)


def _finding(network: Network, workload: Workload, public: list[Subnet]) -> Finding:
    sure, hops = ways_out(network, workload, public)
    return Finding(
        subject=workload.address,
        message=f"has no public addresses in {public[0].address}, from where only an internet "
        "gateway leads out",
        severity=Severity.HIGH,
        confidence=Confidence.of(sure),
        related=tuple((subnet.address, "public subnet") for subnet in public),
        path=hops,
        remediation="set assign_public_ip = true, or use subnets behind a NAT gateway",
        fix=fixes.arguments.setting(
            workload.address, "network_configuration", assign_public_ip=True
        ),
    )


def _undecided(network: Network, workload: Workload, doubtful: list[Subnet]) -> Undecided:
    named = [
        f"{workload.address}.launch_type" if workload.on_fargate is Truth.UNKNOWN else "",
        workload.public_ip_reason if workload.public_ipv4 is Truth.UNKNOWN else "",
        *unknowns(network, workload, doubtful),
    ]
    return Undecided(
        subject=workload.address,
        message="cannot tell whether it is a Fargate service without a way out of its public "
        "subnets",
        severity=Severity.MEDIUM,
        unknowns=tuple(text for text in named if text) or (f"{workload.address}.launch_type",),
    )
