"""Which routes of a table may take which addresses, those that may be another table's included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.atoms import atoms
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.lookup import lookup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.cidr import Cidr
    from netplan_audit.network.route_tables import Route


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
    certain route takes with as long a prefix: AWS accepts no two for one destination.
    """
    every = list(routes)
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
