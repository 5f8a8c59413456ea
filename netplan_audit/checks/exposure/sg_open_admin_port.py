"""A port of administration is open to the internet.

What it finds
-------------
Ingress rules of security groups that admit the internet (0.0.0.0/0, ::/0, or sources that make up
the internet together) to SSH, Telnet, RDP, WinRM, Windows RPC, VNC, the Docker API or the kubelet.

Critical where something that has the group can be reached: a public address, a route to an internet
gateway, a network ACL that lets the packets through. High where one condition of these is not
known, medium where more are not known or where nothing can be reached today, with what would settle
it. A group that nothing uses is info; one that only endpoints of services of AWS have, or what
takes no connections, is low. It is undecided where the sources of a rule are known only after
apply, and what has the group can be reached.

Load balancers count on their listeners only, and databases not at all: nothing else answers there.
Port 22 of an AWS Transfer Family server is its service. Rules that open all ports are the business
of `sg-all-traffic-world`, those on Kubernetes nodes that open node ports too of
`nodeport-range-open-to-internet`. UDP counts for SSH, RDP and Windows RPC.

Why it matters
--------------
Every public address is scanned for these ports within minutes. A weak or leaked credential, or one
flaw in the service, is then a shell on the host.

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

resource "aws_security_group" "bastion" {
  name   = "bastion"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "bastion" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.bastion.id]
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

resource "aws_security_group" "bastion" {
  name   = "bastion"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["203.0.113.0/24"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "bastion" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.bastion.id]
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
from netplan_audit.network.exposure.named_ports import ADMIN_PORTS, ADMIN_SERVICES, services_on
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

_REMEDIATION: Final = "admit your own addresses only, or use Session Manager instead"
_WORST: Final = Severity.CRITICAL
_WHO: Final = "Addresses from where you administer."


@check(
    severity=_WORST,
    code="EXP001",
    standards=(
        "CIS AWS Foundations 3.0.0 5.2",
        "CIS AWS Foundations 3.0.0 5.3",
        "CIS AWS Foundations 5.0.0 5.3",
        "CIS AWS Foundations 5.0.0 5.4",
        "AWS Security Hub EC2.13",
        "AWS Security Hub EC2.14",
        "AWS Security Hub EC2.19",
        "AWS Security Hub EC2.53",
        "AWS Security Hub EC2.54",
    ),
    needs=("security_groups",),
)
def sg_open_admin_port(network: Network, _: NoParams) -> Iterator[Outcome]:
    """Judge the openings that hold a port of administration, and not all ports."""
    for opening in openings_about(network, "administration"):
        found = standing(network, opening, opening.named & ADMIN_PORTS)
        if not opening.doubts:
            yield _finding(found)
        elif found.verdict is Truth.YES:
            yield _undecided(found)


def _finding(found: Standing) -> Finding:
    opening = found.opening
    services = services_on(opening.named, ADMIN_SERVICES)
    return open_to_internet(
        found,
        f"opens {services} to the internet ({opening.admitted})",
        _WORST.lower(found.steps_down),
        _REMEDIATION,
        evidence={"services": services},
        fix=Fix(lambda: fixes.groups.from_sites(opening, "admin_cidr", _WHO)),
    )


def _undecided(found: Standing) -> Undecided:
    services = services_on(found.opening.named, ADMIN_SERVICES)
    return perhaps_open_to_internet(
        found,
        f"{services} is open to the internet",
        _WORST.lower(found.steps_down + 1),
        _REMEDIATION,
    )
