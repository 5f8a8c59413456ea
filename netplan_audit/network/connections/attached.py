"""How the VPCs of one transit gateway reach each other: zones, tables and the ways back."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.connections.ways import space_of
from netplan_audit.network.reach.transit import tables_of
from netplan_audit.terraform.address import is_data
from netplan_audit.unknown import Truth, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.network import Network
    from netplan_audit.network.reach.transit import TransitRoute
    from netplan_audit.network.vpcs import Subnet, Vpc


class Segment(Struct, frozen=True):
    """The attachments of a gateway that one table routes and that propagate to the same tables."""

    gateway: str
    table: str
    propagated: frozenset[str]
    attachments: tuple[TransitGatewayAttachment, ...]


def is_managed(network: Network, gateway: str) -> bool:
    """Tell whether the input makes a transit gateway, and so decides about its tables."""
    return gateway in network.transit_gateways and not is_data(gateway)


def segments(network: Network) -> dict[str, list[Segment]]:
    """Return the segments of each managed transit gateway; attachments in doubt are in none."""
    return network.once(_segments)


def _segments(network: Network) -> dict[str, list[Segment]]:
    found: dict[str, list[Segment]] = {}
    for gateway in network.transit_gateways:
        if not is_managed(network, gateway):
            continue
        groups: dict[tuple[str, frozenset[str]], list[TransitGatewayAttachment]] = {}
        for attachment in network.attachments_by_gateway.get(gateway, ()):
            table = routed_by(network, attachment)
            tables = _propagated(network, attachment)
            if table is not None and tables is not None:
                groups.setdefault((table, tables), []).append(attachment)
        found[gateway] = [
            Segment(gateway, table, tables, tuple(sorted(members, key=lambda each: each.address)))
            for (table, tables), members in groups.items()
        ]
    return found


def routed_by(network: Network, attachment: TransitGatewayAttachment) -> str | None:
    """Return the one table that routes what comes from an attachment; None where that is unsure."""
    gateway = attachment.gateway.only
    if gateway is None:
        return None
    tables, settles = tables_of(
        network, gateway, attachment.associated, attachment.default_association
    )
    return tables[0] if len(tables) == 1 and not settles else None


def _propagated(network: Network, attachment: TransitGatewayAttachment) -> frozenset[str] | None:
    gateway = attachment.gateway.only or ""
    default = f"{gateway}.association_default_route_table_id"
    table = network.aliases.get(default, default)
    if not attachment.propagated.settled or attachment.default_propagation is Truth.UNKNOWN:
        return None
    by_default = (table,) if attachment.default_propagation is Truth.YES else ()
    return frozenset((*attachment.propagated, *by_default))


def leads_back(network: Network, segment: Segment, table: str) -> Truth:
    """Tell whether a table has routes to the VPCs of a segment, propagated or static."""
    if table in segment.propagated:
        return Truth.YES
    static = network.transit_routing.static(table)
    if any(route.table.complete and route.is_default for route in static):
        return Truth.YES  # whatever addresses the VPCs have
    vpcs = [network.vpcs.get(each.vpc.only or "") for each in segment.attachments]
    if any(vpc is None or vpc.unknown for vpc in vpcs):
        return Truth.UNKNOWN
    return any_of(_covers(route, vpc) for route in static for vpc in vpcs if vpc is not None)


class OneWay(Struct, frozen=True):
    """A VPC of a gateway that may reach another one-way; `settles` is what would tell."""

    gateway: str
    sender: TransitGatewayAttachment
    receiver: TransitGatewayAttachment
    settles: str


def perhaps_one_way(network: Network) -> Iterator[OneWay]:
    """Yield one pair of each managed transit gateway of which a way, or the way back, is in doubt.

    Both have one table that routes them, and what they propagate to is not all known.
    """
    for gateway in network.transit_gateways:
        if not is_managed(network, gateway):
            continue
        every = network.attachments_by_gateway.get(gateway, ())
        routed = [(each, table) for each in every if (table := routed_by(network, each))]
        doubtful = {one.address for one, _ in routed if _propagated(network, one) is None}
        if not doubtful:
            continue
        pairs = (
            (one, other)
            for one, other in permutations(routed, 2)
            if one[1] != other[1] and doubtful & {one[0].address, other[0].address}
        )
        for (sender, table), (receiver, other) in pairs:
            out, there = _propagates(network, receiver, table)
            if out is Truth.NO:
                continue
            back, here = _propagates(network, sender, other)
            segment = Segment(gateway, table, frozenset(), (sender,))
            if out & ~(back | leads_back(network, segment, other)) is not Truth.NO:
                settles = there or here or f"the routes of {other}"
                yield OneWay(gateway, sender, receiver, settles)
                break


def _propagates(
    network: Network, attachment: TransitGatewayAttachment, table: str
) -> tuple[Truth, str]:
    """Tell whether an attachment propagates to a table, and what would tell."""
    own, gateway = attachment.propagated, attachment.gateway.only or ""
    default = f"{gateway}.association_default_route_table_id"
    is_default = table == network.aliases.get(default, default)
    by_default = attachment.default_propagation if is_default else Truth.NO
    if table in own or by_default is Truth.YES:
        return Truth.YES, ""
    if table in own.candidates:
        return Truth.UNKNOWN, own.settles or f"the propagations of {attachment.address}"
    unknown = by_default is Truth.UNKNOWN
    return by_default, f"{gateway}.default_route_table_propagation" if unknown else ""


def _covers(route: TransitRoute, vpc: Vpc) -> Truth:
    if route.destination is None or not route.table.complete:
        return Truth.UNKNOWN
    return truth(route.destination.overlaps(space_of(vpc)))


def attachments_of(
    network: Network, vpc: str, gateway: str
) -> tuple[list[TransitGatewayAttachment], str]:
    """Return the attachments of a VPC to a gateway, and what may be one of them too, '' for none.

    Nobody knows the attachments of a VPC that other configurations can attach.
    """
    own = network.attachments_by_vpc.get(vpc, [])
    found = [each for each in own if each.gateway.only == gateway]
    for each in network.once(_unsettled):
        if _may_be(each, vpc, gateway):
            return found, each.gateway.settles or each.vpc.settles or each.address
    known = network.vpcs.get(vpc)
    if known is None or not known.is_new or not network.complete:
        return found, f"the attachments of {vpc}"
    return found, next(iter(network.coverage.missing_modules), "")


def subnets_perhaps_in(network: Network, vpc: str) -> list[Subnet]:
    """Return the subnets that are, or may be, in a VPC."""
    return network.once(_subnets_by_vpc).get(vpc, [])


def _subnets_by_vpc(network: Network) -> dict[str, list[Subnet]]:
    found: dict[str, list[Subnet]] = {}
    for subnet in network.subnets.values():
        for target in subnet.vpc.targets:
            found.setdefault(target, []).append(subnet)
    return found


def _unsettled(network: Network) -> list[TransitGatewayAttachment]:
    every = network.attachments.values()
    return [each for each in every if each.gateway.only is None or each.vpc.only is None]


def _may_be(attachment: TransitGatewayAttachment, vpc: str, gateway: str) -> bool:
    ends = ((attachment.gateway, gateway), (attachment.vpc, vpc))
    return all(target in link.targets or not link.complete for link, target in ends)
