"""Transit gateways as packets see them: their connections, and which table routes which."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.network.cidr import ALL_IPV4
from netplan_audit.network.link import NO_LINKS, Links
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from netplan_audit.network.cidr import AddressSet
    from netplan_audit.network.link import Link
    from netplan_audit.network.network import Network

DEFAULT_TABLE: Final = ".association_default_route_table_id"


class TransitRoute(Struct, frozen=True):
    """A static route of a transit gateway route table; `destination` is None where unknown."""

    origin: str
    table: Link
    destination: AddressSet | None
    attachment: Link | None
    blackhole: Truth

    @property
    def is_default(self) -> bool:
        """Whether it surely takes all of IPv4."""
        return self.destination is not None and self.destination.covers(ALL_IPV4)


class TransitPeering(Struct, frozen=True):
    """A peering attachment, by all the addresses that stand for it, and its two gateways.

    `associated` are the explicit route tables of either end.
    """

    addresses: tuple[str, ...]
    requester: Link | None
    accepter: Link | None
    associated: Links
    active: Truth

    def beyond(self, gateway: str) -> str | None:
        """Return the gateway at the other end."""
        ends = [None if end is None else end.only for end in (self.requester, self.accepter)]
        if gateway not in ends:
            return None
        return ends[1] if ends[0] == gateway else ends[0]


class TransitRouting(Struct, frozen=True, dict=True):
    """What transit gateways route by, besides the attachments of VPCs.

    `learning` names, by gateway, the connections that may teach it routes. `referencing` tells of
    gateways and attachments whether security groups may refer to each other across them.
    `associations` and `propagations` are the route tables given to attachments by resources of
    their own, '' standing for one that is not known; `stands_for` maps data sources of attachments
    to the connections that they read.
    """

    routes: tuple[TransitRoute, ...]
    peerings: tuple[TransitPeering, ...]
    learning: Mapping[str, Sequence[str]]
    referencing: Mapping[str, Truth]
    associations: Mapping[str, Links] = field(default_factory=dict)
    propagations: Mapping[str, Links] = field(default_factory=dict)
    stands_for: Mapping[str, str] = field(default_factory=dict)

    def associated_with(self, address: str) -> Links:
        """Return the route tables that an attachment is associated with, by any of its names."""
        return self._given(self.associations, address)

    def propagates_to(self, address: str) -> Links:
        """Return the route tables that an attachment propagates to, by any of its names."""
        return self._given(self.propagations, address)

    def _given(self, tables: Mapping[str, Links], address: str) -> Links:
        names = [address, *(name for name, of in self.stands_for.items() if of == address), ""]
        return Links.joined([NO_LINKS, *(tables.get(name, NO_LINKS) for name in names)])

    def peering(self, address: str) -> TransitPeering | None:
        """Return the peering attachment that an address stands for."""
        return self._by_address.get(address)

    @cached_property
    def _by_address(self) -> dict[str, TransitPeering]:
        return {name: each for each in self.peerings for name in each.addresses}

    def static(self, table: str) -> list[TransitRoute]:
        """Return the static routes that are, or may be, in a table."""
        loose = (r for r in self._by_table.get("", ()) if table not in r.table.targets)
        return [*self._by_table.get(table, ()), *loose]

    @cached_property
    def _by_table(self) -> dict[str, list[TransitRoute]]:
        """The routes by each table they may be in, '' for those that may be in any other."""
        found: dict[str, list[TransitRoute]] = {}
        for route in self.routes:
            for target in route.table.targets:
                found.setdefault(target, []).append(route)
            if not route.table.complete:
                found.setdefault("", []).append(route)
        return found


def tables_of(
    network: Network, gateway: str, associated: Links, by_default: Truth
) -> tuple[list[str], str]:
    """Return the route tables that may route an attachment's packets, and what would tell."""
    if associated.everything:
        return list(associated.everything), "" if associated.settled else associated.settles
    settles = "" if associated.complete else associated.settles
    default = f"{gateway}{DEFAULT_TABLE}"
    table = network.aliases.get(default, default)
    if by_default is Truth.NO:
        return [], settles
    settles = settles or (
        "" if by_default is Truth.YES else f"{gateway}.default_route_table_association"
    )
    return [table], settles
