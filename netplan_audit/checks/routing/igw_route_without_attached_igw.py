"""A route leads to an internet gateway that is not attached to the VPC of its route table.

What it finds
-------------
A route whose target is an internet gateway, or an egress-only one, that is attached to another VPC
than the route table's, or to none. Gateways and route tables of which the input does not tell the
VPC are silent; it is undecided where the VPC of one of them is one of several, or where an
attachment leaves open which gateway it is of.

Why it matters
--------------
A route table can only lead to the internet gateway of its own VPC: AWS refuses the route, so that
the apply stops halfway. Where the gateway was detached afterwards the route is a blackhole, and
everything behind it is cut off.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
}

resource "aws_internet_gateway_attachment" "main" {
  internet_gateway_id = aws_internet_gateway.main.id
  vpc_id              = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway_attachment.main.internet_gateway_id
  }
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.unknown import Truth, truth
from netplan_audit.wording import and_more, do

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.gateways import Gateway
    from netplan_audit.network.routing.route_tables import Route, RouteTable

_KINDS: Final = frozenset({"internet gateway", "egress-only gateway"})


@check(severity=Severity.CRITICAL, code="RTE002", needs=("route_tables",))
def igw_route_without_attached_igw(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the VPC of each route table with that of the gateways it leads to."""
    detached: dict[str, list[Route]] = {}
    told: set[tuple[str, str]] = set()
    for table in network.route_tables.values():
        for route in table.routes:
            gateway = network.gateways.get(route.target.only or "")
            if gateway is None or gateway.kind not in _KINDS or route.table.only is None:
                continue
            if gateway.vpc is None:
                detached.setdefault(gateway.address, []).append(route)
            elif (route.origin, gateway.address) not in told:
                told.add((route.origin, gateway.address))
                yield from _compared(network, table, route, gateway)
    for address, routes in detached.items():
        yield _detached(network, address, routes)


def _compared(
    network: Network, table: RouteTable, route: Route, gateway: Gateway
) -> Iterator[Outcome]:
    """Judge a route to a gateway that is attached, or may be."""
    verdict = _is_foreign(table, gateway)
    if verdict is Truth.YES:
        yield _foreign(network, table, route, gateway)
    elif verdict is Truth.UNKNOWN:
        yield _undecided(table, route, gateway)


def _is_foreign(table: RouteTable, gateway: Gateway) -> Truth:
    """Tell whether a gateway and a route table are in different VPCs.

    Nothing is said where either has no VPC in the input at all.
    """
    here, there = table.vpc, gateway.vpc
    if here is None or there is None or not here.targets:
        return Truth.NO
    if here.only is not None and there.only is not None:
        return truth(here.only != there.only)
    if not there.targets:
        return Truth.UNKNOWN
    apart = here.complete and there.complete and not set(here.targets) & set(there.targets)
    if apart:
        return Truth.YES
    same = set(here.targets) == set(there.targets) and here.complete and there.complete
    return Truth.NO if same else Truth.UNKNOWN


def _foreign(network: Network, table: RouteTable, route: Route, gateway: Gateway) -> Finding:
    here, there = table.vpc, gateway.vpc
    links = [link for link in (here, there, route.table, route.target) if link is not None]
    sure = min(link.certainty for link in links)
    places = [(link.targets[0] if link and link.targets else "another VPC") for link in links[:2]]
    return Finding(
        subject=route.origin,
        message=f"sends {route.destination_text} from a route table of {places[0]} to "
        f"{gateway.address}, the {gateway.kind} of {places[1]}",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(sure),
        related=((table.address, "route table"), (gateway.address, gateway.kind)),
        path=(
            Step(table.address, gateway.address, "routes to", route.target.certainty.label),
            Step(gateway.address, places[1], "attached to", links[1].certainty.label),
        ),
        evidence={"vpc_of_the_route_table": places[0], "vpc_of_the_gateway": places[1]},
        remediation="lead to the internet gateway that is attached to the route table's own VPC",
        fix=Fix(lambda: fixes.leaving.own_gateway(network, places[0], route)),
        identity=(gateway.address,),
    )


def _detached(network: Network, address: str, routes: list[Route]) -> Outcome:
    kind = network.gateways[address].kind
    origins = dict.fromkeys(route.origin for route in routes)
    related = tuple((origin, "routes to it") for origin in origins)
    first = and_more(routes[0].origin, len(origins))
    leads = do("lead", len(origins))
    gaps = network.coverage.missing_modules
    if gaps or not network.complete:
        return Undecided(
            subject=address,
            message=f"cannot tell whether it is attached to a VPC: {first} {leads} "
            "to it, and not all of the configuration is at hand",
            severity=Severity.HIGH,
            unknowns=gaps or (f"{address}.vpc_id",),
            related=related,
        )
    sure = min(min(route.table.certainty, route.target.certainty) for route in routes)
    return Finding(
        subject=address,
        message=f"is attached to no VPC, but {first} {leads} to it",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(sure),
        related=related,
        path=tuple(
            Step(origin, address, "routes to", sure.label, "attached to nothing")
            for origin in origins
        ),
        evidence={"kind": kind, "routes_to_it": len(routes)},
        remediation="set vpc_id of the gateway, or attach it with aws_internet_gateway_attachment",
        fix=Fix(lambda: fixes.leaving.attached_to(network, address, routes)),
    )


def _undecided(table: RouteTable, route: Route, gateway: Gateway) -> Undecided:
    links = (gateway.vpc, table.vpc)
    named = [link.settles for link in links if link is not None and link.only is None]
    return Undecided(
        subject=route.origin,
        message=f"cannot tell whether {gateway.address}, to which it sends "
        f"{route.destination_text}, is attached to the VPC of {table.address}",
        severity=Severity.HIGH,
        unknowns=tuple(dict.fromkeys(filter(None, named))) or (f"{gateway.address}.vpc_id",),
        related=((table.address, "route table"), (gateway.address, gateway.kind)),
        identity=(gateway.address,),
    )
