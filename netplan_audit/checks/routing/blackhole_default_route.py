"""A default route leads to a target that is gone, or that stands in another VPC.

What it finds
-------------
A default route, IPv4 or IPv6, whose target this plan deletes or replaces while the route keeps its
old id; that AWS itself reports as a blackhole and the plan leaves so; or that is a NAT gateway of
another VPC. Critical where a subnet uses the route table, medium where none does, and where the
report is about a transit gateway that the VPC is attached to: it may be older. Internet gateways
of another VPC are the business of `igw-route-without-attached-igw`, a NAT gateway whose own subnet
has no way out that of `public-nat-in-private-subnet`. Targets that are one of several are silent.

Why it matters
--------------
Packets that match a route without a working target are dropped, not routed by another one. Every
connection to the internet from the subnets of that route table fails.

Bad
---
```hcl
resource "aws_vpc" "hub" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "app" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "hub" {
  vpc_id     = aws_vpc.hub.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_internet_gateway" "hub" {
  vpc_id = aws_vpc.hub.id
}

resource "aws_route_table" "hub" {
  vpc_id = aws_vpc.hub.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.hub.id
  }
}

resource "aws_route_table_association" "hub" {
  subnet_id      = aws_subnet.hub.id
  route_table_id = aws_route_table.hub.id
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.app.id
  cidr_block = "10.1.0.0/24"
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "hub" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.hub.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.app.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.hub.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}
```

Good
----
```hcl
resource "aws_vpc" "app" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_internet_gateway" "app" {
  vpc_id = aws_vpc.app.id
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.app.id
  cidr_block = "10.1.0.0/24"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.app.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "app" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.app.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.app.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.app.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.app.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.link import Certainty
from netplan_audit.network.routing.nat_use import subnet_of
from netplan_audit.network.routing.table_use import TableUse, table_use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route, RouteTable


@check(severity=Severity.CRITICAL, code="RTE001", needs=("route_tables",))
def blackhole_default_route(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the target of each table's default routes."""
    for table in network.route_tables.values():
        told: set[tuple[str, str]] = set()
        for family in (4, 6):
            routes, _ = network.routing.default_in(table.address, family)
            route = routes[0] if len(routes) == 1 else None
            if route is None or route.target.only is None or route.table.only is None:
                continue
            why, sure, doubts = _dead(network, table, route)
            if why and (route.origin, route.target.only) not in told:
                told.add((route.origin, route.target.only))
                found = _finding(network, table, route, (why, sure))
                yield _undecided(found, doubts) if doubts else found


def _dead(
    network: Network, table: RouteTable, route: Route
) -> tuple[str, Certainty, tuple[str, ...]]:
    """Say why nothing gets through the target of a route, '' where something may, and how sure.

    Last comes what would settle whether a VPC that is read is the one it seems to differ from.
    """
    target = route.target.only or ""
    gone = network.gone.get(target)
    if gone is not None:
        return f"which is {gone} as long as this plan has not taken it away", Certainty.CERTAIN, ()
    if route.is_blackhole and _is_attached(network, table, target):
        why = (
            "which AWS called a blackhole when it was last asked, though the VPC is attached to it"
        )
        return why, Certainty.LIKELY, ()
    if route.is_blackhole:
        return "which AWS reports as a blackhole", Certainty.CERTAIN, ()
    nat = network.nat_gateways.get(target)
    if nat is None or table.vpc is None or table.vpc.only is None:
        return "", Certainty.CERTAIN, ()
    subnet = subnet_of(network, nat)
    place = nat.vpc if subnet is None else subnet.vpc
    if place is None or place.only in {None, table.vpc.only}:
        return "", Certainty.CERTAIN, ()
    links = (place, table.vpc, *(() if nat.subnet is None else (nat.subnet,)))
    vpcs = (network.vpcs.get(each.only or "") for each in (place, table.vpc))
    doubts = tuple(f"{vpc.address}.id" for vpc in vpcs if vpc is not None and vpc.may_be_another)
    return f"a NAT gateway of {place.only}", min(link.certainty for link in links), doubts


def _is_attached(network: Network, table: RouteTable, gateway: str) -> bool:
    """Tell whether the VPC of a table is attached to a transit gateway of the input.

    A route that was made before AWS had finished the attachment stays a blackhole in the state
    until that is read again.
    """
    vpc = "" if table.vpc is None else table.vpc.only or ""
    return any(each.gateway.only == gateway for each in network.attachments_by_vpc.get(vpc, ()))


def _undecided(found: Finding, doubts: tuple[str, ...]) -> Undecided:
    return Undecided(
        subject=found.subject,
        message=f"{found.message}, unless both VPCs are one",
        severity=found.severity.lower(),
        unknowns=doubts,
        related=found.related,
        path=found.path,
        evidence=found.evidence,
        remediation=found.remediation,
    )


def _finding(
    network: Network, table: RouteTable, route: Route, reason: tuple[str, Certainty]
) -> Finding:
    why, sure = reason
    target = route.target.only or ""
    use = table_use(network).get(table.address, TableUse())
    sure = min(sure, route.target.certainty, route.table.certainty)
    severity = Severity.CRITICAL if use.subnets else Severity.MEDIUM
    others = {network.gone.get(target): "taken away by the plan"} if target in network.gone else {}
    return Finding(
        subject=route.origin,
        message=f"the default route of {table.address} leads to {target}, {why}",
        severity=severity,
        confidence=Confidence.of(sure),
        related=(
            *((subnet.address, "subnet without a way out") for subnet in use.subnets),
            *((address, part) for address, part in others.items() if address),
        ),
        path=(
            *(network.routing.table_of(subnet).hop_from(subnet) for subnet in use.subnets),
            Step(
                table.address,
                target,
                "routes to",
                route.target.certainty.label,
                f"{route.destination_text} in {route.origin}",
            ),
        ),
        evidence={"destination": route.destination_text, "subnets": len(use.subnets)},
        remediation="lead the default route to a target that is there, by a reference to the "
        "resource instead of its id",
        fix=Fix(
            lambda: fixes.leaving.living_target(
                network, ("" if table.vpc is None else table.vpc.only) or "", route
            )
        ),
        identity=(target,) if route.origin == table.address else (),
    )
