"""A wide range of ports is open to the internet.

What it finds
-------------
Ingress rules of security groups that admit the internet (0.0.0.0/0, ::/0, or sources that make up
the internet together) to `wide_ports` ports in a row or more, none of which stands for a service
that other checks name: `sg-open-admin-port` and `sg-open-data-port` tell about those,
`sg-all-traffic-world` about all ports, `nodeport-range-open-to-internet` about node ports.

High where something that has the group can be reached or one condition of that is not known, medium
where more are not known or where nothing can be reached today. Ranges of UDP alone are one level
lower: servers for voice, video and games need them. Load balancers answer on their listeners only
and are medium. A group that nothing uses is info; one that only endpoints of services of AWS have,
or what takes no connections, is low. It is undecided where the sources of a rule are known only
after apply, and what has the group can be reached.

Why it matters
--------------
A range is opened where nobody knew which ports the service needs. Whatever listens there later is
on the internet without anybody deciding so. Outgoing connections need no such rule: security groups
let replies in by themselves.

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

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 11300
    to_port     = 20000
    cidr_blocks = ["0.0.0.0/0"]
  }

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
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.app.id]
}
```

Good
----
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

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 8443
    to_port     = 8443
    cidr_blocks = ["0.0.0.0/0"]
  }

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
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.app.id]
}
```

Parameters
----------
- `wide_ports` (default 1024): a range of so many ports or more is wide

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html>

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import check
from netplan_audit.finding import Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.exposure.openings import openings_about
from netplan_audit.network.exposure.standing import standing
from netplan_audit.outcomes import open_to_internet, perhaps_open_to_internet
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Finding, Outcome, Undecided
    from netplan_audit.network.exposure.standing import Standing
    from netplan_audit.network.network import Network

_REMEDIATION: Final = "open the ports that the service listens on; replies need no rule"


@dataclass(frozen=True, slots=True)
class Params:
    """So many ports in a row, or more, are a wide range."""

    wide_ports: int = 1024


@check(
    severity=Severity.HIGH,
    code="EXP007",
    params=Params,
    standards=("AWS Security Hub EC2.18",),
    needs=("security_groups",),
)
def sg_wide_port_range_world(network: Network, params: Params) -> Iterator[Outcome]:
    """Judge the openings of ports that have no name."""
    for opening in openings_about(network, "other"):
        if opening.ports.widest_span() < params.wide_ports:
            continue
        found = standing(network, opening, opening.ports)
        if not opening.doubts:
            yield _finding(network, found)
        elif found.verdict is Truth.YES:
            yield _undecided(found)


def _severity(found: Standing) -> Severity:
    severity = min(Severity.HIGH, Severity.CRITICAL.lower(found.steps_down))
    return severity if found.opening.tcp else severity.lower()


def _finding(network: Network, found: Standing) -> Finding:
    opening = found.opening
    return open_to_internet(
        found,
        f"admits {opening.admitted}: {len(opening.ports)} ports",
        _severity(found),
        _REMEDIATION,
        fix=Fix(lambda: fixes.groups.narrowed(network, found.opening)),
    )


def _undecided(found: Standing) -> Undecided:
    return perhaps_open_to_internet(
        found,
        f"{found.opening.rules[0].traffic} is open to the internet",
        _severity(found).lower(),
        _REMEDIATION,
    )
