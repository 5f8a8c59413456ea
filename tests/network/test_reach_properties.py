"""Properties of reachability: filters as brute force has them, and answers that only settle."""

from __future__ import annotations

from itertools import product
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.filtering.network_acls import AclRule, NetworkAcl
from netplan_audit.network.link import Links
from netplan_audit.network.ports import PortSet, Traffic
from netplan_audit.network.reach.ends import PUBLIC, Packet, Ports
from netplan_audit.network.reach.filters import by_acl
from netplan_audit.network.reach.query import Query
from netplan_audit.unknown import Truth
from tests.states import State, rule, tcp

# Few addresses and ports, so that rules meet.
_CIDRS: Final = ("0.0.0.0/0", "10.0.0.0/30", "10.0.0.0/31", "10.0.0.2/31", "10.0.0.1/32")
_SPANS: Final = ((0, 65535), (1, 2), (2, 3), (3, 3), (1, 4))
_SPACE: Final = AddressSet.parse("10.0.0.0/29")
_ADDRESSES: Final = tuple(AddressSet.parse(f"10.0.0.{n}") for n in range(8))
_PORTS: Final = range(1, 6)

rules = st.lists(
    st.tuples(
        st.sampled_from(("tcp", "udp", "all")),
        st.sampled_from(_SPANS),
        st.sampled_from(_CIDRS),
        st.booleans(),
    ),
    max_size=5,
)


def _acl(chosen: list[tuple[str, tuple[int, int], str, bool]]) -> NetworkAcl:
    made = tuple(
        AclRule(
            "r",
            number,
            egress=False,
            allow=Truth.YES if allow else Truth.NO,
            traffic=Traffic(protocol, PortSet.span(*span if protocol != "all" else (0, 65535))),
            addresses=AddressSet.parse(cidr),
        )
        for number, (protocol, span, cidr, allow) in enumerate(chosen)
    )
    return NetworkAcl("n", None, made, Links(), closed=True, is_default=False)


def _first(acl: NetworkAcl, address: AddressSet, port: int) -> bool:
    for each in acl.rules:
        assert each.traffic is not None
        assert each.addresses is not None
        concerns = each.traffic.protocol in {"tcp", "all"} and port in each.traffic.ports
        if concerns and each.addresses.covers(address):
            return each.allow is Truth.YES
    return False


def _packet(source: AddressSet, ports: PortSet) -> Packet:
    return Packet("tcp", 4, source, AddressSet.parse("10.1.0.1"), Ports(ports, ports))


@given(rules)
def test_a_network_acl_decides_single_packets_as_its_first_matching_rule_does(
    chosen: list[tuple[str, tuple[int, int], str, bool]],
) -> None:
    acl = _acl(chosen)
    for address, port in product(_ADDRESSES, _PORTS):
        found = by_acl(acl, _packet(address, PortSet.of((port,))), egress=False)
        assert found is (Truth.YES if _first(acl, address, port) else Truth.NO)


@given(rules, st.integers(1, 5), st.integers(0, 4))
def test_a_network_acl_is_sure_of_sets_exactly_where_all_their_packets_agree(
    chosen: list[tuple[str, tuple[int, int], str, bool]], first: int, more: int
) -> None:
    acl = _acl(chosen)
    ports = PortSet.span(first, first + more)
    found = by_acl(acl, _packet(_SPACE, ports), egress=False)
    single = {
        _first(acl, address, port)
        for address, port in product(_ADDRESSES, range(first, first + more + 1))
    }
    expected = {True: Truth.YES, False: Truth.NO}
    assert found is (expected[single.pop()] if len(single) == 1 else Truth.UNKNOWN)


@given(rules, st.sampled_from(_ADDRESSES))
def test_a_network_acl_never_contradicts_itself_as_addresses_become_known(
    chosen: list[tuple[str, tuple[int, int], str, bool]], known: AddressSet
) -> None:
    acl = _acl(chosen)
    packet = _packet(_SPACE, PortSet.of((2,)))
    before = by_acl(acl, packet, egress=False)
    after = by_acl(acl, replace(packet, source=known), egress=False)
    assert before in {after, Truth.UNKNOWN}


_PEERS: Final = ("0.0.0.0/0", "203.0.113.0/24", "203.0.113.7/32", "0.0.0.0/1", "10.0.0.0/16")
_CLIENTS: Final = ("203.0.113.7", "203.0.113.200", "198.51.100.1", "20.0.0.1")


def _facing(group: list[str], acl: list[tuple[bool, str]]) -> State:
    state = State()
    vpc = state.vpc("v", "10.0.0.0/16")
    gateway = state.add("aws_internet_gateway", "i", vpc_id=vpc)
    subnet = state.subnet("s", vpc, "10.0.1.0/24")
    state.table("t", vpc, subnet, gateway_id=gateway)
    own = state.group("g", vpc, *(tcp(443, cidr) for cidr in group))
    state.host("a", subnet, "10.0.1.10", own, public="52.0.0.1")
    made = [rule(n, "allow" if ok else "deny", cidr) for n, (ok, cidr) in enumerate(acl, 1)]
    state.acl("n", vpc, subnet, made, [rule(1, "allow", "0.0.0.0/0")])
    return state


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(_PEERS), max_size=3),
    st.lists(st.tuples(st.booleans(), st.sampled_from(_PEERS)), max_size=3),
)
def test_naming_the_client_settles_an_answer_and_never_turns_it(
    group: list[str], acl: list[tuple[bool, str]]
) -> None:
    model = _facing(group, acl).model()
    open_ = model.answer(Query("internet", "aws_instance.a", "tcp", 443)).verdict
    for client in _CLIENTS:
        query = Query("internet", "aws_instance.a", "tcp", 443, client)
        settled = model.answer(query).verdict
        assert settled is not Truth.UNKNOWN
        assert open_ in {settled, Truth.UNKNOWN}


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(("10.0.1.0/24", "10.0.1.0/25", "10.0.1.10/32", "10.0.9.0/24")),
    st.sampled_from(("10.0.2.0/24", "10.0.2.128/25", "10.0.2.10/32", "10.0.9.0/24")),
    st.integers(4, 250),
    st.integers(4, 250),
)
def test_addresses_that_apply_tells_settle_an_answer_and_never_turn_it(
    ingress: str, egress: str, one: int, two: int
) -> None:
    def answer(first: str, second: str) -> Truth:
        state = State()
        vpc = state.vpc("v", "10.0.0.0/16")
        left = state.subnet("l", vpc, "10.0.1.0/24")
        right = state.subnet("r", vpc, "10.0.2.0/24")
        state.table("t", vpc, left, right)
        sender = state.group("s", vpc, egress=(tcp(443, egress),))
        receiver = state.group("t", vpc, tcp(443, ingress))
        state.host("a", left, first, sender)
        state.host("b", right, second, receiver)
        query = Query("aws_instance.a", "aws_instance.b", "tcp", 443)
        return state.model().answer(query).verdict

    known = answer(f"10.0.1.{one}", f"10.0.2.{two}")
    assert known is not Truth.UNKNOWN
    assert answer("", "") in {known, Truth.UNKNOWN}


def test_the_public_addresses_hold_no_private_one() -> None:
    assert not PUBLIC[4].overlaps(AddressSet.parse("10.0.0.0/8", "100.64.0.0/10"))
