"""One instance carries the internet traffic of a route table.

What it finds
-------------
A default route to the network interface of an instance. Undecided where the interface is not in the
input, as it may belong to something that replaces itself. Network interfaces in whose subnet an
Auto Scaling group places instances are silent: such a group may move the interface to a new
instance.

Why it matters
--------------
If the instance stops, for a patch or with its host, every subnet of the route table loses the
internet until somebody repairs it. A NAT gateway is redundant inside its zone.

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

resource "aws_instance" "nat" {
  ami               = "ami-0a1b2c3d4e5f60718"
  instance_type     = "t4g.nano"
  subnet_id         = aws_subnet.public.id
  source_dest_check = false
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block           = "0.0.0.0/0"
    network_interface_id = aws_instance.nat.primary_network_interface_id
  }
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

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-comparison.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.routing.lookup import default_of
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.workloads import Workload

_TO_INSTANCE: Final = frozenset({"network interface", "instance"})
_IPV4: Final = 4


@check(
    severity=Severity.MEDIUM,
    code="NAT010",
    pack="strict",
    no_fix="replacing an appliance takes over whatever else it does",
    needs=("route_tables",),
)
def nat_instance(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for default routes that end at an instance."""
    found: dict[str, list[Route]] = {}
    for table in network.route_tables.values():
        default = default_of(table.routes, _IPV4)
        if default is not None and default.target_kind in _TO_INSTANCE:
            found.setdefault(default.target.only or "", []).append(default)
    for target, routes in found.items():
        workload = network.workloads.get(target)
        if workload is None:
            yield _undecided(target, routes)
        elif not _is_replaced(network, target):
            yield _finding(workload, routes)


def _is_replaced(network: Network, target: str) -> bool:
    """Tell whether an Auto Scaling group places instances where the interface is."""
    return not network.once(_of_fleets).isdisjoint(network.workloads[target].subnets.everything)


def _of_fleets(network: Network) -> frozenset[str]:
    """Return the subnets that Auto Scaling groups place, or may place, instances in."""
    fleets = (w for w in network.workloads.values() if w.kind == "Auto Scaling group")
    return frozenset(subnet for fleet in fleets for subnet in fleet.subnets.everything)


def _finding(workload: Workload, routes: list[Route]) -> Finding:
    what = "one instance" if workload.kind == "instance" else f"one {workload.kind}"
    tables = and_more(routes[0].table.targets[0], len(routes))
    return Finding(
        subject=workload.address,
        message=f"is {what}, to which the default route of {tables} leads",
        severity=Severity.MEDIUM,
        confidence=Confidence.of(min(route.target.certainty for route in routes)),
        related=tuple((origin, "routes to it") for origin in _origins(routes)),
        evidence={"tables": len(routes)},
        remediation="use a NAT gateway, or a Gateway Load Balancer in front of several appliances",
    )


def _undecided(target: str, routes: list[Route]) -> Undecided:
    settles = routes[0].target.settles or f"what {target or 'the interface'} belongs to"
    return Undecided(
        subject=routes[0].origin,
        message="cannot tell whether its default route leads to a single instance",
        severity=Severity.LOW,
        unknowns=(settles,),
        related=tuple((origin, "routes to it too") for origin in _origins(routes[1:])),
    )


def _origins(routes: list[Route]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(route.origin for route in routes))
