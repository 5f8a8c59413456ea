"""No route table of a VPC leads to its VPN.

What it finds
-------------
A virtual private gateway with a VPN or Direct Connect connection, attached to a VPC of the input
whose route tables neither take over its routes by propagation nor lead to it. A VPC that another
configuration routes is silent. It is undecided where it is not known which table or gateway a
propagation or a route is of, where parts of the configuration are missing, and where outputs name
the gateway and a route table for others, which may route.

Why it matters
--------------
The tunnels come up and the other side sends packets, but the VPC has no route for the replies or
for requests of its own. Nothing gets over the connection.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_customer_gateway" "office" {
  bgp_asn    = 65000
  ip_address = "192.0.2.1"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "office" {
  vpn_gateway_id      = aws_vpn_gateway.main.id
  customer_gateway_id = aws_customer_gateway.office.id
  type                = "ipsec.1"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_customer_gateway" "office" {
  bgp_asn    = 65000
  ip_address = "192.0.2.1"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "office" {
  vpn_gateway_id      = aws_vpn_gateway.main.id
  customer_gateway_id = aws_customer_gateway.office.id
  type                = "ipsec.1"
}

resource "aws_vpn_gateway_route_propagation" "main" {
  vpn_gateway_id = aws_vpn_gateway.main.id
  route_table_id = aws_vpc.main.main_route_table_id
}
```

References
----------
- <https://docs.aws.amazon.com/vpn/latest/s2svpn/SetUpVPNConnections.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.connections.ways import routed_elsewhere, shows_its_routes
from netplan_audit.network.link import Certainty
from netplan_audit.unknown import Truth
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.link import Link
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.gateways import Gateway


@check(severity=Severity.HIGH, code="VPN002 no-propagation", needs=("gateways", "outside"))
def vpn_gateway_without_routes(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for routes to each virtual private gateway that has a connection."""
    used = _connections(network)
    pointers = list(_pointers(network)) if used else []
    sure = {link.only for link in pointers}
    doubtful = [link for link in pointers if link.only is None]
    for gateway in network.gateways.values():
        vpc = network.vpcs.get(("" if gateway.vpc is None else gateway.vpc.only) or "")
        if gateway.address not in used or vpc is None:
            continue
        shown = shows_its_routes(network, vpc)
        if gateway.address in sure or shown is Truth.NO:
            continue
        waits = [link for link in doubtful if _may_be(link, gateway.address)]
        elsewhere = routed_elsewhere(network, vpc.address, gateway.address)
        if shown is Truth.YES and not waits and not elsewhere:
            yield _finding(network, gateway, vpc.address, used[gateway.address])
        else:
            settles = [*(link.settles for link in waits), elsewhere]
            yield _undecided(network, gateway, vpc.address, settles)


def _connections(network: Network) -> dict[str, list[str]]:
    """Return the gateways that connections certainly or likely end at, with those connections."""
    found: dict[str, list[str]] = {}
    for each in network.outside:
        if each.gateway is not None and each.gateway.only is not None:
            found.setdefault(each.gateway.only, []).append(each.address)
    return found


def _pointers(network: Network) -> Iterator[Link]:
    """Yield what routes and propagations name as their gateway."""
    yield from (each.gateway for each in network.propagations)
    tables = network.route_tables.values()
    routes = (*(r for table in tables for r in table.routes), *network.unplaced_routes)
    yield from (r.target for r in routes if r.target_kind in {"virtual private gateway", "gateway"})


def _may_be(link: Link, gateway: str) -> bool:
    return gateway in link.targets or not link.complete


def _finding(network: Network, gateway: Gateway, vpc: str, connections: list[str]) -> Finding:
    sure = Certainty.CERTAIN if gateway.vpc is None else gateway.vpc.certainty
    return Finding(
        subject=gateway.address,
        message=f"no route table of {vpc} takes its routes by propagation or leads to it, so that "
        f"nothing goes over {and_more(connections[0], len(connections))}",
        severity=Severity.HIGH,
        confidence=Confidence.of(sure),
        related=((vpc, "VPC"), *((each, "connection") for each in connections)),
        remediation="propagate its routes with aws_vpn_gateway_route_propagation, or add routes "
        "for the networks on the other side",
        fix=Fix(lambda: fixes.joining.propagated(network, gateway, vpc)),
    )


def _undecided(network: Network, gateway: Gateway, vpc: str, settles: list[str]) -> Undecided:
    named = (*(text for text in settles if text), *network.coverage.missing_modules)
    return Undecided(
        subject=gateway.address,
        message=f"cannot tell whether a route table of {vpc} leads to it",
        severity=Severity.MEDIUM,
        unknowns=tuple(dict.fromkeys(named)) or (f"the route tables of {vpc}",),
        related=((vpc, "VPC"),),
    )
