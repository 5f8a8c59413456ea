"""A database, a broker or a replication instance has a public address.

What it finds
-------------
An RDS instance, an Aurora or Redshift cluster, a Redshift workgroup, a broker of Amazon MQ or a
replication instance of DMS that is publicly accessible, in a subnet whose default route leads to an
internet gateway. Critical where its security groups admit the internet on its port, high where they
cannot be told, medium where they do not. It is medium, too, where another check tells that the
group opens this port, such as `sg-open-data-port`: that one says how bad it is. In private subnets
it is silent here: see `publicly-accessible-but-private-subnets`. It is undecided where the subnets
or their routes cannot be told, and no other check asks.

Why it matters
--------------
One rule of a security group is then all that keeps the internet from the database, and databases
hold what attackers are after.

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

resource "aws_db_subnet_group" "main" {
  name       = "main"
  subnet_ids = aws_subnet.app[*].id
}

resource "aws_security_group" "db" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "db" {
  security_group_id = aws_security_group.db.id
  ip_protocol       = "tcp"
  from_port         = 15432
  to_port           = 15432
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_db_instance" "main" {
  instance_class         = "db.t4g.medium"
  engine                 = "postgres"
  port                   = 15432
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

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import NO_FIX
from netplan_audit.network.exposure.entry_points import is_entry_point
from netplan_audit.network.exposure.openings import is_told
from netplan_audit.network.exposure.public_subnets import (
    DATA_SERVICES,
    in_public_subnet,
    is_public,
    route_settles,
    subnets_of,
)
from netplan_audit.network.ports import ALL_PORTS, PortSet
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload


_SEVERITY: Final = {
    Truth.YES: (Severity.CRITICAL, "admit the internet"),
    Truth.UNKNOWN: (Severity.HIGH, "may admit the internet"),
    Truth.NO: (Severity.MEDIUM, "do not admit the internet"),
}


@check(
    severity=Severity.CRITICAL,
    code="EXP012 rds-publicly-accessible",
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
def data_service_publicly_accessible(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at where each publicly accessible database stands, and at its groups."""
    for database in network.workloads.values():
        if database.kind not in DATA_SERVICES or database.public_ipv4 is Truth.NO:
            continue
        subnets = subnets_of(network, database.subnets.everything)
        public = in_public_subnet(network, database)
        asked = Truth.UNKNOWN if database.public_ipv4 is None else database.public_ipv4
        if public & asked is Truth.YES:
            yield _finding(network, database, subnets)
        elif public & asked is Truth.UNKNOWN and not _is_told(network, database):
            yield _undecided(network, database, subnets)


def _ports(database: Workload) -> PortSet:
    return ALL_PORTS if database.port is None else PortSet.of((database.port,))


def _is_told(network: Network, database: Workload) -> bool:
    return is_told(network, database.groups.everything, _ports(database))


def _finding(network: Network, database: Workload, subnets: list[Subnet]) -> Finding:
    reached = is_entry_point(network, database, _ports(database))
    severity, words = _SEVERITY[reached]
    if _is_told(network, database):
        severity = Severity.MEDIUM
    public = [subnet for subnet in subnets if is_public(network, subnet) is Truth.YES]
    groups = tuple(database.groups.everything)
    sure = Confidence.of(database.subnets.certainty)
    where = " on its instances" if database.kind == "RDS cluster" else ""
    return Finding(
        subject=database.address,
        message=f"is publicly accessible in {public[0].address}, which routes to an internet "
        f"gateway; its security groups {words}",
        severity=severity,
        confidence=sure,
        related=(
            *((subnet.address, "public subnet") for subnet in public),
            *((group, "security group") for group in groups),
        ),
        unknowns=tuple(f"the rules of {g}" for g in groups) if reached is Truth.UNKNOWN else (),
        remediation=f"set publicly_accessible = false{where}, and put it into private subnets",
        fix=NO_FIX
        if where
        else fixes.arguments.setting(database.address, publicly_accessible=False),
    )


def _undecided(network: Network, database: Workload, subnets: list[Subnet]) -> Undecided:
    unknowns = list(route_settles(network, subnets))
    if database.public_ipv4 is not Truth.YES:
        unknowns.append(database.public_ip_reason or f"{database.address}.publicly_accessible")
    if not database.subnets.settled:
        unknowns.append(database.subnets.settles)
    named = set(database.subnets.everything) - {subnet.address for subnet in subnets}
    unknowns += [f"the routes of {address}" for address in sorted(named)]
    return Undecided(
        subject=database.address,
        message="cannot tell whether it has a public address that the internet gets to",
        severity=Severity.HIGH,
        unknowns=tuple(dict.fromkeys(text for text in unknowns if text)) or (database.address,),
        related=tuple((subnet.address, "subnet") for subnet in subnets),
    )
