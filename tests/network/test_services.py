"""PrivateLink: from a consumer's interface endpoint to the targets of the provider."""

from __future__ import annotations

import pytest

from tests.network.test_reach import INTERNET, LB, Balanced, asked, verdict
from tests.states import tcp

CONSUMER, ENDPOINT = "aws_instance.c", "aws_vpc_endpoint.e"


class Provided(Balanced):
    """An internal Network Load Balancer with a service, and a consumer in another VPC."""

    def __init__(self, *ingress: object, **service: object) -> None:
        super().__init__(*(ingress or (tcp(8443, "10.0.0.0/16"),)))
        state = self.state
        state.set(LB, internal=True)
        name = "com.amazonaws.vpce.eu-west-1.vpce-svc-1"
        values = {"acceptance_required": False} | service
        state.add(
            "aws_vpc_endpoint_service", "s", service_name=name,
            network_load_balancer_arns=[state.values_of(LB)["arn"]], **values,
        )  # fmt: skip
        far = state.vpc("far", "10.0.0.0/16")
        place = state.subnet("f", far, "10.0.9.0/24")
        state.table("tf", far, place)
        self.consumer = state.group("fg", far, tcp(443, "10.0.0.0/8"))
        state.host("c", place, "10.0.9.10", self.consumer)
        state.add(
            "aws_vpc_endpoint", "e", vpc_id=far, vpc_endpoint_type="Interface", service_name=name,
            subnet_ids=[place], security_group_ids=[self.consumer],
        )  # fmt: skip

    def verdict(self, port: int = 443) -> str:  # type: ignore[override]
        return verdict(self.state, CONSUMER, ENDPOINT, port)


def test_an_endpoint_leads_to_the_targets_of_its_service() -> None:
    net = Provided()
    assert net.verdict() == "yes"
    trail = asked(net.state, CONSUMER, ENDPOINT)
    assert "aws_vpc_endpoint_service.s" in [hop.at for hop in trail.hops]
    net.state.set("aws_lb_listener.l", port=8080)
    assert net.verdict() == "no", "nothing listens there"


def test_the_group_of_the_endpoint_is_asked() -> None:
    net = Provided()
    net.state.set("aws_security_group.fg", ingress=[tcp(22, "10.0.0.0/8")])
    assert net.verdict() == "no"


def test_targets_see_the_load_balancer_and_not_the_client() -> None:
    assert Provided(tcp(8443, "10.0.9.0/24")).verdict() == "no"
    assert Provided(tcp(8443, "10.0.1.0/24")).verdict() == "yes"


@pytest.mark.parametrize(
    ("enforce", "source", "expected"),
    [
        ("", INTERNET, "yes"), ("", "10.0.9.0/24", "yes"), ("", "10.8.0.0/16", "no"),
        ("off", "10.8.0.0/16", "yes"),
    ],
)  # fmt: skip
def test_the_groups_of_the_load_balancer_see_the_client_unless_told_otherwise(
    enforce: str, source: str, expected: str
) -> None:
    net = Provided()
    front = net.state.group("front", net.vpc, tcp(443, source))
    name = "enforce_security_group_inbound_rules_on_private_link_traffic"
    net.state.set(LB, security_groups=[front], **{name: enforce or "on"})
    assert net.verdict() == expected


def test_a_service_that_has_to_accept_may_not_have_done_so() -> None:
    net = Provided(acceptance_required=True)
    assert net.verdict() == "unknown"
    net.state.set(ENDPOINT, state="available")
    assert net.verdict() == "yes"
    net.state.set(ENDPOINT, state="rejected")
    assert net.verdict() == "no"


def test_an_endpoint_of_a_service_elsewhere_is_reached_itself() -> None:
    net = Provided()
    net.state.set(ENDPOINT, service_name="com.amazonaws.eu-west-1.ssm")
    assert net.verdict() == "yes"
    assert "aws_vpc_endpoint_service.s" not in str(asked(net.state, CONSUMER, ENDPOINT).hops)
