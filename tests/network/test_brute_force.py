"""Answers about whole networks against single packets that are followed one by one."""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING, Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.reach.exposed import Exposures
from netplan_audit.network.reach.query import Query, Reachability
from netplan_audit.unknown import Truth, truth
from tests.network.brute import Brute
from tests.network.planned import planned
from tests.states import ANY, State, rule, tcp

if TYPE_CHECKING:
    from netplan_audit.network.reach.exposed import Exposed

_CLIENTS: Final = ("203.0.113.7", "203.0.113.200", "198.51.100.1", "20.0.0.1", "150.1.2.3")
_PORTS: Final = (443, 80, 22)
_PEERS: Final = (
    "0.0.0.0/0", "10.1.0.0/16", "10.2.0.0/16", "10.1.1.0/24", "203.0.113.0/24", "0.0.0.0/1"
)  # fmt: skip
_WAYS: Final = ("internet", "internet", "nat", "hub", "peer", "inside")
_PLACES: Final = (("v1", "10.1.1"), ("v1", "10.1.2"), ("v2", "10.2.1"), ("v2", "10.2.2"))

peers = st.sampled_from((_PEERS[0], _PEERS[0], *_PEERS))
often = st.sampled_from((True, True, True, False))
acl_rules = st.lists(st.tuples(often, peers, st.sampled_from((0, 0, 443, 80))), max_size=3)
group_rules = st.lists(
    st.tuples(
        st.sampled_from(("cidr", "cidr", "group", "self")), peers, st.sampled_from((443, *_PORTS))
    ),
    min_size=1,
    max_size=3,
)
subnets = st.fixed_dictionaries(
    {
        "way": st.sampled_from(_WAYS),
        "acl": st.none() | st.none() | st.tuples(acl_rules, acl_rules),
        "public": often,
        "group": st.integers(0, 1),
    }
)
networks = st.fixed_dictionaries(
    {
        "subnets": st.lists(subnets, min_size=4, max_size=4),
        "groups": st.lists(group_rules, min_size=4, max_size=4),
        "egress": st.lists(st.none() | st.none() | peers, min_size=4, max_size=4),
    }
)


def built(chosen: dict[str, Any]) -> State:
    """Return two VPCs with two subnets and hosts each, joined as chosen."""
    state = State()
    vpcs = {name: state.vpc(name, f"10.{name[1]}.0.0/16") for name in ("v1", "v2")}
    gateways = {
        name: state.add("aws_internet_gateway", name, vpc_id=vpc) for name, vpc in vpcs.items()
    }
    peering = state.add(
        "aws_vpc_peering_connection", "p", vpc_id=vpcs["v1"], peer_vpc_id=vpcs["v2"],
        accept_status="active",
    )  # fmt: skip
    hub = state.add(
        "aws_ec2_transit_gateway", "h", default_route_table_association="enable",
        default_route_table_propagation="enable", security_group_referencing_support="disable",
    )  # fmt: skip
    groups = _groups(state, vpcs, chosen)
    for index, (place, made) in enumerate(zip(_PLACES, chosen["subnets"], strict=True)):
        name, prefix = place
        subnet = state.subnet(f"s{index}", vpcs[name], f"{prefix}.0/24")
        own = groups[name][made["group"]]
        public = f"52.0.0.{index + 1}" if made["public"] else ""
        state.host(f"h{index}", subnet, f"{prefix}.10", own, public=public)
        if made["acl"] is not None:
            state.acl(f"n{index}", vpcs[name], subnet, *map(_acl, made["acl"]))
        if index % 2 == 0:
            _shared(state, name, subnet, vpcs[name], hub)
    for index, (place, made) in enumerate(zip(_PLACES, chosen["subnets"], strict=True)):
        name, _ = place
        far = "10.2.0.0/16" if name == "v1" else "10.1.0.0/16"
        nat = state.values_of(f"aws_nat_gateway.{name}")["id"]
        ways = {
            "internet": [{"cidr_block": "0.0.0.0/0", "gateway_id": gateways[name]}],
            "nat": [{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat}],
            "hub": [{"cidr_block": "0.0.0.0/0", "transit_gateway_id": hub}],
            "peer": [
                {"cidr_block": far, "vpc_peering_connection_id": peering},
                {"cidr_block": "0.0.0.0/0", "gateway_id": gateways[name]},
            ],
            "inside": [],
        }
        subnet = state.values_of(f"aws_subnet.s{index}")["id"]
        state.routed(f"t{index}", vpcs[name], (subnet,), *ways[made["way"]])
    return state


