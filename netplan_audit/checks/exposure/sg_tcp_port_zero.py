"""A security group rule opens port 0, which looks like all ports.

What it finds
-------------
Rules of security groups, in or out, for TCP or UDP from port 0 to port 0. Rules for all protocols
(`-1`), where the ports do not count, are silent, and so are ranges that begin with 0.

Why it matters
--------------
With protocol `-1`, 0 to 0 is how all ports are written; with `tcp` or `udp` it is port 0 alone,
where nothing listens. The rule lets nothing through, and the connections it was made for time out.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "tcp"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
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

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.network.ports import PortSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.filtering.security_groups import Rule
    from netplan_audit.network.network import Network

_ZERO: Final = PortSet.of((0,))


@check(
    severity=Severity.MEDIUM,
    code="SG021",
    no_fix="which ports are meant is for the author of the rule to say",
    needs=("security_groups",),
)
def sg_tcp_port_zero(network: Network, _: NoParams) -> Iterator[Outcome]:
    """Find rules whose one port is 0."""
    for group in network.security_groups.values():
        for rule in group.rules:
            if rule.traffic is not None and rule.traffic.ports == _ZERO:
                yield _finding(rule, group.address)


def _finding(rule: Rule, group: str) -> Finding:
    way = "in" if rule.direction == "ingress" else "out"
    return Finding(
        subject=rule.origin,
        message=f"lets {rule.traffic} {way}, which is port 0 alone and not every port",
        severity=Severity.MEDIUM,
        confidence=Confidence.of(rule.group.certainty),
        related=((group, "security group"),) if group != rule.origin else (),
        evidence={"traffic": str(rule.traffic), "sources": (rule.texts and (rule.peers,)) or ()},
        identity=(rule.direction, str(rule.traffic), rule.peers),
        remediation="set the ports that are meant, or protocol `-1` for all of them",
    )
