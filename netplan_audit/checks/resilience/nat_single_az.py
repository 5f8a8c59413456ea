"""Subnets in several availability zones share one NAT gateway.

What it finds
-------------
A VPC whose subnets in at least two availability zones send their internet traffic, by effective
route table, to a single zonal public NAT gateway. High in production, low outside it, medium where
the environment cannot be told or only a name says production; one level lower where the plan shows
what runs in these subnets and all of it stands in the gateway's own zone. Outside production it is
info where the author asked for it, as `single_nat_gateway = true` of terraform-aws-modules/vpc
does. Regional and private NAT gateways, isolated subnets, Local Zones, Outposts and subnets that
leave over a transit gateway do not count; centralised egress is judged in the VPC that holds the
NAT gateway. It is undecided where the zones, the route tables or the kind of the gateway cannot be
told; where its number is not known, as in `count = length(var.zones)`, nothing says it is one.

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

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  for_each       = local.zones
  subnet_id      = aws_subnet.public[each.key].id
  route_table_id = aws_route_table.public.id
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

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.link import Certainty
from netplan_audit.network.routing.nat_use import levels_lower, served, steps, zone_of
from netplan_audit.network.zones import spread
from netplan_audit.terraform.address import stands_for_many
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.gateways import NatGateway
    from netplan_audit.network.routing.nat_use import NatUsage


@check(
    severity=Severity.HIGH,
    code="NAT001",
    standards=("AWS Well-Architected REL10-BP01",),
    likely=Severity.HIGH,  # of a plan alone, most of these edges are instances of the same key
    needs=("nat_usage",),
)
def nat_single_az(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each VPC whose subnets share one NAT gateway."""
    for usage in network.nat_usage:
        if len(usage.gateways) != 1:
            continue
        gateway = usage.gateways[0]
        if spread(use.subnet.zone for use in usage.sure) is Truth.YES:
            yield _finding(network, usage, gateway)
        elif not stands_for_many(gateway.address) and _may_spread(usage):
            yield _undecided(network, usage, gateway)


def _may_spread(usage: NatUsage) -> bool:
    """Tell whether the subnets may be in several zones: one may stand for several itself."""
    if any(stands_for_many(use.subnet.address) for use in usage.uses):
        return True
    return spread(use.subnet.zone for use in usage.uses) is not Truth.NO


def _severity(network: Network, usage: NatUsage, gateway: NatGateway) -> Severity:
    if usage.environment == "nonprod" and gateway.single_choice:
        return Severity.INFO
    return Severity.HIGH.lower(levels_lower(network, usage))


def _finding(network: Network, usage: NatUsage, gateway: NatGateway) -> Finding:
    zone = zone_of(network, gateway)
    place = f" in {zone.text}" if zone.is_known else ""
    sure = usage.certainty is Certainty.CERTAIN
    return Finding(
        subject=gateway.address,
        message=f"one NAT gateway{place} carries the internet traffic of {len(usage.sure)} subnets "
        f"in {served(usage)}",
        severity=_severity(network, usage, gateway),
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
        related=(
            *(((usage.vpc, "VPC"),) if usage.vpc else ()),
            *((use.subnet.address, "subnet") for use in usage.sure),
        ),
        path=tuple(step for use in usage.sure for step in steps(use)),
        evidence={
            "zones": tuple(sorted({use.subnet.zone.text for use in usage.sure})),
            "nat_zone": zone.text,
            "environment": usage.environment,
        },
        remediation="put a NAT gateway into each zone and route each zone's subnets to its own, or "
        'use availability_mode = "regional"',
        fix=Fix(lambda: fixes.nat.gateway_per_zone(network, usage)),
    )


def _undecided(network: Network, usage: NatUsage, gateway: NatGateway) -> Undecided:
    known = gateway.address in network.nat_gateways
    return Undecided(
        subject=gateway.address if known else usage.uses[0].routes[0].origin,
        message=f"cannot tell whether {gateway.address} is the one zonal NAT gateway of subnets in "
        f"several availability zones: {len(usage.uses)} subnets of {usage.place} use it or may",
        severity=_severity(network, usage, gateway).lower(),
        unknowns=usage.unknowns or tuple(f"{use.subnet.address}.count" for use in usage.uses),
        related=tuple((use.subnet.address, "subnet") for use in usage.uses),
    )
