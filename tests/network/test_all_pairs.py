"""All pairs of workloads: classes and what is left out beforehand never change an answer."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any, Final

from hypothesis import given, settings

from netplan_audit.network.ports import PortSet
from netplan_audit.network.reach.ask import Asker, Question
from netplan_audit.network.reach.ends import Ports
from netplan_audit.network.reach.pairs import Pairs
from netplan_audit.network.reach.query import Query, Reachability
from netplan_audit.unknown import Truth, truth
from tests.network import test_brute_force
from tests.network.alike import PORTS, built, expanded, networks, verdict
from tests.network.brute import Brute
from tests.network.planned import planned

if TYPE_CHECKING:
    from netplan_audit.network.reach.model import ReachModel


_HTTPS: Final = PortSet.of((443,))


def assert_same(model: ReachModel) -> None:
    """Compare the answers for all pairs with those for each of them, asked by itself."""
    found, asked = expanded(Pairs(model)), Reachability(model)
    for source, target in permutations(model.objects(), 2):
        answers = found.get((source, target), [])
        for port in (*PORTS, 5000):
            alone = asked.answer(Query(source, target, "tcp", port)).verdict
            assert verdict(answers, "tcp", port) is alone, (source, target, port)
        senders, receivers = (list(model.ends.ends_of(each)) for each in (source, target))
        if all(end.has_ipv6 is not Truth.NO for end in (*senders, *receivers)):
            question = Question("tcp", 6, Ports(_HTTPS, _HTTPS))
            alone = Asker(model).ask_any(senders, receivers, question).verdict
            assert verdict(answers, "tcp", 443, 6) is alone, (source, target)
        alone = asked.answer(Query(source, target, "icmp")).verdict
        assert verdict(answers, "icmp", 0) is alone, (source, target)


@settings(max_examples=60, deadline=None)
@given(networks)
def test_what_is_alike_is_answered_as_by_itself(chosen: dict[str, Any]) -> None:
    assert_same(built(chosen).paths())


@settings(max_examples=30, deadline=None)
@given(networks)
def test_so_it_is_in_a_plan(chosen: dict[str, Any]) -> None:
    kinds = [kind | {"ipv6": ""} for kind in chosen["kinds"]]
    assert_same(planned(built(chosen | {"kinds": kinds})))


@settings(max_examples=30, deadline=None)
@given(test_brute_force.networks)
def test_all_pairs_are_answered_as_a_packet_finds_them(chosen: dict[str, Any]) -> None:
    state = test_brute_force.built(chosen)
    brute, found = Brute(state), expanded(Pairs(state.paths()))
    for source, target in permutations(sorted(brute.hosts()), 2):
        known = verdict(found.get((source, target), []), "tcp", 443)
        assert known is truth(brute.reaches(source, target, 443)), (source, target)
