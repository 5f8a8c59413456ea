"""What takes connections outside of every VPC, and what brings them in from there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.errors import UsageError
from netplan_audit.pipeline import Input, understand
from tests.network.test_exposed import EVERYONE, sets
from tests.network.test_reach import INTERNET, LB, A, B, Balanced, Facing, asked, verdict
from tests.states import State, tcp

if TYPE_CHECKING:
    from collections.abc import Callable

CLUSTER = "aws_eks_cluster.c"


class Kubernetes(Facing):
    """A cluster whose API has a public endpoint, beside a host."""

    def __init__(self, **config: object) -> None:
        super().__init__()
        inside = {"subnet_ids": [self.subnet], "security_group_ids": [self.group]}
        defaults = {
            "endpoint_public_access": True,
            "endpoint_private_access": False,
            "public_access_cidrs": [INTERNET],
        }
        values = {"name": "c", "vpc_config": [inside | defaults | config]}
        self.state.add("aws_eks_cluster", "c", **values)


def test_the_public_endpoint_of_a_cluster_is_exposed() -> None:
    assert ("yes", "443", EVERYONE) in sets(Kubernetes().state, CLUSTER)
    assert verdict(Kubernetes().state, "internet", CLUSTER) == "yes"
    assert verdict(Kubernetes().state, "internet", CLUSTER, 22) == "no"


def test_a_public_endpoint_takes_connections_from_its_cidrs() -> None:
    net = Kubernetes(public_access_cidrs=["203.0.113.0/24"])
    assert ("yes", "443", "203.0.113.0/24") in sets(net.state, CLUSTER)
    assert verdict(net.state, "internet", CLUSTER, source_ip="203.0.113.9") == "yes"
    assert verdict(net.state, "internet", CLUSTER, source_ip="198.51.100.9") == "no"
    assert verdict(net.state, "internet", CLUSTER) == "unknown"


def test_a_cluster_without_a_public_endpoint_is_not_exposed() -> None:
    net = Kubernetes(endpoint_public_access=False)
    assert {row[0] for row in sets(net.state, CLUSTER)} == {"no"}
    assert verdict(net.state, "internet", CLUSTER) == "no"


def test_hosts_reach_a_public_endpoint_by_their_way_out() -> None:
    net = Facing()
    net.state.add("aws_opensearch_domain", "d", vpc_options=[])
    domain = "aws_opensearch_domain.d"
    assert verdict(net.state, A, domain) == "yes"
    assert verdict(net.state, A, domain, 22) == "no"
    net.state.set("aws_route_table.t", route=[])
    assert verdict(net.state, A, domain) == "no"


def test_a_public_endpoint_makes_no_connections() -> None:
    net = Facing()
    net.state.add("aws_opensearch_domain", "d", vpc_options=[])
    with pytest.raises(UsageError, match="makes no connections"):
        asked(net.state, "aws_opensearch_domain.d", A)


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("aws_opensearch_domain", {"vpc_options": []}, "443"),
        ("aws_transfer_server", {"endpoint_type": "PUBLIC", "protocols": ["SFTP"]}, "22"),
        ("aws_transfer_server", {"endpoint_type": "VPC"}, ""),
        ("aws_lambda_function_url", {"function_name": "f"}, "443"),
        ("aws_apigatewayv2_api", {"protocol_type": "HTTP"}, "443"),
        ("aws_apigatewayv2_api", {"disable_execute_api_endpoint": True}, ""),
        ("aws_api_gateway_rest_api", {"endpoint_configuration": [{"types": ["EDGE"]}]}, "443"),
        ("aws_api_gateway_rest_api", {"endpoint_configuration": [{"types": ["PRIVATE"]}]}, ""),
        ("aws_cloudfront_distribution", {"enabled": True}, "80, 443"),
        ("aws_cloudfront_distribution", {"enabled": False}, ""),
        ("aws_apprunner_service", {"network_configuration": []}, "443"),
    ],
)
def test_endpoints_outside_of_every_vpc_are_listed(
    kind: str, values: dict[str, Any], expected: str
) -> None:
    state = State()
    state.add(kind, "x", **values)
    found = [e for e in state.exposures().all() if e.target == f"{kind}.x"]
    sure = [(str(e.ports), e.cidrs) for e in found if e.trail.verdict.value == "yes"]
    assert sure == ([(expected, [EVERYONE])] if expected else [])


def test_an_accelerator_listens_on_its_listeners() -> None:
    state = State()
    arn = state.add("aws_globalaccelerator_accelerator", "a", enabled=True)
    state.set("aws_globalaccelerator_accelerator.a", arn=arn)
    ports = [{"from_port": 8080, "to_port": 8081}]
    state.add("aws_globalaccelerator_listener", "l", accelerator_arn=arn, port_range=ports)
    found = [e for e in state.exposures().all() if e.family == 4]
    assert [(e.target, str(e.ports)) for e in found] == [
        ("aws_globalaccelerator_accelerator.a", "8080-8081")
    ]


def _internal() -> Balanced:
    net = Balanced(tcp(8443, INTERNET))
    net.state.set(LB, internal=True)
    return net


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (
            "aws_globalaccelerator_endpoint_group",
            lambda arn: {"endpoint_configuration": [{"endpoint_id": arn}]},
        ),
        ("aws_cloudfront_vpc_origin", lambda arn: {"vpc_origin_endpoint_config": [{"arn": arn}]}),
        ("aws_api_gateway_vpc_link", lambda arn: {"target_arns": [arn]}),
        (
            "aws_verifiedaccess_endpoint",
            lambda arn: {"load_balancer_options": [{"load_balancer_arn": arn}]},
        ),
    ],
)
def test_what_is_before_an_internal_load_balancer_leaves_it_open(
    kind: str, values: Callable[[str], dict[str, Any]]
) -> None:
    net = _internal()
    assert verdict(net.state, "internet", LB) == "no"
    net.state.add(kind, "front", **values(net.state.values_of(LB)["arn"]))
    trail = asked(net.state, "internet", LB)
    assert trail.verdict.value == "unknown"
    assert trail.unknown == (f"what {kind}.front lets through",)
    assert verdict(net.state, "internet", LB, 22) == "no", "nothing listens there"
    assert ("unknown", "8443", EVERYONE) in sets(net.state, B)


def test_an_integration_leads_to_the_load_balancer_of_its_listener() -> None:
    net = _internal()
    listener = net.state.values_of("aws_lb_listener.l")
    listener["arn"] = "arn:aws:elasticloadbalancing:eu-west-1:1:listener/net/lb/1/2"
    net.state.add("aws_apigatewayv2_integration", "i", integration_uri=listener["arn"])
    assert verdict(net.state, "internet", LB) == "unknown"


@pytest.mark.parametrize(
    "kind",
    [
        "aws_vpclattice_service",
        "aws_ram_resource_association",
        "aws_cloudfront_distribution",
        "aws_globalaccelerator_listener",
        "aws_networkfirewall_firewall",
        "aws_ec2_carrier_gateway",
        "aws_lightsail_instance",
    ],
)
def test_what_is_not_analysed_is_counted_and_said(kind: str) -> None:
    state = State()
    state.add(kind, "x")
    given = Input("state", "state", json.dumps(state.document()).encode())
    assert understand(given)[1].coverage.not_analysed == {kind: 1}


def _placed(kind: str, subnet: str, group: str, *, public: bool) -> tuple[str, dict[str, Any]]:
    """Return the subnet group that a managed service needs, and its own arguments."""
    flag = {"publicly_accessible": public, "vpc_security_group_ids": [group]}
    if kind == "aws_msk_cluster":
        how = "SERVICE_PROVIDED_EIPS" if public else "DISABLED"
        access = [{"public_access": [{"type": how}]}]
        info = {"client_subnets": [subnet], "security_groups": [group]}
        return "", {"broker_node_group_info": [info | {"connectivity_info": access}]}
    if kind == "aws_redshift_cluster":
        return "aws_redshift_subnet_group", flag | {"cluster_subnet_group_name": "places"}
    if kind == "aws_mq_broker":
        groups = {"security_groups": [group], "subnet_ids": [subnet]}
        return "", groups | {"publicly_accessible": public}
    return "aws_db_subnet_group", flag | {"db_subnet_group_name": "places"}


@pytest.mark.parametrize(
    "kind", ["aws_db_instance", "aws_redshift_cluster", "aws_msk_cluster", "aws_mq_broker"]
)
def test_managed_services_with_public_access_are_exposed_by_their_groups(kind: str) -> None:
    for public, routed, expected in (
        (True, True, True),
        (True, False, False),
        (False, True, False),
    ):
        net = Facing(tcp(443, "203.0.113.0/24"))
        within, values = _placed(kind, net.subnet, net.group, public=public)
        if within:
            net.state.add(within, "p", name="places", subnet_ids=[net.subnet])
        net.state.add(kind, "x", **values)
        if not routed:
            net.state.set("aws_route_table.t", route=[])
        found = [e for e in net.state.exposures().all() if e.target == f"{kind}.x"]
        sure = [(str(e.ports), e.cidrs) for e in found if e.trail.verdict.value == "yes"]
        assert sure == ([("443", ["203.0.113.0/24"])] if expected else [])


def _service(net: Facing, **annotations: str) -> str:
    """Add a Service of type LoadBalancer that the AWS Load Balancer Controller looks after."""
    prefix = "service.beta.kubernetes.io/aws-load-balancer-"
    given = {"type": "external", "scheme": "internet-facing", "subnets": net.subnet} | annotations
    written = {f"{prefix}{key.replace('_', '-')}": value for key, value in given.items()}
    spec = {"type": "LoadBalancer", "ports": [{"port": 443, "targetPort": 8443}]}
    metadata = {"name": "s", "annotations": written}
    manifest = {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}
    net.state.add("kubernetes_manifest", "s", manifest=manifest)
    return "kubernetes_manifest.s"


def test_a_load_balancer_of_kubernetes_has_groups_that_nobody_shows() -> None:
    net = Facing()
    service = _service(net)
    assert verdict(net.state, "internet", service) == "unknown"
    assert verdict(net.state, "internet", service, 22) == "no", "it does not listen there"


def test_what_a_load_balancer_of_kubernetes_forwards_to_is_up_to_its_controller() -> None:
    net = Facing()
    service = _service(net, security_groups=net.group)
    assert verdict(net.state, "internet", service) == "unknown"
    net.state.set("aws_security_group.g", ingress=[tcp(22, INTERNET)])
    assert verdict(net.state, "internet", service) == "no"


def test_an_internal_load_balancer_of_kubernetes_is_not_exposed() -> None:
    net = Facing()
    assert verdict(net.state, "internet", _service(net, scheme="internal")) == "no"
