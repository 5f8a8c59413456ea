"""Subnets route to a transit gateway that has no attachment in their availability zone.

What it finds
-------------
A VPC attached to a transit gateway in some zones, with a subnet in another zone whose route table
leads to that transit gateway. Subnets of Local Zones and Outposts are left out. It is undecided
where zones or the subnets of the attachment are not known.

Why it matters
--------------
A transit gateway is reached by the attachment's interface in one's own zone. Resources in a zone
without one cannot reach it, in spite of their route, and nothing behind it reaches them.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  for_each          = { eu-west-1a = 0, eu-west-1b = 1 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, each.value)
  availability_zone = each.key
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.app["eu-west-1a"].id]
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

resource "aws_subnet" "app" {
  for_each          = { eu-west-1a = 0, eu-west-1b = 1 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, each.value)
  availability_zone = each.key
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.app["eu-west-1a"].id, aws_subnet.app["eu-west-1b"].id]
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

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.fixes.joining import in_every_zone
from netplan_audit.network.ways import ways
from netplan_audit.network.zones import zone_names
from netplan_audit.unknown import Truth, all_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections import TransitGatewayAttachment
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet


@check(severity=Severity.HIGH, code="TGW001", needs=("attachments",))
def attachment_missing_az(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the zones of each attachment with those of the subnets that need it."""
    for attachment in network.attachments.values():
        vpc, gateway = attachment.vpc.only, attachment.gateway.only
        if vpc is None or gateway is None or _is_one_of_several(network, attachment):
            continue
        users = _users(network, vpc, gateway)
        places = [network.subnets.get(address) for address in attachment.subnets]
        inside = [place for place in places if place is not None]
        closed = attachment.subnets.settled and len(inside) == len(places)
        apart = {user.address: _is_apart(user, inside, closed=closed) for user in users}
        lost = [user for user in users if apart[user.address] is Truth.YES]
        doubtful = [user for user in users if apart[user.address] is Truth.UNKNOWN]
        if lost:
            yield _finding(network, attachment, inside, lost)
        elif doubtful and inside:
            yield _undecided(attachment, inside, doubtful)


def _is_one_of_several(network: Network, attachment: TransitGatewayAttachment) -> bool:
    """Tell whether the VPC has other attachments to the gateway, which AWS does not allow."""
    own = network.attachments_by_vpc.get(attachment.vpc.only or "", ())
    return sum(each.gateway.only == attachment.gateway.only for each in own) > 1


def _users(network: Network, vpc: str, gateway: str) -> list[Subnet]:
    """Return the subnets of a VPC whose route table leads to a gateway."""
    tables = {
        target for route in ways(network).out_of(vpc, gateway) for target in route.table.targets
    }
    return [
        subnet
        for subnet in network.subnets_by_vpc.get(vpc, ())
        if not subnet.on_outpost
        and subnet.zone.is_regional
        and network.routing.table_of(subnet).only in tables
    ]


def _is_apart(subnet: Subnet, inside: list[Subnet], *, closed: bool) -> Truth:
    """Tell whether a subnet is in no zone of the attachment's subnets."""
    if any(place.address == subnet.address for place in inside):
        return Truth.NO
    return all_of((~place.zone.same_as(subnet.zone) for place in inside), closed=closed) & truth(
        bool(inside)
    )


def _finding(
    network: Network,
    attachment: TransitGatewayAttachment,
    inside: list[Subnet],
    lost: list[Subnet],
) -> Finding:
    choices = [network.routing.table_of(subnet) for subnet in lost]
    sure = min(
        attachment.vpc.certainty,
        attachment.gateway.certainty,
        attachment.subnets.certainty,
        *(choice.certainty for choice in choices),
    )
    gateway = attachment.gateway.only or ""
    many = f"{len(lost)} subnets" if len(lost) > 1 else lost[0].address
    return Finding(
        subject=attachment.address,
        message=f"has subnets in {zone_names(p.zone for p in inside)} only, but the routes of "
        f"{many} in {zone_names(s.zone for s in lost)} lead to {gateway} too",
        severity=Severity.HIGH,
        confidence=Confidence.of(sure),
        related=(
            *((subnet.address, "subnet without an attachment") for subnet in lost),
            (gateway, "transit gateway"),
        ),
        path=tuple(
            step
            for subnet, choice in zip(lost, choices, strict=True)
            for step in (
                choice.hop_from(subnet),
                Step(choice.tables[0], gateway, "routes to", attachment.gateway.certainty.label),
            )
        ),
        evidence={
            "attached_zones": tuple(sorted({place.zone.text for place in inside})),
            "missing_zones": tuple(sorted({subnet.zone.text for subnet in lost})),
        },
        remediation="add a subnet of each zone to subnet_ids of the attachment",
        fix=Fix(lambda: in_every_zone(attachment, lost)),
    )


def _undecided(
    attachment: TransitGatewayAttachment, inside: list[Subnet], doubtful: list[Subnet]
) -> Undecided:
    zones = [s.zone.settles for s in (*doubtful, *inside) if not s.zone.is_known]
    own = attachment.subnets.settles if not attachment.subnets.settled else ""
    named = [text for text in (own, *zones) if text]
    return Undecided(
        subject=attachment.address,
        message=f"cannot tell whether it has a subnet in the zone of {doubtful[0].address}, whose "
        "routes lead to the transit gateway",
        severity=Severity.MEDIUM,
        unknowns=tuple(dict.fromkeys(named)) or (f"{attachment.address}.subnet_ids",),
        related=tuple((subnet.address, "subnet") for subnet in doubtful),
    )
