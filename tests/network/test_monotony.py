"""Answers about networks with gaps hold whatever fills the gaps: unknown settles, nothing turns."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from netplan_audit.network.cidr import AddressSet
from netplan_audit.unknown import Truth
from tests.network.test_one_truth import HOST, built, networks
from tests.states import State, rule, tcp

if TYPE_CHECKING:
    from random import Random

    from netplan_audit.network.reach.exposed import Exposed

_CLIENTS: Final = tuple(map(AddressSet.parse, ("203.0.113.7", "198.51.100.1", "16.1.2.3")))
_PORTS: Final = (443, 444, 22)
_GROUP: Final = "sg-0123456789abcdef0"

fillings = st.fixed_dictionaries(
    {
        "gateway": st.sampled_from(("attached", "detached", "elsewhere")),
        "blocked": st.sampled_from(("near", "far")),
        "table": st.sampled_from(("main", "empty")),
        "group": st.sampled_from(("closed", "open", "site")),
        "edge": st.booleans(),
    }
)


def _filled(chosen: dict[str, Any], filling: dict[str, Any]) -> State:
    """Return the same network with everything in it that was outside of the input."""
    more = dict(chosen)
    if chosen["gateway"] == "outside":
        more["gateway"] = filling["gateway"]
    if chosen["blocked"] == "somewhere":
        more["blocked"] = filling["blocked"]
    if chosen["table"] == "outside":
        more["table"] = filling["table"]
    state = built(more)
    if filling["table"] == "empty" and chosen["table"] == "outside":
        vpc = state.values_of("aws_vpc.v")["id"]
        table = state.add("aws_default_route_table", "e", vpc_id=vpc, route=[])
        state.set("aws_vpc.v", main_route_table_id=table, default_route_table_id=table)
    if chosen["unknown_group"]:
        rules = {"closed": [], "open": [tcp(444, "0.0.0.0/0")], "site": [tcp(22, "203.0.113.0/24")]}
        vpc = state.values_of("aws_vpc.v")["id"]
        state.group("other", vpc, *rules[filling["group"]])
        state.set("aws_security_group.other", id=_GROUP)
    return state


def _answers(sets: list[Exposed]) -> dict[tuple[int, int], Truth]:
    return {
        (number, port): each.trail.verdict
        for (number, client), port in product(enumerate(_CLIENTS), _PORTS)
        for each in sets
        if port in each.ports and each.sources.covers(client)
    }


@settings(max_examples=150, deadline=None)
@given(networks, fillings)
def test_what_fills_a_gap_settles_an_answer_and_never_turns_it(
    chosen: dict[str, Any], filling: dict[str, Any]
) -> None:
    before = _answers(built(chosen).exposures().of(HOST, "tcp"))
    after = _answers(_filled(chosen, filling).exposures().of(HOST, "tcp"))
    for packet, verdict in before.items():
        assert verdict in {after[packet], Truth.UNKNOWN}, packet


@settings(max_examples=60, deadline=None)
@given(networks, st.sampled_from(("0.0.0.0/0", "203.0.113.0/24")), st.sampled_from(_PORTS))
def test_a_rule_more_never_closes_and_a_deny_above_never_opens(
    chosen: dict[str, Any], peer: str, port: int
) -> None:
    rank = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}
    before = _answers(built(chosen).exposures().of(HOST, "tcp"))
    wider = built(chosen)
    wider.values_of("aws_security_group.g")["ingress"].append(tcp(port, peer))
    opened = _answers(wider.exposures().of(HOST, "tcp"))
    assert all(rank[opened[packet]] >= rank[verdict] for packet, verdict in before.items())
    if chosen["inwards"] is not None:
        narrower = built(chosen)
        narrower.values_of("aws_network_acl.n")["ingress"].append(rule(0, "deny", peer))
        closed = _answers(narrower.exposures().of(HOST, "tcp"))
        assert all(rank[closed[packet]] <= rank[verdict] for packet, verdict in before.items())


@settings(max_examples=40, deadline=None)
@given(networks, st.randoms(use_true_random=False))
def test_the_order_of_resources_does_not_matter(chosen: dict[str, Any], chance: Random) -> None:
    state = built(chosen)
    before = state.exposures().of(HOST, "tcp")
    chance.shuffle(state.resources)
    assert state.exposures().of(HOST, "tcp") == before
