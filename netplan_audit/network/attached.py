"""How the VPCs of one transit gateway reach each other: zones, tables and the ways back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.reach.transit import tables_of
from netplan_audit.network.ways import space_of
from netplan_audit.terraform.address import block_address
from netplan_audit.unknown import Truth, any_of, truth

if TYPE_CHECKING:
    from netplan_audit.network.connections import TransitGatewayAttachment
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
    return gateway in network.transit_gateways and not block_address(gateway).startswith("data.")


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
    vpcs = [network.vpcs.get(each.vpc.only or "") for each in segment.attachments]
    if any(vpc is None or vpc.unknown for vpc in vpcs):
        return Truth.UNKNOWN
    return any_of(_covers(route, vpc) for route in static for vpc in vpcs if vpc is not None)


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
