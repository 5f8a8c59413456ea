"""A VPC through which others go out to the internet has no route back to them.

What it finds
-------------
VPCs to which a static default route of a transit gateway leads, from where other attached VPCs,
with default routes of their own to the transit gateway, go out: where no route of such a VPC leads
back over the transit gateway; and where the attachment's subnets lead to a NAT gateway whose own
subnet has no route back to one of the others. It is undecided where the input may not hold all of
the VPC's routes. VPCs that another configuration manages are silent.

Why it matters
--------------
Packets go out and the replies come back as far as the NAT gateway or the firewall. There the route
table sends them to the internet again, or nowhere: nothing in those VPCs reaches the internet.

Bad
---
```hcl
locals {
  vpcs = { app = "10.1.0.0/16", egress = "10.2.0.0/16" }
}

resource "aws_vpc" "main" {
  for_each   = local.vpcs
  cidr_block = each.value
}

resource "aws_subnet" "main" {
  for_each   = local.vpcs
  vpc_id     = aws_vpc.main[each.key].id
  cidr_block = cidrsubnet(each.value, 8, 1)
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main["egress"].id
  cidr_block = "10.2.9.0/24"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main["egress"].id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = aws_subnet.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value.vpc_id
  subnet_ids         = [each.value.id]
}

resource "aws_ec2_transit_gateway_route" "out" {
  destination_cidr_block         = "0.0.0.0/0"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main["egress"].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.main.association_default_route_table_id
}

resource "aws_route" "app" {
  route_table_id         = aws_vpc.main["app"].main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

resource "aws_route" "nat" {
  route_table_id         = aws_vpc.main["egress"].main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main["egress"].id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
```

Good
----
```hcl
locals {
  vpcs = { app = "10.1.0.0/16", egress = "10.2.0.0/16" }
}

resource "aws_vpc" "main" {
  for_each   = local.vpcs
  cidr_block = each.value
}

resource "aws_subnet" "main" {
  for_each   = local.vpcs
  vpc_id     = aws_vpc.main[each.key].id
  cidr_block = cidrsubnet(each.value, 8, 1)
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main["egress"].id
  cidr_block = "10.2.9.0/24"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main["egress"].id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = aws_subnet.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value.vpc_id
  subnet_ids         = [each.value.id]
}

resource "aws_ec2_transit_gateway_route" "out" {
  destination_cidr_block         = "0.0.0.0/0"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main["egress"].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.main.association_default_route_table_id
}

resource "aws_route" "app" {
  route_table_id         = aws_vpc.main["app"].main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

resource "aws_route" "nat" {
  route_table_id         = aws_vpc.main["egress"].main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main["egress"].id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }

  route {
    cidr_block         = "10.1.0.0/16"
    transit_gateway_id = aws_ec2_transit_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-nat-igw.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.connections.exits import going_out, has_way_over, stranded
from netplan_audit.network.connections.ways import shows_its_routes
from netplan_audit.unknown import Truth
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.connections.exits import Stranded
    from netplan_audit.network.network import Network

_REMEDIATION = (
    "add routes for the CIDRs of the others, with the transit gateway as target, to the route "
    "table that replies come to"
)


@check(severity=Severity.HIGH, code="RTE015", needs=("attachments",))
def egress_without_return_route(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at each VPC through which others of a transit gateway go out."""
    for gateway in network.attachments_by_gateway:
        for vpc, senders in going_out(network, gateway).items():
            shown = shows_its_routes(network, network.vpcs[vpc])
            back = has_way_over(network, gateway, vpc)
            if shown is Truth.NO or back is Truth.UNKNOWN:
                continue
            hidden = "" if shown is Truth.YES else f"the routes of {vpc}"
            if back is Truth.NO:
                yield _judged(gateway, vpc, senders, hidden)
            for each in stranded(network, gateway, vpc, senders) if back is Truth.YES else ():
                lost = {name: senders[name] for name in each.lost}
                found = _judged(gateway, each.gateway.address, lost, hidden, each)
                fix = Fix(partial(_mended, network, gateway, vpc, each))
                yield replace(found, fix=fix) if isinstance(found, Finding) else found


def _judged(
    gateway: str,
    subject: str,
    senders: dict[str, str],
    hidden: str,
    found: Stranded | None = None,
) -> Outcome:
    """Tell of a VPC or a NAT gateway in it: what loses the replies to those that go out by it."""
    sure = [name for name, doubt in senders.items() if not doubt]
    names = sure or list(senders)
    by = "its own" if found is None else f"{found.table}, which its subnet uses,"
    message = (
        f"is the way out for {and_more(names[0], len(names))} over {gateway}, and no route of {by} "
        "leads back"
    )
    related = ((gateway, "transit gateway"), *((name, "VPC") for name in names))
    if hidden or not sure:
        settles = (hidden, *senders.values())
        return Undecided(
            subject=subject,
            message=f"cannot tell whether it {message}",
            severity=Severity.MEDIUM,
            unknowns=tuple(dict.fromkeys(text for text in settles if text)),
            related=related,
            identity=(gateway,),
        )
    return Finding(
        subject=subject,
        message=message,
        severity=Severity.HIGH,
        related=related,
        path=()
        if found is None
        else (Step(found.subnet.address, found.table, "uses route table"),),
        evidence={"senders": tuple(names)},
        remediation=_REMEDIATION,
        identity=(gateway,),
    )


def _mended(network: Network, gateway: str, vpc: str, found: Stranded) -> list[Edit]:
    others = [network.vpcs[each] for each in found.lost]
    way = (fixes.routes.TRANSIT, gateway)
    return fixes.joining.routes_back(network, vpc, others, way, (found.table,))
