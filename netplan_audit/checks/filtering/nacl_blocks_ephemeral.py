"""A network ACL lets TCP connections through and drops their replies.

What it finds
-------------
A network ACL with an allow rule for certain TCP ports, such as inbound 443, where most of the
addresses that the rule admits get no replies: in the other direction neither the ports that Linux
uses for connections (32768 to 60999) nor those of Windows (49152 to 65535) are let through. The
same for what goes out by the ACL's subnets: the internet's replies do not get back to a subnet
whose default route leads to a NAT gateway, to an instance, fleet or service with public addresses
in one that has its default route to an internet gateway, or to a public NAT gateway that stands in
a subnet, which needs all ports from 1024 to 65535.

A rule that is wide enough to be one for replies itself opens nothing here; UDP, and what stays
inside one subnet, is silent. So is one that filters no subnet, and a rule for IPv6 where no subnet
that it filters has an IPv6 block. It is undecided where rules cannot be told, and where it is not
known what comes in and most replies surely do not get out, or the other way round.

Why it matters
--------------
A network ACL keeps no state: the replies are packets of their own, from the service's port to the
port the client happened to take, and need a rule. Without one, connections hang until they time
out, which looks like a fault of the service or of the client.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "web" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_network_acl" "web" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.web.id]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 443
    to_port    = 443
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.0.0/16"
    from_port  = 1024
    to_port    = 65535
  }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "web" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_network_acl" "web" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.web.id]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 443
    to_port    = 443
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 1024
    to_port    = 65535
  }
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.filtering.acl_replies import lost_replies
from netplan_audit.network.filtering.acl_use import acl_uses
from netplan_audit.unknown import Truth
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.filtering.acl_replies import LostReplies
    from netplan_audit.network.filtering.acl_use import AclUse
    from netplan_audit.network.filtering.network_acls import NetworkAcl
    from netplan_audit.network.network import Network


@check(severity=Severity.HIGH, code="NACL001", needs=("network_acls",))
def nacl_blocks_ephemeral(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for the replies to what each network ACL in use admits."""
    for acl in network.network_acls.values():
        use = network.once(acl_uses)[acl.address]
        if use.verdict is Truth.NO:
            continue
        for lost in lost_replies(network, acl):
            if lost.verdict is Truth.YES:
                yield _finding(network, acl, use, lost)
            else:
                yield _undecided(acl, use, lost)


def _what(lost: LostReplies) -> str:
    if not lost.rules:
        return f"connections of {lost.origin} to the internet out"
    way = "out" if lost.egress else "in"
    rules = and_more(str(lost.rules[0].number), len(lost.rules))
    return f"{lost.rules[0].text} {way} by rule {rules}"


def _related(acl: NetworkAcl, use: AclUse, lost: LostReplies) -> tuple[tuple[str, str], ...]:
    named = {subnet.address: "subnet" for subnet in use.subnets}
    named |= {rule.origin: "admits the connections" for rule in lost.rules}
    if lost.origin:
        named[lost.origin] = "gets no replies"
    return tuple(pair for pair in named.items() if pair[0] != acl.address)


def _finding(network: Network, acl: NetworkAcl, use: AclUse, lost: LostReplies) -> Finding:
    back = "in" if lost.egress else "out"
    unsure = use.verdict is Truth.UNKNOWN
    admitted = tuple(f"{rule.number}: {rule.text}" for rule in lost.rules)
    return Finding(
        subject=acl.address,
        message=f"lets {_what(lost)}, but not the replies to ports {lost.ports} {back}",
        severity=Severity.HIGH.lower() if unsure else Severity.HIGH,
        related=_related(acl, use, lost),
        evidence={
            **({"admitted": admitted} if admitted else {}),
            "replies_need": f"tcp {lost.ports}",
        },
        unknowns=(use.settles,) if unsure else (),
        remediation=f"allow TCP to ports {lost.ports} {back} for the same addresses",
        fix=Fix(lambda: fixes.acls.replies(network, acl, lost)),
        identity=("outward" if lost.egress else "inward",),
    )


def _undecided(acl: NetworkAcl, use: AclUse, lost: LostReplies) -> Undecided:
    back, way = ("in", "out") if lost.egress else ("out", "in")
    message = f"lets {_what(lost)}, and it cannot be told whether the replies get {back}"
    if not (lost.rules or lost.origin):
        message = f"cannot tell whose connections it lets {way}; most replies do not get {back}"
    return Undecided(
        subject=acl.address,
        message=message,
        severity=Severity.MEDIUM,
        unknowns=((lost.settles,) if lost.settles else acl.unknowns) or (acl.address,),
        related=_related(acl, use, lost),
        identity=("outward" if lost.egress else "inward",),
    )
