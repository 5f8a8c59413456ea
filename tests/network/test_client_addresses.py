"""Which targets of a Network Load Balancer see the addresses of its clients."""

from __future__ import annotations

import msgspec
import pytest

from netplan_audit.network.build.load_balancers import keeps_client
from netplan_audit.terraform.plan.read import read_plan
from netplan_audit.unknown import Truth
from tests.plans import Plan

GROUP = "aws_lb_target_group.g"


def kept(values: dict[str, object], unknown: str = "") -> Truth:
    plan = Plan()
    plan.create(GROUP, values, refers={unknown: "terraform_data.x.output"} if unknown else {})
    data = msgspec.json.encode(plan.document())
    return keeps_client(read_plan(data, "plan").by_address[GROUP])


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"protocol": "TCP"}, Truth.YES),
        ({"protocol": "TLS", "target_type": "instance"}, Truth.YES),
        ({"protocol": "TCP", "target_type": "ip"}, Truth.NO),
        ({"protocol": "TLS", "target_type": "ip", "preserve_client_ip": "true"}, Truth.YES),
        ({"protocol": "TCP", "preserve_client_ip": "false"}, Truth.NO),
        ({"protocol": "TCP", "target_type": "alb"}, Truth.YES),
        ({"protocol": "UDP", "target_type": "ip"}, Truth.YES),
        ({"protocol": "TCP_QUIC", "target_type": "ip"}, Truth.YES),
        ({"protocol": "TCP_UDP", "preserve_client_ip": "false"}, Truth.YES),
        ({"protocol": "HTTP"}, Truth.NO),
        ({"target_type": "lambda"}, Truth.NO),
    ],
)
def test_what_the_guide_says(values: dict[str, object], answer: Truth) -> None:
    assert kept(values) is answer


@pytest.mark.parametrize(
    ("unknown", "values", "answer"),
    [
        ("preserve_client_ip", {"protocol": "TCP"}, Truth.UNKNOWN),
        ("preserve_client_ip", {"protocol": "UDP"}, Truth.YES),
        ("target_type", {"protocol": "TCP"}, Truth.UNKNOWN),
        ("protocol", {"target_type": "ip"}, Truth.UNKNOWN),
        ("protocol", {"target_type": "instance"}, Truth.YES),
    ],
)
def test_what_is_not_known(unknown: str, values: dict[str, object], answer: Truth) -> None:
    assert kept(values, unknown) is answer
