"""Which routes of a table may take which addresses, those that may be another table's included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.addressing.atoms import atoms
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.routing.lookup import is_list, lookup, way_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.cidr import Cidr
    from netplan_audit.network.routing.route_tables import Route

_SEVERAL: Final = 2


class Part(Struct, frozen=True):
    """Addresses that one of the routes takes; None among them stands for no route.

    `settles` names what would tell which of several it is.
    """

    addresses: AddressSet
    routes: tuple[Route | None, ...]
    settles: str = ""


def partition(routes: Iterable[Route], wanted: AddressSet) -> Iterator[Part]:
    """Split addresses by the routes that take, or may take, them: by the longest prefix.

    A route of which it is not known which table it is in, or where it leads to, may take what no
    certain route takes with as long a prefix: AWS accepts no two for one destination. Of prefix
    lists that overlap and lead to different targets AWS picks one at random ("Route priority").
    """
    every = list(routes)
    lists = [route for route in every if is_list(route) and route.destination is not None]
    for part in _parts(every, wanted):
        yield from (part,) if len(lists) < _SEVERAL else _picked(part, lists)


def _picked(part: Part, lists: list[Route]) -> Iterator[Part]:
    """Split a part by the prefix lists that may take it as well as the one that does."""
    left, route = part.addresses, part.routes[0]
    if len(part.routes) == 1 and route is not None and is_list(route):
        for rival in lists:
            if rival is route or way_of(rival) == way_of(route) or rival.destination is None:
                continue
            both = left & rival.destination
            if both:
                settles = (
                    f"which of {route.destination_text} and {rival.destination_text} AWS picks"
                )
                yield Part(both, (route, rival), settles)
                left -= both
    if left:
        yield Part(left, part.routes, part.settles)


def _parts(every: list[Route], wanted: AddressSet) -> Iterator[Part]:
    certain = [r for r in every if r.table.only is not None and r.destination is not None]
    doubtful = [r for r in every if r.table.only is None or r.destination is None]
    shares = lookup(certain, wanted)
    if not doubtful:
        yield from (Part(share.addresses, (share.route,)) for share in shares)
        return
    lengths = {c: c.prefix_length for r in certain if r.destination for c in r.destination.cidrs()}
    contested = [(route, _contested(route, wanted, lengths)) for route in doubtful]
    for share in shares:
        for part in atoms(share.addresses, (addresses for _, addresses in contested)):
            may = [route for route, addresses in contested if addresses.overlaps(part)]
            yield Part(part, _among(share.route, may), _settles(may))


def _contested(route: Route, wanted: AddressSet, lengths: dict[Cidr, int]) -> AddressSet:
    """Return the addresses that a doubtful route would take if it were there."""
    if route.destination is None:
        return wanted
    left = AddressSet.of(())
    for cidr in route.destination.cidrs():
        longer = (c for c, length in lengths.items() if length >= cidr.prefix_length)
        left |= (wanted & AddressSet.of((cidr,))) - AddressSet.of(longer)
    return left


def _among(known: Route | None, may: list[Route]) -> tuple[Route | None, ...]:
    """Return the routes of which one takes a part: there may be a doubtful one for every table."""
    if not may:
        return (known,)
    tables = {target for route in may for target in route.table.targets}
    whole = all(route.table.complete and route.destination is not None for route in may)
    placed = [route for route in may if route.table.only is None]
    if whole and len(placed) == len(may) >= len(tables):
        return tuple(may)
    return (known, *may)


def _settles(may: list[Route]) -> str:
    return next(
        (route.settles or route.table.settles or f"{route.origin}.route_table_id" for route in may),
        "",
    )
