"""Internet traffic goes to a private NAT gateway, and from there to an internet gateway.

What it finds
-------------
A private NAT gateway that is the default route of a subnet, while the subnet it stands in has an
internet gateway as its own default route. A private NAT gateway whose subnet goes on to a transit
gateway, or to another network, is how overlapping networks are joined, and silent. Undecided where
the default route of its subnet is not known.

Why it matters
--------------
A private NAT gateway has no public address. An internet gateway drops what comes from it, so
nothing of that subnet reaches the internet.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_ec2_transit_gateway" "main" {}

resource "aws_subnet" "nat" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_nat_gateway" "private" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.nat.id
}

resource "aws_route_table" "nat" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "nat" {
  subnet_id      = aws_subnet.nat.id
  route_table_id = aws_route_table.nat.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.private.id
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
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_ec2_transit_gateway" "main" {}

resource "aws_subnet" "nat" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.nat.id]
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_nat_gateway" "private" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.nat.id
}

resource "aws_route_table" "nat" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block         = "0.0.0.0/0"
    transit_gateway_id = aws_ec2_transit_gateway.main.id
  }
}

resource "aws_route_table_association" "nat" {
  subnet_id      = aws_subnet.nat.id
  route_table_id = aws_route_table.nat.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.private.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-scenarios.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.routing.nat_use import subnet_of, way_out
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.gateways import NatGateway
    from netplan_audit.network.vpcs import Subnet


@check(severity=Severity.CRITICAL, code="NAT007", needs=("nat_gateways",))
def private_nat_to_igw(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Follow the default routes through each private NAT gateway."""
    users: dict[str, list[Subnet]] = {}
    private = {g.address: g for g in network.nat_gateways.values() if g.is_public is not Truth.YES}
    for subnet in network.subnets.values() if private else ():
        route = network.routing.default_route(subnet).route
        if route is not None and route.target.only in private:
            users.setdefault(route.target.only, []).append(subnet)
    for address, subnets in users.items():
        stands = subnet_of(network, private[address])
        if stands is None:
            continue
        default = network.routing.default_route(stands)
        kinds = {"" if route is None else route.target_kind for _, route in default.ways}
        if kinds == {"internet gateway"} and private[address].is_public is Truth.UNKNOWN:
            yield _perhaps(private[address], stands)
        elif kinds == {"internet gateway"}:
            yield _finding(network, private[address], stands, subnets)
        elif private[address].is_public is Truth.UNKNOWN:
            continue  # two doubts
        elif not default.decided and kinds & {"internet gateway", "gateway", ""}:
            yield _undecided(private[address], stands, default.settles)


def _finding(
    network: Network, gateway: NatGateway, stands: Subnet, subnets: list[Subnet]
) -> Finding:
    default = network.routing.default_route(stands)
    sure, hops = way_out(gateway, stands, default)
    ways = [network.routing.default_route(subnet).certainty for subnet in subnets]
    return Finding(
        subject=gateway.address,
        message=f"is private, and takes the internet traffic of {subnets[0].address} to an "
        "internet gateway, which drops it",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(min(sure, *ways)),
        related=(
            (stands.address, "subnet of the NAT gateway"),
            *((subnet.address, "routes to it") for subnet in subnets),
        ),
        path=hops,
        evidence={"route_table": hops[-1].target, "subnets": len(subnets)},
        remediation="make it a public NAT gateway with an Elastic IP address, or route only the "
        "private destinations to it",
        fix=Fix(lambda: fixes.leaving.nat_given_address(network, gateway)),
    )


def _perhaps(gateway: NatGateway, stands: Subnet) -> Undecided:
    return Undecided(
        subject=gateway.address,
        message="takes internet traffic to an internet gateway, and cannot tell whether it is "
        "private",
        severity=Severity.HIGH,
        unknowns=(f"{gateway.address}.connectivity_type",),
        related=((stands.address, "subnet of the NAT gateway"),),
    )


def _undecided(gateway: NatGateway, stands: Subnet, settles: str) -> Undecided:
    return Undecided(
        subject=gateway.address,
        message=f"is private, and takes internet traffic; cannot tell where {stands.address}, in "
        "which it stands, sends it",
        severity=Severity.HIGH,
        unknowns=(settles or f"the route table of {stands.address}",),
        related=((stands.address, "subnet of the NAT gateway"),),
    )
