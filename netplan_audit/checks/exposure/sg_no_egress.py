"""A security group without egress rules cuts off what has it.

What it finds
-------------
Workloads that have to open connections, and none of whose security groups has an egress rule: no
`egress` block, or one that names no destination, and no rule resource. Load balancers, services
and profiles on Fargate, nodes of EKS, functions, builds and the like are high; instances, Auto
Scaling groups and ECS services on instances, which pull images with the address of the instance,
are medium.

Databases, caches, endpoints and file systems only answer: they are silent. So are load balancers
whose listeners and rules all answer with a redirect or a fixed response, and groups that are
not managed here, which AWS lets everything out by default. It is undecided where egress rules, or
the groups that they belong to, are known only after apply.

Why it matters
--------------
AWS gives a new group a rule that lets everything out; Terraform takes it away and leaves what the
configuration says. Without one the load balancer does not get to its targets and reports all of
them unhealthy, and a node neither joins its cluster nor pulls an image, while the apply succeeds.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "web" {
  name            = "web"
  internal        = true
  subnets         = aws_subnet.public[*].id
  security_groups = [aws_security_group.web.id]
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    protocol    = "tcp"
    from_port   = 8080
    to_port     = 8080
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_lb" "web" {
  name            = "web"
  internal        = true
  subnets         = aws_subnet.public[*].id
  security_groups = [aws_security_group.web.id]
}
```

References
----------
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group>
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.filtering.group_egress import lets_nothing_out, what_may_let_out
from netplan_audit.unknown import Truth
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload

_SEVERITY: Final = {
    "App Runner connector": Severity.HIGH,
    "Auto Scaling group": Severity.MEDIUM,
    "Batch compute environment": Severity.HIGH,
    "CodeBuild project": Severity.HIGH,
    "DMS replication instance": Severity.HIGH,
    "ECS service": Severity.HIGH,
    "EKS Fargate profile": Severity.HIGH,
    "EKS node group": Severity.HIGH,
    "EMR cluster": Severity.HIGH,
    "Glue connection": Severity.HIGH,
    "Lambda function": Severity.HIGH,
    "MWAA environment": Severity.HIGH,
    "RDS proxy": Severity.HIGH,
    "VPC link": Severity.HIGH,
    "instance": Severity.MEDIUM,
    "load balancer": Severity.HIGH,
}
"""What has to open connections to do its work, by how surely it fails without."""
_SHOWN: Final = 5


@check(severity=Severity.HIGH, code="SG030", needs=("workloads",))
def sg_no_egress(network: Network, _: NoParams) -> Iterator[Outcome]:
    """Ask for workloads that cannot open a connection, and tell them by their first group."""
    cut_off: dict[str, list[Workload]] = {}
    for workload in network.workloads.values():
        if workload.kind not in _SEVERITY or workload.address in network.load_balancing.answering:
            continue
        verdict = lets_nothing_out(network, workload)
        if verdict is Truth.YES:
            cut_off.setdefault(next(iter(workload.groups)), []).append(workload)
        elif verdict is Truth.UNKNOWN:
            yield _undecided(network, workload)
    for group, workloads in cut_off.items():
        yield _finding(network, group, workloads)


def _finding(network: Network, group: str, workloads: list[Workload]) -> Finding:
    worst = max(workloads, key=_severity)
    others = dict.fromkeys(g for w in workloads for g in w.groups if g != group)
    users = and_more(worst.address, len(workloads))
    return Finding(
        subject=group,
        message=f"{_how(network, group)}: {users} can open no connection",
        severity=_severity(worst),
        confidence=Confidence.of(min(w.groups.certainty for w in workloads)),
        related=(
            *((w.address, w.kind) for w in workloads[:_SHOWN]),
            *((other, "security group without egress rules") for other in others),
        ),
        evidence={"workloads": len(workloads)},
        remediation="add the egress rules that it needs, or one for all traffic to 0.0.0.0/0",
        fix=Fix(partial(fixes.groups.lets_out, network, group)),
    )


def _how(network: Network, group: str) -> str:
    known = network.security_groups.get(group)
    written = known is not None and any(r.direction == "egress" for r in known.rules)
    return "names no destination in its egress rules" if written else "has no egress rule"


def _severity(workload: Workload) -> Severity:
    """Spare services of ECS that run on instances: those pull the images and write the logs."""
    on_instances = workload.kind == "ECS service" and workload.on_fargate is not Truth.YES
    return Severity.MEDIUM if on_instances else _SEVERITY[workload.kind]


def _undecided(network: Network, workload: Workload) -> Undecided:
    return Undecided(
        subject=workload.address,
        message="cannot tell whether its security groups let anything out",
        severity=_severity(workload).lower(),
        unknowns=what_may_let_out(network, workload),
        related=tuple((group, "security group") for group in workload.groups),
    )
