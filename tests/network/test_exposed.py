"""Whom the internet reaches, as sets: which sources, which ports, directly or through what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.ports import PortSet
from netplan_audit.network.reach.ends import PUBLIC
from netplan_audit.network.reach.exposed import Exposed
from netplan_audit.unknown import Truth
from tests.network.test_reach import INTERNET, LB, A, B, Balanced, Facing, Ipv6
from tests.states import rule, tcp

if TYPE_CHECKING:
    from tests.states import State

Row = tuple[str, str, str]
EVERYONE = "0.0.0.0/0"


def sets(state: State, target: str, protocol: str = "tcp", family: int = 4) -> list[Row]:
    """Return verdict, ports and sources of every set."""
    found = state.exposures().of(target, protocol, family=6 if family == 6 else 4)
    return [(each.trail.verdict.value, str(each.ports), ", ".join(each.cidrs)) for each in found]


def reached(state: State, target: str) -> list[tuple[str, str, str]]:
    """Return ports, sources and the load balancer of what is reached for certain."""
    found = state.exposures().of(target, "tcp")
    sure = [each for each in found if each.trail.verdict is Truth.YES]
    return [(str(each.ports), ", ".join(each.cidrs), each.via) for each in sure]


def test_each_rule_opens_its_ports_to_its_sources() -> None:
    net = Facing(tcp(443, INTERNET), tcp(22, "203.0.113.0/24", "198.51.100.0/24"))
    assert reached(net.state, A) == [
        ("22", "198.51.100.0/24, 203.0.113.0/24", ""),
        ("443", EVERYONE, ""),
    ]


def test_the_sets_part_all_sources_and_all_ports() -> None:
    net = Facing(tcp(443, INTERNET), tcp(443, "203.0.113.0/24"), tcp(80, "0.0.0.0/1"))
    net.state.acl("n", net.vpc, net.subnet, [
        rule(90, "deny", "203.0.113.0/25"), rule(100, "allow", INTERNET)
    ], [rule(100, "allow", INTERNET)])  # fmt: skip
    found = net.state.exposures().of(A, "tcp")
    total = sum(len(each.ports) * each.sources.size(4) for each in found)
    assert total == 65536 * PUBLIC[4].size(4)
    assert all(each.trail.verdict is not Truth.UNKNOWN for each in found)


def test_a_network_acl_and_the_group_admit_together() -> None:
    net = Facing(tcp(443, "203.0.113.0/24"))
    inwards = [rule(90, "deny", "203.0.113.0/25"), rule(100, "allow", INTERNET)]
    net.state.acl("n", net.vpc, net.subnet, inwards, [rule(100, "allow", INTERNET)])
    assert reached(net.state, A) == [("443", "203.0.113.128/25", "")]


def test_routes_to_a_part_of_the_internet_expose_to_that_part() -> None:
    net = Facing()
    table = net.state.values_of("aws_route_table.t")
    table["route"] = [{"cidr_block": "203.0.113.0/24", "gateway_id": net.igw}]
    assert reached(net.state, A) == [("443", "203.0.113.0/24", "")]


def test_who_wants_in_takes_a_port_that_replies_get_to() -> None:
    net = Facing()
    few = [rule(100, "allow", INTERNET, 1024, 2000)]
    net.state.acl("n", net.vpc, net.subnet, [rule(100, "allow", INTERNET)], few)
    assert reached(net.state, A) == [("443", EVERYONE, "")]
    found = next(iter(net.state.exposures().of(A, "tcp")))
    assert found.trail.hops[-1].what == "replies get to ports 1024-2000 only"


def test_an_unknown_group_leaves_every_port_unknown_and_a_known_one_settles_its_own() -> None:
    net = Facing()
    host = net.state.values_of(A)
    host["vpc_security_group_ids"] = ["sg-0123456789abcdef0", net.group]
    assert sets(net.state, A) == [
        ("yes", "443", EVERYONE),
        ("unknown", "0-442, 444-65535", EVERYONE),
    ]


def test_a_target_behind_a_network_load_balancer_is_reached_at_its_own_port() -> None:
    net = Balanced(tcp(8443, "203.0.113.0/24"))
    assert reached(net.state, B) == [("8443", "203.0.113.0/24", LB)]
    assert reached(net.state, LB) == [("443", "203.0.113.0/24", "")]


def test_a_target_that_sees_the_node_is_reached_by_whom_the_node_admits() -> None:
    assert reached(Balanced(tcp(8443, "10.0.0.0/16"), kind="ip").state, B) == [
        ("8443", EVERYONE, LB)
    ]
    assert reached(Balanced(tcp(8443, "10.0.0.0/16")).state, B) == []


def test_an_application_load_balancer_answers_whatever_its_targets_do() -> None:
    net = Balanced(tcp(22, INTERNET))
    front = net.state.group("front", net.vpc, tcp(443, INTERNET))
    net.state.set(LB, load_balancer_type="application", security_groups=[front])
    net.state.set("aws_lb_listener.l", protocol="HTTPS")
    assert reached(net.state, LB) == [("443", EVERYONE, "")]
    assert reached(net.state, B) == []


def test_ipv6_is_another_question() -> None:
    assert ("yes", "443", "2000::/3") in sets(Ipv6("gateway_id").state, A, family=6)
    assert sets(Ipv6("egress_only_gateway_id").state, A, family=6)[0][0] == "no"


def test_a_part_of_the_ports_or_of_the_sources_can_be_asked_for() -> None:
    exposures = Facing().state.exposures()
    office = AddressSet.parse("203.0.113.0/24")
    found = exposures.of(A, "tcp", PortSet.span(400, 500), sources=office)
    assert [(str(each.ports), ", ".join(each.cidrs)) for each in found] == [
        ("443", "203.0.113.0/24"),
        ("400-442, 444-500", "203.0.113.0/24"),
    ]


def test_what_counts_as_the_internet_is_a_matter_of_size() -> None:
    assert _of("203.0.113.0/24").from_internet() is False
    assert _of("203.0.0.0/16").from_internet() is False
    assert _of("203.0.0.0/16", "198.51.100.0/24").from_internet() is True
    assert _of("203.0.113.0/24").from_internet(25) is True
    assert _of("2600::/32", family=6).from_internet() is False
    assert _of("2600::/31", family=6).from_internet() is True


def _of(*cidrs: str, family: int = 4) -> Exposed:
    known = next(iter(Facing().state.exposures().of(A, "tcp")))
    sources = AddressSet.parse(*cidrs)
    return Exposed(A, "tcp", 4 if family != 6 else 6, sources, known.ports, known.trail)


def test_everything_exposed_names_instances_and_not_their_interfaces() -> None:
    net = Facing()
    eni = net.state.add(
        "aws_network_interface", "n", subnet_id=net.subnet, security_groups=[net.group],
        private_ips=["10.0.1.20"],
    )  # fmt: skip
    block = [{"network_interface_id": eni, "device_index": 0}]
    host = net.state.add("aws_instance", "b", network_interface=block, subnet_id=net.subnet)
    net.state.add("aws_eip", "e", instance=host, public_ip="52.0.0.9")
    found = net.state.exposures().all()
    sure = [each.target for each in found if each.trail.verdict is Truth.YES]
    assert sure == [A, B]


def test_sources_of_a_sensitive_rule_are_not_printed() -> None:
    net = Facing(tcp(443, "203.0.113.0/24"))
    net.state.hide("aws_security_group.g", "ingress")
    found = net.state.exposures().of(A, "tcp")
    split = [each for each in found if each.sources != PUBLIC[4]]
    assert split
    assert all(each.hidden for each in split)


def _template(net: Facing, *groups: str) -> list[dict[str, str]]:
    """Add a launch template; return the block that names it."""
    made = net.state.add(
        "aws_launch_template", "t", vpc_security_group_ids=list(groups), network_interfaces=[]
    )
    return [{"id": made, "version": "$Latest"}]


def test_the_instances_of_an_auto_scaling_group_are_targets() -> None:
    net = Balanced(tcp(8443, INTERNET))
    group = net.state.group("fleet", net.vpc, tcp(8443, "203.0.113.0/24"))
    arn = net.state.values_of("aws_lb_target_group.tg")["arn"]
    net.state.add(
        "aws_autoscaling_group", "f", vpc_zone_identifier=[net.private], target_group_arns=[arn],
        launch_template=_template(net, group), traffic_source=[], load_balancers=[],
    )  # fmt: skip
    assert reached(net.state, "aws_autoscaling_group.f") == [("8443", "203.0.113.0/24", LB)]


def test_the_tasks_of_a_service_are_targets_at_the_port_of_their_container() -> None:
    net = Balanced(tcp(8443, INTERNET), kind="ip")
    group = net.state.group("tasks", net.vpc, tcp(9000, "10.0.0.0/16"))
    arn = net.state.values_of("aws_lb_target_group.tg")["arn"]
    place = {"subnets": [net.private], "security_groups": [group], "assign_public_ip": False}
    front = {"target_group_arn": arn, "container_port": 9000}
    net.state.add("aws_ecs_service", "s", network_configuration=[place], load_balancer=[front])
    assert reached(net.state, "aws_ecs_service.s") == [("9000", "0.0.0.0/0", LB)]


def test_targets_in_zones_that_are_not_enabled_get_nothing_and_spoil_nothing() -> None:
    net = Balanced(tcp(8443, INTERNET))
    far = net.state.subnet("far", net.vpc, "10.0.5.0/24", "c")
    net.state.table("tf", net.vpc, far)
    group = net.state.values_of("aws_security_group.h")["id"]
    arn = net.state.values_of("aws_lb_target_group.tg")["arn"]
    net.state.add(
        "aws_autoscaling_group", "f", vpc_zone_identifier=[net.private, far],
        launch_template=_template(net, group), target_group_arns=[arn], traffic_source=[],
        load_balancers=[],
    )  # fmt: skip
    assert reached(net.state, LB) == [("443", "0.0.0.0/0", "")]


def test_a_classic_load_balancer_listens_and_shows_itself_to_its_instances() -> None:
    net = Balanced(tcp(8443, "10.0.1.0/24"))
    front = net.state.group("front", net.vpc, tcp(443, INTERNET), tcp(80, INTERNET))
    host = net.state.values_of(B)["id"]
    listener = {"lb_port": 443, "lb_protocol": "tcp", "instance_port": 8443}
    net.state.add(
        "aws_elb", "e", subnets=[net.subnet], security_groups=[front], internal=False,
        listener=[listener], instances=[host],
    )  # fmt: skip
    assert reached(net.state, "aws_elb.e") == [("443", "0.0.0.0/0", "")]
    assert reached(net.state, B) == [("8443", "0.0.0.0/0", "aws_elb.e")]


def test_a_gateway_endpoint_has_no_interface_to_be_reached() -> None:
    net = Facing()
    net.state.add(
        "aws_vpc_endpoint", "s3", vpc_id=net.vpc, vpc_endpoint_type="Gateway",
        service_name="com.amazonaws.eu-west-1.s3", route_table_ids=[],
    )  # fmt: skip
    assert {each.target for each in net.state.exposures().all()} == {A}
