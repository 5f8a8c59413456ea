"""Whom the internet, or another set of addresses, reaches: which sources, which ports, and why."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.cidr import EMPTY, PRIVATE, AddressSet
from netplan_audit.network.exposure.exposure import SITE, is_many
from netplan_audit.network.ports import ALL_PORTS, PortSet
from netplan_audit.network.reach.ask import Asker, Question
from netplan_audit.network.reach.borders import Borders
from netplan_audit.network.reach.ends import PUBLIC, End, Ports
from netplan_audit.network.reach.node_services import behind, seen_nodes_of
from netplan_audit.network.reach.query import INTERNET, Query, Reachability, outside
from netplan_audit.network.reach.shares import Border, shares
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.cidr import Family
    from netplan_audit.network.network import Network
    from netplan_audit.network.ports import Intervals
    from netplan_audit.network.reach.balancers import Balancer, Listener, Target, TargetGroup
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.trail import Trail

FAMILIES: Final[tuple[Family, Family]] = (4, 6)
_WIRED: Final = ("tcp", "udp")
_IPV4: Final = 4


class Exposed(Struct, frozen=True):
    """From the sources to the ports of an object, one answer for all.

    `via` is the load balancer that takes the connections, '' for none; the ports are then those of
    the object behind it. For a Service of Kubernetes it is the node, whose ports these are.
    `hidden` forbids printing the sources.
    """

    target: str
    protocol: str
    family: Family
    sources: AddressSet
    ports: PortSet
    trail: Trail
    via: str = ""
    hidden: bool = False

    @property
    def cidrs(self) -> list[str]:
        """The sources as one writes them: 0.0.0.0/1 is itself, with private addresses in it."""
        return written(self.sources)

    def from_internet(self, site: int = SITE) -> bool:
        """Tell whether the sources are more than one site, by the prefix length of its CIDR."""
        return is_many(self.sources, self.family, site)


def written(public: AddressSet) -> list[str]:
    """Write public addresses with fewest CIDRs: private ones in between do not matter."""
    around = [cidr for cidr in (public | PRIVATE).cidrs() if public.overlaps(cidr)]
    own = public.cidrs()
    same = AddressSet.of(around) - PRIVATE == public
    return list(map(str, around if same and len(around) < len(own) else own))


class Exposures:
    """Answers for sets of senders outside of the network."""

    def __init__(self, model: ReachModel) -> None:
        """Keep the model."""
        self._model = model
        self._asker = Asker(model)

    @property
    def network(self) -> Network:
        """The network that is asked about."""
        return self._model.network

    def all(self) -> Iterator[Exposed]:
        """Yield what the internet reaches, or may reach, by the addresses of the objects."""
        for address in self._model.objects():
            for family in FAMILIES:
                for protocol in _WIRED:
                    for found in self.of(address, protocol, family=family):
                        if found.trail.verdict is not Truth.NO:
                            yield found
                            yield from self._served(found)

    def of(
        self,
        target: str,
        protocol: str,
        ports: PortSet = ALL_PORTS,
        family: Family = 4,
        sources: AddressSet | None = None,
    ) -> list[Exposed]:
        """Return the answers for an object, which part the ports; sources are the internet's."""
        wanted = PUBLIC[family] if sources is None else sources
        asked = _Asked(target, protocol, ports, family, wanted)
        ends = self._model.ends.ends_of(target)
        own = self._model.balancers.get(target)
        found = list(self._answers(asked, ends, None if own is None else own.alone))
        for fronted in self._fronted.get(target, ()):
            found += self._behind(fronted, asked)
        # A fleet is behind a load balancer once for each of its subnets: one answer is enough.
        once = {(each.via, each.ports, each.sources, each.trail.verdict): each for each in found}
        return sorted(once.values(), key=_best_first)

    def between(self, query: Query) -> list[Exposed]:
        """Return the answers to a query that leaves the port open, for every port.

        Where the source is the internet or a part of it, they tell which sources too.
        """
        reachability = Reachability(self._model)
        service = reachability.service(query.target)
        if service is not None:
            nodes = seen_nodes_of(self.network, service)
            ways = [way for node in nodes for way in self.between(replace(query, target=node))]
            served = (one for way in ways for one in self._served(way))
            return [one for one in served if one.target == service.address]
        sources, targets, family = reachability.ends(query)
        asked = _Asked(query.target, query.protocol, ALL_PORTS, family, EMPTY)
        if sources[0].kind == INTERNET and targets[0].address == query.target:
            known = sources[0].private if family == _IPV4 else sources[0].ipv6
            return self.of(query.target, query.protocol, family=family, sources=known)
        found: list[Exposed] = []
        for source in sources:
            found += self._answers(asked, targets, None, source)
        return sorted(found, key=_best_first)

    def _served(self, found: Exposed) -> Iterator[Exposed]:
        """Yield the Services that nodes answer for on what they are reached on themselves."""
        if not found.via:
            for service, ports, last in behind(
                self.network, found.target, found.protocol, found.ports
            ):
                trail = found.trail.then(lambda last=last: last)  # type: ignore[misc]
                yield replace(
                    found, target=service.address, ports=ports, trail=trail, via=found.target
                )

    def _behind(self, fronted: _Fronted, asked: _Asked) -> Iterator[Exposed]:
        """Yield the answers of an object behind a load balancer, at its own port.

        That may stand behind another load balancer itself.
        """
        listener, port = fronted.listener, fronted.target.port
        if listener.port is None or port is None or port not in asked.ports:
            return
        outer = (
            (each.listener.port, replace(each.only, behind=fronted.only))
            for each in self._fronted.get(fronted.balancer.address, ())
            if each.listener.port is not None and each.target.port == listener.port
        )
        for opened, balancer in ((listener.port, fronted.only), *outer):
            at_front = replace(asked, target=balancer.address, ports=PortSet.of((opened,)))
            ends = self._model.ends.ends_of(balancer.address)
            for found in self._answers(at_front, ends, balancer):
                if found.trail.verdict is not Truth.NO:
                    ports = PortSet.of((port,))
                    yield replace(found, target=asked.target, ports=ports, via=balancer.address)

    def _answers(
        self, asked: _Asked, ends: list[End], balancer: Balancer | None, sender: End | None = None
    ) -> Iterator[Exposed]:
        """Yield the answers for an object; one sender inside of the network is not split."""
        borders = Borders(self._model, asked.protocol)
        family = asked.family
        wanted = asked.sources if sender is None else _address(sender, family)

        def ask(sources: AddressSet, ports: PortSet, clients: Ports) -> Trail:
            question = Question(
                asked.protocol,
                family,
                Ports(ports, ports),
                clients=clients,
                balancer=balancer,
                any_node=sender is None,
            )
            source = sender or outside(INTERNET, INTERNET, sources, family)
            hidden = source.hidden or borders.hidden
            return self._asker.ask(replace(source, hidden=hidden), ends, question)

        def around() -> set[Border]:
            return borders.of(ends, balancer) if sender is None else borders.between(sender, ends)

        for share in shares(ask, wanted, asked.ports, around):
            hides = borders.hidden and share.sources != wanted
            found = Exposed(
                asked.target, asked.protocol, family, share.sources, share.ports, share.trail
            )
            yield replace(found, hidden=hides or (sender is not None and sender.hidden))

    @cached_property
    def _fronted(self) -> dict[str, list[_Fronted]]:
        """What stands behind load balancers, by address."""
        found: dict[str, list[_Fronted]] = {}
        for balancer in self._model.balancers.values():
            for listener in balancer.listeners:
                for group in listener.groups:
                    for target in group.targets:
                        if target.end is not None:
                            owner = self._model.ends.held_by(target.end.address)
                            inner = self._model.balancers.get(owner)
                            alone = None if inner is None else inner.alone
                            one = _Fronted(balancer, listener, group, target, alone)
                            found.setdefault(owner, []).append(one)
        return found


class _Asked(Struct, frozen=True):
    """What is asked: which of the sources reach which of the ports of an object."""

    target: str
    protocol: str
    ports: PortSet
    family: Family
    sources: AddressSet


class _Fronted(Struct, frozen=True):
    """A target behind a listener of a load balancer."""

    balancer: Balancer
    listener: Listener
    group: TargetGroup
    target: Target
    behind: Balancer | None = None

    @property
    def only(self) -> Balancer:
        """The load balancer as if this were all it forwards to."""
        group = replace(self.group, targets=(self.target,), open_="")
        listener = replace(self.listener, groups=(group,), complete=True)
        return replace(self.balancer, listeners=(listener,), behind=self.behind)


def _best_first(found: Exposed) -> tuple[int, str, Intervals]:
    order = (Truth.YES, Truth.UNKNOWN, Truth.NO)
    return order.index(found.trail.verdict), found.via, found.ports.spans


def _address(end: End, family: Family) -> AddressSet:
    return end.private if family == _IPV4 else end.ipv6
