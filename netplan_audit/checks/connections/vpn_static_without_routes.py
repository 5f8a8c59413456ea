"""A VPN connection takes static routes only, and has none.

What it finds
-------------
A Site-to-Site VPN connection of a virtual private gateway with `static_routes_only`, and no
`aws_vpn_connection_route` for it. One that exists is judged by the routes AWS lists too. A
connection of a transit gateway is left out: its static routes are in the transit gateway's route
tables. It is undecided where a route leaves open which connection it is of, or parts of the
configuration are missing.

Why it matters
--------------
With static routing AWS sends over the connection only what its routes name. Without any the tunnels
come up and carry nothing to the other side.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_gateway_route_propagation" "main" {
  vpn_gateway_id = aws_vpn_gateway.main.id
  route_table_id = aws_vpc.main.main_route_table_id
}

resource "aws_customer_gateway" "office" {
  bgp_asn    = 65000
  ip_address = "192.0.2.1"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "office" {
  vpn_gateway_id      = aws_vpn_gateway.main.id
  customer_gateway_id = aws_customer_gateway.office.id
  type                = "ipsec.1"
  static_routes_only  = true
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_gateway_route_propagation" "main" {
  vpn_gateway_id = aws_vpn_gateway.main.id
  route_table_id = aws_vpc.main.main_route_table_id
}

resource "aws_customer_gateway" "office" {
  bgp_asn    = 65000
  ip_address = "192.0.2.1"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "office" {
  vpn_gateway_id      = aws_vpn_gateway.main.id
  customer_gateway_id = aws_customer_gateway.office.id
  type                = "ipsec.1"
  static_routes_only  = true
}

resource "aws_vpn_connection_route" "office" {
  vpn_connection_id      = aws_vpn_connection.office.id
  destination_cidr_block = "192.168.0.0/16"
}
```

References
----------
- <https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(severity=Severity.HIGH, code="VPN001 static-only-no-routes", needs=("vpn_connections",))
def vpn_static_without_routes(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for the routes of each connection without BGP."""
    gaps = network.coverage.missing_modules
    for connection in network.vpn_connections.values():
        if connection.gateway is None or connection.static_only is Truth.NO:
            continue
        verdict = connection.static_only & ~connection.has_routes
        if verdict is Truth.YES and not gaps and network.complete:
            yield Finding(
                subject=connection.address,
                message="takes static routes only, and no aws_vpn_connection_route is for it",
                severity=Severity.HIGH,
                remediation="add an aws_vpn_connection_route for each network on the other side",
                fix=Fix(partial(fixes.endpoints.static_routes, network, connection.address)),
            )
        elif verdict is not Truth.NO:
            name = f"{connection.address}.static_routes_only"
            unknown = name if connection.static_only is Truth.UNKNOWN else ""
            named = tuple(text for text in (connection.settles, unknown, *gaps) if text)
            yield Undecided(
                subject=connection.address,
                message="cannot tell whether it takes static routes only and has none",
                severity=Severity.MEDIUM,
                unknowns=named or (f"the routes of {connection.address}",),
            )
