"""A security group or network ACL lists rules itself, and separate resources add others.

What it finds
-------------
A security group whose own resource has `ingress` or `egress` blocks while rule resources write
rules of that direction for it; a network ACL with blocks and `aws_network_acl_rule` resources; a
managed prefix list with `entry` blocks and `aws_ec2_managed_prefix_list_entry` resources. A default
network ACL owns its rules even where it lists none. Blocks that `dynamic` makes count where they
are surely made. Rules that AWS merely reports of an existing object are no blocks of its resource;
a state alone, which cannot tell them apart, yields nothing. What `ignore_changes` leaves alone is
not seen.

Why it matters
--------------
A resource with blocks owns all rules of that direction: each apply removes those that it does not
list, and the separate resources put them back. Which rules are in force depends on what ran last.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/24"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "metrics" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 9100
  to_port           = 9100
  cidr_ipv4         = "10.0.9.0/24"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/24"
}

resource "aws_vpc_security_group_ingress_rule" "metrics" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 9100
  to_port           = 9100
  cidr_ipv4         = "10.0.9.0/24"
}
```

References
----------
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl_rule>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ec2_managed_prefix_list_entry>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.two_ways import some_of
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.two_ways import TwoWays


@check(severity=Severity.HIGH, code="TF002")
def inline_and_separate_rules(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Tell each list of rules that is written in two ways."""
    for ways in network.two_ways:
        if ways.what == "rules":
            yield _finding(ways) if ways.verdict is Truth.YES else _undecided(ways)


def _finding(ways: TwoWays) -> Finding:
    confidence = Confidence.of(ways.certainty)
    sure = confidence is Confidence.CERTAIN
    return Finding(
        subject=ways.owner,
        message=f"lists its own `{ways.argument}`, which removes on each apply what "
        f"{some_of(ways.separate)} adds",
        severity=Severity.HIGH if sure else Severity.MEDIUM,
        confidence=confidence,
        related=tuple((address, "adds to it") for address in ways.separate),
        evidence={"argument": ways.argument, "separate": len(ways.separate)},
        remediation="write all its rules in one way: as resources of their own, or all in blocks",
        identity=(ways.argument,),
    )


def _undecided(ways: TwoWays) -> Undecided:
    return Undecided(
        subject=ways.owner,
        message=f"cannot tell whether it lists its own `{ways.argument}` while "
        f"{some_of(ways.separate)} adds to it",
        severity=Severity.MEDIUM,
        unknowns=(ways.settles or f"{ways.owner}.{ways.argument}",),
        related=tuple((address, "may add to it") for address in ways.separate),
        identity=(ways.argument,),
    )
