"""A route over a peering connection is for a third VPC, which the peer is connected to.

What it finds
-------------
A route over a peering connection whose destination is no address of the peer, but of a third VPC
that is joined with the peer by another peering connection or by a transit gateway. Destinations
that belong to the peer too, such as 10.0.0.0/8 for all its ranges, are silent, and so are peers
whose CIDRs are not all known. It is medium where no subnet of the VPC uses the route table.

Why it matters
--------------
Peering is not transitive: a VPC takes what comes over a peering connection for itself alone and
drops the rest. Packets for the third VPC vanish at the peer, whatever it routes itself.

Bad
---
```hcl
resource "aws_vpc" "main" {
  for_each   = { a = "10.0.0.0/16", b = "10.1.0.0/16", c = "10.2.0.0/16" }
  cidr_block = each.value
}

resource "aws_vpc_peering_connection" "a_b" {
  vpc_id      = aws_vpc.main["a"].id
  peer_vpc_id = aws_vpc.main["b"].id
  auto_accept = true
}

resource "aws_vpc_peering_connection" "b_c" {
  vpc_id      = aws_vpc.main["b"].id
  peer_vpc_id = aws_vpc.main["c"].id
  auto_accept = true
}

resource "aws_route" "a_to_c" {
  route_table_id            = aws_vpc.main["a"].main_route_table_id
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.a_b.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  for_each   = { a = "10.0.0.0/16", b = "10.1.0.0/16", c = "10.2.0.0/16" }
  cidr_block = each.value
}

resource "aws_vpc_peering_connection" "a_c" {
  vpc_id      = aws_vpc.main["a"].id
  peer_vpc_id = aws_vpc.main["c"].id
  auto_accept = true
}

resource "aws_route" "a_to_c" {
  route_table_id            = aws_vpc.main["a"].main_route_table_id
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.a_c.id
}

resource "aws_route" "c_to_a" {
  route_table_id            = aws_vpc.main["c"].main_route_table_id
  destination_cidr_block    = "10.0.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.a_c.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.connections.beyond import beyond_peers
from netplan_audit.network.routing.table_use import serves_nobody

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.connections.beyond import Beyond
    from netplan_audit.network.network import Network


@check(severity=Severity.HIGH, code="PEER002", needs=("connecting_routes",))
def transitive_peering_assumed(network: Network, params: NoParams) -> Iterator[Finding]:  # noqa: ARG001 - the signature of every check
    """Look for a third VPC behind each route that a peer has no addresses for."""
    for found in beyond_peers(network):
        if found.third:
            yield _finding(network, found)


def _finding(network: Network, found: Beyond) -> Finding:
    route = found.route
    is_idle = serves_nobody(network, route.table.only or "")
    return Finding(
        subject=route.origin,
        message=f"sends {route.destination_text} over {found.connection} to {found.there}, "
        f"but that is {found.third}, which {found.there} does not pass packets on to",
        severity=Severity.MEDIUM if is_idle else Severity.HIGH,
        confidence=Confidence.of(found.certainty),
        related=(
            (found.connection, "peering connection"),
            (found.there, "peer"),
            (found.third, "VPC behind the peer"),
            (found.by, "connection behind the peer"),
        ),
        path=(
            Step(
                found.here,
                found.connection,
                "routes to",
                route.target.certainty.label,
                f"{route.destination_text} in {route.origin}",
            ),
            Step(found.connection, found.there, "leads to"),
        ),
        evidence={"destination": route.destination_text},
        remediation=f"peer {found.here} with {found.third}, or attach all of them to a transit "
        "gateway",
        fix=Fix(lambda: fixes.joining.peered(network, found)),
        identity=(route.destination_text,),
    )