def _groups(state: State, vpcs: dict[str, str], chosen: dict[str, Any]) -> dict[str, list[str]]:
    """Make two groups for each VPC; the rules of each may name the first one."""
    found: dict[str, list[str]] = {}
    made = zip(chosen["groups"], chosen["egress"], strict=True)
    for index, (rules, egress) in enumerate(made):
        name = "v1" if index < len(_PLACES) // 2 else "v2"
        out = tcp(0, egress) | {"protocol": "-1"} if egress else None
        group = state.group(f"g{index}", vpcs[name], egress=(ANY if out is None else out,))
        first = found.setdefault(name, [group])[0]
        if first != group:
            found[name].append(group)
        state.set(f"aws_security_group.g{index}", ingress=[_rule(first, *each) for each in rules])
    return found


def _rule(first: str, kind: str, peer: str, port: int) -> dict[str, Any]:
    named: dict[str, dict[str, Any]] = {
        "group": {"security_groups": [first]},
        "self": {"self": True},
    }
    return tcp(port, *((peer,) if kind == "cidr" else ()), **named.get(kind, {}))


def _acl(rules: list[tuple[bool, str, int]]) -> list[dict[str, Any]]:
    made = [
        rule(number, "allow" if ok else "deny", cidr, *((port, port) if port else ()))
        for number, (ok, cidr, port) in enumerate(rules, 1)
    ]
    return [*made, rule(100, "allow", "0.0.0.0/0")]


def _shared(state: State, name: str, subnet: str, vpc: str, hub: str) -> None:
    """Add the attachment of a VPC, and a NAT gateway in a subnet of its own."""
    state.add(
        "aws_ec2_transit_gateway_vpc_attachment", name, transit_gateway_id=hub, vpc_id=vpc,
        subnet_ids=[subnet], transit_gateway_default_route_table_association=True,
        transit_gateway_default_route_table_propagation=True,
    )  # fmt: skip
    third = f"10.{name[1]}.9"
    place = state.subnet(f"{name}n", vpc, f"{third}.0/24")
    gateway = state.values_of(f"aws_internet_gateway.{name}")["id"]
    state.table(f"{name}n", vpc, place, gateway_id=gateway)
    state.add(
        "aws_nat_gateway", name, subnet_id=place, private_ip=f"{third}.9", public_ip="52.0.1.1",
        connectivity_type="public",
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(networks)
def test_every_pair_is_answered_as_a_packet_finds_it(chosen: dict[str, Any]) -> None:
    state = built(chosen)
    brute, model = Brute(state), state.model()
    hosts = sorted(brute.hosts())
    outside = [_CLIENTS[0], _CLIENTS[2]]
    pairs = [*permutations(hosts, 2), *product(hosts, outside), *product(outside, hosts)]
    for source, target in pairs:
        query = Query(source, target, "tcp", 443)
        found = model.answer(query)
        assert found.verdict is truth(brute.reaches(source, target, 443)), (query, found)


@settings(max_examples=40, deadline=None)
@given(networks)
def test_a_plan_leaves_open_what_its_state_tells_and_never_turns_it(chosen: dict[str, Any]) -> None:
    state = built(chosen)
    known, before = state.model(), Reachability(planned(state))
    hosts = sorted(Brute(state).hosts())
    for source, target in [*permutations(hosts, 2), *(("internet", host) for host in hosts)]:
        query = Query(source, target, "tcp", 443)
        applied, open_ = known.answer(query), before.answer(query)
        assert open_.verdict in {applied.verdict, Truth.UNKNOWN}, (query, open_, applied)


@settings(max_examples=40, deadline=None)
@given(networks)
def test_a_plan_and_its_state_are_exposed_to_the_same_senders(chosen: dict[str, Any]) -> None:
    state = built(chosen)
    known, before = state.exposures(), Exposures(planned(state))
    for host in Brute(state).hosts():
        sets = known.of(host, "tcp"), before.of(host, "tcp")
        for client, port in product(_CLIENTS, _PORTS):
            ((applied,), (open_,)) = (_answers(each, client, port) for each in sets)
            assert open_ is applied, (client, host, port)


@settings(max_examples=40, deadline=None)
@given(networks)
def test_the_sets_of_the_internet_hold_the_packets_that_arrive(chosen: dict[str, Any]) -> None:
    state = built(chosen)
    brute, exposures = Brute(state), state.exposures()
    for host in brute.hosts():
        sets = exposures.of(host, "tcp")
        for client, port in product(_CLIENTS, _PORTS):
            (verdict,) = _answers(sets, client, port)
            assert verdict is truth(brute.reaches(client, host, port)), (client, host, port)


def _answers(sets: list[Exposed], client: str, port: int) -> list[Truth]:
    address = AddressSet.parse(client)
    return [
        each.trail.verdict for each in sets if port in each.ports and each.sources.covers(address)
    ]
