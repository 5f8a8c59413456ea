"""Nothing uses a security group that has ingress rules.

What it finds
-------------
Security groups that this input creates, with ingress rules, that no workload of it has or may have,
and that no rule of another group names. Groups that are named elsewhere, in a parameter, a
manifest or an output of the root module, count as used. Unused groups that open ports to the
internet which other checks name are told by those.

Why it matters
--------------
A group without users hides what is really open, and waits with its rules for the first workload
that somebody puts into it.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "old" {
  name   = "old"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
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

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
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

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity
from netplan_audit.network.exposure.openings import told_elsewhere
from netplan_audit.network.filtering.group_use import group_use
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(
    severity=Severity.INFO,
    code="EXP006",
    pack="hygiene",
    no_fix="whether the group is to go, or to be given to something, is for its owner to say",
    standards=("AWS Security Hub EC2.22",),
    needs=("security_groups",),
)
def sg_unattached(network: Network, _: NoParams) -> Iterator[Outcome]:
    """Find the groups with rules and without users."""
    told = set(told_elsewhere(network))
    told |= {
        target
        for group in network.security_groups.values()
        for rule in group.rules
        for link in rule.groups
        for target in link.targets
        if target != group.address
    }
    for group in network.security_groups.values():
        rules = [rule for rule in group.rules if rule.direction == "ingress"]
        if not rules or group.is_default or group.address in told:
            continue
        if group.is_managed and group_use(network, group).is_attached is Truth.NO:
            strange = [rule for rule in rules if not rule.from_self][:3]
            let_in = dict.fromkeys(str(r.traffic or "unknown traffic") for r in strange)
            what = ", ".join(let_in) or "its own members"
            yield Finding(
                subject=group.address,
                message=f"nothing in this input uses the group, which lets in {what}",
                severity=Severity.INFO,
                evidence={"ingress_rules": len(rules)},
                remediation="remove the group, or give it to what it was made for",
            )
