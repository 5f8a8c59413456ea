"""A database is publicly accessible in subnets that the internet does not reach.

What it finds
-------------
A database, a broker or a replication instance with `publicly_accessible` set, none of whose
subnets has a default route to an internet gateway. It is undecided where the subnets or their
routes cannot be told; those in public subnets are for `data-service-publicly-accessible`.

Why it matters
--------------
The two say opposite things. Clients that resolve its name outside the VPC get a public address
that never answers, and the day somebody adds a route, the database is on the internet.

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

resource "aws_db_subnet_group" "main" {
  name       = "main"
  subnet_ids = aws_subnet.app[*].id
}

resource "aws_security_group" "db" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "app" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "db" {
  security_group_id            = aws_security_group.db.id
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_db_instance" "main" {
  instance_class         = "db.t4g.medium"
  engine                 = "postgres"
  allocated_storage      = 20
  username               = "app"
  password               = "only-an-example"
  skip_final_snapshot    = true
  db_subnet_group_name   = aws_db_subnet_group.main.name
  vpc_security_group_ids = [aws_security_group.db.id]
  publicly_accessible    = true
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

resource "aws_db_subnet_group" "main" {
  name       = "main"
  subnet_ids = aws_subnet.app[*].id
}

resource "aws_security_group" "db" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "app" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "db" {
  security_group_id            = aws_security_group.db.id
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_db_instance" "main" {
  instance_class         = "db.t4g.medium"
  engine                 = "postgres"
  allocated_storage      = 20
  username               = "app"
  password               = "only-an-example"
  skip_final_snapshot    = true
  db_subnet_group_name   = aws_db_subnet_group.main.name
  vpc_security_group_ids = [aws_security_group.db.id]
  publicly_accessible    = false
}
```

References
----------
- <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.exposure.public_subnets import (
    DATA_SERVICES,
    in_public_subnet,
    route_settles,
    subnets_of,
)
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload


@check(
    severity=Severity.LOW,
    code="EXP013",
    pack="hygiene",
    standards=(
        "CIS AWS Foundations 3.0.0 2.3.3",
        "CIS AWS Foundations 5.0.0 2.2.3",
        "AWS Security Hub DMS.1",
        "AWS Security Hub RDS.2",
        "AWS Security Hub Redshift.1",
        "AWS Security Hub RedshiftServerless.3",
    ),
    needs=("workloads",),
)
def publicly_accessible_but_private_subnets(
    network: Network,
    params: NoParams,  # noqa: ARG001 - the signature of every check
) -> Iterator[Outcome]:
    """Look at the routes of what asks for a public address."""
    for workload in network.workloads.values():
        if workload.kind not in DATA_SERVICES or workload.public_ipv4 is not Truth.YES:
            continue
        subnets = subnets_of(network, workload.subnets.everything)
        public = in_public_subnet(network, workload)
        if public is Truth.NO and subnets:
            yield _finding(workload)
        elif public is Truth.UNKNOWN and subnets:
            settles = route_settles(network, subnets)
            yield Undecided(
                subject=workload.address,
                message="cannot tell whether the internet reaches any of its subnets",
                severity=Severity.INFO,
                unknowns=settles or (workload.subnets.settles or f"{workload.address}.subnets",),
            )


def _finding(workload: Workload) -> Finding:
    return Finding(
        subject=workload.address,
        message=f"is publicly accessible, and none of its {len(tuple(workload.subnets))} subnets "
        "has a default route to an internet gateway",
        severity=Severity.LOW,
        confidence=Confidence.of(workload.subnets.certainty),
        related=tuple((address, "subnet") for address in workload.subnets),
        remediation="set publicly_accessible = false",
        fix=fixes.arguments.setting(workload.address, publicly_accessible=False),
    )
