"""The route table of a gateway has a route that AWS does not allow there.

What it finds
-------------
A route table associated with an internet or virtual private gateway, with a route that leads to
anything but a network interface or a firewall endpoint, whose destination is outside the VPC or a
prefix list, or with propagated routes. Destinations that are not known are silent.

Why it matters
--------------
Such a table routes what comes in through the gateway, on to the VPC's own subnets. AWS refuses
other routes in it, or the association, and the apply stops halfway.

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

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "ingress" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "ingress" {
  gateway_id     = aws_internet_gateway.main.id
  route_table_id = aws_route_table.ingress.id
}

resource "aws_route" "back_out" {
  route_table_id         = aws_route_table.ingress.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
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

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "ingress" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "ingress" {
  gateway_id     = aws_internet_gateway.main.id
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
- <https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.connections.ways import is_closed, space_of
from netplan_audit.wording import a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import GatewayAssociation, Route, RouteTable

_ALLOWED: Final = frozenset({"network interface", "instance", "VPC endpoint"})
_UNSURE: Final = frozenset({"gateway", "unknown target"})


@check(severity=Severity.CRITICAL, code="RTE023", needs=("gateway_associations",))
def gateway_rt_invalid(network: Network, params: NoParams) -> Iterator[Finding]:  # noqa: ARG001 - the signature of every check
    """Look at the routes of each table that is associated with a gateway."""
    for association in network.gateway_associations:
        table = network.route_tables.get(association.table.only or "")
        if table is None or association.gateway.only is None:
            continue
        for route in table.routes:
            why = _why(network, table, route)
            if why and route.table.only is not None:
                yield _finding(association, route, why)
        for each in network.propagations:
            if each.table.only == table.address:
                yield _propagated(association, table.address)
                break


def _why(network: Network, table: RouteTable, route: Route) -> str:
    """Say why AWS refuses a route in the table of a gateway, '' where it may not."""
    if route.target_kind not in _ALLOWED | _UNSURE:
        return f"leads to {a(route.target_kind)}"
    if not route.is_range and route.destination_text != "unknown destination":
        return "is for a prefix list"
    vpc = network.vpcs.get(("" if table.vpc is None else table.vpc.only) or "")
    if vpc is None or route.destination is None or not is_closed(vpc):
        return ""
    return "" if space_of(vpc).covers(route.destination) else f"is for none of {vpc.address}"


def _finding(association: GatewayAssociation, route: Route, why: str) -> Finding:
    sure = min(
        association.table.certainty,
        association.gateway.certainty,
        route.table.certainty,
        route.target.certainty,
    )
    return Finding(
        subject=route.origin,
        message=f"{route.destination_text} {why}, in the route table of {association.gateway.only}",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(sure),
        related=_related(association),
        evidence={"destination": route.destination_text, "target": route.target_kind},
        remediation="keep to routes for the VPC's subnets that lead to network interfaces or "
        "firewall endpoints",
        fix=Fix(lambda: [fixes.routes.without(route)]),
        identity=(route.destination_text,),
    )


def _propagated(association: GatewayAssociation, table: str) -> Finding:
    sure = min(association.table.certainty, association.gateway.certainty)
    return Finding(
        subject=table,
        message=f"takes over the routes of a virtual private gateway, and is the route table of "
        f"{association.gateway.only}",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(sure),
        related=_related(association),
        remediation="end the propagation to this route table",
        identity=("propagation",),
    )


def _related(association: GatewayAssociation) -> tuple[tuple[str, str], ...]:
    return (
        (association.address, "association"),
        (association.gateway.only or "", "gateway"),
        (association.table.only or "", "route table"),
    )
