"""Subnets in several availability zones share one NAT gateway.

What it finds
-------------
A VPC whose subnets in at least two availability zones send their internet traffic, by effective
route table, to a single zonal public NAT gateway. High in production, low outside it, medium where
the environment cannot be told. Regional and private NAT gateways, isolated subnets and subnets that
leave over a transit gateway do not count; centralised egress is judged in the VPC that holds the
NAT gateway. It is undecided where zones cannot be told apart.

Why it matters
--------------
When the zone of that NAT gateway is down, resources in the other zones lose internet access: the
outage of one zone becomes the outage of all.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "public" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "private" {
  count             = 3
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index + 10)
  availability_zone = ["eu-west-1a", "eu-west-1b", "eu-west-1c"][count.index]
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

resource "aws_route" "nat" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}

resource "aws_route_table_association" "private" {
  count          = 3
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private.id
}
```

Good
----
```hcl
locals {
  zones = toset(["eu-west-1a", "eu-west-1b"])
  cidrs = { eu-west-1a = 0, eu-west-1b = 1 }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "public" {
  for_each          = local.zones
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, local.cidrs[each.key])
  availability_zone = each.key
}

resource "aws_subnet" "private" {
  for_each          = local.zones
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, local.cidrs[each.key] + 10)
  availability_zone = each.key
}

resource "aws_eip" "nat" {
  for_each = local.zones
  domain   = "vpc"
}

resource "aws_nat_gateway" "main" {
  for_each      = local.zones
  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public[each.key].id
}

resource "aws_route_table" "private" {
  for_each = local.zones
  vpc_id   = aws_vpc.main.id
}

resource "aws_route" "nat" {
  for_each               = local.zones
  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main[each.key].id
}

resource "aws_route_table_association" "private" {
  for_each       = local.zones
  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.link import Certainty
from netplan_audit.network.nat_use import nat_usage, spread, steps, zone_names, zone_of
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.gateways import NatGateway
    from netplan_audit.network.nat_use import NatUsage
    from netplan_audit.network.network import Network

_SEVERITY: Final = {"prod": Severity.HIGH, "unknown": Severity.MEDIUM, "nonprod": Severity.LOW}


@check(severity=Severity.HIGH, code="NAT001")
def nat_single_az(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each VPC whose subnets share one NAT gateway."""
    for usage in nat_usage(network):
        gateways = usage.gateways
        if len(gateways) != 1 or not usage.uses:
            continue
        spreads = spread(use.subnet.zone for use in usage.uses)
        if spreads is Truth.YES:
            yield _finding(network, usage, gateways[0])
        elif spreads is Truth.UNKNOWN:
            yield _undecided(usage, gateways[0])


def _finding(network: Network, usage: NatUsage, gateway: NatGateway) -> Finding:
    zone = zone_of(network, gateway)
    place = f" in {zone.text}" if zone.is_known else ""
    env = usage.environment(network)
    severity = _SEVERITY[env]
    if env == "nonprod" and gateway.author_chose_single:
        severity = Severity.INFO
    sure = usage.certainty is Certainty.CERTAIN
    served = zone_names(use.subnet.zone for use in usage.uses)
    return Finding(
        subject=gateway.address,
        message=f"one NAT gateway{place} carries the internet traffic of {len(usage.uses)} subnets "
        f"in {served}",
        severity=severity,
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
        related=(
            (usage.vpc, "VPC"),
            *((use.subnet.address, "subnet") for use in usage.uses),
        ),
        path=tuple(step for use in usage.uses for step in steps(use)),
        evidence={
            "zones": tuple(sorted({use.subnet.zone.text for use in usage.uses})),
            "nat_zone": zone.text,
            "environment": env,
        },
        unknowns=tuple(settles for _, settles in usage.unclear),
        remediation="put a NAT gateway into each zone and route each zone's subnets to its own, or "
        'use availability_mode = "regional"',
    )


def _undecided(usage: NatUsage, gateway: NatGateway) -> Undecided:
    unknowns = tuple(
        use.subnet.zone.settles
        for use in usage.uses
        if not (use.subnet.zone.name or use.subnet.zone.id)
    )
    return Undecided(
        subject=gateway.address,
        message=f"cannot tell whether the {len(usage.uses)} subnets that share this NAT gateway "
        "are in several availability zones",
        severity=Severity.LOW,
        unknowns=tuple(dict.fromkeys(text for text in unknowns if text))
        or tuple(f"{use.subnet.address}.availability_zone" for use in usage.uses),
        related=tuple((use.subnet.address, "subnet") for use in usage.uses),
    )
