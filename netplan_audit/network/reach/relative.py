"""Writes addresses by their order inside of a site, and by nothing that no rule or route tells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from netplan_audit.network.cidr import EMPTY, AddressSet
from netplan_audit.network.reach.ends import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from netplan_audit.network.ports import Interval, Intervals
    from netplan_audit.network.reach.spaces import Site, Spaces

    Form = Hashable


class OddError(Exception):
    """Raised where ends are like no others."""


class Relative:
    """The addresses of some sites in order of place; those of the internet are themselves.

    Of two CIDRs that overlap one holds the other: which one is longer is told by that order too.
    """

    def __init__(self, spaces: Spaces, vpcs: Iterable[str | None]) -> None:
        """Take the sites of some VPCs."""
        self._spaces = spaces
        self.sites = tuple(dict.fromkeys(self.site_of(vpc) for vpc in vpcs))
        self.all = EMPTY
        for site in self.sites:
            self.all |= site.addresses
        self._places4 = list(_places(self.all.ipv4, spaces.cuts[0]))
        self._places6 = list(_places(self.all.ipv6, spaces.cuts[1]))
        self._inside: dict[AddressSet, Form] = {}

    def site_of(self, vpc: str | None) -> Site:
        """Return the site of a VPC; raises OddError where others may have its addresses too."""
        site = self._spaces.sites.get(vpc or "")
        if site is None or not site.is_private:
            raise OddError
        return site

    @cached_property
    def cuts(self) -> Form:
        """How rules and routes of the whole network cut the sites."""
        return self.inside(self.all), tuple(map(self.inside, self._spaces.wide))

    def inside(self, addresses: AddressSet) -> Form:
        """Write those of the addresses that are of the sites."""
        if addresses not in self._inside:
            part = addresses & self.all
            ranks = _ranks(part.ipv4, self._places4), _ranks(part.ipv6, self._places6)
            self._inside[addresses] = ranks
        return self._inside[addresses]

    def meant(self, addresses: AddressSet) -> Form:
        """Write what a rule is about."""
        if not self.all.covers(addresses) and self._spaces.named(addresses) is None:
            return addresses
        return self.inside(addresses)

    def routed(self, addresses: AddressSet) -> Form:
        """Write what a route is about: how long the prefixes of its CIDRs are decides too."""
        return tuple(self.meant(AddressSet.of((cidr,))) for cidr in addresses.cidrs())

    def is_elsewhere(self, addresses: AddressSet) -> bool:
        """Tell whether a rule or a route is about a few other sites only."""
        named = self._spaces.named(addresses)
        return named is not None and not addresses.overlaps(self.all)

    def others(self, addresses: AddressSet) -> Iterator[str]:
        """Yield the VPCs of other sites that a rule or a route names by their addresses."""
        for site in self._spaces.named(addresses) or ():
            if site not in self.sites:
                yield from site.vpcs

    def told(self, addresses: AddressSet) -> Form:
        """Write the address of an end, as far as a rule or a route can tell it from others."""
        if addresses == PUBLIC[4] or (addresses == PUBLIC[6] and not self._spaces.has_ipv6):
            return "public"
        ipv4 = {self._told(span) for span in addresses.ipv4}
        return tuple(sorted(ipv4)), tuple(sorted({self._told6(span) for span in addresses.ipv6}))

    def _told(self, span: Interval) -> tuple[bool, int, int]:
        if self.all.covers(AddressSet((span,), ())):
            return True, *_around(span, self._places4)
        if not PUBLIC[4].covers(AddressSet((span,), ())):
            raise OddError
        return False, *_around(span, self._spaces.cuts[0])

    def _told6(self, span: Interval) -> tuple[int, int]:
        if not self.all.covers(AddressSet((), (span,))):
            raise OddError
        return _around(span, self._places6)


def _places(spans: Intervals, cuts: list[int]) -> Iterator[int]:
    for lo, hi in spans:
        yield from cuts[bisect_left(cuts, lo) : bisect_right(cuts, hi + 1)]


def _ranks(spans: Intervals, places: list[int]) -> tuple[tuple[int, int], ...]:
    return tuple((bisect_left(places, lo), bisect_left(places, hi + 1)) for lo, hi in spans)


def _around(span: Interval, places: list[int]) -> tuple[int, int]:
    """Return the nearest places around addresses, as their ranks."""
    return bisect_right(places, span[0]) - 1, bisect_left(places, span[1] + 1)
