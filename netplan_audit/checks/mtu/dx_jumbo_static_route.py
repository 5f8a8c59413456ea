"""A static route takes jumbo frames off a Direct Connect interface that has them.

What it finds
-------------
A private virtual interface with an MTU of 9001 to a virtual private gateway to which a route table
has a static route.

Why it matters
--------------
Jumbo frames apply to routes that the gateway propagates. Packets that take a static route to it are
sent with 1500 bytes.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_dx_private_virtual_interface" "main" {
  connection_id  = "dxcon-0a1b2c3d"
  name           = "main"
  vlan           = 101
  address_family = "ipv4"
  bgp_asn        = 65000
  vpn_gateway_id = aws_vpn_gateway.main.id
  mtu            = 9001
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_vpn_gateway.main.id
  }
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

resource "aws_dx_private_virtual_interface" "main" {
  connection_id  = "dxcon-0a1b2c3d"
  name           = "main"
  vlan           = 101
  address_family = "ipv4"
  bgp_asn        = 65000
  vpn_gateway_id = aws_vpn_gateway.main.id
  mtu            = 9001
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  propagating_vgws = [aws_vpn_gateway.main.id]
}
```

References
----------
- <https://docs.aws.amazon.com/directconnect/latest/UserGuide/set-jumbo-frames-vif.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity
from netplan_audit.fixes.edits import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route

_JUMBO: Final = 9001


@check(severity=Severity.LOW, code="MTU004", pack="strict", needs=("tunnels.interfaces",))
def dx_jumbo_static_route(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for static routes to the gateways of jumbo interfaces."""
    jumbo = {
        one.gateway.only: one
        for one in network.tunnels.interfaces
        if one.kind == "private" and one.mtu == _JUMBO and one.gateway is not None
    }
    jumbo.pop(None, None)
    routes: dict[str, list[Route]] = {}
    for table in network.route_tables.values() if jumbo else ():
        for route in table.routes:
            if route.target.only in jumbo and route.target_kind == "virtual private gateway":
                routes.setdefault(route.target.only or "", []).append(route)
    for gateway, found in routes.items():
        yield Finding(
            subject=jumbo[gateway].address,
            message=f"has an MTU of {_JUMBO}, which the static route to "
            f"{found[0].destination_text} in {found[0].origin} does not use",
            severity=Severity.LOW,
            related=tuple((route.origin, "static route") for route in found),
            evidence={"routes": len(found)},
            remediation="let the gateway propagate its routes to the table instead",
            fix=Fix(partial(fixes.endpoints.propagated_instead, network, gateway, found)),
        )
