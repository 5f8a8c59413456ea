"""Reachability on small networks: what each part of a path decides, and what is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from netplan_audit.errors import UsageError
from netplan_audit.network.build.reach import build_reach
from netplan_audit.network.reach.query import Query, Reachability
from netplan_audit.pipeline import Input, understand
from tests.plans import Plan
from tests.states import ANY, State, rule, tcp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.reach.trail import Trail

INTERNET = "0.0.0.0/0"
A, B, LB = "aws_instance.a", "aws_instance.b", "aws_lb.lb"


def asked(  # noqa: PLR0913 - the parts of a query
    state: State,
    source: str,
    target: str,
    port: int | None = 443,
    *,
    protocol: str = "tcp",
    source_ip: str | None = None,
    target_ip: str | None = None,
) -> Trail:
    return state.model().answer(Query(source, target, protocol, port, source_ip, target_ip))


def verdict(  # noqa: PLR0913 - the parts of a query
    state: State,
    source: str,
    target: str,
    port: int | None = 443,
    *,
    protocol: str = "tcp",
    source_ip: str | None = None,
    target_ip: str | None = None,
) -> str:
    query = Query(source, target, protocol, port, source_ip, target_ip)
    return state.model().answer(query).verdict.value


class Facing:
    """One public subnet with one instance that has a public address: vector R1."""

    def __init__(self, *ingress: object, attached: bool = True, public: str = "52.0.0.1") -> None:
        self.state = State()
        self.vpc = self.state.vpc("v", "10.0.0.0/16")
        self.igw = self.state.add("aws_internet_gateway", "i", vpc_id=self.vpc if attached else "")
        self.subnet = self.state.subnet("s", self.vpc, "10.0.1.0/24")
        self.state.table("t", self.vpc, self.subnet, gateway_id=self.igw)
        self.group = self.state.group("g", self.vpc, *(ingress or (tcp(443, INTERNET),)))
        self.state.host("a", self.subnet, "10.0.1.10", self.group, public=public)

    def verdict(
        self,
        source: str = "internet",
        port: int = 443,
        protocol: str = "tcp",
        source_ip: str | None = None,
    ) -> str:
        return verdict(self.state, source, A, port, protocol=protocol, source_ip=source_ip)


def test_r1_a_public_instance_is_reached_on_the_port_that_is_open() -> None:
    net = Facing()
    assert net.verdict() == "yes"
    assert net.verdict(port=80) == "no"
    assert net.verdict(protocol="udp") == "no"


def test_the_interface_that_an_instance_was_launched_with_is_none_made_beforehand() -> None:
    """Newer providers have it in the state as the block that takes an interface."""
    net = Facing()
    block = {"network_interface_id": "eni-0a1b2c3d4e5f60718", "delete_on_termination": True}
    net.state.set(A, primary_network_interface=[block])
    assert net.verdict() == "yes"
    assert net.verdict(port=80) == "no"


def test_r2_without_a_public_address_nothing_arrives() -> None:
    trail = asked(Facing(public="").state, "internet", A)
    assert trail.verdict.value == "no"
    assert trail.blocked is not None
    assert trail.blocked.what == "it has no public address"


def test_a_route_that_aws_calls_a_blackhole_is_not_trusted() -> None:
    net = Facing()
    net.state.set("aws_route_table.t", route=[])
    table = net.state.values_of("aws_route_table.t")["id"]
    route = {"route_table_id": table, "destination_cidr_block": INTERNET, "gateway_id": net.igw}
    net.state.add("aws_route", "r", **route, state="active")
    assert net.verdict() == "yes"
    net.state.set("aws_route.r", state="blackhole")
    trail = asked(net.state, "internet", A)
    assert (trail.verdict.value, trail.unknown) == ("unknown", ("aws_route.r.state",))


def test_without_a_public_address_nothing_leaves_by_an_internet_gateway() -> None:
    assert verdict(Facing(public="").state, A, "internet") == "no"
    assert verdict(Facing().state, A, "internet") == "yes"


def test_r3_replies_that_would_take_a_nat_gateway_do_not_get_back() -> None:
    net = Facing()
    public = net.state.subnet("p", net.vpc, "10.0.2.0/24")
    net.state.table("tp", net.vpc, public, gateway_id=net.igw)
    nat = net.state.add(
        "aws_nat_gateway", "n", subnet_id=public, public_ip="52.0.0.9", private_ip="10.0.2.9",
        connectivity_type="public",
    )  # fmt: skip
    route = net.state.values_of("aws_route_table.t")
    route["route"] = [{"cidr_block": INTERNET, "nat_gateway_id": nat}]
    assert net.verdict() == "no"
    assert verdict(net.state, A, "internet") == "yes"
    assert verdict(net.state, "internet", "aws_nat_gateway.n") == "no"


@pytest.mark.parametrize(
    ("egress", "expected"),
    [
        ([], "no"),
        ([rule(100, "allow", INTERNET, 32768, 61000)], "yes"),
        ([rule(100, "allow", INTERNET, 1024, 65535)], "yes"),
        ([rule(100, "allow", INTERNET, 1024, 2000)], "unknown"),
        ([rule(90, "deny", "203.0.113.0/24"), rule(100, "allow", INTERNET)], "unknown"),
    ],
)
def test_r4_r5_network_acls_need_a_rule_for_the_reply(egress: object, expected: str) -> None:
    net = Facing()
    net.state.acl("n", net.vpc, net.subnet, [rule(100, "allow", INTERNET, 443, 443)], egress)
    assert net.verdict() == expected


def test_an_address_of_the_internet_decides_where_a_rule_names_a_part() -> None:
    net = Facing(tcp(443, "203.0.113.0/24"))
    assert net.verdict() == "unknown"
    assert net.verdict(source_ip="203.0.113.7") == "yes"
    assert net.verdict(source_ip="198.51.100.7") == "no"
    assert net.verdict("203.0.113.0/25") == "yes"


def test_rules_that_each_cover_a_part_cover_the_whole_together() -> None:
    assert Facing(tcp(443, "0.0.0.0/1"), tcp(443, "128.0.0.0/1")).verdict() == "yes"


class Balanced(Facing):
    """A Network Load Balancer in a public subnet before an instance in a private one: R6."""

    def __init__(self, *ingress: object, kind: str = "instance", zone: str = "a") -> None:
        super().__init__()
        private = self.state.subnet("p", self.vpc, "10.0.2.0/24", zone)
        self.private = private
        self.state.table("tp", self.vpc, private)
        group = self.state.group("h", self.vpc, *ingress)
        host = self.state.host("b", private, "10.0.2.10", group)
        arn = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/lb/1"
        target = "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/tg/1"
        values = {
            "load_balancer_type": "network",
            "internal": False,
            "security_groups": [],
            "subnets": [self.subnet],
            "enable_cross_zone_load_balancing": True,
        }
        self.state.add("aws_lb", "lb", **({"arn": arn, "id": arn} | values))
        self.state.add(
            "aws_lb_target_group", "tg", arn=target, id=target, port=8443, protocol="TCP",
            target_type=kind, vpc_id=self.vpc, preserve_client_ip="",
        )  # fmt: skip
        forward = [{"type": "forward", "target_group_arn": target}]
        self.state.add(
            "aws_lb_listener", "l", load_balancer_arn=arn, port=443, protocol="TCP",
            default_action=forward,
        )  # fmt: skip
        self.state.add(
            "aws_lb_target_group_attachment", "x", target_group_arn=target,
            target_id=host if kind == "instance" else "10.0.2.10", port=8443,
        )  # fmt: skip


def test_r6_to_r8_targets_see_the_client_or_the_node() -> None:
    everyone, inside = tcp(8443, INTERNET), tcp(8443, "10.0.0.0/16")
    assert verdict(Balanced(everyone).state, "internet", LB) == "yes"
    assert verdict(Balanced(inside).state, "internet", LB) == "no"
    assert verdict(Balanced(inside, kind="ip").state, "internet", LB) == "yes"
    assert verdict(Balanced(tcp(443, INTERNET)).state, "internet", LB) == "no"


def test_a_load_balancer_needs_a_listener_and_answers_no_ping() -> None:
    state = Balanced(tcp(8443, INTERNET)).state
    assert verdict(state, "internet", LB, 80) == "no"
    assert verdict(state, "internet", LB, None, protocol="icmp") == "no"


def test_r9_an_application_load_balancer_is_admitted_by_its_group() -> None:
    net = Balanced(tcp(8443))
    front = net.state.group("front", net.vpc, tcp(443, INTERNET))
    balancer = net.state.values_of(LB)
    balancer |= {"load_balancer_type": "application", "security_groups": [front]}
    listener = net.state.values_of("aws_lb_listener.l")
    listener["protocol"] = "HTTPS"
    target = net.state.values_of("aws_lb_target_group.tg")
    target["protocol"] = "HTTP"
    assert verdict(net.state, "internet", LB) == "no"
    group = net.state.values_of("aws_security_group.h")
    group["ingress"] = [tcp(8443, security_groups=[front])]
    assert verdict(net.state, "internet", LB) == "yes"
    opened = net.state.values_of("aws_security_group.front")
    opened["ingress"] = [tcp(80, INTERNET)]
    assert verdict(net.state, "internet", LB) == "no"


def test_security_groups_of_a_network_load_balancer_filter_too() -> None:
    net = Balanced(tcp(8443, INTERNET))
    front = net.state.group("front", net.vpc, tcp(443, "10.0.0.0/8"))
    balancer = net.state.values_of(LB)
    balancer["security_groups"] = [front]
    assert verdict(net.state, "internet", LB) == "no"


def test_the_zone_of_a_target_has_to_be_enabled() -> None:
    net = Balanced(tcp(8443, INTERNET), zone="b")
    assert verdict(net.state, "internet", LB) == "no"
    other = net.state.subnet("p2", net.vpc, "10.0.3.0/24", "b")
    net.state.table("tp2", net.vpc, other, gateway_id=net.igw)
    balancer = net.state.values_of(LB)
    balancer["subnets"] = [net.subnet, other]
    assert verdict(net.state, "internet", LB) == "yes"
    balancer["enable_cross_zone_load_balancing"] = False
    assert verdict(net.state, "internet", LB) == "unknown"
    group = net.state.values_of("aws_lb_target_group.tg")
    group["load_balancing_cross_zone_enabled"] = "true"
    assert verdict(net.state, "internet", LB) == "yes"
    group["load_balancing_cross_zone_enabled"] = "false"
    balancer["enable_cross_zone_load_balancing"] = True
    assert verdict(net.state, "internet", LB) == "unknown"


def test_r11_block_public_access_stops_what_comes_in() -> None:
    net = Facing()
    options = {"internet_gateway_block_mode": "block-ingress", "aws_region": "eu-west-1"}
    net.state.add("aws_vpc_block_public_access_options", "b", **options)
    assert net.verdict() == "unknown"
    for region, expected in (("eu-west-1", "no"), ("us-east-1", "yes")):
        net.state.set("aws_vpc.v", arn=f"arn:aws:ec2:{region}:1:vpc/{net.vpc}")
        assert net.verdict() == expected


def test_r12_a_group_that_nobody_shows_is_unknown_and_named() -> None:
    net = Facing()
    host = net.state.values_of(A)
    host["vpc_security_group_ids"] = ["sg-0123456789abcdef0"]
    trail = asked(net.state, "internet", A)
    assert trail.verdict.value == "unknown"
    assert trail.unknown == ("the rules of sg-0123456789abcdef0",)


def test_r13_a_gateway_that_is_not_attached_carries_nothing() -> None:
    net = Facing(attached=False)
    assert verdict(net.state, A, "internet") == "no"
    assert net.verdict() != "yes"


def test_r14_a_function_takes_no_connections() -> None:
    net = Facing()
    net.state.add(
        "aws_lambda_function", "f",
        vpc_config=[{"subnet_ids": [net.subnet], "security_group_ids": [net.group]}],
    )  # fmt: skip
    assert verdict(net.state, "internet", "aws_lambda_function.f") == "no"
    assert verdict(net.state, A, "aws_lambda_function.f") == "no"


def test_r16_one_group_of_several_is_enough() -> None:
    net = Facing()
    host = net.state.values_of(A)
    host["vpc_security_group_ids"] = ["sg-0123456789abcdef0", net.group]
    assert net.verdict() == "yes"


class Ipv6:
    """A dual-stack subnet whose IPv6 default route leads to one gateway or another."""

    def __init__(self, target: str) -> None:
        self.state = state = State()
        vpc = state.add("aws_vpc", "v", cidr_block="10.0.0.0/16", ipv6_cidr_block="2600::/56")
        gateways = {
            "gateway_id": state.add("aws_internet_gateway", "i", vpc_id=vpc),
            "egress_only_gateway_id": state.add(
                "aws_egress_only_internet_gateway", "e", vpc_id=vpc
            ),
        }
        subnet = state.subnet("s", vpc, "10.0.1.0/24", ipv6_cidr_block="2600::/64")
        state.routed("t", vpc, (subnet,), {"ipv6_cidr_block": "::/0", target: gateways[target]})
        any6 = ANY | {"ipv6_cidr_blocks": ["::/0"], "cidr_blocks": []}
        open6 = tcp(443) | {"ipv6_cidr_blocks": ["::/0"]}
        group = state.group("g", vpc, open6, egress=(any6,))
        state.host("a", subnet, "10.0.1.10", group, ipv6_addresses=["2600::10"])

    def verdicts(self) -> tuple[str, str]:
        outside = "2a00::1"
        inwards = verdict(self.state, "internet", A, source_ip=outside)
        return inwards, verdict(self.state, A, "internet", target_ip=outside)


def test_r10_an_egress_only_gateway_lets_nothing_in() -> None:
    assert Ipv6("egress_only_gateway_id").verdicts() == ("no", "yes")
    assert Ipv6("gateway_id").verdicts() == ("yes", "yes")


def test_replies_come_in_by_an_egress_only_gateway_without_an_internet_gateway() -> None:
    net = Ipv6("egress_only_gateway_id")
    net.state.resources = [r for r in net.state.resources if r["type"] != "aws_internet_gateway"]
    assert net.verdicts() == ("no", "yes")


def test_a_host_without_an_ipv6_address_is_not_reached_by_ipv6() -> None:
    assert Facing().verdict(source_ip="2a00::1") == "no"


class Two:
    """Two instances in two subnets of one VPC, each with a group of its own."""

    def __init__(self, *ingress: object, egress: Iterable[object] = (ANY,)) -> None:
        self.state = state = State()
        self.vpc = state.vpc("v", "10.0.0.0/16")
        self.one = state.subnet("one", self.vpc, "10.0.1.0/24")
        self.two = state.subnet("two", self.vpc, "10.0.2.0/24")
        state.table("t", self.vpc, self.one, self.two)
        self.sender = state.group("ga", self.vpc, egress=egress)
        self.receiver = state.group("gb", self.vpc, *ingress)
        state.host("a", self.one, "10.0.1.10", self.sender)
        state.host("b", self.two, "10.0.2.10", self.receiver)

    def verdict(self, port: int | None = 443, protocol: str = "tcp") -> str:
        return verdict(self.state, A, B, port, protocol=protocol)


def test_the_sender_s_group_has_to_let_packets_out() -> None:
    opened = tcp(443, "10.0.0.0/8")
    assert Two(opened).verdict() == "yes"
    assert Two(opened, egress=()).verdict() == "no"
    assert Two(opened, egress=(tcp(443, "10.0.2.10/32"),)).verdict() == "yes"
    assert Two(opened, egress=(tcp(443, "10.0.1.0/24"),)).verdict() == "no"


def test_groups_refer_to_each_other_inside_a_vpc() -> None:
    net = Two()
    group = net.state.values_of("aws_security_group.gb")
    group["ingress"] = [tcp(443, security_groups=[net.sender])]
    assert net.verdict() == "yes"
    group["ingress"] = [tcp(443, self=True)]
    assert net.verdict() == "no"


def test_a_prefix_list_is_the_addresses_in_it() -> None:
    net = Two()
    entries = [{"cidr": "10.0.1.0/24"}]
    known = net.state.add("aws_ec2_managed_prefix_list", "p", address_family="IPv4", entry=entries)
    group = net.state.values_of("aws_security_group.gb")
    group["ingress"] = [tcp(443, prefix_list_ids=[known])]
    assert net.verdict() == "yes"
    group["ingress"] = [tcp(443, prefix_list_ids=["pl-0123456789abcdef0"])]
    assert net.verdict() == "unknown"


def test_a_ping_needs_the_type_of_an_echo_request() -> None:
    echo = tcp(0, "10.0.0.0/8") | {"protocol": "icmp", "from_port": 8, "to_port": 0}
    assert Two(echo).verdict(port=None, protocol="icmp") == "yes"
    assert Two(echo | {"from_port": 3}).verdict(port=None, protocol="icmp") == "no"
    assert Two(echo | {"from_port": -1}).verdict(port=None, protocol="icmp") == "yes"
    assert Two(echo).verdict() == "no"


def test_network_acls_are_not_read_inside_a_subnet() -> None:
    net = Two(tcp(443, "10.0.0.0/8"))
    net.state.acl("n", net.vpc, net.two, [], [])
    assert net.verdict() == "no"
    net.state.host("c", net.two, "10.0.2.11", net.sender)
    assert verdict(net.state, "aws_instance.c", B) == "yes"


def test_a_secondary_cidr_is_local_too() -> None:
    net = Two(tcp(443, "100.64.0.0/16"))
    net.state.add("aws_vpc_ipv4_cidr_block_association", "x", vpc_id=net.vpc,
                  cidr_block="100.64.0.0/16")  # fmt: skip
    far = net.state.subnet("far", net.vpc, "100.64.1.0/24")
    net.state.table("tf", net.vpc, far)
    net.state.host("c", far, "100.64.1.10", net.sender)
    assert verdict(net.state, "aws_instance.c", B) == "yes"


def test_a_route_to_an_appliance_leaves_it_unknown() -> None:
    net = Two(tcp(443, "10.0.0.0/8"))
    table = net.state.values_of("aws_route_table.t")
    appliance = {"cidr_block": "10.0.2.0/24", "network_interface_id": "eni-0123456789abcdef0"}
    table["route"] = [appliance]
    trail = asked(net.state, A, B)
    assert trail.verdict.value == "unknown"
    assert trail.unknown == ("what eni-0123456789abcdef0 does with the packet",)


@pytest.mark.parametrize(("peer", "expected"), [("10.9.0.0/16", "unknown"), ("", "no")])
def test_groups_that_admit_no_such_sender_block_whatever_the_way(peer: str, expected: str) -> None:
    # A middlebox may send on with an address of its own, but gives nobody another group.
    net = Two(tcp(443, peer) if peer else tcp(443, security_groups=["sg-0fedcba9876543210"]))
    appliance = {"cidr_block": "10.0.2.0/24", "network_interface_id": "eni-0123456789abcdef0"}
    net.state.values_of("aws_route_table.t")["route"] = [appliance]
    assert net.verdict() == expected


def test_a_sender_in_one_of_several_subnets_gets_through_from_all_of_them_or_perhaps() -> None:
    net = Two(tcp(443, "10.0.0.0/16"))
    net.state.add("aws_db_subnet_group", "d", name="d", subnet_ids=[net.one, net.two])
    net.state.add(
        "aws_db_instance", "d", publicly_accessible=False, db_subnet_group_name="d",
        vpc_security_group_ids=[net.sender],
    )  # fmt: skip
    assert verdict(net.state, "aws_db_instance.d", B) == "yes"
    shut = [rule(1, "deny", "0.0.0.0/0")]
    net.state.acl("n", net.vpc, net.one, shut, shut)
    trail = asked(net.state, "aws_db_instance.d", B)
    assert trail.verdict.value == "unknown"
    assert trail.unknown[0] == "which subnet aws_db_instance.d is in"


class Apart:
    """Two VPCs with one instance each, and no way between them yet."""

    def __init__(self, *ingress: object) -> None:
        self.state = state = State()
        self.v1, self.v2 = state.vpc("v1", "10.1.0.0/16"), state.vpc("v2", "10.2.0.0/16")
        self.one = state.subnet("one", self.v1, "10.1.1.0/24")
        self.two = state.subnet("two", self.v2, "10.2.1.0/24")
        self.sender = state.group("ga", self.v1)
        self.receiver = state.group("gb", self.v2, *(ingress or (tcp(443, "10.0.0.0/8"),)))
        state.host("a", self.one, "10.1.1.10", self.sender)
        state.host("b", self.two, "10.2.1.10", self.receiver)

    def peer(self, **more: object) -> str:
        values = {"vpc_id": self.v1, "peer_vpc_id": self.v2, "accept_status": "active"}
        return self.state.add("aws_vpc_peering_connection", "p", **(values | more))

    def route(self, there: object, back: object) -> None:
        self.state.routed("t1", self.v1, (self.one,), there)
        self.state.routed("t2", self.v2, (self.two,), back)

    def verdict(self) -> str:
        return verdict(self.state, A, B)


def _peered(net: Apart, connection: str) -> Apart:
    target = "vpc_peering_connection_id"
    net.route(
        {"cidr_block": "10.2.0.0/16", target: connection},
        {"cidr_block": "10.1.0.0/16", target: connection},
    )
    return net


def test_peering_needs_routes_on_both_sides() -> None:
    net = Apart()
    assert _peered(net, net.peer()).verdict() == "yes"
    net = Apart()
    connection = {"vpc_peering_connection_id": net.peer()}
    net.route(
        {"cidr_block": "10.2.0.0/16"} | connection, {"cidr_block": "10.3.0.0/16"} | connection
    )
    assert net.verdict() == "no"


def test_a_subnet_of_a_vpc_that_is_not_known_may_be_beyond_a_peering_connection() -> None:
    for subnet in ("one", "two"):
        net = Apart()
        _peered(net, net.peer())
        net.state.set(f"aws_subnet.{subnet}", vpc_id=None)
        assert net.verdict() == "unknown", subnet


def test_peering_that_is_not_accepted_carries_nothing() -> None:
    net = Apart()
    assert _peered(net, net.peer(accept_status="pending-acceptance")).verdict() == "no"


@pytest.mark.parametrize(("region", "expected"), [("eu-west-1", "yes"), ("us-east-1", "no")])
def test_groups_refer_to_each_other_over_peering_in_one_region(region: str, expected: str) -> None:
    net = Apart()
    net.state.set("aws_security_group.gb", ingress=[tcp(443, security_groups=[net.sender])])
    net.state.set("aws_vpc.v1", arn=f"arn:aws:ec2:eu-west-1:1:vpc/{net.v1}")
    net.state.set("aws_vpc.v2", arn=f"arn:aws:ec2:{region}:1:vpc/{net.v2}")
    assert _peered(net, net.peer(peer_region=region)).verdict() == expected


class Hub(Apart):
    """The two VPCs attached to one transit gateway."""

    def __init__(self, *ingress: object, **gateway: object) -> None:
        super().__init__(*ingress)
        defaults = {
            "default_route_table_association": "enable",
            "default_route_table_propagation": "enable",
        }
        self.hub = self.state.add("aws_ec2_transit_gateway", "h", **(defaults | gateway))
        self.attached = [
            self.state.add(
                "aws_ec2_transit_gateway_vpc_attachment", name, transit_gateway_id=self.hub,
                vpc_id=vpc, subnet_ids=[subnet],
                transit_gateway_default_route_table_association=True,
                transit_gateway_default_route_table_propagation=True,
            )
            for name, vpc, subnet in (("m1", self.v1, self.one), ("m2", self.v2, self.two))
        ]  # fmt: skip
        self.way = {"cidr_block": "10.0.0.0/8", "transit_gateway_id": self.hub}
        self.route(self.way, self.way)


def test_attachments_reach_each_other_by_the_default_table() -> None:
    assert Hub().verdict() == "yes"
    assert Hub(default_route_table_propagation="disable").verdict() == "no"
    assert Hub(default_route_table_association="disable").verdict() == "no"


def test_a_blackhole_drops_what_is_routed_to_it() -> None:
    net = Hub(association_default_route_table_id="tgw-rtb-0123456789abcdef0")
    net.state.add(
        "aws_ec2_transit_gateway_route", "r", destination_cidr_block="10.2.1.0/24", blackhole=True,
        transit_gateway_route_table_id="tgw-rtb-0123456789abcdef0",
    )  # fmt: skip
    trail = asked(net.state, A, B)
    assert trail.verdict.value == "no"
    assert trail.blocked is not None
    assert trail.blocked.what == "aws_ec2_transit_gateway_route.r drops it"


def test_a_zone_without_a_subnet_of_the_attachment_does_not_reach_the_gateway() -> None:
    net = Hub()
    far = net.state.subnet("far", net.v1, "10.1.2.0/24", "b")
    net.state.routed(
        "t3", net.v1, (far,), {"cidr_block": "10.0.0.0/8", "transit_gateway_id": net.hub}
    )
    net.state.host("c", far, "10.1.2.10", net.sender)
    assert verdict(net.state, "aws_instance.c", B) == "no"


def test_a_network_acl_is_not_read_between_a_gateway_and_a_receiver_in_its_subnet() -> None:
    net = Hub()
    open_ = [rule(100, "allow", "0.0.0.0/0")]
    net.state.acl("near", net.v1, net.one, [rule(1, "deny", "10.2.0.0/16"), *open_], open_)
    assert net.verdict() == "yes", "the reply comes from the gateway"
    net.state.acl("far", net.v2, net.two, [rule(1, "deny", "10.2.1.0/24"), *open_], open_)
    assert net.verdict() == "no", "the reply goes to the gateway"


def test_in_appliance_mode_packets_leave_a_gateway_in_any_zone() -> None:
    net = Hub()
    door = net.state.subnet("door", net.v2, "10.2.9.0/24", "b")
    own = net.state.values_of("aws_ec2_transit_gateway_vpc_attachment.m2")["subnet_ids"]
    net.state.set("aws_ec2_transit_gateway_vpc_attachment.m2", subnet_ids=[*own, door])
    net.state.acl("n", net.v2, door, [], [])
    assert net.verdict() == "yes"
    net.state.set("aws_ec2_transit_gateway_vpc_attachment.m2", appliance_mode_support="enable")
    assert net.verdict() == "unknown"


def test_routes_learnt_from_a_vpn_leave_unknown_what_no_route_takes() -> None:
    net = Hub()
    gone = "aws_ec2_transit_gateway_vpc_attachment.m2"
    net.state.resources = [one for one in net.state.resources if one["address"] != gone]
    assert net.verdict() == "no"
    net.state.add("aws_vpn_connection", "x", transit_gateway_id=net.hub)
    trail = asked(net.state, A, B)
    assert trail.verdict.value == "unknown"
    assert trail.unknown == ("the routes learnt from aws_vpn_connection.x",)
    net.state.set("aws_ec2_transit_gateway.h", default_route_table_propagation="disable")
    assert net.verdict() == "no", "it teaches the table nothing"


def test_a_private_destination_on_a_default_route_is_lost() -> None:
    net = Apart()
    gateway = net.state.add("aws_internet_gateway", "i", vpc_id=net.v1)
    net.route({"cidr_block": INTERNET, "gateway_id": gateway}, {"cidr_block": "10.9.0.0/16"})
    assert net.verdict() == "no"


def test_a_private_nat_gateway_speaks_with_its_own_address() -> None:
    net = Hub(tcp(443, "10.1.9.0/24"))
    place = net.state.subnet("n", net.v1, "10.1.9.0/24")
    net.state.routed(
        "tn", net.v1, (place,), {"cidr_block": "10.0.0.0/8", "transit_gateway_id": net.hub}
    )
    nat = net.state.add(
        "aws_nat_gateway", "n", subnet_id=place, private_ip="10.1.9.9", connectivity_type="private",
        public_ip="",
    )  # fmt: skip
    assert net.verdict() == "no"
    table = net.state.values_of("aws_route_table.t1")
    table["route"] = [{"cidr_block": "10.2.0.0/16", "nat_gateway_id": nat}]
    assert net.verdict() == "yes"
    assert verdict(net.state, B, A) == "no"


def test_questions_that_make_no_sense_are_refused() -> None:
    state = Facing().state
    for query in (
        Query("internet", "aws_instance.none", "tcp", 443),
        Query("internet", A, "tcp", None),
        Query("internet", A, "sctp", 1),
        Query(A, "internet", "tcp", 443, source_ip="10.0.1.99"),
        Query("10.0.0.0/15", A, "tcp", 443),
    ):
        with pytest.raises(UsageError):
            state.model().answer(query)


@pytest.mark.parametrize(("support", "expected"), [("enable", "yes"), ("disable", "no")])
def test_groups_refer_to_each_other_over_a_gateway_that_supports_it(
    support: str, expected: str
) -> None:
    net = Hub(security_group_referencing_support=support)
    for name in ("m1", "m2"):
        attachment = f"aws_ec2_transit_gateway_vpc_attachment.{name}"
        net.state.set(attachment, security_group_referencing_support=support)
    net.state.set("aws_security_group.gb", ingress=[tcp(443, security_groups=[net.sender])])
    assert net.verdict() == expected


def test_a_subnet_without_an_association_uses_the_main_table() -> None:
    net = Facing()
    net.state.resources = [
        r for r in net.state.resources if r["type"] != "aws_route_table_association"
    ]
    assert net.verdict() == "unknown"
    table = net.state.values_of("aws_route_table.t")["id"]
    net.state.set("aws_vpc.v", main_route_table_id=table)
    assert net.verdict() == "yes"


def test_a_database_in_private_subnets_is_not_public_for_being_called_so() -> None:
    net = Facing()
    private = net.state.subnet("p", net.vpc, "10.0.7.0/24")
    net.state.table("tp", net.vpc, private)
    net.state.add("aws_db_subnet_group", "d", name="d", subnet_ids=[private])
    net.state.add(
        "aws_db_instance", "d", publicly_accessible=True, db_subnet_group_name="d",
        vpc_security_group_ids=[net.group],
    )  # fmt: skip
    assert verdict(net.state, "internet", "aws_db_instance.d") == "no"


def test_udp_is_followed_like_tcp() -> None:
    opened = tcp(53, "10.0.0.0/8") | {"protocol": "udp"}
    assert Two(opened).verdict(53, "udp") == "yes"
    assert Two(opened).verdict(53, "tcp") == "no"


def test_an_interface_in_a_subnet_that_nobody_shows_is_unknown() -> None:
    net = Two(tcp(443, "10.0.0.0/8"))
    net.state.set(B, subnet_id="subnet-0123456789abcdef0")
    trail = asked(net.state, A, B)
    assert trail.verdict.value == "unknown"
    assert trail.unknown == ("the subnet of aws_instance.b",)


def test_a_workload_without_any_known_subnet_is_unknown() -> None:
    net = Two(tcp(443, "10.0.0.0/8"))
    net.state.set(B, subnet_id=None)
    trail = asked(net.state, A, B)
    assert trail.verdict.value == "unknown"
    assert trail.unknown == ("the subnet of aws_instance.b",)


def test_a_subnet_whose_addresses_are_not_known_has_some_of_its_vpc() -> None:
    plan = Plan()
    plan.create("aws_vpc.v", {"cidr_block": "10.0.0.0/16"})
    place = {"vpc_id": "aws_vpc.v.id"}
    plan.create("aws_subnet.one", {"cidr_block": "10.0.1.0/24"}, refers=place)
    plan.create("aws_subnet.two", refers=place | {"cidr_block": "data.external.x.result"})
    plan.create("aws_security_group.g", {"egress": [ANY], "ingress": [ANY]}, refers=place)
    for name, subnet in (("a", "one"), ("b", "two")):
        groups = {"vpc_security_group_ids": "aws_security_group.g.id"}
        within = {"subnet_id": f"aws_subnet.{subnet}.id"}
        plan.create(f"aws_instance.{name}", refers=groups | within)
    data = msgspec.json.encode(plan.document())
    model = Reachability(build_reach(*understand(Input("plan", "plan", data))))
    assert model.answer(Query(A, B, "tcp", 443)).verdict.value == "yes"
    assert model.answer(Query("internet", B, "tcp", 443)).verdict.value == "no"


def test_sensitive_addresses_are_not_printed() -> None:
    for cidr, secret in (("10.0.9.0/25", False), ("10.0.9.0/25", True)):
        net = Two(tcp(443, cidr))
        for name in ("aws_subnet.one", "aws_subnet.two"):
            net.state.hide(name, "cidr_block")
        net.state.set("aws_subnet.one", cidr_block="10.0.9.0/24")
        net.state.set(A, private_ip="")
        if not secret:
            net.state.resources = [r | {"sensitive_values": {}} for r in net.state.resources]
        trail = asked(net.state, A, B)
        assert trail.verdict.value == "unknown"
        assert ("10.0.9" in str(trail)) is not secret
