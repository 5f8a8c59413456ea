"""An internal load balancer stands in public subnets.

What it finds
-------------
An internal Application, Network or Classic Load Balancer all of whose subnets have a default
route to an internet gateway. It is undecided where the subnets or their routes cannot be told.

Why it matters
--------------
It works, for its addresses are private ones. But it stands where everything else is meant to face
the internet, among its network ACLs and its reviews, and one argument away from facing it too.

Bad
---
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
  internal = true
  subnets  = aws_subnet.app[*].id
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

resource "aws_lb" "app" {
  internal = true
  subnets  = aws_subnet.app[*].id
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.exposure.public_subnets import is_public, route_settles, subnets_of
from netplan_audit.unknown import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(severity=Severity.LOW, code="LB002", pack="hygiene", needs=("load_balancing.types",))
def internal_lb_in_public_subnet(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the routes of each internal load balancer's subnets."""
    for address, kind in network.load_balancing.types.items():
        balancer = network.workloads.get(address)
        if balancer is None or kind == "gateway" or balancer.public_ipv4 is not Truth.NO:
            continue
        names = balancer.subnets.everything
        subnets = subnets_of(network, names)
        closed = balancer.subnets.settled and len(subnets) == len(names)
        public = all_of((is_public(network, subnet) for subnet in subnets), closed=closed)
        if not subnets or public is Truth.NO:
            continue
        related = tuple((subnet.address, "subnet") for subnet in subnets)
        if public is Truth.YES:
            yield Finding(
                subject=address,
                message=f"is internal, and all of its {len(subnets)} subnets route to an internet "
                "gateway",
                severity=Severity.LOW,
                confidence=Confidence.of(balancer.subnets.certainty),
                related=related,
                remediation="put it into private subnets",
                fix=Fix(partial(fixes.places.moved, network, balancer, subnets, outward=False)),
            )
        else:
            settles = route_settles(network, subnets) or (balancer.subnets.settles,)
            yield Undecided(
                subject=address,
                message="is internal, and it cannot be told whether all of its subnets are public",
                severity=Severity.INFO,
                unknowns=tuple(filter(None, settles)) or (f"{address}.subnets",),
                related=related,
            )
