"""Targets that are no host beside the load balancer: other balancers, functions, other VPCs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.network.test_exposed import reached
from tests.network.test_reach import INTERNET, LB, A, B, Balanced, Two, asked, verdict
from tests.states import tcp

if TYPE_CHECKING:
    from tests.states import State

ARN = "arn:aws:elasticloadbalancing:eu-west-1:1:"


def group_of(state: State, name: str, vpc: str, **values: object) -> str:
    """Add a target group."""
    arn = f"{ARN}targetgroup/{name}/1"
    defaults = {"port": 8443, "protocol": "TCP", "vpc_id": vpc, "preserve_client_ip": ""}
    state.add("aws_lb_target_group", name, **(defaults | {"arn": arn, "id": arn} | values))
    return arn


def balancer(state: State, name: str, port: int, group: str, **values: object) -> str:
    """Add a load balancer with one listener."""
    arn = f"{ARN}loadbalancer/{name}/1"
    state.add("aws_lb", name, **({"arn": arn, "id": arn} | values))
    state.add(
        "aws_lb_listener", name, load_balancer_arn=arn, port=port,
        protocol="TCP" if values["load_balancer_type"] == "network" else "HTTP",
        default_action=[{"type": "forward", "target_group_arn": group}],
    )  # fmt: skip
    return arn


class Chained(Balanced):
    """A public Network Load Balancer before an internal application one, before a host."""

    def __init__(self, *front: object) -> None:
        super().__init__(tcp(8443, "10.0.2.0/24"))
        state = self.state
        state.resources = [r for r in state.resources if "attachment" not in r["type"]]
        opened = state.group("front", self.vpc, *front)
        behind = group_of(state, "behind", self.vpc, target_type="instance", protocol="HTTP")
        host = state.values_of(B)["id"]
        state.add("aws_lb_target_group_attachment", "y", target_group_arn=behind, target_id=host)
        inner = balancer(
            state, "inner", 80, behind, load_balancer_type="application", internal=True,
            subnets=[self.private], security_groups=[opened],
        )  # fmt: skip
        state.set("aws_lb_target_group.tg", target_type="alb", port=80)
        target = state.values_of("aws_lb_target_group.tg")["arn"]
        state.add(
            "aws_lb_target_group_attachment", "z", target_group_arn=target, target_id=inner, port=80
        )


def test_a_balancer_behind_a_balancer_is_followed_to_its_targets() -> None:
    net = Chained(tcp(80, INTERNET))
    assert verdict(net.state, "internet", LB) == "yes"
    net.state.set("aws_security_group.h", ingress=[tcp(22, INTERNET)])
    assert verdict(net.state, "internet", LB) == "no"


def test_the_balancer_behind_sees_the_client() -> None:
    assert verdict(Chained(tcp(80, "10.0.0.0/16")).state, "internet", LB) == "no"
    assert verdict(Chained(tcp(80, "203.0.113.0/24")).state, "203.0.113.0/25", LB) == "yes"


def test_both_what_is_behind_and_what_is_behind_that_are_exposed() -> None:
    net = Chained(tcp(80, INTERNET))
    assert reached(net.state, "aws_lb.inner") == [("80", INTERNET, LB)]
    assert reached(net.state, B) == [("8443", INTERNET, LB)]
    net.state.set("aws_security_group.front", ingress=[tcp(80, "203.0.113.0/24")])
    assert reached(net.state, B) == [("8443", "203.0.113.0/24", LB)]


def test_a_function_is_called_by_the_load_balancer_itself() -> None:
    net = Balanced(tcp(8443, INTERNET))
    opened = net.state.group("front", net.vpc, tcp(443, INTERNET))
    net.state.set(LB, load_balancer_type="application", security_groups=[opened])
    net.state.set("aws_lb_listener.l", protocol="HTTPS")
    net.state.set("aws_lb_target_group.tg", target_type="lambda", port=None, protocol=None)
    function = "arn:aws:lambda:eu-west-1:1:function:f"
    net.state.set("aws_lb_target_group_attachment.x", target_id=function, port=None)
    assert verdict(net.state, "internet", LB) == "yes"
    net.state.resources = [r for r in net.state.resources if "attachment" not in r["type"]]
    assert verdict(net.state, "internet", LB) == "unknown"


class Beyond(Balanced):
    """A Network Load Balancer with an ip target in a peered VPC, or somewhere else."""

    def __init__(self, target: str = "10.5.1.10", **values: object) -> None:
        super().__init__(tcp(8443, "10.0.0.0/8"), kind="ip")
        state = self.state
        self.far = state.vpc("far", "10.5.0.0/16")
        place = state.subnet("f", self.far, "10.5.1.0/24", "c")
        group = state.group("fg", self.far, tcp(8443, "10.0.0.0/16"))
        state.host("c", place, "10.5.1.10", group)
        connection = state.add(
            "aws_vpc_peering_connection", "p", vpc_id=self.vpc, peer_vpc_id=self.far,
            accept_status="active",
        )  # fmt: skip
        way = {"vpc_peering_connection_id": connection}
        state.routed("tf", self.far, (place,), {"cidr_block": "10.0.0.0/16"} | way)
        state.values_of("aws_route_table.t")["route"].append({"cidr_block": "10.5.0.0/16"} | way)
        state.set("aws_lb_target_group_attachment.x", target_id=target)
        state.set("aws_lb_target_group.tg", **values)


def test_an_ip_target_in_a_peered_vpc_is_reached_by_the_routes() -> None:
    net = Beyond()
    assert verdict(net.state, "internet", LB) == "yes"
    assert reached(net.state, "aws_instance.c") == [("8443", INTERNET, LB)]
    net.state.values_of("aws_route_table.t")["route"].pop()
    assert verdict(net.state, "internet", LB) == "no"


def test_replies_of_a_target_elsewhere_need_a_way_back() -> None:
    net = Beyond()
    net.state.set("aws_route_table.tf", route=[])
    assert verdict(net.state, "internet", LB) == "no"


def test_how_a_kept_client_address_gets_to_another_vpc_is_not_known() -> None:
    assert verdict(Beyond(preserve_client_ip="true").state, "internet", LB) == "unknown"


def test_a_target_outside_the_input_is_unknown_and_named() -> None:
    trail = asked(Beyond("192.168.7.7").state, "internet", LB)
    assert trail.verdict.value == "unknown"
    assert trail.unknown == ("aws_lb_target_group_attachment.x.target_id",)


@pytest.mark.parametrize(("name", "expected"), [("gb", "yes"), ("ga", "no")])
def test_outbound_rules_refer_to_groups_of_their_vpc(name: str, expected: str) -> None:
    net = Two(tcp(443, "10.0.0.0/8"))
    named = net.state.values_of(f"aws_security_group.{name}")["id"]
    net.state.set("aws_security_group.ga", egress=[tcp(443, security_groups=[named])])
    assert verdict(net.state, A, B) == expected
