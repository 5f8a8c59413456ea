"""Which workloads are alike: at one place, and wherever they are."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from netplan_audit.network.reach.ends import End
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.views import View, Views


class Kin(Struct, frozen=True):
    """Workloads at one place that packets cannot tell from each other.

    `view` is None for one that is like no other. `fleets` counts those of them that stand for any
    number of machines, which may be asked about each other.
    """

    number: int
    members: tuple[str, ...]
    ends: tuple[End, ...]
    view: View | None
    fleets: int = 0

    @property
    def sources(self) -> tuple[End, ...]:
        """The ends that packets may come from: no public endpoints outside of every VPC."""
        return tuple(end for end in self.ends if end.kind != "door")

    def pairs_with(self, other: Kin) -> int:
        """Count the pairs of a sender here and another workload, or machine, there."""
        if not self.sources:
            return 0
        if self is not other:
            return len(self.members) * len(other.members)
        return len(self.members) * (len(self.members) - 1) + self.fleets

    def example(self, other: Kin) -> tuple[str, str]:
        """Name one such pair."""
        last = self.members[-1] if self is other else other.members[0]
        return self.members[0], last


class Families:
    """The workloads of one network by what they are like."""

    def __init__(self, model: ReachModel, views: Views) -> None:
        """Keep the model, and what tells who is alike."""
        self._model = model
        self._views = views

    @cached_property
    def kin(self) -> list[Kin]:
        """Every workload, with all others at its place that are like it."""
        places: dict[object, list[str]] = {}
        for address in self._model.objects():
            places.setdefault(self._plain(address), []).append(address)
        found: list[Kin] = []
        for members in places.values():
            ends = tuple(self._model.ends.ends_of(members[0]))
            view = self._views.of(ends)
            for each in [members] if view is not None else [[member] for member in members]:
                found.append(self._made(len(found), each, view))
        return found

    def _plain(self, address: str) -> object:
        """Return what makes a workload another one, at one place."""
        ends = self._model.ends.ends_of(address)
        own = address if self._views.is_special(ends) else ""
        return own, tuple(replace(end, address="", public_settles="") for end in ends)

    def _made(self, number: int, members: list[str], view: View | None) -> Kin:
        workloads = self._model.network.workloads
        known = (workloads.get(address) for address in members)  # a public endpoint is no workload
        fleets = sum(each is not None and each.is_fleet for each in known)
        ends = tuple(self._model.ends.ends_of(members[0]))
        return Kin(number, tuple(members), ends, view, fleets)

    @cached_property
    def senders(self) -> list[tuple[Kin, ...]]:
        """Kin that are alike as senders, wherever they are."""
        found = self._classes(lambda view: view.sender)
        return [kin for kin in found if kin[0].sources]

    @cached_property
    def receivers(self) -> list[tuple[Kin, ...]]:
        """Kin that are alike as receivers, wherever they are."""
        return self._classes(lambda view: view.receiver)

    def _classes(self, side: Callable[[View], int]) -> list[tuple[Kin, ...]]:
        found: dict[object, list[Kin]] = {}
        for kin in self.kin:
            alike = (kin.number,) if kin.view is None else side(kin.view)
            found.setdefault(alike, []).append(kin)
        return [tuple(each) for each in found.values()]

    @cached_property
    def near(self) -> dict[int, set[int]]:
        """Of all kin those near it: one describes what the other one names, or nobody can tell."""
        described: dict[str, set[int]] = {}
        named: dict[str, set[int]] = {}
        viewed = [(kin, kin.view) for kin in self.kin if kin.view is not None]
        for kin, view in viewed:
            _put(described, view.own, kin.number)
            _put(named, view.names, kin.number)
        odd = {kin.number for kin in self.kin if kin.view is None}
        every = set(range(len(self.kin)))
        found = dict.fromkeys(odd, every)
        for kin, view in viewed:
            of_own = (named[name] for name in view.own)
            of_names = (described.get(name, set()) for name in view.names)
            found[kin.number] = odd.union(*of_own, *of_names)
        return found


def _put(index: dict[str, set[int]], names: Iterable[str], number: int) -> None:
    for name in names:
        index.setdefault(name, set()).add(number)
