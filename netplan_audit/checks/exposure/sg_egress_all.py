"""A security group lets all traffic out to everywhere.

What it finds
-------------
Security groups with an egress rule for all protocols, or all ports of one, to 0.0.0.0/0 or ::/0.
Most groups have one, for AWS makes it by default: the check is for networks that mean to control
what leaves.

Why it matters
--------------
What was broken into fetches its tools and sends out what it stole over any port to any address. A
list of destinations and ports stops that, or makes it seen.

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
    protocol    = "-1"
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
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.network.cidr import is_internet
from netplan_audit.network.filtering.security_groups import peers_of
from netplan_audit.network.ports import LAST_PORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.filtering.security_groups import Rule
    from netplan_audit.network.network import Network


@check(
    severity=Severity.INFO,
    code="SG020",
    pack="hygiene",
    no_fix="which ports and destinations are needed is for those who run the workloads to say",
    needs=("security_groups",),
)
def sg_egress_all(network: Network, _: NoParams) -> Iterator[Outcome]:
    """Find the groups with a rule that lets everything out."""
    for group in network.security_groups.values():
        rules = [rule for rule in group.written if _lets_everything_out(rule)]
        if rules:
            yield Finding(
                subject=group.address,
                message=f"lets {rules[0].traffic} out to {', '.join(peers_of(rules))}",
                severity=Severity.INFO,
                confidence=Confidence.of(min(rule.group.certainty for rule in rules)),
                related=tuple((r.origin, "rule") for r in rules if r.origin != group.address),
                remediation="name the ports and destinations that are needed",
            )


def _lets_everything_out(rule: Rule) -> bool:
    is_all = rule.traffic is not None and len(rule.traffic.ports) >= LAST_PORT
    return is_all and rule.direction == "egress" and is_internet(rule.addresses)
