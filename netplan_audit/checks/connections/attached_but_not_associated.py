"""A VPC is attached to a transit gateway, and no route table routes what it sends.

What it finds
-------------
An attachment to a transit gateway of the input that takes no default association, by its own
argument or the gateway's, and that no route table is associated with. Attachments to a transit
gateway that another configuration manages are silent. It is undecided where an association leaves
open which attachment it is of, and where parts of the configuration are missing.

Why it matters
--------------
Each attachment is routed by the one route table it is associated with. Without one the transit
gateway drops all that comes from the VPC, while routes to it work: requests arrive and their
replies do not.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_ec2_transit_gateway" "main" {
  default_route_table_association = "disable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.main.id]
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
  default_route_table_association = "disable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.main.id]
}

resource "aws_ec2_transit_gateway_route_table" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
}

resource "aws_ec2_transit_gateway_route_table_association" "main" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.connections.attached import is_managed
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.network import Network


@check(severity=Severity.HIGH, code="TGW003", needs=("attachments",))
def attached_but_not_associated(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for the route table of each attachment to a transit gateway of the input."""
    gaps = network.coverage.missing_modules
    for attachment in network.attachments.values():
        gateway = attachment.gateway.only
        if gateway is None or not is_managed(network, gateway) or attachment.associated.members:
            continue
        closed = attachment.associated.settled and not gaps and network.complete
        verdict = ~attachment.default_association & (truth(closed) | Truth.UNKNOWN)
        if verdict is Truth.YES:
            yield _finding(network, attachment, gateway)
        elif verdict is Truth.UNKNOWN:
            yield _undecided(attachment, gateway, gaps)


def _finding(network: Network, attachment: TransitGatewayAttachment, gateway: str) -> Finding:
    sure = attachment.gateway.certainty
    return Finding(
        subject=attachment.address,
        message=f"is associated with no route table of {gateway}, which drops what comes from "
        f"{attachment.vpc.only or 'its VPC'}",
        severity=Severity.HIGH,
        confidence=Confidence.of(sure),
        related=((gateway, "transit gateway"),),
        remediation="associate it with aws_ec2_transit_gateway_route_table_association, or let the "
        "default association take it",
        fix=Fix(lambda: fixes.joining.associated_with_only(network, attachment)),
    )


def _undecided(
    attachment: TransitGatewayAttachment, gateway: str, gaps: tuple[str, ...]
) -> Undecided:
    named = [attachment.associated.settles, *gaps]
    if attachment.default_association is Truth.UNKNOWN:
        name = "transit_gateway_default_route_table_association"
        named.append(f"{attachment.address}.{name}")
    return Undecided(
        subject=attachment.address,
        message=f"cannot tell whether a route table of {gateway} is associated with it",
        severity=Severity.MEDIUM,
        unknowns=tuple(text for text in named if text) or (f"the route tables of {gateway}",),
        related=((gateway, "transit gateway"),),
    )
