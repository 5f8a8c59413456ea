"""Holds an object of the network against the conditions of a policy, in three-valued logic."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from netplan_audit.declared.attributes import Blocks, Known, attribute, blocks_of
from netplan_audit.declared.relations import Graph
from netplan_audit.network.cidr import parse_cidr
from netplan_audit.network.link import Certainty
from netplan_audit.network.ports import PortSet
from netplan_audit.network.reach.exposed import FAMILIES, Exposed, Exposures
from netplan_audit.unknown import Truth, all_of, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.declared.keys import Conditions, DeclaredPolicy, Relation
    from netplan_audit.network.network import Network


class Judged(Struct):
    """An answer that is being worked out: what it rests on, and what would settle it."""

    settles: list[str] = field(default_factory=list)
    related: dict[str, str] = field(default_factory=dict)
    certainty: Certainty = Certainty.CERTAIN

    def waits_for(self, answer: Truth, *what: str) -> Truth:
        """Note what would settle an answer that is open; return the answer."""
        if answer is Truth.UNKNOWN:
            self.settles += [one for one in what if one]
        return answer


class Judge:
    """Answers whether conditions hold, for one network."""

    def __init__(self, network: Network) -> None:
        """Keep the network and its graph."""
        self.network = network
        self.graph = network.once(Graph)

    def where(self, address: str, where: Mapping[str, Any], judged: Judged) -> Truth:
        """Tell whether an object has these attributes: values, lists of them, null for none."""
        return all_of(
            [self._attribute(address, name, wanted, judged) for name, wanted in where.items()]
        )

    def holds(self, address: str, asked: Conditions, judged: Judged) -> Truth:
        """Tell whether all of the conditions hold for an object."""
        return all_of(list(self._answers(address, asked, judged)))

    def evidence(self, address: str, policy: DeclaredPolicy) -> dict[str, tuple[str, ...]]:
        """Return the known values of the attributes that a policy asks of an object."""
        names = list(policy.match.where)
        for asked in (policy.require, policy.forbid):
            if asked is not None:
                names += asked.where
                names += ["cidr"] if asked.cidr_within or asked.cidr_overlaps else []
        values = {name: attribute(self.network, address, name).values for name in names}
        return {name: found for name, found in values.items() if found and name != "address"}

    def _answers(self, address: str, asked: Conditions, judged: Judged) -> Iterator[Truth]:
        yield self.where(address, asked.where, judged)
        yield from self._of_blocks(blocks_of(self.network, address), asked, judged)
        if asked.any is not None:
            yield self._any(address, asked.any, judged)
        if asked.every is not None:
            yield self._every(address, asked.every, judged)
        if asked.reachable_from is not None:
            yield self._reachable(address, asked, judged)

    def _of_blocks(self, every: Blocks, asked: Conditions, judged: Judged) -> Iterator[Truth]:
        """Answer for the CIDRs of the families that are asked about."""
        inside = [parse_cidr(text) for text in listed(asked.cidr_within)]
        if inside:
            blocks = every.of({cidr.family for cidr in inside})
            answer = blocks.every(lambda cidr: any(one.contains(cidr) for one in inside))
            yield judged.waits_for(answer, blocks.settles)
        beside = [parse_cidr(text) for text in listed(asked.cidr_overlaps)]
        if beside:
            blocks = every.of({cidr.family for cidr in beside})
            answer = blocks.some(lambda cidr: any(one.overlaps(cidr) for one in beside))
            yield judged.waits_for(answer, blocks.settles)
        least, most = asked.prefix_at_least, asked.prefix_at_most
        if least is not None or most is not None:
            blocks = every.of({4})
            lengths = range(least or 0, (32 if most is None else most) + 1)
            answer = blocks.every(lambda cidr: cidr.prefix_length in lengths)
            yield judged.waits_for(answer, blocks.settles)

    def _attribute(self, address: str, name: str, wanted: object, judged: Judged) -> Truth:
        known = attribute(self.network, address, name)
        choices = wanted if isinstance(wanted, list) else [wanted]
        answer = any_of([_is(known, choice) for choice in choices])
        return judged.waits_for(answer, known.settles)

    def _any(self, address: str, relation: Relation, judged: Judged) -> Truth:
        """Tell whether some object is reached of which all of the relation holds."""
        reached = self.graph.reached(address, listed(relation.through))
        judged.certainty = min(judged.certainty, reached.certainty)
        answers = [sure & self._meant(address, end, relation, judged) for end, sure in reached.ends]
        return judged.waits_for(any_of(answers, closed=reached.closed), *reached.settles)

    def _every(self, address: str, relation: Relation, judged: Judged) -> Truth:
        """Tell whether all of the relation holds of every object of its kind that is reached."""
        reached = self.graph.reached(address, listed(relation.through))
        judged.certainty = min(judged.certainty, reached.certainty)
        answers: list[Truth] = []
        for end, sure in reached.ends:
            if not self._is_kind(end, relation.kind):
                continue
            answer = ~sure | self._meant(address, end, relation, judged)
            if answer is not Truth.YES:
                judged.related[end] = self.graph.kinds[end]
            answers.append(answer)
        return judged.waits_for(all_of(answers, closed=reached.closed), *reached.settles)

    def _meant(self, start: str, end: str, relation: Relation, judged: Judged) -> Truth:
        same = [self._alike(start, end, name, judged) for name in listed(relation.same)]
        different = [~self._alike(start, end, name, judged) for name in listed(relation.different)]
        kind = truth(self._is_kind(end, relation.kind))
        return all_of([kind, self.where(end, relation.where, judged), *same, *different])

    def _alike(self, start: str, end: str, name: str, judged: Judged) -> Truth:
        mine, theirs = (attribute(self.network, one, name) for one in (start, end))
        return judged.waits_for(mine.same_as(theirs), mine.settles, theirs.settles)

    def _is_kind(self, address: str, kind: str | None) -> bool:
        return kind is None or fnmatchcase(self.graph.kinds.get(address, ""), kind)

    def _reachable(self, address: str, asked: Conditions, judged: Judged) -> Truth:
        """Tell whether packets from the internet get to an object, or to one in a subnet."""
        targets = [(address, Truth.YES)] if address in self.network.workloads else []
        closed = True
        if address in self.network.subnets:
            placed = self.graph.reached(address, ["<in subnet"])
            targets = [one for one in placed.ends if one[0] in self.network.workloads]
            closed = placed.closed
            judged.waits_for(Truth.UNKNOWN, *placed.settles)
        answers: list[Truth] = []
        for target, sure in targets:
            for found in self._exposed(target, asked):
                answer = judged.waits_for(sure & found.trail.verdict, *found.trail.unknown)
                if target != address and answer is not Truth.NO:
                    judged.related[target] = "reached"
                answers.append(answer)
        return any_of(answers, closed=closed)

    def _exposed(self, target: str, asked: Conditions) -> Iterator[Exposed]:
        """Yield what many senders on the internet may reach of an object."""
        exposures, ports = self.network.once(_exposures), ports_of(asked.ports)
        for family in FAMILIES:
            for found in exposures.of(target, asked.protocol, ports, family):
                if found.from_internet():
                    yield found


def listed(words: str | list[str]) -> list[str]:
    """Return one or several as a list."""
    return [words] if isinstance(words, str) else words


def ports_of(asked: float | str | list[int | str]) -> PortSet:
    """Read ports and ranges, as in `[22, "8000-8100"]`; raises ValueError."""
    found = PortSet.of(())
    for one in asked if isinstance(asked, list) else [asked]:
        low, _, high = str(one).partition("-")
        found |= PortSet.span(int(low), int(high or low))
    return found


def _exposures(network: Network) -> Exposures:
    return Exposures(network.paths())


def _is(known: Known, wanted: object) -> Truth:
    if wanted is None:
        return known.is_absent
    text = str(wanted).lower() if isinstance(wanted, bool) else str(wanted)
    return known.is_any(lambda value: fnmatchcase(value, text))
