"""Subnets route to a transit gateway that has no attachment in their availability zone.

What it finds
-------------
A VPC attached to a transit gateway in some zones, with a subnet in another zone whose route table
leads to that transit gateway. Subnets of Local Zones and Outposts are left out. It is undecided
where zones or the subnets of the attachment are not known, and where only a subnet that may be in
the VPC, or may have such a table, stands in a zone without an attachment.

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

from itertools import product
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.connections.attached import subnets_perhaps_in
from netplan_audit.network.connections.ways import ways
from netplan_audit.network.zones import zone_names
from netplan_audit.terraform.address import stands_for_many
from netplan_audit.unknown import Truth, all_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet


@check(severity=Severity.HIGH, code="TGW001", needs=("attachments",))
def attachment_missing_az(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the zones of each attachment with those of the subnets that need it."""
    for attachment in network.attachments.values():
        places = [network.subnets.get(address) for address in attachment.subnets]
        inside = [place for place in places if place is not None]
        closed = attachment.subnets.settled and len(inside) == len(places)
        users = _users(network, attachment, inside)
        verdicts = [(user, use & _is_apart(user, inside, closed=closed)) for user, use in users]
        lost = [user for user, verdict in verdicts if verdict is Truth.YES]
        doubtful = [user for user, verdict in verdicts if verdict is Truth.UNKNOWN]
        if lost:
            yield _finding(network, attachment, inside, lost)
        elif doubtful:
            yield _undecided(network, attachment, inside, doubtful)


def _users(
    network: Network, attachment: TransitGatewayAttachment, inside: list[Subnet]
) -> list[tuple[Subnet, Truth]]:
    """Return the subnets that need, or may need, an attachment with subnets in their zone.

    A VPC has one attachment to a gateway, and that has subnets of the VPC alone.
    """
    homes = {place.vpc.only for place in inside if place.vpc.only is not None}
    known = attachment.vpc.only is not None and attachment.gateway.only is not None
    found = []
    for vpc, gateway in product(attachment.vpc.targets, attachment.gateway.targets):
        if (known or homes <= {vpc}) and not _has_another(network, attachment, vpc, gateway):
            sure = Truth.YES if known else Truth.UNKNOWN
            found += [(each, use & sure) for each, use in _senders(network, vpc, gateway)]
    return found


def _has_another(
    network: Network, attachment: TransitGatewayAttachment, vpc: str, gateway: str
) -> bool:
    """Tell whether a VPC has another attachment to a gateway."""
    own = network.attachments_by_vpc.get(vpc, ())
    return any(each is not attachment and each.gateway.only == gateway for each in own)


def _senders(network: Network, vpc: str, gateway: str) -> list[tuple[Subnet, Truth]]:
    """Return the subnets that are, or may be, in a VPC and have a table that leads to a gateway."""
    tables = {
        target for route in ways(network).out_of(vpc, gateway) for target in route.table.targets
    }
    found = []
    for subnet in subnets_perhaps_in(network, vpc) if tables else ():
        if subnet.on_outpost or not subnet.zone.is_regional:
            continue
        choice = network.routing.table_of(subnet)
        if choice.only in tables and subnet.vpc.only == vpc:
            found.append((subnet, Truth.YES))
        elif tables & set(choice.tables):
            found.append((subnet, Truth.UNKNOWN))
    return found


def _is_apart(subnet: Subnet, inside: list[Subnet], *, closed: bool) -> Truth:
    """Tell whether a subnet is in no zone of the attachment's subnets."""
    if any(place.address == subnet.address for place in inside):
        return Truth.NO
    if not inside and stands_for_many(subnet.address):
        return Truth.NO  # where nothing is known of both, nothing speaks against either
    elsewhere = all_of((~place.zone.same_as(subnet.zone) for place in inside), closed=closed)
    return elsewhere & truth(bool(inside) or not closed)


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
        fix=Fix(lambda: fixes.joining.in_every_zone(attachment, lost)),
    )


def _undecided(
    network: Network,
    attachment: TransitGatewayAttachment,
    inside: list[Subnet],
    doubtful: list[Subnet],
) -> Undecided:
    zones = [s.zone.settles for s in (*doubtful, *inside) if not s.zone.is_known]
    own = attachment.subnets.settles if not attachment.subnets.settled else ""
    first = doubtful[0]  # of which the message speaks; the others mostly wait for the same
    choice = network.routing.table_of(first)
    use = [one.settles for one in (first.vpc, choice) if one.only is None]
    ends = [end.settles for end in (attachment.vpc, attachment.gateway) if end.only is None]
    named = [text for text in (*ends, own, *zones, *use) if text]
    return Undecided(
        subject=attachment.address,
        message=f"cannot tell whether it has a subnet in the zone of {first.address}, which "
        "needs, or may need, one",
        severity=Severity.MEDIUM,
        unknowns=tuple(dict.fromkeys(named)) or (f"{attachment.address}.subnet_ids",),
        related=tuple((subnet.address, "subnet") for subnet in doubtful),
    )
