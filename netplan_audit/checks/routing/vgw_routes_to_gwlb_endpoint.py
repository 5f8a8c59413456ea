"""The route table of a virtual private gateway leads to a Gateway Load Balancer endpoint.

What it finds
-------------
A route table associated with a virtual private gateway, with a route to a VPC endpoint. Routes of
which the kind of the target is not known are silent.

Why it matters
--------------
A virtual private gateway does not pass packets to Gateway Load Balancer endpoints: what comes in
from the other side of the VPN is dropped. Behind a transit gateway, or with the network interface
of an appliance, the traffic can be inspected.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "ingress" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "ingress" {
  gateway_id     = aws_vpn_gateway.main.id
  route_table_id = aws_route_table.ingress.id
}

resource "aws_vpc_endpoint" "firewall" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
  vpc_endpoint_type = "GatewayLoadBalancer"
  subnet_ids        = [aws_subnet.main.id]
}

resource "aws_route" "inspect" {
  route_table_id         = aws_route_table.ingress.id
  destination_cidr_block = "10.0.1.0/24"
  vpc_endpoint_id        = aws_vpc_endpoint.firewall.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "ingress" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "ingress" {
  gateway_id     = aws_vpn_gateway.main.id
  route_table_id = aws_route_table.ingress.id
}

resource "aws_network_interface" "appliance" {
  subnet_id         = aws_subnet.main.id
  source_dest_check = false
}

resource "aws_route" "inspect" {
  route_table_id         = aws_route_table.ingress.id
  destination_cidr_block = "10.0.1.0/24"
  network_interface_id   = aws_network_interface.appliance.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.network import Network


@check(
    severity=Severity.HIGH,
    code="RTE024 vgw-gwlbe",
    no_fix="where to inspect the traffic instead is a decision about the whole network",
    needs=("gateway_associations",),
)
def vgw_routes_to_gwlb_endpoint(network: Network, params: NoParams) -> Iterator[Finding]:  # noqa: ARG001 - the signature of every check
    """Look at the routes of each table of a virtual private gateway."""
    for association in network.gateway_associations:
        gateway = network.gateways.get(association.gateway.only or "")
        table = network.route_tables.get(association.table.only or "")
        if gateway is None or gateway.kind != "virtual private gateway" or table is None:
            continue
        for route in table.routes:
            if route.target_kind != "VPC endpoint" or route.table.only is None:
                continue
            sure = min(
                association.gateway.certainty, association.table.certainty, route.table.certainty
            )
            yield Finding(
                subject=route.origin,
                message=f"leads {route.destination_text} to "
                f"{route.target.only or 'a VPC endpoint'}, in the route table of "
                f"{gateway.address}, which passes nothing to such endpoints",
                severity=Severity.HIGH,
                confidence=Confidence.of(sure),
                related=((gateway.address, "gateway"), (association.address, "association")),
                evidence={"destination": route.destination_text},
                remediation="inspect the traffic behind a transit gateway, or lead it to a network "
                "interface of an appliance",
                identity=(route.destination_text,),
            )
