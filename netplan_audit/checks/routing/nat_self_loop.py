"""The subnet of a NAT gateway sends its internet traffic back to that NAT gateway.

What it finds
-------------
A zonal NAT gateway whose own subnet, by its effective route table, has that very NAT gateway as its
default route. It is undecided where the subnet has a default route, and the NAT gateway is one of
several targets that it may have.

Why it matters
--------------
A NAT gateway passes traffic on by the route table of the subnet it stands in. Where that leads back
to itself, nothing leaves the VPC: a public subnet is one whose route table leads to an internet
gateway.

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

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.main.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "main" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.main.id
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

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.routing.nat_use import subnet_of, way_out
from netplan_audit.unknown import Truth, all_of, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.gateways import NatGateway
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.routing.routing import DefaultRoute
    from netplan_audit.network.vpcs import Subnet


@check(severity=Severity.CRITICAL, code="NAT008", needs=("nat_gateways",))
def nat_self_loop(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Follow the default route of each NAT gateway's subnet."""
    for gateway in network.nat_gateways.values():
        subnet = subnet_of(network, gateway)
        if subnet is None:
            continue
        default = network.routing.default_route(subnet)
        back = [_leads_to(gateway, route) for _, route in default.ways]
        if back and all_of(back) is Truth.YES:
            yield _finding(network, gateway, subnet, default)
        elif any_of(back) is not Truth.NO and all(route is not None for _, route in default.ways):
            yield _undecided(gateway, subnet, default)


def _leads_to(gateway: NatGateway, route: Route | None) -> Truth:
    if route is None or gateway.address not in route.target.targets:
        return Truth.NO
    return truth(route.target.only is not None) | Truth.UNKNOWN


def _finding(
    network: Network, gateway: NatGateway, subnet: Subnet, default: DefaultRoute
) -> Finding:
    table, route = default.ways[0]
    sure, hops = way_out(gateway, subnet, default)
    origin = "" if route is None else route.origin
    return Finding(
        subject=gateway.address,
        message=f"stands in {subnet.address}, whose default route leads back to it",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(sure),
        related=((subnet.address, "subnet of the NAT gateway"), (origin, "default route")),
        path=(
            *hops,
            Step(table, gateway.address, "routes to", default.certainty.label, f"in {origin}"),
        ),
        evidence={"route_table": table},
        remediation="put the NAT gateway into a subnet whose route table sends 0.0.0.0/0 to the "
        "internet gateway",
        fix=Fix(lambda: fixes.leaving.nat_made_public(network, gateway, subnet)),
    )


def _undecided(gateway: NatGateway, subnet: Subnet, default: DefaultRoute) -> Undecided:
    routes = [route for _, route in default.ways if route is not None]
    named = (default.settles, *(route.target.settles for route in routes))
    unknowns = tuple(dict.fromkeys(text for text in named if text))
    return Undecided(
        subject=gateway.address,
        message=f"cannot tell whether the default route of {subnet.address}, in which it stands, "
        "leads back to it",
        severity=Severity.HIGH,
        unknowns=unknowns or (f"the default route of {subnet.address}",),
        related=((subnet.address, "subnet of the NAT gateway"),),
    )
