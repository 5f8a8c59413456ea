"""A security group rule for ICMP admits echo replies only.

What it finds
-------------
Rules of security groups, in or out, for ICMP of type 0, as `from_port = 0` and `to_port = 0` make
it. Type 8, the echo request, and `-1`, every type, are silent.

Why it matters
--------------
For ICMP the two ports are type and code. Type 0 is the reply to a ping, which a security group lets
through by itself: the rule does nothing. What it was made for, most often ping or all of ICMP,
stays blocked.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "icmp"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/16"]
  }
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

  ingress {
    protocol    = "icmp"
    from_port   = -1
    to_port     = -1
    cidr_blocks = ["10.0.0.0/16"]
  }
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html>
- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.fixes.edits import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.filtering.security_groups import Rule
    from netplan_audit.network.network import Network

_ECHO_REPLY: Final = 0


@check(
    severity=Severity.LOW, code="SG022 icmp-zero-code", pack="hygiene", needs=("security_groups",)
)
def icmp_echo_reply_only(network: Network, _: NoParams) -> Iterator[Outcome]:
    """Find rules whose one type of ICMP is the echo reply."""
    for group in network.security_groups.values():
        for rule in group.rules:
            traffic = rule.traffic
            is_icmp = traffic is not None and traffic.protocol == "icmp"
            if is_icmp and traffic is not None and traffic.icmp_type == _ECHO_REPLY:
                yield _finding(rule, group.address)


def _finding(rule: Rule, group: str) -> Finding:
    way = "in" if rule.direction == "ingress" else "out"
    return Finding(
        subject=rule.origin,
        message=f"lets ICMP type 0 {way}: echo replies, which need no rule",
        severity=Severity.LOW,
        confidence=Confidence.of(rule.group.certainty),
        related=((group, "security group"),) if group != rule.origin else (),
        identity=(rule.direction, rule.peers),
        remediation="set both ports to -1 for every type, or from 8 to 0 for ping",
        fix=Fix(lambda: [fixes.admissions.changed(rule, (("from_port", 8), ("to_port", 0)))]),
    )
