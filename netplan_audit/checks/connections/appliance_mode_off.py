"""A VPC with firewalls in several zones is attached to a transit gateway without appliance mode.

What it finds
-------------
A VPC attachment without appliance mode, in two or more zones, whose subnets lead to firewall
endpoints or network interfaces, another one in each zone. One appliance for all zones is silent. It
is undecided where it is not known which appliances these are.

Why it matters
--------------
Without appliance mode the transit gateway delivers packets in the zone they come from: requests and
replies of one connection pass different firewalls. A stateful firewall drops replies to requests
that it never saw, so connections between zones fail.

Bad
---
```hcl
resource "aws_vpc" "inspection" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "tgw" {
  for_each          = { eu-west-1a = 0, eu-west-1b = 1 }
  vpc_id            = aws_vpc.inspection.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, each.value)
  availability_zone = each.key
}

resource "aws_vpc_endpoint" "firewall" {
  for_each          = aws_subnet.tgw
  vpc_id            = aws_vpc.inspection.id
  service_name      = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
  vpc_endpoint_type = "GatewayLoadBalancer"
  subnet_ids        = [each.value.id]
}

resource "aws_route_table" "tgw" {
  for_each = aws_subnet.tgw
  vpc_id   = aws_vpc.inspection.id

  route {
    cidr_block      = "0.0.0.0/0"
    vpc_endpoint_id = aws_vpc_endpoint.firewall[each.key].id
  }
}

resource "aws_route_table_association" "tgw" {
  for_each       = aws_subnet.tgw
  subnet_id      = each.value.id
  route_table_id = aws_route_table.tgw[each.key].id
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "inspection" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.inspection.id
  subnet_ids         = [for subnet in aws_subnet.tgw : subnet.id]
}
```

Good
----
```hcl
resource "aws_vpc" "inspection" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "tgw" {
  for_each          = { eu-west-1a = 0, eu-west-1b = 1 }
  vpc_id            = aws_vpc.inspection.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, each.value)
  availability_zone = each.key
}

resource "aws_vpc_endpoint" "firewall" {
  for_each          = aws_subnet.tgw
  vpc_id            = aws_vpc.inspection.id
  service_name      = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
  vpc_endpoint_type = "GatewayLoadBalancer"
  subnet_ids        = [each.value.id]
}

resource "aws_route_table" "tgw" {
  for_each = aws_subnet.tgw
  vpc_id   = aws_vpc.inspection.id

  route {
    cidr_block      = "0.0.0.0/0"
    vpc_endpoint_id = aws_vpc_endpoint.firewall[each.key].id
  }
}

resource "aws_route_table_association" "tgw" {
  for_each       = aws_subnet.tgw
  subnet_id      = each.value.id
  route_table_id = aws_route_table.tgw[each.key].id
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "inspection" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.inspection.id
  subnet_ids         = [for subnet in aws_subnet.tgw : subnet.id]
  appliance_mode_support = "enable"
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.connections.inspection import to_appliance
from netplan_audit.network.zones import spread, zone_names
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Subnet


@check(severity=Severity.MEDIUM, code="TGW006", needs=("attachments",))
def appliance_mode_off(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Follow the routes of each attachment's subnets to appliances."""
    for attachment in network.attachments.values():
        if attachment.appliance_mode is Truth.YES:
            continue
        ways = {
            address: route
            for address in attachment.subnets
            if (route := to_appliance(network, address)) is not None
        }
        subnets = [network.subnets[address] for address in ways]
        verdict = spread(subnet.zone for subnet in subnets) & _several(list(ways.values()))
        verdict &= ~attachment.appliance_mode & (truth(attachment.subnets.settled) | Truth.UNKNOWN)
        if verdict is Truth.YES:
            yield _finding(network, attachment, subnets, ways)
        elif verdict is Truth.UNKNOWN and len(subnets) > 1:
            yield _undecided(attachment, subnets, list(ways.values()))


def _several(routes: list[Route]) -> Truth:
    """Tell whether routes lead to more than one appliance."""
    known = {route.target.only for route in routes}
    if None in known:
        return Truth.YES if len(known) > 2 else Truth.UNKNOWN  # noqa: PLR2004 - two that are known
    return truth(len(known) > 1)


def _finding(
    network: Network,
    attachment: TransitGatewayAttachment,
    subnets: list[Subnet],
    ways: dict[str, Route],
) -> Finding:
    sure = min(
        attachment.subnets.certainty,
        *(network.routing.default_route(subnet).certainty for subnet in subnets),
    )
    targets = [route.target.only or route.target_kind for route in ways.values()]
    return Finding(
        subject=attachment.address,
        message=f"has no appliance mode, and leads to another appliance in each of "
        f"{zone_names(subnet.zone for subnet in subnets)}",
        severity=Severity.MEDIUM,
        confidence=Confidence.of(sure),
        related=tuple((target, "appliance") for target in dict.fromkeys(targets)),
        path=tuple(network.routing.default_route(s).choice.hop_from(s) for s in subnets),
        remediation='set appliance_mode_support = "enable" on the attachment',
        fix=fixes.arguments.setting(attachment.address, appliance_mode_support="enable"),
    )


def _undecided(
    attachment: TransitGatewayAttachment, subnets: list[Subnet], routes: list[Route]
) -> Undecided:
    named = [s.zone.settles for s in subnets if not s.zone.is_known]
    named += [r.target.settles or r.origin for r in routes if r.target.only is None]
    if attachment.appliance_mode is Truth.UNKNOWN:
        named.append(f"{attachment.address}.appliance_mode_support")
    return Undecided(
        subject=attachment.address,
        message="cannot tell whether it leads to several appliances without appliance mode",
        severity=Severity.LOW,
        unknowns=tuple(dict.fromkeys(named)) or (f"{attachment.address}.subnet_ids",),
    )
