"""Who reaches whom: every workload and every other one, asked once for those that are alike."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.errors import UsageError
from netplan_audit.network.ports import ALL_PORTS, PortSet
from netplan_audit.network.reach.kin import Families, Kin
from netplan_audit.network.reach.pair import PROTOCOLS, Answer, PairAsker
from netplan_audit.network.reach.views import Views, placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.reach.ends import End
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.views import Key


class Found(Struct, frozen=True):
    """What senders of one class reach at receivers of another.

    `kin` lists who is meant where these are near each other: each sender with its receiver. None
    stands for all the other pairs of the two classes. `pairs` counts the pairs of workloads.
    """

    source: int
    target: int
    kin: tuple[tuple[Kin, Kin], ...] | None
    pairs: int
    example: tuple[str, str]
    answers: tuple[Answer, ...]


class Pairs:
    """Answers for all pairs of workloads of one network."""

    def __init__(
        self,
        model: ReachModel,
        protocols: tuple[str, ...] = PROTOCOLS,
        ports: PortSet = ALL_PORTS,
    ) -> None:
        """Keep the model, and what is asked about."""
        views = Views(model)
        self.families = Families(model, views)
        self.senders = self.families.senders
        self.receivers = self.families.receivers
        self._asker = PairAsker(model, views, protocols, ports)
        self._known: dict[Key, tuple[Answer, ...]] = {}
        self._near: dict[tuple[int, int], _ByAnswer] = {}
        self.asked = 0
        self.workloads = sum(len(each.members) for each in self.families.kin)
        self._itself: Counter[tuple[int, int]] = Counter()
        senders, receivers = _places(self.senders), _places(self.receivers)
        for kin in self.families.kin:
            if kin.sources:  # nobody is asked about itself, but one machine about another
                itself = len(kin.members) - kin.fleets
                self._itself[senders[kin.number], receivers[kin.number]] += itself
        sending = sum(_members(each) for each in self.senders)
        self.total = sending * self.workloads - self._itself.total()

    def found(self) -> Iterator[Found]:
        """Yield what is or may be reached, by the classes of the senders and the receivers.

        Of kin that are near each other a no is told too, where the others of the classes say more.
        """
        self._ask_near()
        for source, senders in enumerate(self.senders):
            for target, receivers in enumerate(self.receivers):
                explicit = self._near.pop((source, target), {})
                left = _members(senders) * _members(receivers) - self._itself[source, target]
                left -= sum(_pairs(pairs) for pairs in explicit.values())
                rest = self._apart(senders, receivers, explicit) if left else None
                if rest is not None and rest[0]:
                    yield Found(source, target, None, left, rest[1], rest[0])
                for answers, pairs in explicit.items():
                    if answers or (rest is not None and rest[0]):
                        example = pairs[0][0].example(pairs[0][1])
                        listed = tuple(pairs)
                        yield Found(source, target, listed, _pairs(pairs), example, answers)

    def _ask_near(self) -> None:
        every = self.families.kin
        senders, receivers = _places(self.senders), _places(self.receivers)
        for source in every:
            for number in sorted(self.families.near[source.number]):
                target = every[number]
                if source.pairs_with(target):
                    classes = senders[source.number], receivers[number]
                    self._put(self._near.setdefault(classes, {}), source, target)

    def _put(self, found: _ByAnswer, source: Kin, target: Kin) -> None:
        found.setdefault(self._answers(source, target)[0], []).append((source, target))

    def _apart(
        self, senders: tuple[Kin, ...], receivers: tuple[Kin, ...], explicit: _ByAnswer
    ) -> tuple[tuple[Answer, ...], tuple[str, str]] | None:
        """Ask two kin that are not near each other for all of them; None where that does not do."""
        near = self.families.near
        apart = ((a, b) for a, b in product(senders, receivers) if b.number not in near[a.number])
        first = next(apart)
        answers, is_general = self._answers(*first)
        if is_general:
            return answers, first[0].example(first[1])
        for source, target in (first, *apart):
            self._put(explicit, source, target)
        return None

    def _answers(self, source: Kin, target: Kin) -> tuple[tuple[Answer, ...], bool]:
        """Return what one sender reaches at one receiver, and whether others like them do so."""
        key = placed(source.view, target.view)
        if key is not None and key in self._known:
            return self._known[key], True
        answers, is_general = self._asker.answers(source.sources, self._ends(source, target))
        self.asked += 1
        if key is not None and is_general:
            self._known[key] = answers
        return answers, key is not None and is_general

    def _ends(self, source: Kin, target: Kin) -> tuple[End, ...]:
        """Return the receiver's interfaces: those of another member, of kin with itself."""
        if source is not target or len(target.members) == 1:
            return target.ends
        return tuple(self._asker.ends_of(target.members[-1]))


def asked_about(protocol: str | None, port: int | None) -> tuple[tuple[str, ...], PortSet]:
    """Return the protocols and ports of a question that may leave either open."""
    if port is None:
        return PROTOCOLS if protocol is None else (protocol,), ALL_PORTS
    ports = PortSet.of((port,))
    if protocol == "icmp":
        message = "a ping has no port"
        raise UsageError(message, source="--port")
    return ("tcp", "udp") if protocol is None else (protocol,), ports


_ByAnswer = dict[tuple[Answer, ...], list[tuple[Kin, Kin]]]


def _places(classes: list[tuple[Kin, ...]]) -> dict[int, int]:
    """Return the class of all kin."""
    return {kin.number: at for at, each in enumerate(classes) for kin in each}


def _members(kin: Iterable[Kin]) -> int:
    return sum(len(each.members) for each in kin)


def _pairs(kin: Iterable[tuple[Kin, Kin]]) -> int:
    return sum(source.pairs_with(target) for source, target in kin)
