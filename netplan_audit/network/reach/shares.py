"""Splits senders and ports into shares that have one answer each, where no answer holds for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.addressing.atoms import atoms
from netplan_audit.network.cidr import EMPTY, AddressSet
from netplan_audit.network.ports import NO_PORTS, PortSet, cut
from netplan_audit.network.reach.ends import OF_CLIENTS, OF_GATEWAYS, Ports
from netplan_audit.network.reach.trail import Hop, Trail
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Asked = Callable[[AddressSet, PortSet, Ports], Trail]


class Border(Struct, frozen=True):
    """Where answers may change: at the ends of these ports, and of these addresses on them.

    `of_replies` are borders of the ports that replies go to, and not of those asked about.
    """

    ports: PortSet
    addresses: AddressSet
    of_replies: bool = False


class Share(Struct, frozen=True):
    """Packets from any of the sources to any of the ports have this answer."""

    sources: AddressSet
    ports: PortSet
    trail: Trail


def shares(
    ask: Asked, sources: AddressSet, ports: PortSet, borders: Callable[[], Iterable[Border]]
) -> list[Share]:
    """Return the answers for all sources and ports, as few shares as there are answers.

    `ask` answers for sets: a yes or no holds for all of a set. Borders are needed where it does
    not know.
    """
    whole = ask(sources, ports, OF_CLIENTS)
    if whole.verdict is not Truth.UNKNOWN or not sources or not ports:
        return [Share(sources, ports, whole)]
    known = list(borders())
    forward = [each for each in known if not each.of_replies]
    replies = [each for each in known if each.of_replies]
    clients = list(cut(OF_GATEWAYS.possible, (each.ports for each in replies)))
    of_replies = {each.addresses for each in replies}
    found: list[Share] = []
    for part in alike(ports, forward):
        meant = {b.addresses for b in forward if b.ports.overlaps(part)} | of_replies
        found += _of_ports(ask, sources, part, (meant, clients))
    return _merged(found)


def alike(ports: PortSet, borders: list[Border]) -> Iterator[PortSet]:
    """Yield ports that the same borders are about, together."""
    kinds: dict[frozenset[Border], PortSet] = {}
    for part in cut(ports, {each.ports for each in borders}):
        kind = frozenset(each for each in borders if each.ports.overlaps(part))
        kinds[kind] = kinds.get(kind, NO_PORTS) | part
    yield from kinds.values()


def _of_ports(
    ask: Asked, sources: AddressSet, ports: PortSet, at: tuple[set[AddressSet], list[PortSet]]
) -> Iterator[Share]:
    addresses, clients = at
    trail = ask(sources, ports, OF_CLIENTS)
    if trail.verdict is not Truth.UNKNOWN:
        yield Share(sources, ports, trail)
        return
    parts = atoms(sources, addresses)
    for part in parts:
        usual = trail if len(parts) == 1 else ask(part, ports, OF_CLIENTS)
        if usual.verdict is Truth.UNKNOWN and len(clients) > 1:
            usual = _by_some_port(ask, part, ports, clients) or usual
        yield Share(part, ports, usual)


def _by_some_port(
    ask: Asked, sources: AddressSet, ports: PortSet, clients: list[PortSet]
) -> Trail | None:
    """Ask for every port that a client may take: who wants in takes one that works."""
    answers = [(part, ask(sources, ports, Ports(part, part))) for part in clients]
    fine = [(part, trail) for part, trail in answers if trail.verdict is Truth.YES]
    if not fine:
        return None
    working = NO_PORTS
    for part, _ in fine:
        working |= part
    first = fine[0][1]
    return replace(first, hops=(*first.hops, Hop("", f"replies get to ports {working} only")))


def _merged(found: Iterable[Share]) -> list[Share]:
    """Join shares with one answer: first their sources, then the ports of equal sources."""
    by_ports: dict[tuple[PortSet, Trail], AddressSet] = {}
    for share in found:
        key = (share.ports, share.trail)
        by_ports[key] = by_ports.get(key, EMPTY) | share.sources
    by_sources: dict[tuple[AddressSet, Trail], PortSet] = {}
    for (ports, trail), sources in by_ports.items():
        key_ = (sources, trail)
        by_sources[key_] = by_sources.get(key_, NO_PORTS) | ports
    return [Share(sources, ports, trail) for (sources, trail), ports in by_sources.items()]
