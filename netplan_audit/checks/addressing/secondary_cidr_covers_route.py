"""A secondary CIDR of a VPC is the destination of a route in it, or holds one.

What it finds
-------------
A secondary block that the plan adds to a VPC, while a route table of that VPC has a route to the
same block or to a part of it. Routes to whole subnets that stand inside the block, to a NAT
gateway, network interface or Gateway Load Balancer endpoint, are how traffic between subnets is
inspected, and silent. A route whose table or destination is not known is silent.

Why it matters
--------------
AWS adds no block to a VPC that is as large as the destination of one of its routes, or larger. The
apply fails; and if the route comes second, it is refused as more specific than the local route.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "office" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "10.1.4.0/24"
  gateway_id             = aws_vpn_gateway.main.id
}

resource "aws_vpc_ipv4_cidr_block_association" "more" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.0.0/16"
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

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "office" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "10.1.4.0/24"
  gateway_id             = aws_vpn_gateway.main.id
}

resource "aws_vpc_ipv4_cidr_block_association" "more" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.2.0.0/16"
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route, RouteTable
    from netplan_audit.network.vpcs import AddressBlock, Vpc

_INSPECTING: Final = frozenset({"NAT gateway", "network interface", "VPC endpoint", "instance"})


@check(
    severity=Severity.CRITICAL,
    code="CIDR019 route-dest-eq-or-contains-vpc-secondary",
    needs=("vpcs", "route_tables"),
)
def secondary_cidr_covers_route(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Hold each new secondary block against the routes of its VPC."""
    tables: dict[str, list[RouteTable]] = {}
    for table in network.route_tables.values():
        if table.vpc is not None and table.vpc.only is not None:
            tables.setdefault(table.vpc.only, []).append(table)
    for vpc in network.vpcs.values():
        for block in vpc.blocks:
            if block.is_secondary and block.is_new:
                for table in tables.get(vpc.address, ()):
                    yield from _covered(network, vpc, block, table)


def _covered(
    network: Network, vpc: Vpc, block: AddressBlock, table: RouteTable
) -> Iterator[Outcome]:
    for route in table.routes:
        # A prefix list is no destination range; its text is the list's address.
        if route.destination is None or not route.is_range:
            continue
        inside = all(block.cidr.contains(cidr) for cidr in route.destination.cidrs())
        if not inside or _inspects(network, vpc, route):
            continue
        unknowns = _perhaps_inspects(network, vpc, route)
        if unknowns:
            yield _undecided(vpc, block, table, route, unknowns)
        else:
            yield _finding(network, vpc, block, table, route)


def _inspects(network: Network, vpc: Vpc, route: Route) -> bool:
    """Tell whether a route sends the traffic for one whole subnet through a middlebox."""
    known = () if route.destination is None else tuple(route.destination.cidrs())
    subnets = network.subnets_by_vpc.get(vpc.address, ())
    blocks = [(block.cidr,) for subnet in subnets for block in subnet.blocks]
    return route.target_kind in _INSPECTING and known in blocks


def _perhaps_inspects(network: Network, vpc: Vpc, route: Route) -> tuple[str, ...]:
    """Return what would tell whether a route to a middlebox is for one whole subnet."""
    if route.target_kind not in _INSPECTING:
        return ()
    subnets = network.subnets_by_vpc.get(vpc.address, ())
    return tuple(settles for subnet in subnets for settles in subnet.unknown)


def _undecided(
    vpc: Vpc, block: AddressBlock, table: RouteTable, route: Route, unknowns: tuple[str, ...]
) -> Undecided:
    return Undecided(
        subject=block.origin,
        message=f"cannot tell whether the route of {table.address} to {route.destination_text}, "
        f"which {block} covers, is for one subnet of {vpc.address}",
        severity=Severity.HIGH,
        unknowns=unknowns,
        related=((route.origin, "route"), (vpc.address, "VPC")),
        identity=(route.origin, route.destination_text),
    )


def _finding(
    network: Network, vpc: Vpc, block: AddressBlock, table: RouteTable, route: Route
) -> Finding:
    certainties = [route.table.certainty]
    if table.vpc is not None:
        certainties.append(table.vpc.certainty)
    return Finding(
        subject=block.origin,
        message=f"adds {block} to {vpc.address}, whose {table.address} has a route to "
        f"{route.destination_text} in it",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(min(certainties)),
        related=((route.origin, "route"), (vpc.address, "VPC")),
        evidence={"block": str(block), "destination": route.destination_text},
        remediation="take another block, or remove the route first",
        fix=Fix(lambda: fixes.ranges.secondary_range(network, vpc, block)),
        identity=(route.origin, route.destination_text),
    )
