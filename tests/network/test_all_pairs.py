"""All pairs of workloads: classes and what is left out beforehand never change an answer."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from hypothesis import given, settings

from netplan_audit.network.reach.pairs import Pairs
from netplan_audit.unknown import Truth, truth
from tests.network import test_brute_force
from tests.network.alike import assert_same, built, expanded, networks, verdict
from tests.network.brute import Brute
from tests.network.planned import planned
from tests.states import State, tcp


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


def test_a_sender_in_one_of_several_subnets_is_asked_about_in_each() -> None:
    state = State()
    vpcs = [state.vpc(f"v{at}", f"10.{at}.0.0/16") for at in (1, 2)]
    places = [state.subnet(f"s{at}", vpc, f"10.{at}.1.0/24") for at, vpc in enumerate(vpcs, 1)]
    joint = state.add(
        "aws_vpc_peering_connection", "p", vpc_id=vpcs[0], peer_vpc_id=vpcs[1],
        accept_status="active",
    )  # fmt: skip
    for at, (vpc, place) in enumerate(zip(vpcs, places, strict=True), 1):
        way = {"cidr_block": f"10.{3 - at}.0.0/16", "vpc_peering_connection_id": joint}
        state.routed(f"t{at}", vpc, (place,), way)
    far = state.subnet("far", vpcs[0], "10.1.2.0/24")
    state.table("far", vpcs[0], far)
    group = state.group("g", vpcs[1], tcp(443, "10.0.0.0/8"))
    state.host("h", places[1], "10.2.1.10", group)
    state.add("aws_db_subnet_group", "d", name="d", subnet_ids=[far, places[0]])
    state.add(
        "aws_db_instance", "d", publicly_accessible=False, db_subnet_group_name="d",
        vpc_security_group_ids=[state.group("d", vpcs[0])],
    )  # fmt: skip
    model = state.paths()
    assert_same(model)
    answers = expanded(Pairs(model))["aws_db_instance.d", "aws_instance.h"]
    assert verdict(answers, "tcp", 443) is Truth.UNKNOWN
