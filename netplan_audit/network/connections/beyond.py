"""Routes over peering connections for destinations that the peer does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.connections.peer_ends import with_senders
from netplan_audit.network.connections.ways import is_default, leads_into, space_of, ways
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.connections.connections import PeeringConnection
    from netplan_audit.network.link import Certainty
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route


class Beyond(Struct, frozen=True):
    """A route of the VPC `here` over a `connection`, and the peer `there` ('' where unknown).

    `third` is the VPC behind the peer that has the destination, '' for none, and `by` what joins
    that with the peer. `certainty` is the weakest pointer.
    """

    connection: str
    route: Route
    here: str
    there: str
    third: str
    by: str
    certainty: Certainty


def beyond_peers(network: Network) -> list[Beyond]:
    """Return the routes over peering connections that the peer certainly has no address for."""
    return network.once(_beyond_peers)


def _beyond_peers(network: Network) -> list[Beyond]:
    found = [
        beyond
        for (connection, vpc), routes in ways(network).sure.items()
        if (peering := network.peering(connection)) is not None
        for route in routes
        if (beyond := _beyond(network, peering, vpc, route)) is not None
    ]
    placed = {id(each.route) for each in found}
    return [*found, *_over_any_peer(network, placed)]


def _over_any_peer(network: Network, placed: set[int]) -> Iterator[Beyond]:
    """Yield the other default routes over peering connections, which no peer takes."""
    for route in network.connecting_routes:
        connection = route.target.only if route.target_kind == "peering connection" else None
        if connection is not None and id(route) not in placed and is_default(route):
            yield Beyond(connection, route, "", "", "", "", route.target.certainty)


def _beyond(network: Network, told: PeeringConnection, here: str, route: Route) -> Beyond | None:
    peering = with_senders(network, told)
    end = peering.peer_of(here)
    if end is None or route.destination is None:
        return None
    there = end.only or ""
    peer = network.vpcs.get(there)
    ends = (peering.requester, peering.accepter)
    sure = min(
        route.table.certainty,
        route.target.certainty,
        *(link.certainty for link in ends if link.only is not None),
    )
    if is_default(route):
        return Beyond(peering.address, route, here, there, "", "", sure)
    if peer is None or leads_into(route, peer) is Truth.YES:
        return None
    third, by = next(_behind(network, peering, (here, there), route), ("", ""))
    if leads_into(route, peer) is Truth.UNKNOWN and not _is_of_peer(network, third, by, route):
        return None
    return Beyond(peering.address, route, here, there, third, by, sure)


def _is_of_peer(network: Network, third: str, by: str, route: Route) -> bool:
    """Tell whether a VPC has all that a route is for, so that no peer of it has any of that.

    VPCs with overlapping CIDRs cannot be peered ("VPC peering limitations", peering guide).
    """
    peered = network.peering(by)
    known = network.vpcs.get(third)
    if peered is None or known is None or route.destination is None:
        return False
    sure = peered.requester.proven and peered.accepter.proven
    return sure and space_of(known).covers(route.destination)


def _behind(
    network: Network, peering: PeeringConnection, sides: tuple[str, str], route: Route
) -> Iterator[tuple[str, str]]:
    """Yield the VPCs connected with the peer that have addresses of a route's destination."""
    here, there = sides
    for vpc, by in _neighbours(network, there):
        known = network.vpcs.get(vpc)
        if by == peering.address or vpc in {here, there} or known is None:
            continue
        if leads_into(route, known) is Truth.YES:
            yield vpc, by


def _neighbours(network: Network, vpc: str) -> Iterator[tuple[str, str]]:
    """Yield the VPCs that one is joined with, and by what."""
    yield from network.once(_peered).get(vpc, ())
    gateways = {each.gateway.only for each in network.attachments_by_vpc.get(vpc, ())}
    for gateway in sorted(filter(None, gateways)):
        for attachment in network.attachments_by_gateway.get(gateway, ()):
            if attachment.gateway.only == gateway and attachment.vpc.only is not None:
                yield attachment.vpc.only, gateway


def _peered(network: Network) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for told in network.peering_connections.values():
        peering = with_senders(network, told)
        one, other = peering.requester.only, peering.accepter.only
        if one is not None and other is not None:
            found.setdefault(one, []).append((other, peering.address))
            found.setdefault(other, []).append((one, peering.address))
    return found
