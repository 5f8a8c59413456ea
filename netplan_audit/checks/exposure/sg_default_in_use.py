"""A workload uses the default security group of its VPC.

What it finds
-------------
Workloads that have the default security group of their VPC, named or because they name none: AWS
gives it to instances, load balancers, ECS services, interface endpoints and others then. What its
rules open is judged by other checks.

A group that `aws_default_security_group` keeps without any rule is silent: nothing gets in or out.

Why it matters
--------------
Whatever names no group ends up in this one, and by default all members reach each other on every
port. It cannot be deleted, and nobody looks after its rules.

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

resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.large"
  subnet_id     = aws_subnet.main.id
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

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "app" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.app.id]
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.network.filtering.default_groups import is_default_group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload


@check(
    severity=Severity.LOW,
    code="EXP004",
    pack="strict",
    no_fix="which ports its own group has to open is for those who run the workload to say",
    needs=("workloads",),
)
def sg_default_in_use(network: Network, _: NoParams) -> Iterator[Outcome]:
    """Find the workloads whose group is a default one, whichever VPC they are in."""
    for workload in network.workloads.values():
        defaults = [group for group in workload.groups if is_default_group(network, group)]
        groups = workload.groups
        if not defaults and groups.complete and not tuple(groups):
            maybe = groups.candidates
            defaults = [g for g in maybe if is_default_group(network, g)]
            defaults = [""] if defaults and len(defaults) == len(maybe) else []
        if defaults and not _is_locked(network, defaults[0]):
            yield _finding(workload, defaults[0])


def _is_locked(network: Network, address: str) -> bool:
    group = network.security_groups.get(address)
    return group is not None and group.is_managed and group.closed and not group.rules


def _finding(workload: Workload, group: str) -> Finding:
    of_which = f", {group}" if group else ""
    return Finding(
        subject=workload.address,
        message=f"uses the default security group of its VPC{of_which}",
        severity=Severity.LOW,
        confidence=Confidence.of(workload.groups.certainty),
        related=((group, "default security group"),) if group else (),
        remediation="give it a security group of its own",
    )
