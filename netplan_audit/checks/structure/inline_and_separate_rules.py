"""A security group or network ACL lists rules itself, and separate resources add others.

What it finds
-------------
A security group whose own resource has `ingress` or `egress` blocks while rule resources write
rules of that direction for it; a network ACL with blocks and `aws_network_acl_rule` resources; a
managed prefix list with `entry` blocks and `aws_ec2_managed_prefix_list_entry` resources. A default
network ACL owns its rules even where it lists none. Blocks that `dynamic` makes count where they
are surely made. Rules that AWS merely reports of an existing object are no blocks of its resource;
a state alone, which cannot tell them apart, yields nothing. What `ignore_changes` leaves alone is
silent; a plan alone does not tell of it.

Why it matters
--------------
A resource with blocks owns all rules of that direction: each apply removes those that it does not
list, and the separate resources put them back. Which rules are in force depends on what ran last.
Where the blocks of a security group admit all that the separate rules do, nothing is cut, but plans
go on having changes: that is medium.

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

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.filtering.covered import is_covered
from netplan_audit.outcomes import written_in_two_ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network

_REMEDIATION: Final = "write all its rules in one way: as resources of their own, or all in blocks"


@check(severity=Severity.HIGH, code="TF002", needs=("two_ways",))
def inline_and_separate_rules(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Tell each list of rules that is written in two ways."""
    for ways in network.two_ways:
        if ways.what == "rules":
            yield written_in_two_ways(
                ways,
                _REMEDIATION,
                Fix(partial(fixes.apart.of_their_own, network, ways)),
                is_covered=is_covered(network, ways),
            )
