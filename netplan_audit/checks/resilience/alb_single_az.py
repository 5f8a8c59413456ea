"""An Application Load Balancer has subnets in one availability zone only.

What it finds
-------------
An Application Load Balancer whose subnets are all in one availability zone. Local Zones and
Outposts, where one is enough, are silent, and so are Network and Gateway Load Balancers. It is
undecided where the subnets or their zones cannot be told, unless it names several that are not made
here: AWS refuses the load balancer where they are in one.

Why it matters
--------------
An Application Load Balancer needs subnets in at least two availability zones: AWS refuses to make
one that has fewer.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "web" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = "eu-west-1a"
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "web" {
  count          = 2
  subnet_id      = aws_subnet.web[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_lb" "web" {
  subnets = aws_subnet.web[*].id
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

resource "aws_subnet" "web" {
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

resource "aws_route_table_association" "web" {
  count          = 2
  subnet_id      = aws_subnet.web[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_lb" "web" {
  subnets = aws_subnet.web[*].id
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Severity
from netplan_audit.network.zones import UNKNOWN_ZONE, spread
from netplan_audit.outcomes import in_one_zone, perhaps_in_one_zone
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(
    severity=Severity.CRITICAL,
    code="LB003",
    standards=("AWS Security Hub ELB.13",),
    needs=("load_balancing.types",),
)
def alb_single_az(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Count the zones of each Application Load Balancer's subnets."""
    for address, kind in network.load_balancing.types.items():
        balancer = network.workloads.get(address)
        if balancer is None or kind != "application" or not balancer.subnets.everything:
            continue
        subnets = [network.subnets.get(name) for name in balancer.subnets.everything]
        if any(s is not None and (s.on_outpost or not s.zone.is_regional) for s in subnets):
            continue
        zones = [UNKNOWN_ZONE if subnet is None else subnet.zone for subnet in subnets]
        apart = spread(zones)
        if apart is Truth.YES:
            continue
        made_here = any(subnet is not None and subnet.is_new for subnet in subnets)
        if apart is Truth.NO and balancer.subnets.settled:
            yield in_one_zone(network, balancer, zones)
        elif made_here or len(subnets) == 1 or any(zone.is_known for zone in zones):
            yield perhaps_in_one_zone(balancer, zones, "subnets")
