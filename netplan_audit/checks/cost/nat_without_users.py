"""No route leads to a NAT gateway.

What it finds
-------------
A NAT gateway that is the target of no route of the input. Likely, since another configuration may
route to it. Undecided where a route's target is not known.

Why it matters
--------------
A NAT gateway costs money for each hour, whether it is used or not.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
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

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
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

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "private" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.terraform.address import is_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


_MAY_BE_NAT: Final = frozenset({"NAT gateway", "gateway", "unknown target"})


@check(
    severity=Severity.LOW,
    code="NAT004",
    pack="cost",
    no_fix="whether to route to it or to remove it is for its owner to say",
    needs=("nat_gateways",),
)
def nat_without_users(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for a route to each NAT gateway that the input manages."""
    used: set[str] = set()
    doubts: list[str] = []
    for table in network.route_tables.values():
        for route in table.routes:
            used.update(route.target.targets)
            if route.target_kind in _MAY_BE_NAT and not route.target.complete:
                doubts.append(route.target.settles or route.origin)
    doubts += [f"the module {name}" for name in network.coverage.missing_modules]
    for gateway in network.nat_gateways.values():
        if gateway.address in used or is_data(gateway.address):
            continue
        if doubts:
            yield Undecided(
                subject=gateway.address,
                message="cannot tell whether any route leads to it",
                severity=Severity.INFO,
                unknowns=tuple(dict.fromkeys(doubts)),
            )
        else:
            yield Finding(
                subject=gateway.address,
                message="is the target of no route",
                severity=Severity.LOW,
                confidence=Confidence.LIKELY,
                remediation="route to it, or remove it",
            )
