from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from netplan_audit.network.cidr import AddressSet, Cidr
from netplan_audit.network.filtering.acl_shadows import shadows
from netplan_audit.network.filtering.network_acls import AclRule, NetworkAcl, admitted
from netplan_audit.network.link import NO_LINKS
from netplan_audit.network.ports import ALL_PORTS, PortSet, Traffic
from netplan_audit.unknown import Truth

_ANY = AddressSet.parse("0.0.0.0/0")
_SAMPLES = (0, 21, 22, 23, 79, 80, 443, 1023, 1024, 30000, 32767, 65535)
_HOSTS = ("10.0.0.1", "10.0.1.1", "10.1.0.1", "192.0.2.1", "203.0.113.9", "8.8.8.8")

_protocols = st.sampled_from(["all", "tcp", "udp", "icmp", "50"])
_cidrs = st.sampled_from(
    ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8", "10.0.1.0/24", "8.8.8.8/32"]
)
_spans = st.tuples(st.sampled_from(_SAMPLES), st.sampled_from(_SAMPLES)).map(sorted)


@st.composite
def _traffic(draw: st.DrawFn) -> Traffic:
    lo, hi = draw(_spans)
    return Traffic.of_rule(draw(_protocols), lo, hi)


@st.composite
def _rules(draw: st.DrawFn, *, certain: bool = True) -> AclRule:
    unknown = [] if certain else ["traffic", "addresses", "allow"]
    hidden = draw(st.sets(st.sampled_from(unknown))) if unknown else set()
    allow = draw(st.sampled_from([Truth.YES, Truth.NO]))
    return AclRule(
        origin="aws_network_acl_rule.x",
        number=draw(st.integers(1, 32766)),
        egress=draw(st.booleans()),
        allow=Truth.UNKNOWN if "allow" in hidden else allow,
        traffic=None if "traffic" in hidden else draw(_traffic()),
        addresses=None if "addresses" in hidden else AddressSet.parse(draw(_cidrs)),
    )


def _acl(rules: list[AclRule], *, closed: bool = True) -> NetworkAcl:
    ordered = tuple(sorted(rules, key=lambda rule: rule.number))
    return NetworkAcl("aws_network_acl.x", None, ordered, NO_LINKS, closed, is_default=False)


def _by_hand(acl: NetworkAcl, protocol: str, port: int, host: str) -> bool:
    """Walk the rules for one packet, as the VPC user guide tells it."""
    for rule in acl.rules:
        assert rule.traffic is not None
        assert rule.addresses is not None
        if rule.egress:
            continue
        if rule.traffic.protocol not in {"all", protocol}:
            continue
        if port in rule.traffic.ports and rule.addresses.covers(Cidr.parse(host)):
            return rule.allow is Truth.YES
    return False


def _answer(acl: NetworkAcl, protocol: str, port: int, host: str) -> Truth:
    for part in admitted(acl, protocol, ALL_PORTS, _ANY, egress=False):
        if port in part.ports:
            if part.sure.covers(Cidr.parse(host)):
                return Truth.YES
            return Truth.UNKNOWN if part.possible.covers(Cidr.parse(host)) else Truth.NO
    return Truth.NO


_packets = st.tuples(
    st.sampled_from(["tcp", "udp"]), st.sampled_from(_SAMPLES), st.sampled_from(_HOSTS)
)


@given(st.lists(_rules(), max_size=8), _packets)
def test_ranges_give_the_answer_that_each_packet_gets(
    rules: list[AclRule], packet: tuple[str, int, str]
) -> None:
    acl = _acl(rules)
    expected = Truth.YES if _by_hand(acl, *packet) else Truth.NO
    assert _answer(acl, *packet) is expected


@given(st.lists(_rules(), max_size=8), _packets)
def test_the_order_in_the_file_does_not_matter(
    rules: list[AclRule], packet: tuple[str, int, str]
) -> None:
    numbered = {rule.number: rule for rule in rules}.values()
    there, back = _acl(list(numbered)), _acl(list(reversed(list(numbered))))
    assert _answer(there, *packet) is _answer(back, *packet)


@given(st.lists(_rules(), max_size=6), _rules(), _packets)
def test_a_deny_above_all_others_never_admits_more(
    rules: list[AclRule], above: AclRule, packet: tuple[str, int, str]
) -> None:
    deny = AclRule("x", 0, above.egress, Truth.NO, above.traffic, above.addresses)
    if _answer(_acl(rules), *packet) is Truth.NO:
        assert _answer(_acl([deny, *rules]), *packet) is Truth.NO


@given(st.lists(_rules(certain=False), max_size=6), st.data(), _packets)
def test_what_is_decided_stays_so_whatever_the_unknown_turns_out_to_be(
    rules: list[AclRule], data: st.DataObject, packet: tuple[str, int, str]
) -> None:
    before = _answer(_acl(rules), *packet)
    filled = [
        AclRule(
            rule.origin,
            rule.number,
            rule.egress,
            data.draw(st.sampled_from([Truth.YES, Truth.NO]))
            if rule.allow is Truth.UNKNOWN
            else rule.allow,
            data.draw(_traffic()) if rule.traffic is None else rule.traffic,
            AddressSet.parse(data.draw(_cidrs)) if rule.addresses is None else rule.addresses,
        )
        for rule in rules
    ]
    after = _answer(_acl(filled), *packet)
    assert after is not Truth.UNKNOWN
    assert before in {Truth.UNKNOWN, after}


def test_a_list_of_rules_that_is_not_whole_decides_nothing() -> None:
    rules = [AclRule("x", 1, False, Truth.YES, Traffic.of_rule("-1", 0, 0), _ANY)]  # noqa: FBT003
    assert _answer(_acl(rules, closed=False), "tcp", 22, "8.8.8.8") is Truth.UNKNOWN


def test_parts_of_the_answer_have_nothing_in_common_and_are_the_whole_question() -> None:
    port = Traffic.of_rule("tcp", 22, 22)
    acl = _acl([AclRule("x", 1, False, Truth.YES, port, _ANY)])  # noqa: FBT003
    parts = admitted(acl, "tcp", PortSet.span(20, 30), _ANY, egress=False)
    assert [str(part.ports) for part in parts] == ["20-21", "22", "23-30"]


@given(st.lists(_rules(), max_size=8), _packets)
def test_a_rule_in_the_shadow_of_others_can_be_turned_round_and_nothing_changes(
    rules: list[AclRule], packet: tuple[str, int, str]
) -> None:
    acl = _acl(list({(rule.egress, rule.number): rule for rule in rules}.values()))
    for shadow in shadows(acl):
        assert shadow.verdict is Truth.YES
        turned = [
            replace(rule, allow=~rule.allow) if rule is shadow.rule else rule for rule in acl.rules
        ]
        assert _answer(_acl(turned), *packet) is _answer(acl, *packet)
