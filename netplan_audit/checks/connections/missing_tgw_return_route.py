"""A VPC sends packets over a transit gateway to another that has no route back.

What it finds
-------------
Two VPCs of the input that are attached to one transit gateway, where a route table of the one leads
to addresses of the other over it, and no route table of the other leads back: none leads to the
transit gateway at all or, where the first names the other's addresses alone, none is for the
addresses of the first. A default route names nobody and is silent, and so is a VPC that another
configuration manages. What the appliances of an inspection VPC pass on, or the NAT gateways of the
VPC that the transit gateway's default route leads to, is not for that VPC to get replies to: any
route over the transit gateway will do. It is undecided where routes or parts of the configuration
are not known. A route whose destination is not known is one result, about every VPC
that it may lead to and that has no route back.

Why it matters
--------------
The transit gateway delivers the packets, and the replies find no way: connections time out, while
attachments, route tables of the transit gateway and security groups look right.

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
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = aws_vpc.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value.id
  subnet_ids         = [aws_subnet.main[each.key].id]
}

resource "aws_route" "app_to_data" {
  route_table_id         = aws_vpc.main["app"].main_route_table_id
  destination_cidr_block = "10.1.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
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
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = aws_vpc.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value.id
  subnet_ids         = [aws_subnet.main[each.key].id]
}

resource "aws_route" "to_the_others" {
  for_each               = aws_vpc.main
  route_table_id         = each.value.main_route_table_id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
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
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.connections.inspection import passes_on
from netplan_audit.network.connections.sending import hub_of
from netplan_audit.network.connections.ways import (
    TRANSIT_GATEWAY,
    is_closed,
    shows_its_routes,
    space_of,
    stands_in,
    ways,
    words,
)
from netplan_audit.unknown import Truth
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.sending import Hub
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Vpc


@check(severity=Severity.HIGH, code="RTE011 asymmetric-tgw-or-pcx", needs=("attachments",))
def missing_tgw_return_route(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at each VPC of a transit gateway from where others send it packets."""
    for gateway in network.attachments_by_gateway:
        hub = hub_of(network, gateway)
        for vpc in hub.vpcs if hub.senders else ():
            yield from _judged(network, hub, vpc)
        yield from _anywhere(network, hub)


_Lost = dict[str, "list[Route]"]


def _judged(network: Network, hub: Hub, vpc: Vpc) -> Iterator[Outcome]:
    """Look for the routes of a VPC back to those that send it packets, one result for all."""
    sure, perhaps = _back(network, hub.gateway, vpc)
    space = space_of(vpc)
    reached, reachable = _reach(sure), _reach(perhaps)
    if sure and reached.covers(hub.everyone - space):
        return
    lost: _Lost = {}
    doubts: list[str] = []
    for destination in hub.sent_to(vpc):
        if (sure or perhaps) and not space.covers(destination):
            continue
        for sender, route in hub.senders[destination]:
            passed = (sure or perhaps) and passes_on(network, sender.address, route)
            if sender is vpc or passed:
                continue
            doubt = hub.doubts.get(vpc.address) or hub.doubts.get(sender.address)
            answered = _answered(sure, reached, sender)
            answered |= _answered(perhaps, reachable, sender) & Truth.UNKNOWN
            if answered is Truth.NO and not doubt:
                lost.setdefault(sender.address, []).append(route)
            elif answered is not Truth.YES:
                doubts += [doubt] if doubt else _settles(vpc, sure, perhaps)
    unclear = [] if sure or perhaps or lost or doubts else _unclear(hub, vpc)
    shown = shows_its_routes(network, vpc)
    if lost and shown is Truth.YES:
        yield _finding(network, hub.gateway, vpc, lost)
    elif (lost or doubts or unclear) and shown is not Truth.NO:
        yield _undecided(network, hub.gateway, vpc, doubts or unclear)


def _reach(routes: list[Route]) -> AddressSet:
    known = (route.destination for route in routes if route.destination is not None)
    return AddressSet.of(cidr for destination in known for cidr in destination.cidrs())


def _answered(back: list[Route], reached: AddressSet, sender: Vpc) -> Truth:
    """Tell whether one of several routes, which reach some addresses, leads into a VPC."""
    if reached.overlaps(space_of(sender)):
        return Truth.YES
    open_ = back and (not is_closed(sender) or any(each.destination is None for each in back))
    return Truth.UNKNOWN if open_ else Truth.NO


