"""A route table lists its routes itself, and separate resources add others.

What it finds
-------------
A route table whose own resource has `route` blocks while `aws_route` resources write into it too,
or whose `propagating_vgws` stands beside `aws_vpn_gateway_route_propagation`. Blocks that `dynamic`
makes count where they are surely made. Routes that AWS merely reports of an existing table are no
blocks of its resource; a state alone, which cannot tell them apart, yields nothing. What
`ignore_changes` leaves alone is not seen.

Why it matters
--------------
A route table with `route` blocks owns all its routes: each apply removes those that it does not
list, and the next one that runs the separate resources puts them back. Traffic is cut in between,
without anybody having changed a route.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route" "office" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "192.168.0.0/24"
  gateway_id             = aws_vpn_gateway.main.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route" "office" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "192.168.0.0/24"
  gateway_id             = aws_vpn_gateway.main.id
}
```

References
----------
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route_table>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpn_gateway_route_propagation>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.two_ways import some_of
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.two_ways import TwoWays


@check(severity=Severity.HIGH, code="TF001")
def inline_and_separate_routes(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Tell each route table that is written in two ways."""
    for ways in network.two_ways:
        if ways.what == "routes":
            yield _finding(ways) if ways.verdict is Truth.YES else _undecided(ways)


def _finding(ways: TwoWays) -> Finding:
    confidence = Confidence.of(ways.certainty)
    sure = confidence is Confidence.CERTAIN
    return Finding(
        subject=ways.owner,
        message=f"lists its own `{ways.argument}`, which removes on each apply what "
        f"{some_of(ways.separate)} adds",
        severity=Severity.HIGH if sure else Severity.MEDIUM,
        confidence=confidence,
        related=tuple((address, "adds to it") for address in ways.separate),
        evidence={"argument": ways.argument, "separate": len(ways.separate)},
        remediation="write all its routes in one way: as resources of their own, or all in the "
        "table",
        identity=(ways.argument,),
    )


def _undecided(ways: TwoWays) -> Undecided:
    return Undecided(
        subject=ways.owner,
        message=f"cannot tell whether it lists its own `{ways.argument}` while "
        f"{some_of(ways.separate)} adds to it",
        severity=Severity.MEDIUM,
        unknowns=(ways.settles or f"{ways.owner}.{ways.argument}",),
        related=tuple((address, "may add to it") for address in ways.separate),
        identity=(ways.argument,),
    )
