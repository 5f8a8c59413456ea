"""The main route table of a VPC leads to an internet gateway.

What it finds
-------------
A VPC whose main route table has its default route, IPv4 or IPv6, to an internet gateway, with the
subnets that have no route table of their own. Medium where there are such subnets, low where there
are none yet. Default VPCs are left out: AWS makes theirs so.

Why it matters
--------------
Every subnet without an explicit association uses the main route table. Where that leads to the
internet a forgotten association makes a subnet public, and nothing fails that would tell. AWS
suggests to leave the main route table as it is and to associate each subnet with its own.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_subnet" "database" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
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

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "database" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import NO_FIX, Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.routing.routing import TableChoice
    from netplan_audit.network.vpcs import Subnet


@check(severity=Severity.MEDIUM, code="RTE013", pack="strict", needs=("vpcs",))
def public_by_main_rt(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the default routes of each VPC's main table."""
    for vpc in network.vpcs.values():
        if vpc.is_default:
            continue
        main = network.routing.main_table(vpc.address)
        routes = list(_public_routes(network, main))
        if not routes:
            continue
        subnets = network.subnets_by_vpc.get(vpc.address, ())
        choices = [(subnet, network.routing.table_of(subnet)) for subnet in subnets]
        users = [subnet for subnet, choice in choices if choice.is_main]
        if main.only is None:
            yield _undecided(vpc.address, main)
        else:
            doubts = [choice.settles for _, choice in choices if _may_be(choice, main)]
            yield _finding(network, vpc.address, main, (routes[0], users, doubts))


def _may_be(choice: TableChoice, main: TableChoice) -> bool:
    """Tell whether a subnet may use the main table, and may not."""
    return not choice.is_main and (main.only in choice.tables or not choice.complete)


def _public_routes(network: Network, main: TableChoice) -> Iterator[Route]:
    """Yield the default routes to an internet gateway of a main table, or of those it may be."""
    for table in main.tables:
        for family in (4, 6):
            routes, _ = network.routing.default_in(table, family)
            route = routes[0] if len(routes) == 1 else None
            if route is not None and route.target_kind == "internet gateway":
                yield route


def _finding(
    network: Network, vpc: str, main: TableChoice, found: tuple[Route, list[Subnet], list[str]]
) -> Finding:
    """Tell of a route; it is taken out only where it is known whom it serves."""
    route, users, doubts = found
    doubts += network.coverage.missing_modules
    table = main.tables[0]
    sure = min(main.certainty, route.table.certainty, route.target.certainty)
    target = route.target.only or "an internet gateway"
    return Finding(
        subject=route.origin,
        message=f"the main route table of {vpc} sends {route.destination_text} to "
        f"{target}{_who(users)}",
        severity=Severity.MEDIUM if users else Severity.LOW,
        confidence=Confidence.of(sure),
        related=((vpc, "VPC"), *((subnet.address, "subnet") for subnet in users)),
        path=(
            Step(vpc, table, "has main route table", main.certainty.label),
            Step(table, target, "routes to", route.target.certainty.label, f"in {route.origin}"),
        ),
        evidence={"destination": route.destination_text, "subnets": len(users)},
        remediation="give the public subnets a route table of their own, and take the route to the "
        "internet gateway out of the main one",
        unknowns=tuple(dict.fromkeys(text for text in doubts if text)),
        fix=NO_FIX if doubts else Fix(lambda: fixes.leaving.apart_from_main(network, route, users)),
    )


def _who(users: list[Subnet]) -> str:
    if len(users) > 1:
        return f": {len(users)} subnets without an association are public"
    if users:
        return f": {users[0].address} has no association and is public"
    return ": a subnet without an association is public"


def _undecided(vpc: str, main: TableChoice) -> Undecided:
    return Undecided(
        subject=vpc,
        message="cannot tell whether its main route table is one that leads to an internet gateway",
        severity=Severity.LOW,
        unknowns=(main.settles or f"the main route table of {vpc}",),
        related=tuple((table, "possible main route table") for table in main.tables),
    )
