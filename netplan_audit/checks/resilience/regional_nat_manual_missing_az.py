"""A regional NAT gateway has no addresses in a zone that uses it.

What it finds
-------------
A regional NAT gateway in manual mode (with `availability_zone_address` blocks) that lists no
addresses for a zone in which a subnet has it as its default route. Undecided where a zone is not
known. In automatic mode, without such blocks, AWS extends it to every zone.

Why it matters
--------------
The traffic of that zone leaves through another one: it fails when the other zone does, and costs
the transfer between zones. In manual mode AWS adds no zone by itself.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  for_each          = { a = "10.0.0.0/24", b = "10.0.1.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_nat_gateway" "main" {
  vpc_id            = aws_vpc.main.id
  availability_mode = "regional"

  availability_zone_address {
    allocation_ids    = ["eipalloc-0a1b2c3d4e5f60718"]
    availability_zone = "eu-west-1a"
  }
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "private" {
  for_each       = aws_subnet.private
  subnet_id      = each.value.id
  route_table_id = aws_route_table.private.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  for_each          = { a = "10.0.0.0/24", b = "10.0.1.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_nat_gateway" "main" {
  vpc_id            = aws_vpc.main.id
  availability_mode = "regional"

  availability_zone_address {
    allocation_ids    = ["eipalloc-0a1b2c3d4e5f60718"]
    availability_zone = "eu-west-1a"
  }

  availability_zone_address {
    allocation_ids    = ["eipalloc-0b1b2c3d4e5f60718"]
    availability_zone = "eu-west-1b"
  }
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "private" {
  for_each       = aws_subnet.private
  subnet_id      = each.value.id
  route_table_id = aws_route_table.private.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/nat_gateway>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.zones import zone_names
from netplan_audit.unknown import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.gateways import NatGateway
    from netplan_audit.network.vpcs import Subnet


@check(severity=Severity.LOW, code="NAT005", pack="strict", needs=("nat_gateways",))
def regional_nat_manual_missing_az(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the zones of each manual gateway with those of the subnets that use it."""
    manual = {
        gateway.address: gateway
        for gateway in network.nat_gateways.values()
        if gateway.is_regional is Truth.YES and gateway.zones
    }
    missing: dict[str, list[tuple[Subnet, Truth]]] = {}
    for subnet in network.subnets.values() if manual else ():
        route = network.routing.default_route(subnet).route
        target = None if route is None else route.target.only
        if target in manual and target is not None:
            zones = manual[target].zones or ()
            apart = all_of(~subnet.zone.same_as(zone) for zone in zones)
            if apart is not Truth.NO:
                missing.setdefault(target, []).append((subnet, apart))
    for address, found in missing.items():
        sure = [subnet for subnet, apart in found if apart is Truth.YES]
        yield (
            _finding(network, manual[address], sure)
            if sure
            else _undecided(manual[address], [subnet for subnet, _ in found])
        )


def _finding(network: Network, gateway: NatGateway, subnets: list[Subnet]) -> Finding:
    without = zone_names(subnet.zone for subnet in subnets)
    return Finding(
        subject=gateway.address,
        message=f"has addresses in {zone_names(gateway.zones or ())} only, and subnets in "
        f"{without} use it",
        severity=Severity.LOW,
        confidence=Confidence.CERTAIN,
        related=tuple((subnet.address, "subnet") for subnet in subnets),
        evidence={"without": without},
        remediation="list addresses for each zone, or leave the blocks out",
        fix=Fix(lambda: fixes.zones.addressed(network, gateway, subnets)),
    )


def _undecided(gateway: NatGateway, subnets: list[Subnet]) -> Undecided:
    settles = tuple(dict.fromkeys(s.zone.settles for s in subnets if s.zone.settles))
    return Undecided(
        subject=gateway.address,
        message="cannot tell whether it has addresses in each zone that uses it",
        severity=Severity.INFO,
        unknowns=settles or tuple(f"the zone of {s.address}" for s in subnets),
        related=tuple((subnet.address, "subnet") for subnet in subnets),
    )
