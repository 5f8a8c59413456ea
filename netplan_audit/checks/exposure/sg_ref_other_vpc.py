"""A security group rule names a group of a VPC that is not connected.

What it finds
-------------
Rules of security groups that name a group of another VPC as source or destination, where no peering
connection joins the two within one region, and no transit gateway with support for references. It
is undecided where a peering connection may join them: one whose ends are not known, or one outside
the input where a VPC is there already; and where it is not known whether a transit gateway that
both are attached to supports references. VPCs that are only read are silent: two addresses may mean
the same one.

Why it matters
--------------
AWS refuses the rule: the group does not exist for that VPC, and the apply fails. Over a transit
gateway or between regions, addresses have to be named instead.

Bad
---
```hcl
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.app.id
}

resource "aws_security_group" "db" {
  name   = "db"
  vpc_id = aws_vpc.data.id
}

resource "aws_vpc_security_group_ingress_rule" "db_from_app" {
  security_group_id            = aws_security_group.db.id
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
```

Good
----
```hcl
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.data.id
  auto_accept = true
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.app.id
}

resource "aws_security_group" "db" {
  name   = "db"
  vpc_id = aws_vpc.data.id
}

resource "aws_vpc_security_group_ingress_rule" "db_from_app" {
  security_group_id            = aws_security_group.db.id
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.filtering.group_peers import can_be_named, homes
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.filtering.security_groups import Rule, SecurityGroup
    from netplan_audit.network.network import Network


@check(
    severity=Severity.CRITICAL,
    code="SG031 PEER005 sg-reference-cross-region-or-tgw",
    needs=("security_groups",),
)
def sg_ref_other_vpc(network: Network, _: NoParams) -> Iterator[Outcome]:
    """Compare the VPCs of each group and of those that its rules name."""
    for group in network.security_groups.values():
        for rule in group.rules:
            for link in rule.groups if rule.group.proven else ():
                peer = network.security_groups.get(link.targets[0]) if link.proven else None
                if peer is not None and peer is not group:
                    yield from _judge(network, rule, group, peer)


def _judge(
    network: Network, rule: Rule, group: SecurityGroup, peer: SecurityGroup
) -> Iterator[Outcome]:
    own, theirs = homes(network, group), homes(network, peer)
    if own is None or theirs is None or own.vpcs & theirs.vpcs:
        return
    one, other = min(own.vpcs), min(theirs.vpcs)
    verdict, settles = can_be_named(network, one, other)
    related = (
        *(((group.address, "security group"),) if group.address != rule.origin else ()),
        (peer.address, "named security group"),
        (one, "VPC"),
        (other, "VPC of the named group"),
    )
    identity = (rule.direction, str(rule.traffic), peer.address)
    if verdict is Truth.NO:
        yield Finding(
            subject=rule.origin,
            message=f"names {peer.address}, which is in {other} and not in {one}",
            severity=Severity.CRITICAL,
            confidence=Confidence.of(min(own.certainty, theirs.certainty)),
            related=related,
            identity=identity,
            remediation="name the addresses of the other VPC, or a group of the same VPC",
            fix=Fix(partial(fixes.groups.by_addresses, rule, other)),
        )
    elif verdict is Truth.UNKNOWN:
        yield Undecided(
            subject=rule.origin,
            message=f"cannot tell whether {one} may name {peer.address}, a group of {other}",
            severity=Severity.HIGH,
            unknowns=(settles,),
            related=related,
            identity=identity,
        )
