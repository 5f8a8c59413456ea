from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from netplan_audit.network.cidr import EMPTY, AddressSet, Cidr, is_internet
from netplan_audit.network.exposure.openings import Topic, openings, openings_about
from netplan_audit.network.filtering.security_groups import Rule, SecurityGroup, peers_of, shortened
from netplan_audit.network.link import Certainty, Link
from netplan_audit.network.ports import PortSet, Traffic
from netplan_audit.pipeline import Input, understand
from tests.plans import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable

GROUP = Link(("aws_security_group.x",), Certainty.CERTAIN)
RANGE = PortSet.span(30000, 32767)
_CIDRS = ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8", "52.0.0.0/9", "::/0", "2000::/4"]
_PORTS = [0, 443, 29999, 30000, 31000, 32767, 32768, 65535]


@st.composite
def _rules(draw: st.DrawFn) -> Rule:
    lo, hi = sorted((draw(st.sampled_from(_PORTS)), draw(st.sampled_from(_PORTS))))
    texts = draw(st.lists(st.sampled_from(_CIDRS), max_size=3))
    return Rule(
        origin=f"rule.{draw(st.integers(0, 999))}",
        group=GROUP,
        direction=draw(st.sampled_from(["ingress", "egress"])),
        traffic=Traffic.of_rule(draw(st.sampled_from(["-1", "tcp", "udp", "icmp"])), lo, hi),
        cidrs=tuple(Cidr.parse(text) for text in texts),
        texts=tuple(texts),
    )


def _group(rules: Iterable[Rule]) -> SecurityGroup:
    return SecurityGroup("aws_security_group.x", None, tuple(rules), closed=True)


def _opened(rules: Iterable[Rule]) -> PortSet:
    found = PortSet(())
    for opening in openings(_group(rules), RANGE):
        found |= opening.ports
    return found


def _by_hand(rules: list[Rule], protocol: str, port: int) -> AddressSet:
    """Join the peers of every rule that admits a packet: groups only allow."""
    found = EMPTY
    for rule in rules:
        assert rule.traffic is not None
        if rule.direction != "ingress" or rule.traffic.protocol not in {"all", protocol}:
            continue
        if port in rule.traffic.ports:
            found |= rule.addresses
    return found


@given(st.lists(_rules(), max_size=6), st.sampled_from([30000, 30500, 31000, 32000, 32767]))
def test_a_port_is_open_where_the_peers_of_its_rules_are_the_internet(
    rules: list[Rule], port: int
) -> None:
    unions = [_by_hand(rules, protocol, port) for protocol in ("tcp", "udp")]
    assert (port in _opened(rules)) is any(is_internet(union) for union in unions)


@given(st.lists(_rules(), max_size=5), _rules())
def test_one_more_rule_never_closes_a_port(rules: list[Rule], more: Rule) -> None:
    assert _opened([*rules, more]).covers(_opened(rules))


@given(st.lists(_rules(), max_size=4), st.lists(_rules(), max_size=4))
def test_two_groups_on_one_interface_open_what_either_opens(
    first: list[Rule], second: list[Rule]
) -> None:
    assert _opened([*first, *second]).covers(_opened(first) | _opened(second))


@given(st.lists(_rules(), max_size=6))
def test_the_order_of_rules_does_not_matter(rules: list[Rule]) -> None:
    assert _opened(rules) == _opened(reversed(rules))


def test_many_peers_are_told_by_the_first_ones() -> None:
    rule = Rule("rule.x", GROUP, "ingress", None, texts=tuple(f"10.{n}.0.0/16" for n in range(7)))
    told = "10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16 and 3 more"
    assert shortened(peers_of([rule, rule])) == told
    assert peers_of([replace(rule, sensitive=True)]) == ("(sensitive value)",)


@given(st.lists(_rules(), max_size=4))
def test_every_opening_to_the_internet_belongs_to_one_topic(rules: list[Rule]) -> None:
    data = msgspec.json.encode(Plan().document())
    network = understand(Input("plan", "plan.json", data))[1]
    group = _group(rules)
    network.security_groups = {group.address: group}
    told = [opening for topic in get_args(Topic) for opening in openings_about(network, topic)]
    assert sorted(map(str, told)) == sorted(map(str, openings(group)))
