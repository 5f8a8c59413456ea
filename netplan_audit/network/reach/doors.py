"""By which subnets packets enter and leave transit gateways, and whether zones matter for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.network.reach.hops import MIDDLEBOXES
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.network import Network
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.vpcs import Subnet


def in_zone(
    network: Network, subnet: Subnet, attachment: TransitGatewayAttachment
) -> tuple[list[Subnet], str]:
    """Return the attachment's subnet in the zone of another one, if there is one, or what tells."""
    settles = "" if attachment.subnets.settled else attachment.subnets.settles or attachment.address
    for address in attachment.subnets:
        place = network.subnets.get(address)
        if place is None:
            settles = settles or f"the zone of {address}"
            continue
        same = Truth.YES if address == subnet.address else place.zone.same_as(subnet.zone)
        if same is Truth.YES:
            return [place], ""
        if same is Truth.UNKNOWN:
            settles = settles or place.zone.settles or f"{address}.availability_zone"
    return [], settles


def zones_matter(model: ReachModel) -> bool:
    """Tell whether it may matter by which of its subnets packets leave some attachment.

    It does not where these have the same network ACL, and tables that do the same with packets to
    their VPC, which are the only ones that come where no static route leads there.
    """
    to = [r.attachment for r in model.transit.routes if r.attachment is not None]
    if any(not link.complete for link in to):
        return bool(model.network.attachments)
    led_to = {target for link in to for target in link.targets}
    every = model.network.attachments.values()
    return any(not _is_uniform(model.network, one, one.address in led_to) for one in every)


def _is_uniform(
    network: Network,
    attachment: TransitGatewayAttachment,
    is_transited: bool,  # noqa: FBT001
) -> bool:
    places = [network.subnets[a] for a in attachment.subnets if a in network.subnets]
    acls = [network.borders.acl_of(place) for place in places]
    if len({("" if acl is None else acl.address, settles) for acl, settles in acls}) > 1:
        return False
    choices = [network.routing.table_of(place) for place in places]
    if len({choice.tables for choice in choices}) <= 1:
        return True
    tables = {table for choice in choices for table in choice.tables}
    whole = all(choice.complete for choice in choices)
    return whole and not is_transited and all(_keeps_local(network, table) for table in tables)


def _keeps_local(network: Network, address: str) -> bool:
    """Tell whether a table has nothing but the local route for addresses of its VPC."""
    table = network.route_tables.get(address)
    return all(
        route.destination is not None
        and (
            route.target_kind not in MIDDLEBOXES
            or not any(cidr.prefix_length for cidr in route.destination.cidrs())
        )
        for route in (() if table is None else table.routes)
    )
