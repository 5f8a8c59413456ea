"""A route sends packets over a peering connection that the peer drops.

What it finds
-------------
A route over a peering connection for 0.0.0.0/0 or ::/0, or for a destination that is no address of
the peer: one on premises, or of nobody in the input. Where it belongs to a third VPC that the peer
is connected to, `transitive-peering-assumed` tells. Peers whose CIDRs are not all known are silent
but for a default route. It is medium where no subnet of the VPC uses the route table.

Why it matters
--------------
A peering connection leads to the addresses of the peer and no further. The peer's internet gateway,
NAT gateways, VPN and Direct Connect connections and gateway endpoints cannot be used over it: such
packets are dropped, and what depends on that route has no way out.

Bad
---
```hcl
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "shared" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "shared" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.shared.id
  auto_accept = true
}

resource "aws_route" "out" {
  route_table_id            = aws_vpc.app.main_route_table_id
  destination_cidr_block    = "0.0.0.0/0"
  vpc_peering_connection_id = aws_vpc_peering_connection.shared.id
}
```

Good
----
```hcl
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "shared" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "shared" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.shared.id
  auto_accept = true
}

resource "aws_route" "to_shared" {
  route_table_id            = aws_vpc.app.main_route_table_id
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.shared.id
}

resource "aws_route" "to_app" {
  route_table_id            = aws_vpc.shared.main_route_table_id
  destination_cidr_block    = "10.0.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.shared.id
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
from netplan_audit.network.connections.ways import is_default
from netplan_audit.network.routing.table_use import serves_nobody

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.connections.beyond import Beyond
    from netplan_audit.network.network import Network


@check(
    severity=Severity.HIGH,
    code="PEER006 edge-to-edge NAT009 nat-via-peering",
    needs=("connecting_routes",),
)
def peering_route_beyond_peer(network: Network, params: NoParams) -> Iterator[Finding]:  # noqa: ARG001 - the signature of every check
    """Compare the destination of each route over a peering connection with the peer's addresses."""
    for found in beyond_peers(network):
        if not found.third:
            yield _finding(network, found)


def _finding(network: Network, found: Beyond) -> Finding:
    route, peer = found.route, found.there or "the peer"
    is_idle = serves_nobody(network, route.table.only or "")
    why = (
        "whose gateways cannot be used over a peering connection"
        if is_default(route)
        else "which has no such address"
    )
    return Finding(
        subject=route.origin,
        message=f"sends {route.destination_text} over {found.connection} to {peer}, {why}",
        severity=Severity.MEDIUM if is_idle else Severity.HIGH,
        confidence=Confidence.of(found.certainty),
        related=(
            (found.connection, "peering connection"),
            *(((found.there, "peer"),) if found.there else ()),
        ),
        path=(
            Step(
                found.here or route.origin,
                found.connection,
                "routes to",
                route.target.certainty.label,
                f"{route.destination_text} in {route.origin}",
            ),
        ),
        evidence={"destination": route.destination_text},
        remediation="route it to a gateway of the VPC itself, or over a transit gateway",
        fix=Fix(lambda: fixes.joining.without_beyond(found)),
        identity=(route.destination_text,),
    )
