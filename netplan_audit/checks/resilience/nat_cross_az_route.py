"""A subnet's internet traffic goes through a NAT gateway in another availability zone.

What it finds
-------------
In a VPC with NAT gateways in at least two availability zones, a default route that sends a subnet's
traffic to the NAT gateway of another zone: wired across where the subnet's own zone has one, or
without a NAT gateway of its own. It is undecided where the plan does not show which NAT gateway or
which zone a subnet has.

Why it matters
--------------
The subnet depends on two zones instead of one, so an outage in either cuts it off, and every byte
is charged as traffic between zones.

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
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  count          = 2
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index + 10)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_eip" "nat" {
  count  = 2
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  count         = 2
  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.public[count.index].id
}

resource "aws_route_table" "private" {
  count  = 2
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "a" {
  route_table_id         = aws_route_table.private[0].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main[1].id
}

resource "aws_route" "b" {
  route_table_id         = aws_route_table.private[1].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main[0].id
}

resource "aws_route_table_association" "private" {
  count          = 2
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
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
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  count          = 2
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index + 10)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_eip" "nat" {
  count  = 2
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  count         = 2
  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.public[count.index].id
}

resource "aws_route_table" "private" {
  count  = 2
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "nat" {
  count                  = 2
  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main[count.index].id
}

resource "aws_route_table_association" "private" {
  count          = 2
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.routing.nat_use import steps, zone_of
from netplan_audit.network.zones import spread, zone_names
from netplan_audit.unknown import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.nat_use import NatUsage, NatUse
    from netplan_audit.network.zones import Zone


@check(severity=Severity.MEDIUM, code="NAT002", needs=("nat_usage",))
def nat_cross_az_route(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each VPC with NAT gateways in several zones, route by route."""
    for usage in network.nat_usage:
        zones = {gateway.address: zone_of(network, gateway) for gateway in usage.gateways}
        apart = spread(zones.values())
        if apart is Truth.NO or (apart is Truth.UNKNOWN and _spreads(usage)):
            continue  # one zone, or perhaps one: what users in several zones depend on
        crossed: dict[str, list[NatUse]] = {}
        doubtful: list[NatUse] = []
        for use in usage.uses:
            verdict = _crosses(use, zones) & apart
            if verdict is Truth.YES:
                crossed.setdefault(use.routes[0].origin, []).append(use)
            elif verdict is Truth.UNKNOWN:
                doubtful.append(use)
        for origin, uses in sorted(crossed.items()):
            yield _finding(network, usage, origin, uses, zones)
        if doubtful:
            yield _undecided(usage, doubtful, zones)


def _spreads(usage: NatUsage) -> bool:
    """Tell whether the subnets are, or may be, in several zones."""
    return spread(use.subnet.zone for use in usage.uses) is not Truth.NO


def _crosses(use: NatUse, zones: dict[str, Zone]) -> Truth:
    """Tell whether a subnet's gateway, whichever it is, stands in another zone."""
    at_home = [use.subnet.zone.same_as(zones[gateway.address]) for gateway in use.gateways]
    if all_of(at_home) is Truth.YES:
        return Truth.NO
    return use.verdict if any_of(at_home) is Truth.NO else Truth.UNKNOWN


def _finding(
    network: Network, usage: NatUsage, origin: str, uses: list[NatUse], zones: dict[str, Zone]
) -> Finding:
    used = {gateway.address: zones[gateway.address] for use in uses for gateway in use.gateways}
    subnets = [use.subnet for use in uses]
    sure = min(use.certainty for use in uses)
    return Finding(
        subject=origin,
        message=f"sends subnets in {zone_names(s.zone for s in subnets)} to a NAT gateway in "
        f"{zone_names(used.values())}; {_alternative(uses, zones)}",
        severity=Severity.MEDIUM,
        confidence=Confidence.of(sure),
        related=(
            *(((usage.vpc, "VPC"),) if usage.vpc else ()),
            *((subnet.address, "subnet") for subnet in subnets),
            *((address, "NAT gateway") for address in used),
        ),
        path=tuple(step for use in uses for step in steps(use)),
        evidence={
            "subnet_zones": tuple(sorted({s.zone.text for s in subnets})),
            "nat_zones": tuple(sorted({zone.text for zone in used.values()})),
        },
        remediation="route each subnet to the NAT gateway of its own zone",
        fix=Fix(lambda: fixes.nat.gateway_per_zone(network, usage)),
    )


def _alternative(uses: list[NatUse], zones: dict[str, Zone]) -> str:
    """Say which of the subnets' zones have a NAT gateway and which have none."""
    own: dict[str, Truth] = {}
    for use in uses:
        zone = use.subnet.zone
        own[zone.text] = any_of(zone.same_as(other) for other in zones.values())
    words = {
        Truth.YES: "has a NAT gateway of its own",
        Truth.NO: "has none",
        Truth.UNKNOWN: "may have one",
    }
    return ", ".join(f"{name} {words[verdict]}" for name, verdict in sorted(own.items()))


def _undecided(usage: NatUsage, uses: list[NatUse], zones: dict[str, Zone]) -> Undecided:
    unknowns = [u.settles for u in uses if u.verdict is Truth.UNKNOWN or len(u.gateways) > 1]
    places = [use.subnet.zone for use in uses]
    places += [zones[gateway.address] for use in uses for gateway in use.gateways]
    unknowns += [zone.settles for zone in places if not zone.is_known]
    named = tuple(dict.fromkeys(text for text in unknowns if text))
    return Undecided(
        subject=uses[0].routes[0].origin,
        message=f"cannot tell whether {len(uses)} subnets of {usage.place} use the NAT gateway of "
        "their own availability zone",
        severity=Severity.LOW,
        unknowns=named or tuple(f"the NAT gateway of {use.subnet.address}" for use in uses),
        related=tuple((use.subnet.address, "subnet") for use in uses),
    )
