"""Two rules of a network ACL have one number.

What it finds
-------------
A network ACL with two rules of the same direction and number, inline or as resources of their
own. A number that an inbound and an outbound rule share is silent. It is undecided where a rule
may be one of another network ACL.

Why it matters
--------------
The number and the direction name a rule: AWS refuses the second one, and the apply fails halfway.
The network ACL is then in use without that rule.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_network_acl" "app" {
  vpc_id = aws_vpc.main.id
}

resource "aws_network_acl_rule" "http" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.0.0/16"
  from_port      = 80
  to_port        = 80
}

resource "aws_network_acl_rule" "https" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.0.0/16"
  from_port      = 443
  to_port        = 443
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_network_acl" "app" {
  vpc_id = aws_vpc.main.id
}

resource "aws_network_acl_rule" "http" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.0.0/16"
  from_port      = 80
  to_port        = 80
}

resource "aws_network_acl_rule" "https" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 110
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.0.0/16"
  from_port      = 443
  to_port        = 443
}
```

References
----------
- <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html>

"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.filtering.network_acls import AclRule, NetworkAcl
    from netplan_audit.network.network import Network


@check(severity=Severity.CRITICAL, code="NACL003", needs=("network_acls",))
def nacl_rule_number_duplicate(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the numbers of each network ACL's rules, direction by direction."""
    for acl in network.network_acls.values():
        for egress in (False, True):
            rules = [rule for rule in acl.rules if rule.egress is egress and rule.number]
            for first, second in pairwise(rules):
                if first.number == second.number:
                    yield _outcome(acl, first, second)


def _outcome(acl: NetworkAcl, first: AclRule, second: AclRule) -> Outcome:
    way = "outbound" if second.egress else "inbound"
    related = tuple(
        (address, "rule of the same number" if address == first.origin else "network ACL")
        for address in dict.fromkeys((first.origin, acl.address))
        if address != second.origin
    )
    doubtful = next((rule for rule in (first, second) if not rule.is_placed), None)
    if doubtful is not None:
        return Undecided(
            subject=second.origin,
            message=f"cannot tell whether it is the second {way} rule {second.number} of "
            f"{acl.address}",
            severity=Severity.HIGH,
            unknowns=(acl.settles or f"{doubtful.origin}.network_acl_id",),
            related=related,
            identity=(acl.address, way, str(second.number)),
        )
    return Finding(
        subject=second.origin,
        message=f"is the second {way} rule {second.number} of {acl.address}",
        severity=Severity.CRITICAL,
        related=related,
        evidence={"number": second.number, "rules": (first.text, second.text)},
        remediation="give each rule of a direction a number of its own",
        fix=Fix(lambda: fixes.acls.renumbered(acl, second)),
        identity=(acl.address, way, str(second.number)),
    )
