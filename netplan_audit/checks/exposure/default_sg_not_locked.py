"""The default security group of a VPC is not emptied.

What it finds
-------------
VPCs that the plan creates, or that are there already and managed here, whose default security group
keeps rules: no `aws_default_security_group` takes it over, or one does and sets rules again. It is
undecided where an `aws_default_security_group` may belong to the VPC. Default VPCs are silent.

Why it matters
--------------
What names no security group gets this one. With AWS's rules its members reach each other on every
port and the whole internet outwards; emptied, a forgotten group shows at once, because nothing gets
through.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_security_group>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.filtering.default_groups import default_group_of
from netplan_audit.terraform.address import is_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(
    severity=Severity.INFO,
    code="EXP005",
    pack="hygiene",
    standards=(
        "CIS AWS Foundations 3.0.0 5.4",
        "CIS AWS Foundations 5.0.0 5.5",
        "AWS Security Hub EC2.2",
    ),
    needs=("vpcs",),
)
def default_sg_not_locked(network: Network, _: NoParams) -> Iterator[Outcome]:
    """Look for the resource that empties each VPC's default group."""
    for vpc in network.vpcs.values():
        if vpc.is_default or is_data(vpc.address):
            continue
        group, settles = default_group_of(network, vpc.address)
        if settles:
            yield Undecided(
                subject=vpc.address,
                message="cannot tell whether its default security group is emptied",
                severity=Severity.INFO,
                unknowns=(settles,),
            )
        elif group is None:
            yield Finding(
                subject=vpc.address,
                message="its default security group keeps the rules that AWS gives it",
                severity=Severity.INFO,
                remediation="add an `aws_default_security_group` without rules",
                fix=Fix(partial(fixes.groups.emptied_default, network, vpc.address)),
            )
        elif group.rules:
            yield Finding(
                subject=group.address,
                message=f"keeps {len(group.rules)} rules in the default security group of "
                f"{vpc.address}",
                severity=Severity.INFO,
                confidence=Confidence.of(min(rule.group.certainty for rule in group.rules)),
                related=((vpc.address, "VPC"),),
                remediation="take the rules out of the default security group",
                fix=Fix(partial(fixes.groups.without_rules, group)),
            )
