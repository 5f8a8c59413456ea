"""Longest prefix match: which route of a table takes which part of the destinations asked for.

The order of choice is that of the VPC user guide, "Route priority": the longest prefix wins
whatever its kind; for equal destinations a static CIDR wins over a prefix list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.cidr import ALL_IPV4, PRIVATE, AddressSet, Cidr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.routing.route_tables import Route

_IPV4: Final = 4
INTERNET: Final[dict[int, AddressSet]] = {
    4: ALL_IPV4 - PRIVATE,
    6: AddressSet.parse("2000::/3"),  # all that is global unicast so far: IANA, IPv6 address space
}
"""The destinations of internet traffic."""
_ALL: Final = {4: ALL_IPV4, 6: AddressSet.parse("::/0")}


class Share(Struct, frozen=True):
    """The part of the destinations that one route takes; `route` is None where no route does."""

    addresses: AddressSet
    route: Route | None


def lookup(routes: Iterable[Route], wanted: AddressSet) -> tuple[Share, ...]:
    """Split destinations by the routes that take them, most specific first.

    Routes whose destination is unknown are left out; the order of the routes does not matter.
    Local routes are implied by the VPC and not among them.
    """
    entries = sorted(
        ((cidr, route) for route in routes for cidr in _cidrs(route, wanted)),
        key=lambda entry: (-entry[0].prefix_length, is_list(entry[1]), *_order(entry[1])),
    )
    left = wanted
    taken: dict[Route, AddressSet] = {}
    for cidr, route in entries:
        part = left & AddressSet.of((cidr,))
        if part:
            taken[route] = taken[route] | part if route in taken else part
            left -= part
    shares = tuple(Share(addresses, route) for route, addresses in taken.items())
    return (*shares, Share(left, None)) if left else shares


def default_of(routes: Iterable[Route], family: int) -> Route | None:
    """Return the route that most internet traffic of a family takes; None where none takes most.

    Two halves such as 0.0.0.0/1 and 128.0.0.0/1 to one target count together, and 0.0.0.0/0 does
    not count where more specific routes leave nothing of it.
    """
    taking = [r for r in routes if r.destination and r.destination.overlaps(INTERNET[family])]
    if len(taking) <= 1 and all(r.destination == _ALL[family] for r in taking):
        return taking[0] if taking else None  # as in nearly all tables
    sizes: dict[tuple[str, ...], int] = {}
    longest: dict[tuple[str, ...], tuple[int, Route]] = {}
    for share in lookup(taking, INTERNET[family]):
        if share.route is None:
            continue
        way, size = way_of(share.route), _count(share.addresses, family)
        sizes[way] = sizes.get(way, 0) + size
        if way not in longest or size > longest[way][0]:
            longest[way] = size, share.route
    best = max(sizes, key=lambda way: sizes[way], default=None)
    if best is None or 2 * sizes[best] < _count(INTERNET[family], family):
        return None
    return longest[best][1]


def way_of(route: Route | None) -> tuple[str, ...]:
    """Return what makes two routes lead the same way: the kind and the targets."""
    return ("",) if route is None else (route.target_kind, *route.target.targets)


def _count(addresses: AddressSet, family: int) -> int:
    return addresses.size(_IPV4 if family == _IPV4 else 6)


def _cidrs(route: Route, wanted: AddressSet) -> tuple[Cidr, ...]:
    if route.destination is None or not route.destination.overlaps(wanted):
        return ()
    return route.destination.cidrs()


def is_list(route: Route) -> bool:
    """Tell whether the destination is a prefix list: then its text is an address, not a CIDR."""
    return not route.is_range


def _order(route: Route) -> tuple[str, ...]:
    """Return an order for routes with one destination, which AWS does not accept side by side."""
    return (route.origin, *way_of(route))
