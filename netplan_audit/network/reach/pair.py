"""What one workload reaches at another one, asked once for interfaces that are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.ports import ALL_PORTS, NO_PORTS, PortSet
from netplan_audit.network.reach.ask import Asker, Question
from netplan_audit.network.reach.borders import Borders
from netplan_audit.network.reach.ends import NO_PORT, End, Ports
from netplan_audit.network.reach.shares import alike
from netplan_audit.network.reach.trail import Trail
from netplan_audit.network.reach.views import View, Views, placed
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.cidr import Family
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.shares import Border
    from netplan_audit.network.reach.views import Key

PROTOCOLS: Final = ("tcp", "udp", "icmp")
_FAMILIES: Final[tuple[Family, Family]] = (4, 6)
_IPV4: Final = 4


class Answer(Struct, frozen=True):
    """What is, or may be, reached: these ports, or none for a ping; `unknown` would tell more."""

    protocol: str
    family: Family
    ports: PortSet
    verdict: Truth
    unknown: tuple[str, ...] = ()


class PairAsker:
    """Asks about pairs of workloads."""

    def __init__(
        self, model: ReachModel, views: Views, protocols: tuple[str, ...], ports: PortSet
    ) -> None:
        """Keep the model, and what is asked about."""
        self._model = model
        self._protocols = protocols
        self._ports = ports
        self._asker = _AlikeAsker(model, views)
        self._borders = {each: Borders(model, each) for each in protocols}
        self.ends_of = model.ends.ends_of

    def answers(
        self, sources: tuple[End, ...], targets: tuple[End, ...]
    ) -> tuple[tuple[Answer, ...], bool]:
        """Return what is or may be reached, and whether it is so of all that are alike."""
        self._asker.start()
        every: list[Answer] = []
        ways = self._asker.distinct(sources, targets)
        for family in _FAMILIES:
            if family == _IPV4 or all(map(_has_ipv6, (sources, targets))):
                for protocol in self._protocols:
                    if self._may_enter(protocol, family, self._ports):
                        every += self._of(ways, protocol, family)
        return tuple(_joined(every)), self._asker.is_general

    def _may_enter(self, protocol: str, family: Family, of: PortSet) -> bool:
        """Look at the groups first, where a no of theirs is one."""
        if not self._model.network.complete:
            return True
        ports = NO_PORT if protocol == "icmp" else Ports(of, of)
        question = Question(protocol, family, ports)
        return any(self._asker.may_enter(*two, question) for two in self._asker.grouped.values())

    def _of(self, ways: _Ways, protocol: str, family: Family) -> Iterator[Answer]:
        if protocol == "icmp":
            trail = self._asker.ask_each(ways, Question(protocol, family, NO_PORT))
            yield Answer(protocol, family, NO_PORTS, trail.verdict, trail.unknown)
            return
        if self._is_shut(ways, Question(protocol, family, Ports(self._ports, self._ports))):
            return
        for ports in alike(self._ports, self._between(ways, protocol)):
            if self._may_enter(protocol, family, ports):
                trail = self._asker.ask_each(ways, Question(protocol, family, Ports(ports, ports)))
                yield Answer(protocol, family, ports, trail.verdict, trail.unknown)

    def _between(self, ways: _Ways, protocol: str) -> list[Border]:
        between = self._borders[protocol].between
        return list({each for source, targets in ways for each in between(source, targets)})

    def _is_shut(self, ways: _Ways, question: Question) -> bool:
        """Tell whether no port is reached; where one way may be open, each port is asked about."""
        source, targets = ways[0]
        if self._asker.way(source, targets[0], question).verdict is not Truth.NO:
            return False
        return self._asker.ask_each(ways, question).verdict is Truth.NO


_Ways = list[tuple[End, list[End]]]
"""Interfaces that are asked about: each with some of the other workload's."""


class _Interface(Struct, frozen=True):
    """An interface, with its view and the number of what security groups it has."""

    end: End
    view: View | None
    groups: int


class _Two(Struct, frozen=True):
    """Two interfaces: what answers hang on, the numbers of their groups, and what is described.

    `alike` is what those share that have the same answers within one pair of workloads.
    """

    key: Key | None
    alike: Key | tuple[int, int]
    groups: tuple[int, int]
    own: tuple[frozenset[str], frozenset[str]]


