"""A security group lets different kinds of workloads reach each other on every port.

What it finds
-------------
Security groups that admit all traffic from themselves, and are shared by `kinds` kinds of workloads
or more: instances, a cache and a file system, say. Groups of one cluster, whose members are made to
talk to each other, have fewer kinds; the group that EKS makes for a cluster, and default security
groups (`sg-default-in-use`), are silent.

Why it matters
--------------
The group is a flat network inside the network: one workload that is broken into reaches every port
of all the others, and no rule says which of them need each other.

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

resource "aws_security_group" "shared" {
  name   = "shared"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "worker" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.shared.id]
}

resource "aws_elasticache_subnet_group" "main" {
  name       = "main"
  subnet_ids = [aws_subnet.main.id]
}

resource "aws_elasticache_cluster" "cache" {
  cluster_id         = "cache"
  engine             = "redis"
  node_type          = "cache.t4g.micro"
  num_cache_nodes    = 1
  subnet_group_name  = aws_elasticache_subnet_group.main.name
  security_group_ids = [aws_security_group.shared.id]
}

resource "aws_efs_file_system" "main" {}

resource "aws_efs_mount_target" "main" {
  file_system_id  = aws_efs_file_system.main.id
  subnet_id       = aws_subnet.main.id
  security_groups = [aws_security_group.shared.id]
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

resource "aws_security_group" "shared" {
  name   = "shared"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol  = "tcp"
    from_port = 6379
    to_port   = 6379
    self      = true
  }

  ingress {
    protocol  = "tcp"
    from_port = 2049
    to_port   = 2049
    self      = true
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "worker" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.shared.id]
}

resource "aws_elasticache_subnet_group" "main" {
  name       = "main"
  subnet_ids = [aws_subnet.main.id]
}

resource "aws_elasticache_cluster" "cache" {
  cluster_id         = "cache"
  engine             = "redis"
  node_type          = "cache.t4g.micro"
  num_cache_nodes    = 1
  subnet_group_name  = aws_elasticache_subnet_group.main.name
  security_group_ids = [aws_security_group.shared.id]
}

resource "aws_efs_file_system" "main" {}

resource "aws_efs_mount_target" "main" {
  file_system_id  = aws_efs_file_system.main.id
  subnet_id       = aws_subnet.main.id
  security_groups = [aws_security_group.shared.id]
}
```

Parameters
----------
- `kinds` (default 3): a group with so many kinds of workloads or more is mixed

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html>

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netplan_audit.check import check
from netplan_audit.finding import Confidence, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.filtering.security_groups import Rule, SecurityGroup
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload


@dataclass(frozen=True, slots=True)
class Params:
    """So many kinds of workloads in one group, or more, are mixed."""

    kinds: int = 3


@check(
    severity=Severity.LOW,
    code="SG032 sg-circular-or-self-all",
    params=Params,
    pack="strict",
    no_fix="which kinds call each other on which ports is for those who run them to say",
    standards=("AWS Well-Architected SEC05-BP02",),
    needs=("security_groups",),
)
def sg_self_all_mixed_workloads(network: Network, params: Params) -> Iterator[Outcome]:
    """Count the kinds of workloads in groups that are open to themselves."""
    for group in network.security_groups.values():
        rules = [rule for rule in group.written if _is_open_to_itself(rule, group)]
        if not rules or group.is_default:
            continue
        users = network.workloads_by_group.get(group.address, ())
        workloads = [workload for workload, sure in users if sure]
        if len({workload.kind for workload in workloads}) >= params.kinds:
            yield _finding(group, rules[0], workloads)


def _is_open_to_itself(rule: Rule, group: SecurityGroup) -> bool:
    is_all = rule.traffic is not None and rule.traffic.protocol == "all"
    named = any(link.only == group.address for link in rule.groups)
    return is_all and rule.direction == "ingress" and (rule.from_self or named)


def _finding(group: SecurityGroup, rule: Rule, workloads: list[Workload]) -> Finding:
    kinds = sorted({workload.kind for workload in workloads})
    first = {workload.kind: workload.address for workload in reversed(workloads)}
    return Finding(
        subject=rule.origin,
        message=f"lets {len(kinds)} kinds of workloads reach each other on every port: "
        f"{', '.join(kinds)}",
        severity=Severity.LOW,
        confidence=Confidence.of(rule.group.certainty),
        related=(
            *(((group.address, "security group"),) if group.address != rule.origin else ()),
            *((first[kind], kind) for kind in kinds),
        ),
        evidence={"workloads": len(workloads), "kinds": tuple(kinds)},
        identity=(group.address,),
        remediation="give each kind of workload a group, and open the ports it is called on",
    )
