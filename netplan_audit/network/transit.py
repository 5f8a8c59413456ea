"""Which transit gateway route tables attachments propagate to and are associated with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.connections import TransitGatewayAttachment


def default_table(attachment: TransitGatewayAttachment) -> str:
    """Name the default route table of an attachment's transit gateway."""
    gateway = attachment.gateway.only or "the transit gateway"
    return f"{gateway}.association_default_route_table_id"


def propagate_together(
    first: TransitGatewayAttachment, second: TransitGatewayAttachment
) -> tuple[Truth, str, str]:
    """Tell whether two attachments of one gateway propagate to a common route table.

    Returns the verdict, that table, and what would settle an unknown verdict.
    """
    both = first.default_propagation & second.default_propagation
    if both is Truth.YES:
        return both, default_table(first), ""
    common = [table for table in first.propagated if table in set(second.propagated)]
    if common:
        return Truth.YES, common[0], ""
    for end in (first, second):
        if not end.propagated.settled:
            return Truth.UNKNOWN, "", end.propagated.settles or f"the tables of {end.address}"
    name = "transit_gateway_default_route_table_propagation"
    unsure = first if first.default_propagation is Truth.UNKNOWN else second
    return both, "", f"{unsure.address}.{name}" if both is Truth.UNKNOWN else ""


def routes_by(attachment: TransitGatewayAttachment, table: str) -> Truth:
    """Tell whether packets from an attachment are routed by a table."""
    if table in set(attachment.associated):
        return Truth.YES
    if attachment.associated.everything:
        return Truth.NO
    return attachment.default_association if table == default_table(attachment) else Truth.NO
