"""Several NAT gateways all stand in one availability zone.

What it finds
-------------
A VPC whose subnets in at least two availability zones use two or more zonal public NAT gateways
that all stand in one zone: redundancy that is not. Severity as for `nat-single-az`, which is silent
then. It is undecided where the zones of the NAT gateways, or of the subnets, cannot be told apart.

Why it matters
--------------
When that zone is down, all NAT gateways are, and resources in the other zones lose internet access.

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
  subnet_id     = aws_subnet.public.id
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

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.link import Certainty
from netplan_audit.network.routing.nat_use import levels_lower, served, steps, zone_of
from netplan_audit.network.zones import spread, zone_names
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.nat_use import NatUsage
    from netplan_audit.network.zones import Zone

_SEVERAL: Final = 2


@check(
    severity=Severity.HIGH,
    code="NAT003",
    standards=("AWS Well-Architected REL10-BP01",),
    needs=("nat_usage",),
)
def nats_share_az(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each VPC with several NAT gateways in use."""
    for usage in network.nat_usage:
        if len(usage.gateways) < _SEVERAL:
            continue
        zones = [zone_of(network, gateway) for gateway in usage.gateways]
        together = ~spread(zones)
        users = spread(use.subnet.zone for use in usage.sure)
        possible = spread(use.subnet.zone for use in usage.uses)
        if together is Truth.YES and users is Truth.YES:
            yield _finding(network, usage, zones)
        elif together is not Truth.NO and possible is not Truth.NO:
            yield _undecided(network, usage, zones)


def _finding(network: Network, usage: NatUsage, zones: Sequence[Zone]) -> Finding:
    sure = usage.certainty is Certainty.CERTAIN
    return Finding(
        subject=usage.gateways[0].address,
        message=f"all {len(usage.gateways)} NAT gateways of {usage.place} are in "
        f"{zone_names(zones)}, but carry subnets in {served(usage)}",
        severity=Severity.HIGH.lower(levels_lower(network, usage)),
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
        related=(
            *(((usage.vpc, "VPC"),) if usage.vpc else ()),
            *((g.address, "NAT gateway") for g in usage.gateways[1:]),
            *((use.subnet.address, "subnet") for use in usage.sure),
        ),
        path=tuple(step for use in usage.sure for step in steps(use)),
        evidence={
            "nat_zone": zone_names(zones),
            "nat_gateways": len(usage.gateways),
            "environment": usage.environment,
        },
        remediation="put the NAT gateways into public subnets of different zones",
        fix=Fix(lambda: fixes.nat.gateways_apart(network, usage)),
    )


def _undecided(network: Network, usage: NatUsage, zones: Sequence[Zone]) -> Undecided:
    unknown = [zone.settles for zone in zones if not zone.is_known and zone.settles]
    apart = tuple(f"{gateway.address}.subnet_id" for gateway in usage.gateways)
    return Undecided(
        subject=usage.gateways[0].address,
        message=f"cannot tell whether the {len(usage.gateways)} NAT gateways of {usage.place} are "
        "in different availability zones, or their subnets in one",
        severity=Severity.HIGH.lower(levels_lower(network, usage) + 1),
        unknowns=tuple(dict.fromkeys((*unknown, *usage.unknowns))) or apart,
        related=tuple((g.address, "NAT gateway") for g in usage.gateways[1:]),
    )
