"""A route leads to a transit gateway that its VPC is not attached to.

What it finds
-------------
A route to a transit gateway in a route table of a VPC that this plan creates, where no attachment
joins the two. A VPC that exists may be attached elsewhere: it is undecided where the input makes
the transit gateway, and silent where it does not. It is undecided too where an attachment leaves
open which VPC or transit gateway it is of. Where the transit gateway is made elsewhere, its owner
may attach the VPC before the route is applied: medium, with confidence `likely`.

Why it matters
--------------
AWS refuses a route to a transit gateway that the VPC is not attached to, and the apply stops
halfway. Where the attachment was deleted afterwards the route is a blackhole.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_route" "out" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
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
  cidr_block = "10.0.0.0/24"
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.main.id]
}

resource "aws_route" "out" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.connections.attached import attachments_of, is_managed
from netplan_audit.network.connections.ways import ways, words
from netplan_audit.network.link import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route


@check(severity=Severity.CRITICAL, code="TGW002", needs=("connecting_routes",))
def tgw_route_without_attachment(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for the attachment of each VPC that routes to a transit gateway."""
    for (gateway, vpc), routes in ways(network).sure.items():
        if routes[0].target_kind != "transit gateway":
            continue
        found, settles = attachments_of(network, vpc, gateway)
        if found:
            continue
        if not settles:
            yield _finding(network, gateway, vpc, routes)
        elif is_managed(network, gateway):
            yield _undecided(gateway, vpc, routes, settles)


def _related(vpc: str, gateway: str, routes: list[Route]) -> tuple[tuple[str, str], ...]:
    others = list(dict.fromkeys(route.origin for route in routes))[1:]
    more = ((origin, "routes to it too") for origin in others)
    return ((vpc, "VPC"), (gateway, "transit gateway"), *more)


def _finding(network: Network, gateway: str, vpc: str, routes: list[Route]) -> Finding:
    sure = min(min(route.table.certainty, route.target.certainty) for route in routes)
    missing = f"which {vpc} is not attached to"
    if not is_managed(network, gateway):  # who makes the gateway may attach the VPC too
        sure, missing = min(sure, Certainty.LIKELY), f"to which nothing here attaches {vpc}"
    return Finding(
        subject=routes[0].origin,
        message=f"sends {words(routes)} to {gateway}, {missing}",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(sure),
        related=_related(vpc, gateway, routes),
        path=tuple(
            Step(vpc, gateway, "routes to", route.target.certainty.label, f"in {route.origin}")
            for route in routes
        ),
        evidence={"destinations": tuple(dict.fromkeys(r.destination_text for r in routes))},
        remediation="attach the VPC with aws_ec2_transit_gateway_vpc_attachment, and let the route "
        "depend on it",
        fix=Fix(lambda: fixes.joining.attached(network, gateway, vpc, routes)),
        identity=(gateway, vpc),
    )


def _undecided(gateway: str, vpc: str, routes: list[Route], settles: str) -> Undecided:
    return Undecided(
        subject=routes[0].origin,
        message=f"cannot tell whether {vpc}, which sends {words(routes)} to {gateway}, is attached "
        "to it",
        severity=Severity.HIGH,
        unknowns=(settles,),
        related=_related(vpc, gateway, routes),
        identity=(gateway, vpc),
    )
