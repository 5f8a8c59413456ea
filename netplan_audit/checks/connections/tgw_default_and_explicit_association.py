"""An attachment is associated with the default route table and with another one.

What it finds
-------------
A VPC attachment that the transit gateway associates with its default route table, because neither
turns that off, and that an association puts into another table too. An association that replaces
an existing one is silent, and so are gateways of which it is not known whether they associate.

Why it matters
--------------
An attachment has one route table. The default association comes first, so AWS refuses the other
as long as it is there; where somebody repaired that by hand, each plan wants to change it back.

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

  transit_gateway_default_route_table_association = false
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
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ec2_transit_gateway_vpc_attachment>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.network.connections.transit import default_table
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.network import Network


@check(severity=Severity.MEDIUM, code="TGW007 double-management", needs=("attachments",))
def tgw_default_and_explicit_association(
    network: Network,
    params: NoParams,  # noqa: ARG001 - the signature of every check
) -> Iterator[Finding]:
    """Compare the default association of each attachment with its explicit ones."""
    for attachment in network.attachments.values():
        default = default_table(attachment)
        default = network.aliases.get(default, default)
        other = [table for table in attachment.associated if table != default]
        twice = attachment.default_association & ~attachment.replaces_association
        if twice is not Truth.YES or not other or default in set(attachment.associated):
            continue
        sure = min(attachment.associated.certainty, attachment.gateway.certainty)
        yield Finding(
            subject=attachment.address,
            message="is associated with the default route table of "
            f"{attachment.gateway.only or 'its transit gateway'} and with {other[0]}",
            severity=Severity.MEDIUM,
            confidence=Confidence.of(sure),
            related=tuple((table, "associated route table") for table in other),
            remediation="set transit_gateway_default_route_table_association = false",
            fix=fixes.arguments.setting(
                attachment.address, transit_gateway_default_route_table_association=False
            ),
        )
