"""A security group trusts every network that its VPC is connected to.

What it finds
-------------
Ingress rules whose private sources are larger than the VPC (10.0.0.0/8, 172.16.0.0/12), in a VPC
with a peering connection, a transit gateway attachment, VPN or Direct Connect, on a few ordinary
ports. Many or sensitive ports are the business of `sg-ingress-vpc-wide`, and so are the practices
that are silent here too: listeners of an internal load balancer, interface endpoints and the like.
A group that nothing uses is silent.

Why it matters
--------------
The rule was meant for the company and admits every VPC and office that is attached, today's and
tomorrow's: what is broken into there gets in here.

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

resource "aws_ec2_transit_gateway" "hub" {}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.main.id]
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 8080
    to_port     = 8080
    cidr_blocks = ["10.0.0.0/8"]
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
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.app.id]
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

resource "aws_ec2_transit_gateway" "hub" {}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.main.id]
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 8080
    to_port     = 8080
    cidr_blocks = ["10.20.0.0/16"]
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
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.app.id]
}
```

Parameters
----------
- `few_ports` (default 10): so many ports are few

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html>

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.filtering.practice import accepted_use, is_directory
from netplan_audit.network.filtering.security_groups import shortened
from netplan_audit.network.filtering.vpc_wide import openings
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.filtering.vpc_wide import Opening
    from netplan_audit.network.network import Network


@dataclass(frozen=True, slots=True)
class Params:
    """So many ports are few, as for `sg-ingress-vpc-wide`, which tells about more."""

    few_ports: int = 10


@check(
    severity=Severity.LOW,
    code="SG011",
    params=Params,
    pack="strict",
    standards=("AWS Well-Architected SEC05-BP02",),
    needs=("security_groups",),
)
def sg_ingress_rfc1918_supernet(network: Network, params: Params) -> Iterator[Outcome]:
    """Find sources larger than a connected VPC, on ports that no other check tells about."""
    for possible in openings(network):
        opening = possible[0]
        if len(possible) == 1 and _is_left(opening, params.few_ports):
            connection = network.connected_vpcs.get(opening.place.address)
            if connection and not _is_accepted(network, opening):
                yield _finding(network, opening, connection)


def _is_left(opening: Opening, few: int) -> bool:
    is_ordinary = len(opening.ports) <= few and not opening.sensitive
    return is_ordinary and opening.traffic is not None and opening.is_supernet


def _is_accepted(network: Network, opening: Opening) -> bool:
    if not opening.use.workloads or is_directory(opening.group, opening.use):
        return True
    practice, _ = accepted_use(network, opening.group, opening.ports, opening.use)
    return practice is not Truth.NO


def _finding(network: Network, opening: Opening, connection: str) -> Finding:
    rule, group, vpc = opening.rules[0], opening.group, opening.place.address
    return Finding(
        subject=rule.origin,
        message=f"admits {rule.traffic} from {shortened(opening.peers)}: more than {vpc}, "
        f"which {connection} connects",
        severity=Severity.LOW,
        confidence=Confidence.of(rule.group.certainty),
        related=(
            *(((group.address, "security group"),) if rule.origin != group.address else ()),
            (vpc, "VPC"),
            (connection, "connection"),
        ),
        evidence={"sources": opening.peers, "workloads": len(opening.use.workloads)},
        identity=(str(rule.traffic), *opening.peers),
        remediation="name the networks that call it",
        fix=Fix(lambda: fixes.groups.from_known(network, opening)),
    )
