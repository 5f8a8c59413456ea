"""Which addresses of the internet a subnet's replies get to through its VPC's internet gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.cidr import EMPTY, AddressSet
from netplan_audit.network.routing.partition import partition
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Subnet

_GATEWAY: Final = "internet gateway"
LOSING: Final = frozenset(
    {"peering connection", "transit gateway", "virtual private gateway", "core network"}
)
"""Targets on whose way a reply to the internet loses the public address that it comes from."""
_REFUSING: Final = frozenset({"NAT gateway", "egress-only gateway"})
"""Targets that carry no replies to connections from outside."""


class WayOut(Struct, frozen=True):
    """Addresses that replies get to for certain, and those they get to perhaps.

    `possible` holds `sure`. `gateways` are the internet gateways on the way, `settles` names what
    would tell more.
    """

    sure: AddressSet
    possible: AddressSet
    gateways: tuple[str, ...]
    settles: str


def way_out(network: Network, subnet: Subnet, wanted: AddressSet) -> WayOut:
    """Return which of the wanted addresses replies get to, by every table the subnet may use."""
    choice = network.routing.table_of(subnet)
    wanted, found = network.once(_Replies).of(choice.tables, subnet.vpc.only, wanted)
    sure, possible = (wanted if found else EMPTY), EMPTY
    settles = ""
    for each in found:
        sure, possible = sure & each.sure, possible | each.possible
        settles = settles or each.settles
    if not choice.complete or not found:
        where = choice.settles or f"the route table of {subnet.address}"
        sure, possible, settles = EMPTY, wanted, where
    elif sure != possible:
        settles = settles or choice.settles or f"the route table of {subnet.address}"
    gateways = tuple(dict.fromkeys(name for each in found for name in each.gateways))
    return WayOut(sure, possible, gateways, settles)


class _Replies:
    """Where route tables take replies; answers are kept, as most subnets share their tables."""

    def __init__(self, network: Network) -> None:
        """Remember the network to ask."""
        self._network = network
        self._known: dict[object, tuple[AddressSet, list[WayOut]]] = {}

    def of(
        self, tables: tuple[str, ...], vpc: str | None, wanted: AddressSet
    ) -> tuple[AddressSet, list[WayOut]]:
        """Return the wanted addresses outside of a VPC, and the ways there by each table."""
        key = (tables, vpc, wanted)
        known = self._known.get(key)
        if known is None:
            own = self._network.vpcs.get(vpc or "")
            if own is not None:
                wanted -= AddressSet.of(block.cidr for block in own.blocks)
            ways = [_by_table(self._network, table, vpc, wanted) for table in tables]
            known = self._known[key] = wanted, ways
        return known


def _by_table(network: Network, address: str, vpc: str | None, wanted: AddressSet) -> WayOut:
    table = network.route_tables.get(address)
    sure, possible, settles = EMPTY, EMPTY, ""
    gateways: dict[str, None] = {}
    for part in partition(() if table is None else table.routes, wanted):
        answers = [_by_route(network, address, route, vpc) for route in part.routes]
        verdicts = {verdict for verdict, _ in answers}
        if verdicts == {Truth.NO}:
            continue
        possible |= part.addresses
        if verdicts == {Truth.YES}:
            sure |= part.addresses
        settles = settles or next((why for _, why in answers if why), "") or part.settles
        for route in part.routes:
            if route is not None and route.target_kind == _GATEWAY:
                gateways.update(dict.fromkeys(route.target.targets))
    return WayOut(sure, possible, tuple(gateways), settles)


def _by_route(
    network: Network, table: str, route: Route | None, vpc: str | None
) -> tuple[Truth, str]:
    """Tell whether a route sends replies through the VPC's internet gateway, and what would tell.

    What an appliance, or a target that is not known, does with them is not known.
    """
    if route is None:
        settles = network.routing.missing_in(table)
        return (Truth.UNKNOWN, settles) if settles else (Truth.NO, "")
    if route.target_kind in LOSING | _REFUSING:
        return Truth.NO, ""
    if route.target_kind != _GATEWAY or route.target.only is None:
        return Truth.UNKNOWN, route.target.settles or f"the target of {route.origin}"
    return network.borders.attached(route.target.only, vpc)
