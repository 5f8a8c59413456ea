"""Which transit gateway route tables attachments propagate to and are associated with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.link import Links

_DEFAULT = "transit_gateway_default_route_table_propagation"


class Meeting(Struct, frozen=True):
    """Two attachments that propagate, or may propagate, to one route table of one gateway.

    The attachment that is there already comes first: it is the later one whose CIDR is refused.
    `table` is the common one, '' where none is known; `settles` names what would tell more.
    """

    first: TransitGatewayAttachment
    second: TransitGatewayAttachment
    verdict: Truth
    table: str
    settles: str

    @property
    def gateway(self) -> str:
        """The common gateway, or the words for one that is not known."""
        return self.second.gateway.only or self.first.gateway.only or "one transit gateway"

    @property
    def is_routed(self) -> bool:
        """Whether packets from one of them are certainly routed by the common table."""
        return any(routes_by(end, self.table) is Truth.YES for end in (self.first, self.second))


def default_table(*attachments: TransitGatewayAttachment) -> str:
    """Name the default route table of the transit gateway that attachments have in common."""
    known = (attachment.gateway.only for attachment in attachments)
    gateway = next(filter(None, known), "the transit gateway")
    return f"{gateway}.association_default_route_table_id"


def meeting_of(one: TransitGatewayAttachment, other: TransitGatewayAttachment) -> Meeting | None:
    """Return how two attachments meet; None where they certainly do not."""
    first, second = sorted((one, other), key=lambda each: (each.is_new, each.address))
    verdict, table, settles = propagate_together(first, second)
    return None if verdict is Truth.NO else Meeting(first, second, verdict, table, settles)


def propagate_together(
    first: TransitGatewayAttachment, second: TransitGatewayAttachment
) -> tuple[Truth, str, str]:
    """Tell whether two attachments propagate to a common route table.

    Returns the verdict, that table, and what would settle an unknown verdict.
    """
    together, settles = _on_one_gateway(first, second)
    if together is Truth.NO:
        return Truth.NO, "", ""
    default = default_table(first, second)
    tables = dict.fromkeys((default, *first.propagated.everything, *second.propagated.everything))
    found = {table: _in(first, table, default) & _in(second, table, default) for table in tables}
    certain = next((table for table, verdict in found.items() if verdict is Truth.YES), "")
    if certain:
        return together, certain, settles
    if Truth.UNKNOWN in found.values() or not _closed(first, second):
        return Truth.UNKNOWN, "", settles or _unsure(first, second)
    return Truth.NO, "", ""


def _on_one_gateway(
    first: TransitGatewayAttachment, second: TransitGatewayAttachment
) -> tuple[Truth, str]:
    """Tell whether both are attached to one gateway, and what would settle it."""
    one, other = first.gateway, second.gateway
    if one.only is not None and other.only is not None:
        return truth(one.only == other.only), ""
    apart = one.complete and other.complete and not set(one.targets) & set(other.targets)
    unsure = first if one.only is None else second
    settles = unsure.gateway.settles or f"{unsure.address}.transit_gateway_id"
    return (Truth.NO if apart else Truth.UNKNOWN), settles


def _in(attachment: TransitGatewayAttachment, table: str, default: str) -> Truth:
    """Tell whether an attachment propagates to a table, by default or explicitly."""
    explicit = _among(attachment.propagated, table)
    return explicit | attachment.default_propagation if table == default else explicit


def _among(links: Links, table: str) -> Truth:
    if table in set(links):
        return Truth.YES
    return Truth.UNKNOWN if table in links.candidates or not links.complete else Truth.NO


def _closed(first: TransitGatewayAttachment, second: TransitGatewayAttachment) -> bool:
    """Tell whether no common table can be among those that the input does not name.

    That takes an unknown table on one side and any on the other.
    """
    ends = (first, second)
    every = [end.propagated.everything or not end.propagated.complete for end in ends]
    default = [end.default_propagation is not Truth.NO for end in ends]
    unnamed = [not end.propagated.complete for end in ends]
    return not (
        (unnamed[0] and (every[1] or default[1])) or (unnamed[1] and (every[0] or default[0]))
    )


def _unsure(first: TransitGatewayAttachment, second: TransitGatewayAttachment) -> str:
    for end in (second, first):
        if not end.propagated.settled:
            return end.propagated.settles or f"the route tables of {end.address}"
    end = second if second.default_propagation is Truth.UNKNOWN else first
    return f"{end.address}.{_DEFAULT}"


def routes_by(attachment: TransitGatewayAttachment, table: str) -> Truth:
    """Tell whether packets from an attachment are routed by a table.

    An explicit association takes the place of the default one.
    """
    explicit = _among(attachment.associated, table)
    if explicit is not Truth.NO or attachment.associated.everything:
        return explicit
    return attachment.default_association if table == default_table(attachment) else Truth.NO
