"""A network ACL of a subnet with IPv6 has rules for IPv4 only.

What it finds
-------------
A network ACL with rules for IPv4 and none at all for IPv6, although a subnet that it filters has
an IPv6 block. One that denies IPv6 in so many words is silent, and so is one without rules. It is
undecided where rules, subnets or their blocks cannot be told.

Why it matters
--------------
A rule for 0.0.0.0/0 says nothing about IPv6, and what no rule matches is denied. Clients that
prefer IPv6, which most do, wait until they give up on it, and what has IPv6 only is cut off.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "web" {
  vpc_id          = aws_vpc.main.id
  cidr_block      = "10.0.1.0/24"
  ipv6_cidr_block = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 1)
}

resource "aws_network_acl" "web" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.web.id]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
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
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "web" {
  vpc_id          = aws_vpc.main.id
  cidr_block      = "10.0.1.0/24"
  ipv6_cidr_block = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 1)
}

resource "aws_network_acl" "web" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.web.id]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }

  ingress {
    rule_no         = 101
    action          = "allow"
    protocol        = "-1"
    ipv6_cidr_block = "::/0"
    from_port       = 0
    to_port         = 0
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }

  egress {
    rule_no         = 101
    action          = "allow"
    protocol        = "-1"
    ipv6_cidr_block = "::/0"
    from_port       = 0
    to_port         = 0
  }
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.filtering.acl_use import acl_uses
from netplan_audit.unknown import Truth, any_of, truth
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.filtering.network_acls import AclRule, NetworkAcl
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet


@check(severity=Severity.MEDIUM, code="NACL006", needs=("network_acls",))
def nacl_ipv6_gap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the families of each network ACL's rules with those of its subnets."""
    for acl in network.network_acls.values():
        if not any(rule.addresses is not None and rule.addresses.ipv4 for rule in acl.rules):
            continue
        speaks_ipv6 = any_of(map(_is_ipv6, acl.rules), closed=acl.closed)
        use = network.once(acl_uses)[acl.address]
        verdict = any_of(subnet.has_ipv6 for subnet in use.subnets) & ~speaks_ipv6
        if verdict is Truth.YES:
            yield _finding(network, acl, [s for s in use.subnets if s.has_ipv6 is Truth.YES])
        elif verdict is Truth.UNKNOWN:
            yield _undecided(acl, [s for s in use.subnets if s.has_ipv6 is not Truth.NO])


def _is_ipv6(rule: AclRule) -> Truth:
    if rule.addresses is None:
        return Truth.UNKNOWN
    return truth(bool(rule.addresses.ipv6)) & (Truth.YES if rule.is_placed else Truth.UNKNOWN)


def _finding(network: Network, acl: NetworkAcl, subnets: list[Subnet]) -> Finding:
    filtered = and_more(subnets[0].address, len(subnets))
    return Finding(
        subject=acl.address,
        message=f"has rules for IPv4 only, and filters {filtered} with IPv6",
        severity=Severity.MEDIUM,
        confidence=Confidence.of(acl.subnets.certainty),
        related=tuple((subnet.address, "subnet with IPv6") for subnet in subnets),
        remediation="add rules with ipv6_cidr_block for what the rules for IPv4 allow, or one that "
        "denies ::/0 where that is meant",
        fix=Fix(lambda: fixes.acls.with_ipv6(network, acl)),
    )


def _undecided(acl: NetworkAcl, subnets: list[Subnet]) -> Undecided:
    blocks = [f"{s.address}.ipv6_cidr_block" for s in subnets if s.has_ipv6 is Truth.UNKNOWN]
    return Undecided(
        subject=acl.address,
        message="cannot tell whether it lets in or out what its subnets' IPv6 addresses are for",
        severity=Severity.LOW,
        unknowns=tuple(dict.fromkeys((*acl.unknowns, *blocks))),
        related=tuple((subnet.address, "subnet") for subnet in subnets),
    )
