"""A route is for addresses that AWS keeps for its own services.

What it finds
-------------
A route whose destination lies in 169.254.168.0/22 or fd00:ec2::/32. Destinations that are not known
are silent.

Why it matters
--------------
AWS refuses such a route, and the apply stops halfway: instance metadata, DNS and time are at these
addresses, and no route may lead them elsewhere.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_network_interface" "appliance" {
  subnet_id         = aws_subnet.main.id
  source_dest_check = false
}

resource "aws_route" "metadata" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "169.254.169.254/32"
  network_interface_id   = aws_network_interface.appliance.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_network_interface" "appliance" {
  subnet_id         = aws_subnet.main.id
  source_dest_check = false
}

resource "aws_route" "office" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "192.168.0.0/16"
  network_interface_id   = aws_network_interface.appliance.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.cidr import AddressSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.network import Network

_RESERVED: Final = AddressSet.parse("169.254.168.0/22", "fd00:ec2::/32")


@check(severity=Severity.CRITICAL, code="RTE022 reserved-destination", needs=("route_tables",))
def route_to_reserved_range(network: Network, params: NoParams) -> Iterator[Finding]:  # noqa: ARG001 - the signature of every check
    """Compare the destinations of routes with the addresses AWS keeps."""
    placed = (route for table in network.route_tables.values() for route in table.routes)
    for route in dict.fromkeys((*placed, *network.unplaced_routes)):  # one may be in several
        destination = route.destination
        if not destination or not _RESERVED.covers(destination):
            continue
        yield Finding(
            subject=route.origin,
            message=f"is for {route.destination_text}, which AWS keeps for its own services",
            severity=Severity.CRITICAL,
            related=tuple((table, "route table") for table in route.table.targets),
            evidence={"destination": route.destination_text},
            remediation="take the route away",
            fix=Fix(partial(fixes.routes.without_all, (route,))),
            identity=(route.destination_text,),
        )
