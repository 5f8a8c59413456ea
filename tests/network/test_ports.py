"""Sets of ports agree with sets of integers, and traffic with what AWS makes of a rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.network.ports import (
    ALL_PORTS,
    NO_PORTS,
    PortSet,
    Traffic,
    normalise_protocol,
)

# Both ends of the port space, close enough for gaps, contact and overlap to be common.
PLACES = [*range(14), *range(65522, 65536)]
MEMBERS = st.frozensets(st.sampled_from(PLACES))
PORTS = st.integers(0, 65535)
NOT_PORTS = st.integers(max_value=-1) | st.integers(min_value=65536)


def members(ports: PortSet) -> frozenset[int]:
    return frozenset(port for lo, hi in ports.spans for port in range(lo, hi + 1))


# ---- sets of ports


@given(st.lists(st.sampled_from(PLACES)))
def test_a_set_holds_the_ports_it_was_given(ports: list[int]) -> None:
    actual = PortSet.of(ports)
    assert (members(actual), len(actual), bool(actual)) == (
        frozenset(ports),
        len(set(ports)),
        bool(ports),
    )


@given(MEMBERS, MEMBERS)
def test_set_operations_agree_with_sets_of_integers(
    left: frozenset[int], right: frozenset[int]
) -> None:
    first, second = PortSet.of(left), PortSet.of(right)
    assert first | second == PortSet.of(left | right)
    assert first & second == PortSet.of(left & right)
    assert first - second == PortSet.of(left - right)


@given(MEMBERS, MEMBERS)
def test_set_questions_agree_with_sets_of_integers(
    left: frozenset[int], right: frozenset[int]
) -> None:
    first, second = PortSet.of(left), PortSet.of(right)
    actual = (first.covers(second), first.overlaps(second), first == second)
    assert actual == (left >= right, not left.isdisjoint(right), left == right)


@given(MEMBERS, st.sampled_from([*PLACES, -1, 65536, 40000]))
def test_membership_agrees_with_sets_of_integers(ports: frozenset[int], port: int) -> None:
    assert (port in PortSet.of(ports)) == (port in ports)


@given(MEMBERS)
def test_spans_are_sorted_and_apart(ports: frozenset[int]) -> None:
    flat = [end for span in PortSet.of(ports).spans for end in span]
    assert flat == sorted(flat)
    assert all(lo - hi > 1 for hi, lo in zip(flat[1::2], flat[2::2], strict=False))


@given(MEMBERS)
def test_a_set_and_its_complement_share_no_port_and_make_up_all(ports: frozenset[int]) -> None:
    chosen = PortSet.of(ports)
    rest = ALL_PORTS - chosen
    assert (chosen & rest, chosen | rest) == (NO_PORTS, ALL_PORTS)
    assert len(rest) == 65536 - len(ports)


@given(PORTS, PORTS)
def test_a_span_holds_both_its_ends(one: int, other: int) -> None:
    lo, hi = min(one, other), max(one, other)
    span = PortSet.span(lo, hi)
    actual = (lo in span, hi in span, lo - 1 in span, hi + 1 in span, len(span))
    assert actual == (True, True, False, False, hi - lo + 1)


@given(PORTS, NOT_PORTS)
def test_a_span_outside_the_port_space_is_refused(port: int, outside: int) -> None:
    with pytest.raises(ValueError, match=str(outside)):
        PortSet.span(min(port, outside), max(port, outside))


@given(PORTS, PORTS)
def test_a_span_back_to_front_is_refused(one: int, other: int) -> None:
    lo, hi = min(one, other), max(one, other) + 1
    with pytest.raises(ValueError, match=f"{hi}-{lo}"):
        PortSet.span(hi, lo)


@given(st.lists(PORTS, max_size=3), NOT_PORTS)
def test_a_number_that_is_no_port_is_refused(ports: list[int], outside: int) -> None:
    with pytest.raises(ValueError, match=str(outside)):
        PortSet.of([*ports, outside])


def test_touching_spans_become_one() -> None:
    assert PortSet.span(31000, 31004) | PortSet.span(31005, 31010) == PortSet.span(31000, 31010)


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        (NO_PORTS, 0),
        (PortSet.of([22]), 1),
        (PortSet.of([22, 443]) | PortSet.span(31000, 31010), 11),
        (ALL_PORTS, 65536),
    ],
)
def test_the_widest_span_counts_its_ports(ports: PortSet, expected: int) -> None:
    assert ports.widest_span() == expected


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        (PortSet.of([443, 22]) | PortSet.span(30000, 32767), "22, 443, 30000-32767"),
        (PortSet.of([0]), "0"),
        (PortSet.of([80, 81]), "80-81"),
        (ALL_PORTS, "0-65535"),
        (NO_PORTS, ""),
    ],
)
def test_a_set_of_ports_reads_as_spans(ports: PortSet, expected: str) -> None:
    assert str(ports) == expected


def test_equal_sets_are_one_key_and_nothing_changes_them() -> None:
    ports = PortSet.of([80, 81])
    assert {ports: "web"}[PortSet.span(80, 81)] == "web"
    with pytest.raises(AttributeError):
        ports.spans = ()  # type: ignore[misc]


# ---- protocols


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (-1, "all"),
        ("-1", "all"),
        (-1.0, "all"),
        ("All", "all"),
        (6, "tcp"),
        ("6", "tcp"),
        (6.0, "tcp"),
        ("006", "tcp"),
        ("TCP", "tcp"),
        ("17", "udp"),
        (1, "icmp"),
        ("ICMP", "icmp"),
        (58, "icmpv6"),
        ("ICMPv6", "icmpv6"),
        ("icmp6", "icmpv6"),
        ("IPv6-ICMP", "icmpv6"),
        (50, "50"),
        ("50", "50"),
        (0, "0"),
        ("0", "0"),
        ("ESP", "esp"),
    ],
)
def test_a_protocol_has_one_name(value: str | float, expected: str) -> None:
    assert normalise_protocol(value) == expected


@given(st.text() | st.integers() | st.floats())
def test_the_name_of_a_protocol_is_its_own_name(value: str | float) -> None:
    name = normalise_protocol(value)
    assert normalise_protocol(name) == name


# ---- the traffic of a rule


@pytest.mark.parametrize(
    ("protocol", "from_port", "to_port", "expected"),
    [
        ("-1", 0, 0, Traffic("all", ALL_PORTS)),
        (-1, None, None, Traffic("all", ALL_PORTS)),
        ("all", 443, 22, Traffic("all", ALL_PORTS)),
        ("tcp", 22, 22, Traffic("tcp", PortSet.of([22]))),
        ("6", 31000, 31010, Traffic("tcp", PortSet.span(31000, 31010))),
        ("tcp", 0, 0, Traffic("tcp", PortSet.of([0]))),
        ("tcp", 0, 65535, Traffic("tcp", ALL_PORTS)),
        ("tcp", 1, 65535, Traffic("tcp", ALL_PORTS)),
        ("tcp", 2, 65535, Traffic("tcp", PortSet.span(2, 65535))),
        ("tcp", 1, 65534, Traffic("tcp", PortSet.span(1, 65534))),
        ("tcp", -1, -1, Traffic("tcp", ALL_PORTS)),
        ("UDP", None, None, Traffic("udp", ALL_PORTS)),
        ("udp", None, -1, Traffic("udp", ALL_PORTS)),
        ("icmp", 8, 0, Traffic("icmp", NO_PORTS)),
        ("icmp", -1, -1, Traffic("icmp", NO_PORTS)),
        ("58", None, None, Traffic("icmpv6", NO_PORTS)),
        ("50", 500, 500, Traffic("50", ALL_PORTS)),
        ("esp", None, None, Traffic("esp", ALL_PORTS)),
    ],
)
def test_a_rule_lets_through_what_aws_makes_of_it(
    protocol: str | float, from_port: int | None, to_port: int | None, expected: Traffic
) -> None:
    assert Traffic.of_rule(protocol, from_port, to_port) == expected


@pytest.mark.parametrize(
    ("from_port", "to_port"), [(443, None), (None, 443), (443, -1), (443, 22), (0, 65536)]
)
@pytest.mark.parametrize("protocol", ["tcp", "udp"])
def test_a_range_that_is_none_is_refused(
    protocol: str, from_port: int | None, to_port: int | None
) -> None:
    with pytest.raises(ValueError, match=str(from_port)):
        Traffic.of_rule(protocol, from_port, to_port)


@given(st.sampled_from(["tcp", "udp"]), PORTS, PORTS, PORTS, PORTS)
def test_a_wider_range_never_admits_fewer_ports(
    protocol: str, one: int, two: int, three: int, four: int
) -> None:
    lo, inner_lo, inner_hi, hi = sorted([one, two, three, four])
    outer = Traffic.of_rule(protocol, lo, hi).ports
    assert outer.covers(PortSet.span(inner_lo, inner_hi))


@pytest.mark.parametrize(
    ("traffic", "tcp", "udp"),
    [
        (Traffic.of_rule("all", 0, 0), ALL_PORTS, ALL_PORTS),
        (Traffic.of_rule("tcp", 22, 22), PortSet.of([22]), NO_PORTS),
        (Traffic.of_rule("udp", 53, 53), NO_PORTS, PortSet.of([53])),
        (Traffic.of_rule("icmp", -1, -1), NO_PORTS, NO_PORTS),
        (Traffic.of_rule("50", 0, 0), NO_PORTS, NO_PORTS),
    ],
)
def test_all_traffic_contains_both_protocols_with_ports(
    traffic: Traffic, tcp: PortSet, udp: PortSet
) -> None:
    assert (traffic.tcp_udp_ports("tcp"), traffic.tcp_udp_ports("udp")) == (tcp, udp)


@pytest.mark.parametrize(
    ("traffic", "expected"),
    [
        (Traffic.of_rule("tcp", 22, 22), "tcp 22"),
        (Traffic.of_rule("udp", 30000, 32767), "udp 30000-32767"),
        (Traffic.of_rule("tcp", None, None), "tcp 0-65535"),
        (Traffic("tcp", NO_PORTS), "tcp no ports"),
        (Traffic.of_rule("-1", 0, 0), "all traffic"),
        (Traffic.of_rule("icmp", 8, 0), "icmp"),
        (Traffic.of_rule("esp", None, None), "esp"),
        (Traffic.of_rule(50, None, None), "protocol 50"),
    ],
)
def test_traffic_reads_as_in_a_rule(traffic: Traffic, expected: str) -> None:
    assert str(traffic) == expected
