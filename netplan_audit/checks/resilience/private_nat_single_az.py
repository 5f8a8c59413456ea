"""One private NAT gateway serves subnets of several zones.

What it finds
-------------
A VPC whose only private NAT gateway in use is the target of routes of subnets in two or more zones.
Where zones are not known, the check is silent.

Why it matters
--------------
If the zone of the gateway fails, the subnets of the other zones lose the networks behind it too.
How much that matters depends on those networks.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  for_each          = { a = "10.0.0.0/24", b = "10.0.1.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_subnet" "routable" {
  for_each          = { a = "10.0.8.0/28", b = "10.0.8.16/28" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_nat_gateway" "private" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.routable["a"].id
}

resource "aws_route_table" "app" {
  for_each = aws_subnet.app
  vpc_id   = aws_vpc.main.id
}

resource "aws_route" "partner" {
  for_each               = aws_subnet.app
  route_table_id         = aws_route_table.app[each.key].id
  destination_cidr_block = "192.168.0.0/16"
  nat_gateway_id         = aws_nat_gateway.private.id
}

resource "aws_route_table_association" "app" {
  for_each       = aws_subnet.app
  subnet_id      = each.value.id
  route_table_id = aws_route_table.app[each.key].id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  for_each          = { a = "10.0.0.0/24", b = "10.0.1.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_subnet" "routable" {
  for_each          = { a = "10.0.8.0/28", b = "10.0.8.16/28" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_nat_gateway" "private" {
  for_each          = aws_subnet.routable
  connectivity_type = "private"
  subnet_id         = each.value.id
}

resource "aws_route_table" "app" {
  for_each = aws_subnet.app
  vpc_id   = aws_vpc.main.id
}

resource "aws_route" "partner" {
  for_each               = aws_subnet.app
  route_table_id         = aws_route_table.app[each.key].id
  destination_cidr_block = "192.168.0.0/16"
  nat_gateway_id         = aws_nat_gateway.private[each.key].id
}

resource "aws_route_table_association" "app" {
  for_each       = aws_subnet.app
  subnet_id      = each.value.id
  route_table_id = aws_route_table.app[each.key].id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-scenarios.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.network.zones import spread, zone_names
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet


@check(
    severity=Severity.INFO,
    code="NAT011",
    pack="strict",
    no_fix="whether what is behind it is worth one in each zone is for its owner to say",
    standards=("AWS Well-Architected REL10-BP01",),
    needs=("nat_gateways",),
)
def private_nat_single_az(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Gather the subnets of each private NAT gateway, VPC by VPC."""
    private = {g.address for g in network.nat_gateways.values() if g.is_public is Truth.NO}
    users: dict[str, dict[str, list[Subnet]]] = {}
    for subnet in network.subnets.values() if private else ():
        table = network.routing.table_of(subnet).only
        known = None if table is None else network.route_tables.get(table)
        targets = {route.target.only for route in known.routes} if known is not None else set()
        for target in sorted(one for one in targets if one in private and one is not None):
            by_gateway = users.setdefault(subnet.vpc.only or "", {})
            by_gateway.setdefault(target, []).append(subnet)
    for by_gateway in users.values():
        if len(by_gateway) == 1:
            target, subnets = next(iter(by_gateway.items()))
            if spread(subnet.zone for subnet in subnets) is Truth.YES:
                yield _finding(target, subnets)


def _finding(target: str, subnets: list[Subnet]) -> Finding:
    zones = zone_names(subnet.zone for subnet in subnets)
    return Finding(
        subject=target,
        message=f"is the one private NAT gateway of subnets in {zones}",
        severity=Severity.INFO,
        confidence=Confidence.CERTAIN,
        related=tuple((subnet.address, "subnet") for subnet in subnets),
        evidence={"zones": zones},
        remediation="put one into each zone, if the networks behind it are worth it",
    )