class _AlikeAsker(Asker):
    """Asks once for interfaces that are alike.

    `is_general` tells that nothing was met which the views of the interfaces do not describe. What
    is unknown is asked anew for every pair of workloads, to name what is theirs. `grouped` are two
    interfaces of these for any two sets of security groups that they have.
    """

    def __init__(self, model: ReachModel, views: Views) -> None:
        super().__init__(model)
        self._views = views
        self._interfaces: dict[int, _Interface] = {}
        self._groups: dict[object, int] = {}
        self._entered: dict[tuple[tuple[int, int], Question], bool] = {}
        self._twos: dict[tuple[int, int], _Two] = {}
        self._known: dict[tuple[object, str, int], dict[PortSet, Trail]] = {}
        self.start()

    def start(self) -> None:
        """Begin with two workloads."""
        self.is_general = True
        self.grouped: dict[tuple[int, int], tuple[End, End]] = {}
        self._theirs: dict[tuple[object, str, int], dict[PortSet, Trail]] = {}

    def distinct(self, sources: tuple[End, ...], targets: tuple[End, ...]) -> _Ways:
        """Leave out interfaces that have the same ways as others: their answers are the same."""
        found: dict[object, tuple[End, list[End]]] = {}
        for source in sources:
            row: dict[object, End] = {}
            for target in targets:
                two = self._two(source, target)
                row.setdefault((two.alike, target.is_one_of, target.kind), target)
                self.grouped.setdefault(two.groups, (source, target))
            alike_ = frozenset(row), source.is_one_of
            found.setdefault(alike_, (source, list(row.values())))
        return list(found.values())

    def may_enter(self, source: End, target: End, question: Question) -> bool:
        """Tell whether the groups of an interface let any packets in that another one sent."""
        asked = self._two(source, target).groups, question
        if asked not in self._entered:
            self._entered[asked] = super().may_enter(source, target, question)
        return self._entered[asked]

    def way(self, source: End, target: End, question: Question) -> Trail:
        """Follow the packets from one interface to another, or to others that are like them."""
        if not self.may_enter(source, target, question):
            return _SHUT
        two = self._two(source, target)
        self.is_general = self.is_general and two.key is not None
        packets, ports = (two.alike, question.protocol, question.family), question.ports.usual
        for kept in (self._known, self._theirs):
            known = kept.get(packets, _NOTHING)
            if ports in known:
                return known[ports]
            if ALL_PORTS in known and known[ALL_PORTS].verdict is Truth.NO:
                return known[ALL_PORTS]
        self._walker.filters.asked.clear()
        found = super().way(source, target, question)
        is_described = not self._walker.filters.asked.difference(*two.own)
        self.is_general = self.is_general and is_described
        if two.key is not None and is_described and found.verdict is not Truth.UNKNOWN:
            self._known.setdefault(packets, {})[ports] = found
        elif two.key is None or is_described:
            self._theirs.setdefault(packets, {})[ports] = found
        return found

    def _interface(self, end: End) -> _Interface:
        if id(end) not in self._interfaces:
            alike = end.groups, end.kind, end.vpc
            groups = self._groups.setdefault(alike, len(self._groups))
            self._interfaces[id(end)] = _Interface(end, self._views.of((end,)), groups)
        return self._interfaces[id(end)]

    def _two(self, source: End, target: End) -> _Two:
        pair = id(source), id(target)
        if pair not in self._twos:
            one, other = self._interface(source), self._interface(target)
            key = placed(one.view, other.view)
            own = _described(one.view), _described(other.view)
            self._twos[pair] = _Two(key, key or pair, (one.groups, other.groups), own)
        return self._twos[pair]


def _described(view: View | None) -> frozenset[str]:
    return frozenset() if view is None else view.own


_NOTHING: Final[dict[PortSet, Trail]] = {}
_SHUT: Final = Trail(Truth.NO)


def _has_ipv6(ends: tuple[End, ...]) -> bool:
    return any(end.has_ipv6 is not Truth.NO for end in ends)


def _joined(answers: list[Answer]) -> Iterator[Answer]:
    """Join answers that differ in their ports, and leave out what is a no."""
    found: dict[tuple[str, Family, Truth, tuple[str, ...]], PortSet] = {}
    for each in answers:
        if each.verdict is not Truth.NO:
            key = (each.protocol, each.family, each.verdict, each.unknown)
            found[key] = found.get(key, NO_PORTS) | each.ports
    for (protocol, family, verdict, unknown), ports in found.items():
        yield Answer(protocol, family, ports, verdict, unknown)
