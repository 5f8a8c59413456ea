"""A network ACL drops the messages that tell senders their packets are too big.

What it finds
-------------
A network ACL that lets no ICMP of type 3 and code 4 in, of a subnet with a route over a path that
carries less than the 9001 bytes of a VPC: a virtual private gateway (VPN, Direct Connect), a
peering connection to another region, or a transit gateway. The last is low, for it lowers the
segment size of TCP itself. Ways to the internet are silent, and so are default network ACLs
without a resource, which allow all. Subnets with a workload that is set to larger packets are left
to `forced-jumbo-to-small-path`. It is undecided where rules cannot be told.

Why it matters
--------------
Path MTU Discovery needs these messages. Where they are dropped, small packets pass and large ones
vanish: logins work, transfers hang.

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

resource "aws_network_acl" "app" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.app.id]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "192.168.0.0/16"
    from_port  = 0
    to_port    = 65535
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
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

resource "aws_network_acl" "app" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.app.id]

  ingress {
    rule_no    = 90
    action     = "allow"
    protocol   = "icmp"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
    icmp_type  = 3
    icmp_code  = 4
  }

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "192.168.0.0/16"
    from_port  = 0
    to_port    = 65535
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/path_mtu_discovery.html>
- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.connections.large_senders import large_senders
from netplan_audit.network.connections.small_paths import admits_too_big, paths_of
from netplan_audit.network.filtering.acl_use import acl_uses
from netplan_audit.network.witness import Step
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.small_paths import SmallPath
    from netplan_audit.network.filtering.network_acls import NetworkAcl
    from netplan_audit.network.network import Network


@check(severity=Severity.MEDIUM, code="MTU001", pack="strict", needs=("network_acls",))
def nacl_blocks_pmtud(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare what each network ACL lets in with where its subnets' routes lead."""
    for acl in network.network_acls.values():
        admits = admits_too_big(acl)
        if admits is Truth.YES or not any(rule.allow is Truth.YES for rule in acl.rules):
            continue
        told = {s.path.subnet.address for s in network.once(large_senders) if s.acl is acl}
        subnets = network.once(acl_uses)[acl.address].subnets
        paths = paths_of(network, (each for each in subnets if each.address not in told))
        if not paths:
            continue
        severity = Severity.LOW if paths[0].clamps else Severity.MEDIUM
        if admits is Truth.NO:
            yield _finding(network, acl, paths, severity)
        else:
            yield _undecided(acl, paths, severity)


def _finding(
    network: Network, acl: NetworkAcl, paths: list[SmallPath], severity: Severity
) -> Finding:
    worst = paths[0]
    hop = Step(worst.subnet.address, worst.address, f"routes over a {worst.kind}")
    return Finding(
        subject=acl.address,
        message=f"lets no ICMP of type 3, code 4 in, while {worst.subnet.address} has a route "
        f"over {worst.name}, which carries {worst.mtu} bytes at most",
        severity=severity,
        related=_related(paths),
        path=(hop,),
        evidence={"paths": tuple(dict.fromkeys(f"{path.kind}: {path.mtu}" for path in paths))},
        remediation="allow ICMP of type 3, code 4 in both directions from 0.0.0.0/0, for any hop "
        "on the way may send it",
        fix=Fix(lambda: fixes.acls.too_big(network, acl)),
    )


def _related(paths: list[SmallPath]) -> tuple[tuple[str, str], ...]:
    named = {path.subnet.address: "subnet" for path in paths}
    named |= {path.address: "smaller path" for path in paths}
    return tuple(named.items())


def _undecided(acl: NetworkAcl, paths: list[SmallPath], severity: Severity) -> Undecided:
    return Undecided(
        subject=acl.address,
        message="cannot tell whether it lets ICMP of type 3, code 4 in, which the path over "
        f"{paths[0].name} needs",
        severity=severity.lower(),
        unknowns=acl.unknowns or (acl.address,),
        related=_related(paths),
    )
