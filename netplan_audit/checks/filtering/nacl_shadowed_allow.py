"""A network ACL rule never decides, because earlier rules say the opposite.

What it finds
-------------
A rule of a network ACL whose packets are all taken by rules with lower numbers, at least one of
which has the other action: an allow below a deny that covers it, or a deny below an allow.
Protocols, ports and addresses are compared as whole ranges. A rule that only repeats what earlier
ones already do is silent, and so is a last rule that denies everything. It is undecided where an
earlier rule that may cover it is not known, or where the rule is not known in part and earlier ones
cover whatever it may be.

Why it matters
--------------
The first rule that matches a packet decides, in the order of the numbers. The later rule looks
like protection, or like a way in, and is neither.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_network_acl" "app" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }

  ingress {
    rule_no    = 200
    action     = "deny"
    protocol   = "tcp"
    cidr_block = "203.0.113.0/24"
    from_port  = 22
    to_port    = 22
  }
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

  ingress {
    rule_no    = 50
    action     = "deny"
    protocol   = "tcp"
    cidr_block = "203.0.113.0/24"
    from_port  = 22
    to_port    = 22
  }

  ingress {
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
- <https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.network.filtering.acl_shadows import shadows
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.filtering.acl_shadows import Shadow
    from netplan_audit.network.filtering.network_acls import NetworkAcl
    from netplan_audit.network.network import Network


@check(
    severity=Severity.MEDIUM,
    code="NACL002",
    no_fix="whether it or the earlier rules say what is meant is for their author to say",
    needs=("network_acls",),
)
def nacl_shadowed_allow(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for rules that earlier ones of the other action cover."""
    for acl in network.network_acls.values():
        for shadow in shadows(acl):
            if shadow.verdict is Truth.YES:
                yield _finding(acl, shadow)
            else:
                yield _undecided(acl, shadow)


def _related(acl: NetworkAcl, shadow: Shadow) -> tuple[tuple[str, str], ...]:
    named = {acl.address: "network ACL", **{each.origin: "earlier rule" for each in shadow.by}}
    return tuple(pair for pair in named.items() if pair[0] != shadow.rule.origin)


def _identity(acl: NetworkAcl, shadow: Shadow) -> tuple[str, ...]:
    return (acl.address, "egress" if shadow.rule.egress else "ingress", str(shadow.rule.number))


def _numbers(shadow: Shadow) -> str:
    numbers = sorted(each.number for each in shadow.by)
    word = "rule" if len(numbers) == 1 else "rules"
    return f"{word} {', '.join(map(str, numbers))}"


def _finding(acl: NetworkAcl, shadow: Shadow) -> Finding:
    rule = shadow.rule
    action = "allow" if rule.allow is Truth.YES else "deny"
    way = "outbound" if rule.egress else "inbound"
    return Finding(
        subject=rule.origin,
        message=f"{way} rule {rule.number} of {acl.address} is to {action} {rule.text}, and "
        f"{_numbers(shadow)} decides about all of it before",
        severity=Severity.MEDIUM,
        related=_related(acl, shadow),
        evidence={"rule": rule.text, "earlier": tuple(each.text for each in shadow.by)},
        remediation="give it a lower number than the rules that cover it, or remove it",
        identity=_identity(acl, shadow),
    )


def _undecided(acl: NetworkAcl, shadow: Shadow) -> Undecided:
    rule = shadow.rule
    unknown = [text for each in (*shadow.by, rule) for text in each.unknown]
    unknown += [each.origin for each in shadow.by if not each.is_known and not each.unknown]
    return Undecided(
        subject=rule.origin,
        message=f"cannot tell whether {_numbers(shadow)} of {acl.address} leaves rule "
        f"{rule.number} anything to decide",
        severity=Severity.LOW,
        unknowns=tuple(dict.fromkeys(unknown)),
        related=_related(acl, shadow),
        identity=_identity(acl, shadow),
    )
