"""A subnet of an Application Load Balancer is too small for it.

What it finds
-------------
An Application Load Balancer with a subnet smaller than a /27, or one with fewer than eight free
addresses where a data source tells how many there are. What subnet CIDR
reservations set aside does not count. It is undecided where the block of a subnet, or a reservation
in it, cannot be told; a subnet that is not made here, and is not known, is not judged.

Why it matters
--------------
The load balancer takes addresses of its subnets as it grows. AWS asks for a /27 and eight free
addresses in each; where it finds none it cannot scale, and fails when the load is highest.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 12, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
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

resource "aws_route_table_association" "app" {
  count          = 2
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_lb" "app" {
  subnets = aws_subnet.app[*].id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
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

resource "aws_route_table_association" "app" {
  count          = 2
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_lb" "app" {
  subnets = aws_subnet.app[*].id
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.addressing.subnet_use import unsized_by, usable_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload


_USABLE: Final = 27
"""What AWS leaves of the 32 addresses of a /27."""
_FREE: Final = 8
_ROOM: Final = 32
"""A /27, which has that many addresses."""


@check(
    severity=Severity.MEDIUM,
    code="LB004",
    standards=("AWS Well-Architected REL02-BP03",),
    needs=("load_balancing.types",),
)
def lb_subnet_too_small(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Count the addresses of each Application Load Balancer's subnets."""
    for address, kind in network.load_balancing.types.items():
        balancer = network.workloads.get(address)
        if balancer is None or kind != "application":
            continue
        unclear: dict[str, str] = {}
        for name in balancer.subnets.everything:
            subnet = network.subnets.get(name)
            usable = None if subnet is None else usable_addresses(subnet)
            if subnet is None or usable is None:
                if subnet is not None and (subnet.is_new or subnet.reservations):
                    unclear[name] = unsized_by(subnet)
            elif name not in balancer.subnets.candidates:
                yield from _outcome(network, balancer, subnet, usable)
        if unclear:
            yield _undecided(balancer, unclear)


def _outcome(
    network: Network, balancer: Workload, subnet: Subnet, usable: int
) -> Iterator[Finding]:
    free = subnet.free_addresses
    few = free is not None and free < _FREE
    if usable >= _USABLE and not few:
        return
    yield Finding(
        subject=balancer.address,
        message=f"{subnet.address} has {free} free addresses"
        if few
        else f"{subnet.address} has {usable} usable addresses, fewer than a /27",
        severity=Severity.MEDIUM,
        confidence=Confidence.of(balancer.subnets.certainty),
        related=((subnet.address, "subnet"),),
        evidence={"usable_addresses": usable},
        remediation="give it subnets of a /27 or larger with eight free addresses",
        fix=Fix(partial(fixes.ranges.with_room, network, subnet, (balancer,), _ROOM)),
        identity=(subnet.address,),
    )


def _undecided(balancer: Workload, unclear: Mapping[str, str]) -> Undecided:
    return Undecided(
        subject=balancer.address,
        message="cannot tell whether its subnets are large enough",
        severity=Severity.LOW,
        unknowns=tuple(unclear.values()),
        related=tuple((name, "subnet") for name in unclear),
    )
