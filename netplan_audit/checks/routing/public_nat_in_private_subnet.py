"""A public NAT gateway stands in a subnet without a way to the internet.

What it finds
-------------
A zonal public NAT gateway whose subnet has, by its effective route table, no default route and no
route to an internet gateway. Critical where a route sends traffic to the NAT gateway, medium where
none does yet. A subnet that sends the internet's traffic to a firewall, an appliance or a transit
gateway is silent, and so are private and regional NAT gateways. It is undecided where the route
table, its routes or the kind of the gateway cannot be told.

Why it matters
--------------
A public NAT gateway passes traffic on by the route table of its own subnet, which has to lead to
the internet gateway. Without that route everything behind the NAT gateway is cut off, while the
apply succeeds and the private subnets' own routes look right.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_subnet" "nat" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.nat.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
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

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_subnet" "nat" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.nat.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "nat" {
  subnet_id      = aws_subnet.nat.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.routing.nat_use import way_out
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.gateways import NatGateway
    from netplan_audit.network.vpcs import Subnet

_OUTWARD: Final = frozenset({"internet gateway", "gateway", "unknown target"})
"""Kinds of targets that are, or may be, an internet gateway."""


@check(severity=Severity.CRITICAL, code="NAT006", needs=("nat_gateways",))
def public_nat_in_private_subnet(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for the way out of each public NAT gateway's subnet."""
    users = _users(network)
    for gateway in network.nat_gateways.values():
        kind = gateway.is_public & ~gateway.is_regional
        subnets = _perhaps_in(network, gateway)
        if kind is Truth.NO or not subnets:
            continue
        answers = [_is_cut_off(network, each) for each in subnets]
        subnet = subnets[0]
        verdict = kind & (answers[0] if len(set(answers)) == 1 else Truth.UNKNOWN)
        if verdict is Truth.YES:
            yield _finding(network, gateway, subnet, users.get(gateway.address, ()))
        elif verdict is Truth.UNKNOWN:
            yield _undecided(network, gateway, subnet)


def _perhaps_in(network: Network, gateway: NatGateway) -> list[Subnet]:
    """Return the subnet that a NAT gateway stands in, or all those of which it is one."""
    link = gateway.subnet
    found = [] if link is None else [network.subnets.get(target) for target in link.targets]
    known = [subnet for subnet in found if subnet is not None]
    return known if link is not None and link.complete and len(known) == len(found) else []


def _users(network: Network) -> dict[str, list[str]]:
    """Return, by NAT gateway, what writes the routes that certainly or likely lead to it."""
    found: dict[str, list[str]] = {}
    for table in network.route_tables.values():
        for route in table.routes:
            if route.target_kind == "NAT gateway" and route.target.only is not None:
                found.setdefault(route.target.only, []).append(route.origin)
    return found


def _is_cut_off(network: Network, subnet: Subnet) -> Truth:
    """Tell whether a subnet has neither a default route nor a route to an internet gateway."""
    default = network.routing.default_route(subnet)
    if default.ways and all(route is not None for _, route in default.ways):
        return Truth.NO
    tables = [network.route_tables.get(address) for address in default.choice.tables]
    routes = [route for table in tables if table is not None for route in table.routes]
    if not default.decided:
        return Truth.UNKNOWN
    return truth(all(route.target_kind not in _OUTWARD for route in routes))


def _finding(
    network: Network, gateway: NatGateway, subnet: Subnet, users: list[str] | tuple[str, ...]
) -> Finding:
    default = network.routing.default_route(subnet)
    sure, hops = way_out(gateway, subnet, default)
    used = f", though {users[0]} leads to it" if users else ""
    return Finding(
        subject=gateway.address,
        message=f"stands in {subnet.address}, whose route table has no route to an internet "
        f"gateway{used}",
        severity=Severity.CRITICAL if users else Severity.MEDIUM,
        confidence=Confidence.of(sure),
        related=(
            (subnet.address, "subnet of the NAT gateway"),
            *((user, "routes to it") for user in dict.fromkeys(users)),
        ),
        path=hops,
        evidence={"route_table": hops[-1].target, "routes_to_it": len(users)},
        remediation="put the NAT gateway into a subnet whose route table sends 0.0.0.0/0 to the "
        "internet gateway",
        fix=Fix(lambda: fixes.leaving.nat_made_public(network, gateway, subnet)),
    )


def _undecided(network: Network, gateway: NatGateway, subnet: Subnet) -> Undecided:
    default = network.routing.default_route(subnet)
    kinds = (
        f"{gateway.address}.connectivity_type" if gateway.is_public is Truth.UNKNOWN else "",
        f"{gateway.address}.availability_mode" if gateway.is_regional is Truth.UNKNOWN else "",
    )
    link = gateway.subnet
    is_open = link is not None and link.only is None
    place = (link and link.settles) or f"{gateway.address}.subnet_id" if is_open else ""
    settles = "" if default.decided else default.settles or f"the route table of {subnet.address}"
    return Undecided(
        subject=gateway.address,
        message=f"cannot tell whether {subnet.address}, in which it stands, has a route to an "
        "internet gateway",
        severity=Severity.HIGH,
        unknowns=tuple(dict.fromkeys(text for text in (*kinds, place, settles) if text)),
        related=((subnet.address, "subnet of the NAT gateway"),),
    )
