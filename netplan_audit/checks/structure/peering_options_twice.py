"""The options of a peering connection are set in it, and in a resource of their own.

What it finds
-------------
A VPC peering connection, or its accepter, with a `requester` or `accepter` block while
`aws_vpc_peering_connection_options` sets the options of the same side. Options for the two sides,
set in different places, do not count.

Why it matters
--------------
The two overwrite each other: each apply changes whether the peers resolve each other's public
hostnames to private addresses, and connections by name fail or leave the VPC in between.

Bad
---
```hcl
resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "billing" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.shop.id
  peer_vpc_id = aws_vpc.billing.id
  auto_accept = true

  requester {
    allow_remote_vpc_dns_resolution = false
  }
}

resource "aws_vpc_peering_connection_options" "main" {
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id

  requester {
    allow_remote_vpc_dns_resolution = true
  }
}
```

Good
----
```hcl
resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "billing" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.shop.id
  peer_vpc_id = aws_vpc.billing.id
  auto_accept = true
}

resource "aws_vpc_peering_connection_options" "main" {
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id

  requester {
    allow_remote_vpc_dns_resolution = true
  }
}
```

References
----------
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_peering_connection_options>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.two_ways import TwoWays


@check(severity=Severity.MEDIUM, code="TF007", pack="strict", needs=("two_ways",))
def peering_options_twice(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Tell each side of a peering connection whose options are set in two places."""
    for ways in network.two_ways:
        if ways.what == "peering options":
            yield _finding(ways) if ways.verdict is Truth.YES else _undecided(ways)


def _finding(ways: TwoWays) -> Finding:
    confidence = Confidence.of(ways.certainty)
    return Finding(
        subject=ways.owner,
        message=f"sets options of its `{ways.argument}`, which {ways.others('set')} too",
        severity=Severity.MEDIUM,
        confidence=confidence,
        related=tuple((address, "sets its options") for address in ways.separate),
        evidence={"argument": ways.argument, "separate": len(ways.separate)},
        remediation="set the options of each side in one place",
        fix=fixes.arguments.dropping(ways.owner, ways.argument),
        identity=(ways.argument,),
    )


def _undecided(ways: TwoWays) -> Undecided:
    return Undecided(
        subject=ways.owner,
        message=f"cannot tell whether {ways.others('set')} options of its `{ways.argument}` too",
        severity=Severity.LOW,
        unknowns=(ways.settles or f"{ways.owner}.{ways.argument}",),
        related=tuple((address, "may set its options") for address in ways.separate),
        identity=(ways.argument,),
    )
