"""A route inside the VPC's own addresses is not one that AWS allows.

What it finds
-------------
A route whose destination lies within a CIDR of the VPC and is smaller than that, where the target
is none of a NAT gateway, a network interface and a Gateway Load Balancer endpoint, or the
destination is not the whole CIDR of a subnet. The second is said only of a VPC that this plan
creates, whose subnets are all known. Destinations and CIDRs that are not known are silent. Routes
inside a secondary CIDR that the plan adds are the business of `secondary-cidr-covers-route`.

Why it matters
--------------
AWS refuses the route, and the apply stops halfway: inside a VPC the local route can be narrowed for
whole subnets only, to pass their traffic through an appliance.

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

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.main.id]
}

resource "aws_route" "inside" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "10.0.1.0/24"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
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

resource "aws_network_interface" "appliance" {
  subnet_id         = aws_subnet.main.id
  source_dest_check = false
}

resource "aws_route" "inside" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "10.0.1.0/24"
  network_interface_id   = aws_network_interface.appliance.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.connections.ways import space_of
from netplan_audit.network.routing.table_use import table_use, vpc_of
from netplan_audit.wording import a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.cidr import AddressSet
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route, RouteTable
    from netplan_audit.network.vpcs import Vpc

_ALLOWED: Final = frozenset({"NAT gateway", "network interface", "instance", "VPC endpoint"})
_UNSURE: Final = frozenset({"gateway", "unknown target"})


@check(severity=Severity.CRITICAL, code="RTE021", needs=("route_tables",))
def illegal_more_specific_local(network: Network, params: NoParams) -> Iterator[Finding]:  # noqa: ARG001 - the signature of every check
    """Look at the routes that are narrower than the local ones of their VPC."""
    for table in network.route_tables.values():
        vpc = network.vpcs.get(vpc_of(network, table.address) or "")
        for route in table.routes if vpc is not None else ():
            destination = route.destination
            if vpc is None or destination is None or route.table.only is None:
                continue
            if route.is_range and _is_inside(vpc, destination):
                why = _why(network, vpc, route)
                if why and not _is_told_elsewhere(network, table, route):
                    yield _finding(table, vpc, route, why)


def _is_inside(vpc: Vpc, destination: AddressSet) -> bool:
    """Tell whether a destination is part of a CIDR of the VPC, and not the whole of it.

    A secondary CIDR that the plan adds does not count: AWS refuses that, not the route.
    """
    if not destination.overlaps(space_of(vpc)):
        return False
    cidr = destination.cidrs()[0]
    return any(
        block.cidr.family == cidr.family
        and block.cidr.lo <= cidr.lo
        and cidr.hi <= block.cidr.hi
        and block.cidr != cidr
        and not (block.is_secondary and block.is_new)
        for block in vpc.blocks
    )


def _is_told_elsewhere(network: Network, table: RouteTable, route: Route) -> bool:
    """Tell whether a table is one of gateways alone: `gateway-rt-invalid` tells of its targets."""
    use = table_use(network).get(table.address)
    is_of_gateways = use is not None and use.gateways and not (use.subnets or use.possible)
    return bool(is_of_gateways) and route.target_kind not in _ALLOWED | _UNSURE


def _why(network: Network, vpc: Vpc, route: Route) -> str:
    """Say why AWS refuses a route inside its VPC, '' where it does not for certain."""
    if route.target_kind not in _ALLOWED | _UNSURE:
        return f"and leads to {a(route.target_kind)}"
    subnets = network.subnets_by_vpc.get(vpc.address, ())
    known = vpc.is_new and network.complete and not network.coverage.missing_modules
    if not known or any(subnet.unknown for subnet in subnets) or not subnets:
        return ""
    cidr = route.destination.cidrs()[0] if route.destination else None
    whole = any(block.cidr == cidr for subnet in subnets for block in subnet.blocks)
    return "" if whole else "and is not the whole of a subnet"


def _finding(table: RouteTable, vpc: Vpc, route: Route, why: str) -> Finding:
    sure = min(route.table.certainty, route.target.certainty)
    return Finding(
        subject=route.origin,
        message=f"is for {route.destination_text}, which is inside {vpc.address} {why}",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(sure),
        related=((table.address, "route table"), (vpc.address, "VPC")),
        evidence={"destination": route.destination_text, "target": route.target_kind},
        remediation="route whole subnets to a NAT gateway, network interface or firewall endpoint, "
        "or leave it to the local route",
        fix=Fix(lambda: [fixes.routes.without(route)]),
        identity=(route.destination_text,),
    )
