"""A transit gateway routes one VPC to another and not the other way round.

What it finds
-------------
Two VPCs attached to a transit gateway of the input, where the route table of the one knows the
other by propagation, and the route table of the other has no route back, neither propagated nor
static. A static route that is wider, such as one to an inspection VPC, is a way back, and a
blackhole for the sender is meant so. It is medium where no route table of the sender's VPC leads to
the transit gateway yet. It is undecided where the way back is not known, and once for a transit
gateway where it is not known which tables propagations give to attachments that have different
tables. Attachments that may be routed by several tables are left out.

Why it matters
--------------
Both route tables have to know the other VPC. With one of them requests arrive and their replies are
dropped by the transit gateway: no connection comes about in either direction.

Bad
---
```hcl
resource "aws_vpc" "main" {
  for_each   = { app = "10.0.0.0/16", data = "10.1.0.0/16" }
  cidr_block = each.value
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

resource "aws_ec2_transit_gateway_route_table_propagation" "data_to_app" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main["data"].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main["app"].id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  for_each   = { app = "10.0.0.0/16", data = "10.1.0.0/16" }
  cidr_block = each.value
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

resource "aws_ec2_transit_gateway_route_table_propagation" "data_to_app" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main["data"].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main["app"].id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "app_to_data" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main["app"].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main["data"].id
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
from netplan_audit.network.connections.attached import leads_back, perhaps_one_way, segments
from netplan_audit.network.connections.ways import TRANSIT_GATEWAY, ways
from netplan_audit.unknown import Truth
from netplan_audit.wording import and_more, do

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.attached import OneWay, Segment
    from netplan_audit.network.network import Network


@check(severity=Severity.HIGH, code="TGW004", needs=("attachments",))
def associated_but_no_return_propagation(
    network: Network,
    params: NoParams,  # noqa: ARG001 - the signature of every check
) -> Iterator[Outcome]:
    """Compare what the route tables of a transit gateway know of each other's VPCs."""
    for found in segments(network).values():
        for sender in found:
            for receiver in found:
                if _alone(sender, receiver) or sender.table not in receiver.propagated:
                    continue
                back = leads_back(network, sender, receiver.table)
                if back is Truth.NO:
                    yield _finding(network, sender, receiver)
                elif back is Truth.UNKNOWN:
                    yield _undecided(network, sender, receiver)
    yield from map(_doubtful, perhaps_one_way(network))


def _alone(sender: Segment, receiver: Segment) -> bool:
    """Tell whether both are one attachment, which needs no way to itself."""
    return sender is receiver and len(sender.attachments) == 1


def _finding(network: Network, sender: Segment, receiver: Segment) -> Finding:
    one, other = sender.attachments[0], receiver.attachments[-1]
    attachments = (*sender.attachments, *receiver.attachments)
    sure = min(
        min(a.associated.certainty, a.propagated.certainty, a.gateway.certainty)
        for a in attachments
    )
    count = len(sender.attachments)
    senders = f"{and_more('its VPC', count)} {do('reach', count)}"
    return Finding(
        subject=one.address,
        message=f"{senders} that of {other.address} by {sender.table}, but "
        f"{receiver.table}, which routes the replies, has no route back",
        severity=Severity.HIGH if _may_send(network, sender) else Severity.MEDIUM,
        confidence=Confidence.of(sure),
        related=(
            (receiver.table, "route table without a way back"),
            (sender.table, "route table of the sender"),
            *((each.address, "receiver") for each in receiver.attachments),
            *((each.address, "sender") for each in sender.attachments[1:]),
        ),
        evidence={"senders": len(sender.attachments), "receivers": len(receiver.attachments)},
        remediation=f"propagate the attachment to {receiver.table}, or add a static route there",
        fix=Fix(lambda: fixes.joining.propagated_back(network, sender, receiver)),
        identity=(receiver.table,),
    )


def _may_send(network: Network, sender: Segment) -> bool:
    """Tell whether a route table of a VPC of the sender leads to the gateway, or may do so."""
    found = ways(network)
    for each in sender.attachments:
        vpc = network.vpcs.get(each.vpc.only or "")
        if vpc is None or not vpc.is_new or not network.complete:
            return True
        if found.out_of(vpc.address, sender.gateway):
            return True
    return bool(found.perhaps(sender.gateway, TRANSIT_GATEWAY))


def _doubtful(found: OneWay) -> Undecided:
    return Undecided(
        subject=found.gateway,
        message=f"cannot tell whether the VPCs of {found.sender.address} and "
        f"{found.receiver.address}, and perhaps of others, reach each other both ways",
        severity=Severity.MEDIUM,
        unknowns=(found.settles,),
        related=((found.sender.address, "sender"), (found.receiver.address, "receiver")),
    )


def _undecided(network: Network, sender: Segment, receiver: Segment) -> Undecided:
    static = network.transit_routing.static(receiver.table)
    open_ = [f"{r.origin}.destination_cidr_block" for r in static if r.destination is None]
    return Undecided(
        subject=sender.attachments[0].address,
        message=f"cannot tell whether {receiver.table} has a route back to its VPC",
        severity=Severity.MEDIUM,
        unknowns=tuple(open_) or (f"the routes of {receiver.table}",),
        related=((receiver.table, "route table of the receiver"),),
        identity=(receiver.table,),
    )
