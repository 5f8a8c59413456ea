"""All pairs of workloads: classes and what is left out beforehand never change an answer."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from hypothesis import given, settings

from netplan_audit.network.reach.pairs import Pairs
from netplan_audit.unknown import truth
from tests.network import test_brute_force
from tests.network.alike import assert_same, built, expanded, networks, verdict
from tests.network.brute import Brute
from tests.network.planned import planned


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