def _unclear(hub: Hub, vpc: Vpc) -> list[str]:
    """Return what would tell whether anything that others send is for a VPC."""
    sent = any(each is not vpc for routes in hub.senders.values() for each, _ in routes)
    return [next(iter(vpc.unknown), "")] if sent and not is_closed(vpc) else []


def _back(network: Network, gateway: str, vpc: Vpc) -> tuple[list[Route], list[Route]]:
    """Return the routes of a VPC over a gateway, and those that may be such."""
    sure = list(ways(network).out_of(vpc.address, gateway))
    perhaps: list[Route] = []
    for route in ways(network).perhaps(gateway, TRANSIT_GATEWAY):
        here = stands_in(network, route, vpc)
        if here is not Truth.NO:
            (sure if here is Truth.YES else perhaps).append(route)
    return sure, perhaps


def _anywhere(network: Network, hub: Hub) -> Iterator[Undecided]:
    """Yield a result for each route of which it is not known where it leads."""
    vpcs = hub.vpcs if hub.anywhere else ()
    shown = [vpc for vpc in vpcs if shows_its_routes(network, vpc) is not Truth.NO]
    silent = [vpc.address for vpc in shown if not any(_back(network, hub.gateway, vpc))]
    by_origin = {route.origin: (vpc, route) for vpc, route in hub.anywhere}
    for origin, (sender, route) in by_origin.items():
        others = [vpc for vpc in silent if vpc != sender.address]
        if others:
            yield Undecided(
                subject=origin,
                message=f"cannot tell where it leads over {hub.gateway}, and no route leads back "
                f"from {and_more(others[0], len(others))}",
                severity=Severity.MEDIUM,
                unknowns=(route.settles or f"the destination of {origin}",),
                related=((hub.gateway, "transit gateway"), *((vpc, "VPC") for vpc in others)),
                identity=(hub.gateway,),
            )


def _finding(network: Network, gateway: str, vpc: Vpc, lost: _Lost) -> Finding:
    routes = [route for sent in lost.values() for route in sent]
    sure = min(
        *(min(route.table.certainty, route.target.certainty) for route in routes),
        *(
            min(each.vpc.certainty, each.gateway.certainty)
            for each in network.attachments_by_vpc.get(vpc.address, ())
        ),
    )
    first, sent = next(iter(lost.items()))
    return Finding(
        subject=vpc.address,
        message=f"is sent {words(sent)} by {and_more(first, len(lost))} over {gateway}, and no "
        "route of its own leads back",
        severity=Severity.HIGH,
        confidence=Confidence.of(sure),
        related=(
            (gateway, "transit gateway"),
            *((origin, "routes to it") for origin in dict.fromkeys(r.origin for r in routes)),
        ),
        path=tuple(
            Step(sender, gateway, "routes to", sure.label, f"in {route.origin}")
            for sender, sent in lost.items()
            for route in sent
        ),
        evidence={"senders": tuple(lost)},
        remediation="add routes for the CIDRs of the senders to the VPC's route tables, with the "
        "transit gateway as target",
        fix=Fix(
            lambda: fixes.joining.routes_back(
                network,
                vpc.address,
                (network.vpcs[each] for each in lost),
                (fixes.routes.TRANSIT, gateway),
            )
        ),
        identity=(gateway,),
    )


def _settles(vpc: Vpc, sure: list[Route], perhaps: list[Route]) -> list[str]:
    named = [each.settles for each in sure if each.destination is None]
    named += [each.settles or each.table.settles or each.target.settles for each in perhaps]
    return named or [f"the routes of {vpc.address}"]


def _undecided(network: Network, gateway: str, vpc: Vpc, settles: list[str]) -> Undecided:
    named = (*(text for text in settles if text), *network.coverage.missing_modules)
    return Undecided(
        subject=vpc.address,
        message=f"cannot tell whether its routes lead back to the VPCs that send it packets over "
        f"{gateway}",
        severity=Severity.MEDIUM,
        unknowns=tuple(dict.fromkeys(named)) or (f"the routes of {vpc.address}",),
        related=((gateway, "transit gateway"),),
        identity=(gateway,),
    )
