"""Only one side of a peering connection routes to the other.

What it finds
-------------
A peering connection with both VPCs in the input, where a route table of the one sends addresses of
the other over the connection, and no route table of the other sends any address of the first back.
A side that another configuration manages is silent: what it routes is not known here; and so is a
default route, which `peering-route-beyond-peer` tells. It is undecided where a route may lead over
the connection or be in a table of that VPC, where parts of the configuration are missing, and where
it is not known what the one VPC sends the other, which sends nothing. It is so too where only one
of the VPCs can be told, by its routes, and where outputs name the connection and a route table of
that VPC for others, which may route.

Why it matters
--------------
Both VPCs need a route, for requests and for their replies. With one of them packets arrive and the
answers are dropped: connections over the peering time out, while security groups and the
connection itself look right.

Bad
---
```hcl
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "app_data" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.data.id
  auto_accept = true
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.app.id
}

resource "aws_route" "app_to_data" {
  route_table_id            = aws_route_table.app.id
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.app_data.id
}
```

Good
----
```hcl
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "app_data" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.data.id
  auto_accept = true
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.app.id
}

resource "aws_route" "app_to_data" {
  route_table_id            = aws_route_table.app.id
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.app_data.id
}

resource "aws_route_table" "data" {
  vpc_id = aws_vpc.data.id
}

resource "aws_route" "data_to_app" {
  route_table_id            = aws_route_table.data.id
  destination_cidr_block    = "10.0.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.app_data.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.connections.peer_ends import with_senders
from netplan_audit.network.connections.ways import (
    PEERING_CONNECTION,
    is_default,
    leads_into,
    routed_elsewhere,
    shows_its_routes,
    stands_in,
    vpc_of,
    ways,
    words,
)
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.connections import PeeringConnection
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Vpc


@check(severity=Severity.HIGH, code="PEER001", needs=("peering_connections",))
def missing_return_route(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at each peering connection from both sides."""
    for each in network.peering_connections.values():
        peering = with_senders(network, each)
        ends = [network.vpcs.get(end.only or "") for end in (peering.requester, peering.accepter)]
        first, second = ends
        if first is not None and second is not None and first is not second:
            yield from _judged(network, peering, first, second)
            yield from _judged(network, peering, second, first)
        elif first is not None and peering.accepter.only is None:
            yield from _open(network, peering, first)


def _judged(
    network: Network, peering: PeeringConnection, here: Vpc, there: Vpc
) -> Iterator[Outcome]:
    """Ask whether what one VPC sends over a connection is answered by the same way."""
    sent = [r for r in ways(network).out_of(here.address, peering.address) if not is_default(r)]
    out = [route for route in sent if leads_into(route, there) is Truth.YES]
    unclear = [route for route in sent if leads_into(route, there) is Truth.UNKNOWN]
    if not (out or unclear):
        yield from _perhaps(network, peering, here, there)
        return
    back = ways(network).out_of(there.address, peering.address)
    perhaps = [
        route
        for route in ways(network).perhaps(peering.address, PEERING_CONNECTION)
        if stands_in(network, route, there) is not Truth.NO
    ]
    answered = any_of(leads_into(route, here) for route in back)
    answered |= any_of(leads_into(r, here) & stands_in(network, r, there) for r in perhaps)
    if answered is Truth.YES or (answered is Truth.UNKNOWN and not out):
        return
    shown = shows_its_routes(network, there)
    elsewhere = routed_elsewhere(network, there.address, peering.address)
    if out and answered is Truth.NO and shown is Truth.YES and not elsewhere:
        yield _finding(network, peering, here, there, (out, back))
    elif shown is not Truth.NO:
        gaps = network.coverage.missing_modules
        asked = (*back, *perhaps) if out else unclear
        doubts = [r.settles or r.table.settles or r.target.settles for r in asked]
        doubts += [elsewhere] if out else there.unknown
        named = [text for text in (*doubts, *gaps) if text]
        unknowns = named or [f"the routes of {there.address}"]
        yield _undecided(peering, there, tuple(dict.fromkeys(unknowns)))


def _perhaps(
    network: Network, peering: PeeringConnection, here: Vpc, there: Vpc
) -> Iterator[Undecided]:
    """Yield a result where only one VPC has routes, of which it is not known where they lead."""
    routes = ways(network).perhaps(peering.address, PEERING_CONNECTION)
    out = [r for r in routes if not is_default(r) and leads_into(r, there) is not Truth.NO]
    one_sided = {vpc_of(network, route) for route in routes} == {here.address}
    back = ways(network).out_of(there.address, peering.address)
    if out and one_sided and not back and shows_its_routes(network, there) is not Truth.NO:
        doubts = [r.target.settles if r.target.only is None else r.table.settles for r in out]
        named = tuple(dict.fromkeys(text for text in doubts if text))
        unknowns = named[:1] or (f"the routes of {here.address}",)
        message = (
            f"cannot tell whether {here.address} sends {words(out)} over it to {there.address}"
        )
        yield _undecided(peering, there, unknowns, f"{message}, where no route leads back")


def _open(network: Network, peering: PeeringConnection, here: Vpc) -> Iterator[Undecided]:
    """Yield a result where the VPC of a route is known, and the other may be one of the input."""
    sent = [r for r in ways(network).out_of(here.address, peering.address) if not is_default(r)]
    known = [network.vpcs.get(target) for target in peering.accepter.targets]
    shown = any_of(shows_its_routes(network, vpc) for vpc in known if vpc is not None)
    if sent and shown is not Truth.NO:
        yield Undecided(
            subject=peering.address,
            message=f"cannot tell which VPC {here.address} sends {words(sent)} over it to, and "
            "whether a route of that leads back",
            severity=Severity.MEDIUM,
            unknowns=(peering.accepter.settles,),
            related=((here.address, "VPC that sends"),),
        )


def _finding(
    network: Network,
    peering: PeeringConnection,
    here: Vpc,
    there: Vpc,
    routes: tuple[list[Route], list[Route]],
) -> Finding:
    out, back = routes
    sure = min(
        peering.requester.certainty,
        peering.accepter.certainty,
        *(min(route.table.certainty, route.target.certainty) for route in out),
    )
    but = f", only {words(back)}" if back else ""
    return Finding(
        subject=peering.address,
        message=f"{here.address} sends {words(out)} over it to {there.address}, where no route "
        f"leads back{but}",
        severity=Severity.HIGH,
        confidence=Confidence.of(sure),
        related=(
            *((origin, "routes over it") for origin in dict.fromkeys(r.origin for r in out)),
            (there.address, "VPC without a route back"),
        ),
        path=tuple(
            Step(here.address, peering.address, "routes to", sure.label, f"in {route.origin}")
            for route in out
        ),
        evidence={"destinations": tuple(dict.fromkeys(route.destination_text for route in out))},
        remediation=f"add a route for the CIDR of {here.address} over the peering connection to "
        f"the route tables of {there.address}",
        fix=Fix(
            lambda: fixes.joining.routes_back(
                network, there.address, [here], (fixes.routes.PEERING, peering.address)
            )
        ),
        identity=(there.address,),
    )


def _undecided(
    peering: PeeringConnection, there: Vpc, unknowns: tuple[str, ...], message: str = ""
) -> Undecided:
    return Undecided(
        subject=peering.address,
        message=message or f"cannot tell whether a route of {there.address} leads back over it",
        severity=Severity.MEDIUM,
        unknowns=unknowns,
        related=((there.address, "VPC"),),
        identity=(there.address,),
    )
