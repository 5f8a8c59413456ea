"""Security groups track no connections and drop the messages that packets are too big.

What it finds
-------------
A workload whose security groups admit TCP or UDP for 0.0.0.0/0 in one direction and every port
for 0.0.0.0/0 in the other, without a rule for inbound ICMP of type 3 and code 4, in a subnet with
a route over a virtual private gateway or a peering connection to another region. Ways over a
transit gateway, a NAT gateway or to the internet are silent, and so are load balancers and
endpoints. It is undecided where groups or rules cannot be told.

Why it matters
--------------
A security group lets ICMP messages about a connection in where it tracks the connection. Such
rules make it track none, and then the messages need a rule: without it large packets to networks
with a smaller MTU vanish.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpn_gateway" "office" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_vpn_gateway.office.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}

resource "aws_security_group" "app" {
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "app" {
  ami                    = "ami-12345678"
  instance_type          = "m7g.large"
  subnet_id              = aws_subnet.app.id
  vpc_security_group_ids = [aws_security_group.app.id]
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpn_gateway" "office" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_vpn_gateway.office.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}

resource "aws_security_group" "app" {
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port   = 3
    to_port     = 4
    protocol    = "icmp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "app" {
  ami                    = "ami-12345678"
  instance_type          = "m7g.large"
  subnet_id              = aws_subnet.app.id
  vpc_security_group_ids = [aws_security_group.app.id]
}
```

References
----------
- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html>
- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.connections.small_paths import paths_of
from netplan_audit.network.exposure.public_subnets import subnets_of
from netplan_audit.network.filtering.untracked import loses_too_big
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(severity=Severity.LOW, code="MTU002", pack="strict", needs=("workloads",))
def sg_untracked_no_icmp(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Ask the groups of workloads in subnets that have a way with a smaller MTU."""
    for workload in network.workloads.values():
        paths = paths_of(network, subnets_of(network, workload.subnets))
        if not paths or paths[0].clamps:
            continue
        verdict, unknowns = loses_too_big(network, workload)
        if verdict is Truth.NO:
            continue
        related = (
            *((group, "security group") for group in workload.groups),
            (paths[0].address, "smaller path"),
        )
        if verdict is Truth.YES:
            sure = min(workload.groups.certainty, workload.subnets.certainty)
            yield Finding(
                subject=workload.address,
                message="its security groups track no connections and let no ICMP of type 3, code "
                f"4 in, while it has a route over {paths[0].name} ({paths[0].mtu} bytes)",
                severity=Severity.LOW,
                confidence=Confidence.of(sure),
                related=related,
                remediation="add a rule for inbound ICMP of type 3, code 4 from 0.0.0.0/0",
                fix=Fix(partial(fixes.groups.admits_too_big, network, workload)),
            )
        else:
            yield Undecided(
                subject=workload.address,
                message="cannot tell whether its security groups let ICMP of type 3, code 4 in",
                severity=Severity.INFO,
                unknowns=tuple(dict.fromkeys(unknowns)),
                related=related,
            )
