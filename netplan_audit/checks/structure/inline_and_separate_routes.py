"""A route table lists its routes itself, and separate resources add others.

What it finds
-------------
A route table whose own resource has `route` blocks while `aws_route` resources write into it too,
or whose `propagating_vgws` stands beside `aws_vpn_gateway_route_propagation`. Blocks that `dynamic`
makes count where they are surely made. Routes that AWS merely reports of an existing table are no
blocks of its resource; a state alone, which cannot tell them apart, yields nothing. What
`ignore_changes` leaves alone is silent; a plan alone does not tell of it.

Why it matters
--------------
A route table with `route` blocks owns all its routes: each apply removes those that it does not
list, and the next one that runs the separate resources puts them back. Traffic is cut in between,
without anybody having changed a route.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route" "office" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "192.168.0.0/24"
  gateway_id             = aws_vpn_gateway.main.id
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

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route" "office" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "192.168.0.0/24"
  gateway_id             = aws_vpn_gateway.main.id
}
```

References
----------
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route_table>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpn_gateway_route_propagation>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.outcomes import written_in_two_ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network

_REMEDIATION: Final = (
    "write all its routes in one way: as resources of their own, or all in the table"
)


@check(severity=Severity.HIGH, code="TF001", needs=("two_ways",))
def inline_and_separate_routes(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Tell each route table that is written in two ways."""
    for ways in network.two_ways:
        if ways.what == "routes":
            yield written_in_two_ways(
                ways, _REMEDIATION, Fix(partial(fixes.apart.of_their_own, network, ways))
            )
