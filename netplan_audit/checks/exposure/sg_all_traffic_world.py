"""All ports are open to the internet.

What it finds
-------------
Ingress rules of security groups that admit the internet (0.0.0.0/0, ::/0, or sources that make up
the internet together) to all traffic, or to all ports of TCP or UDP.

Critical where something that has the group can be reached: a public address, a route to an internet
gateway, a network ACL that lets the packets through. High where one condition of these is not
known, medium where more are not known or where nothing can be reached today, with what would settle
it. A group that nothing uses is info; one that only endpoints of services of AWS have, or what
takes no connections, is low. It is undecided where the sources of a rule are known only after
apply, and what has the group can be reached.

Load balancers count on their listeners for ports of administration and data stores only: on the
others they are made to be reached. It is undecided too where the protocol or ports of a rule that
admits the internet are known only after apply. Rules on Kubernetes nodes are the business of
`nodeport-range-open-to-internet`.

Why it matters
--------------
Whatever listens on the host, now or after the next package is installed, is on the internet: the
group filters nothing.

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
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
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
    from_port   = 443
    to_port     = 443
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

_REMEDIATION: Final = "open the ports that the service needs, to those who need them"
_WORST: Final = Severity.CRITICAL


@check(
    severity=_WORST,
    code="EXP003",
    standards=("AWS Security Hub EC2.18", "AWS Security Hub EC2.19"),
    needs=("security_groups",),
)
def sg_all_traffic_world(network: Network, _: NoParams) -> Iterator[Outcome]:
    """Judge the openings of every port."""
    for opening in openings_about(network, "all traffic"):
        found = standing(network, opening, opening.ports)
        if not opening.doubts:
            yield _finding(network, found)
        elif found.verdict is Truth.YES and opening.is_one_doubt:
            yield _undecided(found)


def _finding(network: Network, found: Standing) -> Finding:
    return open_to_internet(
        found,
        f"admits {found.opening.admitted}",
        _WORST.lower(found.steps_down),
        _REMEDIATION,
        fix=Fix(lambda: fixes.groups.narrowed(network, found.opening)),
    )


def _undecided(found: Standing) -> Undecided:
    opening = found.opening
    traffic = opening.rules[0].traffic or "which traffic"
    from_whom = f" from {', '.join(opening.peers)}" if opening.peers else " from the internet"
    return perhaps_open_to_internet(
        found,
        f"{traffic} is admitted{from_whom}",
        _WORST.lower(found.steps_down + 1),
        _REMEDIATION,
    )
