"""Where addresses are: the sites of a network, and what cuts across them."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.cidr import EMPTY, PRIVATE, AddressSet
from netplan_audit.network.reach.doors import zones_matter
from netplan_audit.network.reach.sites import propagated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.ports import Intervals
    from netplan_audit.network.reach.ends import End
    from netplan_audit.network.reach.model import ReachModel

_MOST: Final = 8
"""A rule that names more sites than these by address is taken to be about none in particular."""
_IPV4_PRIVATE: Final = AddressSet(PRIVATE.ipv4, ())


class Site(Struct, frozen=True):
    """VPCs whose addresses overlap, mostly one, with all their addresses.

    `is_private` tells that none of the IPv4 addresses may be one on the internet too.
    """

    vpcs: tuple[str, ...]
    addresses: AddressSet
    is_private: bool


class Spaces:
    """Answers where addresses of one network are."""

    def __init__(self, model: ReachModel) -> None:
        """Index nothing yet."""
        self._model = model
        self._named: dict[AddressSet, tuple[Site, ...] | None] = {}
        self._of_vpcs: dict[str, AddressSet] = {}

    @cached_property
    def sites(self) -> dict[str, Site]:
        """The site of every VPC."""
        network = self._model.network
        blocks = {address: self.of_vpc(address) for address in network.vpcs}
        found: dict[str, Site] = {}
        for vpcs in _touching(blocks):
            addresses = EMPTY
            for vpc in vpcs:
                addresses |= blocks[vpc]
            is_private = _IPV4_PRIVATE.covers(AddressSet(addresses.ipv4, ()))
            site = Site(tuple(sorted(vpcs)), addresses, is_private)
            found.update((vpc, site) for vpc in vpcs)
        return found

    def of_vpc(self, address: str) -> AddressSet:
        """Return the addresses of a VPC: of its own blocks, and of its subnets."""
        if address not in self._of_vpcs:
            network = self._model.network
            places = [network.vpcs[address].blocks]
            places += [subnet.blocks for subnet in network.subnets_by_vpc.get(address, ())]
            of_all = AddressSet.of(block.cidr for blocks in places for block in blocks)
            self._of_vpcs[address] = of_all
        return self._of_vpcs[address]

    @cached_property
    def _rules(self) -> set[AddressSet]:
        """Every set of addresses that a rule is about."""
        network = self._model.network
        rules = [rule for group in network.security_groups.values() for rule in group.rules]
        known = [rule for acl in network.network_acls.values() for rule in acl.rules]
        found = {rule.addresses for rule in rules}
        found.update(rule.addresses for rule in known if rule.addresses is not None)
        found.update(door.sources for door in self._model.doors.values())
        tables = network.route_tables.values()
        found.update(propagated(network, table.address)[1] for table in tables if table.learns)
        return found - {EMPTY}

    @cached_property
    def has_ipv6(self) -> bool:
        """Whether IPv6 addresses of some VPC are known, which are public ones."""
        return any(site.addresses.ipv6 for site in self.sites.values())

    @cached_property
    def special(self) -> set[str]:
        """What packets leave or enter in ways of its own: Client VPN, endpoints of services."""
        clients = {each.address for each in self._model.network.address_plan.client_vpns}
        return {*clients, *self._model.keeping, *self._model.services}

    @cached_property
    def _routes(self) -> set[AddressSet]:
        """Every destination of a route."""
        tables = self._model.network.route_tables.values()
        routes = [route.destination for table in tables for route in table.routes]
        routes += [route.destination for route in self._model.transit.routes]
        return {each for each in routes if each}

    @cached_property
    def behind(self) -> set[str]:
        """What is behind load balancers: instances and what else is a target."""
        return {self._model.ends.held_by(end.address) for _, end in self._targets()}

    @cached_property
    def balancing(self) -> set[str]:
        """The load balancers with something known behind them."""
        return {address for address, _ in self._targets()}

    def _targets(self) -> Iterator[tuple[str, End]]:
        for balancer in self._model.balancers.values():
            for listener in balancer.listeners:
                for target in (t for group in listener.groups for t in group.targets):
                    if target.end is not None:
                        yield balancer.address, target.end

    @cached_property
    def zones_matter(self) -> bool:
        """Whether it may matter by which subnet packets leave a transit gateway."""
        return zones_matter(self._model)

    @cached_property
    def maybe_attached(self) -> set[str]:
        """The VPCs that a transit gateway attachment of unknown place may be that of."""
        every = self._model.network.attachments.values()
        open_ = [each for each in every if each.gateway.only is None or each.vpc.only is None]
        if any(not each.vpc.complete for each in open_):
            return set(self._model.network.vpcs)
        return {target for each in open_ for target in each.vpc.targets}

    @cached_property
    def _all_private(self) -> AddressSet:
        spans = [s.addresses for s in self.sites.values() if s.is_private]
        return AddressSet.of(cidr for each in dict.fromkeys(spans) for cidr in each.cidrs())

    def named(self, addresses: AddressSet) -> tuple[Site, ...] | None:
        """Return the few sites that a rule or route names by address; None where it goes beyond."""
        if addresses not in self._named:
            inside = self._all_private.covers(addresses)
            found = tuple(dict.fromkeys(self._meeting(addresses))) if inside else ()
            self._named[addresses] = found if inside and len(found) <= _MOST else None
        return self._named[addresses]

    def _meeting(self, addresses: AddressSet) -> Iterator[Site]:
        for spans, places in ((addresses.ipv4, self._places[0]), (addresses.ipv6, self._places[1])):
            for lo, hi in spans:
                at = max(bisect_right(places, lo, key=_first) - 1, 0)
                while at < len(places) and places[at][0] <= hi:
                    if places[at][1] >= lo:
                        yield places[at][2]
                    at += 1

    @cached_property
    def _places(self) -> tuple[list[tuple[int, int, Site]], list[tuple[int, int, Site]]]:
        sites = list(dict.fromkeys(self.sites.values()))
        ipv4 = [(lo, hi, site) for site in sites for lo, hi in site.addresses.ipv4]
        ipv6 = [(lo, hi, site) for site in sites for lo, hi in site.addresses.ipv6]
        return sorted(ipv4, key=_first), sorted(ipv6, key=_first)

    @cached_property
    def wide(self) -> tuple[AddressSet, ...]:
        """What rules and routes are about that name no few sites, and the CIDRs of such routes."""
        routes = {each for each in self._routes if self.named(each) is None}
        found = routes | {each for each in self._rules if self.named(each) is None}
        found.update(AddressSet.of((cidr,)) for each in routes for cidr in each.cidrs())
        return tuple(sorted(found, key=lambda each: (each.ipv4, each.ipv6)))

    @cached_property
    def cuts(self) -> tuple[list[int], list[int]]:
        """Where a rule, route or VPC begins, or ends before: in IPv4 and in IPv6."""
        cidrs = {cidr for each in self._routes for cidr in each.cidrs()}
        every = [*self._rules, PRIVATE, *map(self.of_vpc, self._model.network.vpcs)]
        every += [AddressSet.of((cidr,)) for cidr in cidrs]
        return _ends(each.ipv4 for each in every), _ends(each.ipv6 for each in every)


def _first(place: tuple[int, int, Site]) -> int:
    return place[0]


def _ends(sets: Iterator[Intervals]) -> list[int]:
    return sorted({place for spans in sets for lo, hi in spans for place in (lo, hi + 1)})


def _touching(blocks: dict[str, AddressSet]) -> Iterator[set[str]]:
    """Put together what overlaps, directly or by way of others."""
    groups = {name: {name} for name in blocks}
    for spans in ("ipv4", "ipv6"):
        places = sorted(
            (lo, hi, n) for n, each in blocks.items() for lo, hi in getattr(each, spans)
        )
        last, end = "", -1
        for lo, hi, name in places:
            if last and lo <= end and groups[last] is not groups[name]:
                groups[last] |= groups[name]
                for each in groups[name]:
                    groups[each] = groups[last]
            if hi > end:
                last, end = name, hi
    return iter({id(group): group for group in groups.values()}.values())
