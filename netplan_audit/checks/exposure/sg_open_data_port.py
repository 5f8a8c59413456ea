"""A port of a data store is open to the internet.

What it finds
-------------
Ingress rules of security groups that admit the internet (0.0.0.0/0, ::/0, or sources that make up
the internet together) to the default port of a database, cache, search engine, message log or file
share, and to no port of administration (those are told by `sg-open-admin-port`).

Critical where something that has the group can be reached: a public address, a route to an internet
gateway, a network ACL that lets the packets through. High where one condition of these is not
known, medium where more are not known or where nothing can be reached today, with what would settle
it. A group that nothing uses is info; one that only endpoints of services of AWS have, or what
takes no connections, is low. It is undecided where the sources of a rule are known only after
apply, and what has the group can be reached.

Load balancers count on their listeners only. Rules that open all ports are the business of
`sg-all-traffic-world`, those on Kubernetes nodes that open node ports too of
`nodeport-range-open-to-internet`. UDP counts for SQL Server's browser (1434), NFS and Memcached.

Why it matters
--------------
Many of these services ask for no password by default, and none is made to face the internet: what
they hold is read, changed or held to ransom.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
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

resource "aws_subnet" "public" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = true
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_security_group" "db" {
  name   = "db"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "db" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.db.id]
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "db" {
  name   = "db"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "db_from_app" {
  security_group_id            = aws_security_group.db.id
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import check
from netplan_audit.finding import Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.exposure.named_ports import DATA_PORTS, DATA_SERVICES, services_on
from netplan_audit.network.exposure.openings import openings_about
from netplan_audit.network.exposure.standing import standing
from netplan_audit.outcomes import open_to_internet, perhaps_open_to_internet
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.check import NoParams
    from netplan_audit.finding import Finding, Outcome, Undecided
    from netplan_audit.network.exposure.standing import Standing
    from netplan_audit.network.network import Network

_REMEDIATION: Final = "admit the security groups of the callers instead of the internet"
_WORST: Final = Severity.CRITICAL


@check(
    severity=_WORST,
    code="EXP002",
    standards=(
        "CIS AWS Foundations 5.0.0 5.1.2",
        "AWS Security Hub EC2.19",
        "AWS Security Hub Redshift.15",
    ),
    needs=("security_groups",),
)
def sg_open_data_port(network: Network, _: NoParams) -> Iterator[Outcome]:
    """Judge the openings that hold a port of a data store, and none of administration."""
    for opening in openings_about(network, "data"):
        found = standing(network, opening, opening.named & DATA_PORTS)
        if not opening.doubts:
            yield _finding(network, found)
        elif found.verdict is Truth.YES:
            yield _undecided(found)


def _finding(network: Network, found: Standing) -> Finding:
    opening = found.opening
    services = services_on(opening.named, DATA_SERVICES)
    return open_to_internet(
        found,
        f"opens {services} to the internet ({opening.admitted})",
        _WORST.lower(found.steps_down),
        _REMEDIATION,
        evidence={"services": services},
        fix=Fix(lambda: fixes.callers.from_callers(network, opening)),
    )


def _undecided(found: Standing) -> Undecided:
    services = services_on(found.opening.named, DATA_SERVICES)
    return perhaps_open_to_internet(
        found,
        f"{services} is open to the internet",
        _WORST.lower(found.steps_down + 1),
        _REMEDIATION,
    )
