"""A default network ACL is managed without rules while subnets use it.

What it finds
-------------
An `aws_default_network_acl` that allows nothing in one direction or in both, in a VPC where
subnets have no other network ACL. One that no subnet is left to is silent: emptying it is then a
way to make sure that nobody uses it. So is that of the account's default VPC while nothing of the
input stands there: that closes it. It is undecided where its rules cannot be told, or whether any
subnet uses it.

Why it matters
--------------
Terraform takes the default network ACL over and removes every rule that the configuration does
not have, those that AWS put there included. A network ACL without rules denies everything, so all
traffic into and out of these subnets stops.

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

resource "aws_default_network_acl" "main" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id
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

resource "aws_default_network_acl" "main" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id

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

References
----------
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_network_acl>
- <https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.filtering.acl_use import acl_uses
from netplan_audit.unknown import Truth, any_of, truth
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.filtering.acl_use import AclUse
    from netplan_audit.network.filtering.network_acls import NetworkAcl
    from netplan_audit.network.network import Network


@check(severity=Severity.CRITICAL, code="NACL004", needs=("network_acls",))
def default_nacl_emptied(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the rules of each default network ACL, and at the subnets that are left to it."""
    for acl in network.network_acls.values():
        if not acl.is_default or _closes_default_vpc(network, acl):
            continue
        use = network.once(acl_uses)[acl.address]
        shut = {egress: _denies_all(acl, egress=egress) for egress in (False, True)}
        verdict = any_of(shut.values()) & use.verdict
        if verdict is Truth.YES:
            yield _finding(
                network, acl, use, [egress for egress in shut if shut[egress] is Truth.YES]
            )
        elif verdict is Truth.UNKNOWN:
            yield _undecided(acl, use)


def _closes_default_vpc(network: Network, acl: NetworkAcl) -> bool:
    """Tell whether it is that of a default VPC, in which nothing of the input stands."""
    vpc = network.vpcs.get((acl.vpc.only if acl.vpc is not None else None) or "")
    return vpc is not None and vpc.is_default and vpc.address not in network.workloads_by_vpc


def _denies_all(acl: NetworkAcl, *, egress: bool) -> Truth:
    rules = [rule for rule in acl.rules if rule.egress is egress]
    return ~any_of((rule.allow & truth(rule.is_placed) for rule in rules), closed=acl.closed)


def _finding(network: Network, acl: NetworkAcl, use: AclUse, shut: list[bool]) -> Finding:
    both = len(shut) > 1
    way = "in or out" if both else "out" if shut[0] else "in"
    addresses = [subnet.address for subnet in use.subnets] or list(acl.subnets)
    return Finding(
        subject=acl.address,
        message=f"lets nothing {way}, and is the network ACL of "
        f"{and_more(addresses[0], len(addresses))}",
        severity=Severity.CRITICAL,
        related=tuple((address, "subnet") for address in addresses),
        evidence={"rules": len(acl.rules)},
        remediation="write the rules that the subnets need, or give every subnet a network ACL of "
        "its own",
        fix=Fix(lambda: fixes.acls.reopened(network, acl, shut)),
    )


def _undecided(acl: NetworkAcl, use: AclUse) -> Undecided:
    unknowns = (*acl.unknowns, *((use.settles,) if use.settles else ()))
    return Undecided(
        subject=acl.address,
        message="cannot tell whether it lets nothing in or out of subnets that use it",
        severity=Severity.HIGH,
        unknowns=unknowns or (f"{acl.address}.ingress", f"{acl.address}.egress"),
        related=tuple((subnet.address, "subnet") for subnet in use.subnets),
    )
