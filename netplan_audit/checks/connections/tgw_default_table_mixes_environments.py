"""Production and other VPCs share the default route table of a transit gateway.

What it finds
-------------
A transit gateway whose default route table routes, and is told by, attachments of VPCs of
production and of others: all reach each other. What belongs to which environment is told by tags,
by variables and by names. Where the environment of a VPC is not known it counts for neither.

Why it matters
--------------
With default association and propagation every attached VPC reaches every other. What runs in a test
environment can connect to production then, as far as security groups let it.

Bad
---
```hcl
resource "aws_vpc" "main" {
  for_each   = { prod = "10.0.0.0/16", test = "10.1.0.0/16" }
  cidr_block = each.value
  tags       = { Environment = each.key }
}

resource "aws_subnet" "main" {
  for_each   = aws_vpc.main
  vpc_id     = each.value.id
  cidr_block = cidrsubnet(each.value.cidr_block, 8, 0)
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = aws_vpc.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value.id
  subnet_ids         = [aws_subnet.main[each.key].id]
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  for_each   = { prod = "10.0.0.0/16", test = "10.1.0.0/16" }
  cidr_block = each.value
  tags       = { Environment = each.key }
}

resource "aws_subnet" "main" {
  for_each   = aws_vpc.main
  vpc_id     = each.value.id
  cidr_block = cidrsubnet(each.value.cidr_block, 8, 0)
}

resource "aws_ec2_transit_gateway" "main" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = aws_vpc.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value.id
  subnet_ids         = [aws_subnet.main[each.key].id]
}

resource "aws_ec2_transit_gateway_route_table" "main" {
  for_each           = aws_vpc.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
}

resource "aws_ec2_transit_gateway_route_table_association" "main" {
  for_each                       = aws_vpc.main
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main[each.key].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main[each.key].id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html>
- <https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-isolated.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.network.connections.attached import segments
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.connections.attached import Segment
    from netplan_audit.network.network import Network


@check(
    severity=Severity.MEDIUM,
    code="TGW005 default-rt-both-ways",
    pack="strict",
    no_fix="which environments may reach each other is for the owner of the network to say",
    needs=("attachments",),
)
def tgw_default_table_mixes_environments(
    network: Network,
    params: NoParams,  # noqa: ARG001 - the signature of every check
) -> Iterator[Finding]:
    """Look at the environments of the VPCs that share a default route table."""
    for gateway, found in segments(network).items():
        default = f"{gateway}.association_default_route_table_id"
        table = network.aliases.get(default, default)
        shared = [one for one in found if one.table == table and table in one.propagated]
        kinds = _by_environment(network, shared)
        if kinds["prod"] and kinds["nonprod"]:
            yield _finding(gateway, kinds)


def _by_environment(network: Network, shared: list[Segment]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"prod": [], "nonprod": [], "unknown": []}
    for segment in shared:
        for attachment in segment.attachments:
            vpc = network.vpcs.get(attachment.vpc.only or "")
            if vpc is not None:
                found[vpc.environment].append(vpc.address)
    return found


def _finding(gateway: str, kinds: dict[str, list[str]]) -> Finding:
    prod, others = kinds["prod"], kinds["nonprod"]
    some = and_more(others[0], len(others))
    return Finding(
        subject=gateway,
        message=f"its default route table lets {some} reach {prod[0]}, which is production",
        severity=Severity.MEDIUM,
        confidence=Confidence.LIKELY,
        related=(
            *((vpc, "production") for vpc in prod),
            *((vpc, "no production") for vpc in others),
        ),
        evidence={"production": len(prod), "others": len(others)},
        remediation="give production a route table of its own on the transit gateway",
    )
