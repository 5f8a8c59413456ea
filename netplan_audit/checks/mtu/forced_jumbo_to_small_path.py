"""A sender is told to send large packets over a path that carries small ones.

What it finds
-------------
Instances and Auto Scaling groups whose user data sets an MTU above what a route of their subnet
carries, over a virtual private gateway (1446 bytes through a VPN) or a peering connection to
another region (8500), while the network ACL lets no message about packets too big in: ICMP of
type 3, code 4. Nodes count too where the Amazon VPC CNI plugin is given the size
(`AWS_VPC_ENI_MTU`).

Transit gateways are left out: they lower the segment size of TCP. It is undecided where the network
ACL is not known. User data of which a plan keeps only the hash is not read.

Why it matters
--------------
The sender relies on Path MTU Discovery, and the answers do not arrive. Small packets pass, large
ones vanish: a connection opens and hangs at the first large answer.

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

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_vpn_gateway.main.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}

resource "aws_network_acl" "app" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.app.id]

  ingress {
    rule_no    = 100
    protocol   = "tcp"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 65535
  }

  egress {
    rule_no    = 100
    protocol   = "tcp"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 65535
  }
}

resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  subnet_id     = aws_subnet.app.id

  user_data_base64 = base64encode(<<-EOT
    #!/bin/sh
    ip link set dev eth0 mtu 9001
  EOT
  )
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

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_vpn_gateway.main.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}

resource "aws_network_acl" "app" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.app.id]

  ingress {
    rule_no    = 90
    protocol   = "icmp"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    icmp_type  = 3
    icmp_code  = 4
    from_port  = 0
    to_port    = 0
  }

  egress {
    rule_no    = 100
    protocol   = "-1"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}

resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  subnet_id     = aws_subnet.app.id

  user_data_base64 = base64encode(<<-EOT
    #!/bin/sh
    ip link set dev eth0 mtu 9001
  EOT
  )
}
```

References
----------
- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/path_mtu_discovery.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import NO_FIX, Fix
from netplan_audit.network.connections.large_senders import large_senders
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.large_senders import LargeSender
    from netplan_audit.network.network import Network


@check(severity=Severity.MEDIUM, code="MTU007", pack="strict", needs=("workloads",))
def forced_jumbo_to_small_path(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Tell the senders that do not learn of the paths of their subnets."""
    for sender in network.once(large_senders):
        yield _finding(network, sender) if sender.learns is Truth.NO else _undecided(sender)


def _related(sender: LargeSender) -> tuple[tuple[str, str], ...]:
    related = [(sender.path.subnet.address, "subnet"), (sender.path.address, "smaller path")]
    if sender.origin != sender.workload.address:
        related.append((sender.origin, "sets the MTU"))
    if sender.acl is not None and sender.learns is Truth.NO:
        related.append((sender.acl.address, "network ACL"))
    return tuple(related)


def _undecided(sender: LargeSender) -> Undecided:
    acl = sender.acl
    return Undecided(
        subject=sender.workload.address,
        message=f"cannot tell whether it learns that its {sender.mtu} bytes do not fit over the "
        f"{sender.path.kind}",
        severity=Severity.LOW,
        unknowns=(sender.settles,) if acl is None else (acl.unknowns or (acl.address,)),
        related=_related(sender),
    )


def _finding(network: Network, sender: LargeSender) -> Finding:
    path = sender.path
    keeps = "" if sender.acl is None else sender.acl.address
    return Finding(
        subject=sender.workload.address,
        message=f"is set to send {sender.mtu} bytes, the {path.kind} carries {path.mtu}, and "
        f"{keeps} keeps the messages that say so away",
        severity=Severity.MEDIUM,
        related=_related(sender),
        path=(Step(path.subnet.address, path.address, f"routes over a {path.kind}"),),
        evidence={"mtu": sender.mtu, "path_mtu": path.mtu, "path": path.kind},
        remediation="allow ICMP of type 3, code 4 in from 0.0.0.0/0, or send "
        f"{path.mtu} bytes at most",
        fix=NO_FIX if sender.acl is None else Fix(partial(fixes.acls.too_big, network, sender.acl)),
    )
