"""What load balancer a Service gets, and how Services and nodes of AWS come together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit.checks.exposure.nodeport_range_open_to_internet import (
    nodeport_range_open_to_internet,
)
from netplan_audit.finding import Finding, Severity
from netplan_audit.network.build import build_network
from netplan_audit.network.kubernetes.balancers import PREFIX, balancer_of
from netplan_audit.network.kubernetes.meta import Meta
from netplan_audit.network.kubernetes.selectors import Labels
from netplan_audit.network.kubernetes.services import Service
from netplan_audit.network.ports import PortSet
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.source import ModuleText
from netplan_audit.terraform.tree import ModuleTree
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.network import Network

CLUSTER: Final = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
resource "aws_subnet" "main" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = true
}
resource "aws_route_table_association" "main" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.main.id
}
resource "aws_eks_cluster" "main" {
  name = "main"
  vpc_config {
    subnet_ids = [aws_subnet.main.id]
  }
}
resource "aws_security_group" "nodes" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol    = "tcp"
    from_port   = 30000
    to_port     = 32767
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_instance" "node" {
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.nodes.id]
  tags                   = { "kubernetes.io/cluster/main" = "owned" }
}
resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
  }
  spec {
    type = "NodePort"
    port {
      port      = 80
      node_port = 30080
    }
  }
}
"""


def test_the_witness_ends_at_the_service_that_answers() -> None:
    tree = ModuleTree({(): ModuleText(".", {"main.tf": CLUSTER.encode()})})
    network = build_network(read_configuration(tree, "x"))
    (found,) = nodeport_range_open_to_internet.run(network)
    assert isinstance(found, Finding)
    assert found.severity is Severity.CRITICAL
    last = found.path[-1]
    assert (last.source, last.target, last.kind) == (
        "aws_instance.node",
        "kubernetes_service_v1.web",
        "answers for",
    )
    assert last.note == "on port 30080"


@pytest.mark.parametrize(
    ("annotations", "made_by", "targets", "faces", "shows"),
    [
        ({}, "", "", Truth.UNKNOWN, Truth.UNKNOWN),
        ({"type": "nlb"}, "cloud", "instance", Truth.YES, Truth.YES),
        ({"type": "nlb", "internal": "true"}, "cloud", "instance", Truth.NO, Truth.NO),
        ({"type": "nlb", "internal": "0.0.0.0/0"}, "cloud", "instance", Truth.NO, Truth.NO),
        ({"type": "nlb-ip"}, "controller", "ip", Truth.NO, Truth.NO),
        ({"type": "external"}, "controller", "", Truth.NO, Truth.NO),
        (
            {"type": "external", "nlb-target-type": "instance", "scheme": "internet-facing"},
            "controller",
            "instance",
            Truth.YES,
            Truth.NO,
        ),
        (
            {"type": "nlb", "target-group-attributes": "preserve_client_ip.enabled=false"},
            "cloud",
            "instance",
            Truth.YES,
            Truth.NO,
        ),
    ],
)
def test_annotations_decide_the_load_balancer(
    annotations: dict[str, str], made_by: str, targets: str, faces: Truth, shows: Truth
) -> None:
    labels = Labels({f"{PREFIX}{name}": value for name, value in annotations.items()})
    meta = Meta("s", "Service", "web", "default", annotations=labels)
    found = balancer_of(Service(meta=meta, type="LoadBalancer"))
    assert found is not None
    assert (found.made_by, found.targets, found.faces_internet) == (made_by, targets, faces)
    assert found.shows_clients is shows


def test_an_unknown_annotation_leaves_it_open() -> None:
    labels = Labels({f"{PREFIX}type": "nlb"}, complete=False, vague=frozenset({f"{PREFIX}scheme"}))
    meta = Meta("s", "Service", "web", "default", annotations=labels)
    found = balancer_of(Service(meta=meta, type="LoadBalancer"))
    assert found is not None
    assert found.faces_internet is Truth.UNKNOWN


def test_other_services_have_none() -> None:
    assert balancer_of(Service(meta=Meta("s", "Service", "web", "default"))) is None


INGRESS: Final = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "main" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.${count.index}.0/24"
}
resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id
}
resource "kubernetes_ingress_v1" "web" {
  metadata {
    name        = "web"
    annotations = { ANNOTATIONS }
  }
  spec {
    ingress_class_name = "alb"
  }
}
"""


def network_of(**annotations: str) -> Network:
    """Return the network of an Ingress with annotations, written as expressions."""
    told = (
        f'"alb.ingress.kubernetes.io/{name.replace("_", "-")}" = {value}'
        for name, value in annotations.items()
    )
    text = INGRESS.replace("ANNOTATIONS", ", ".join(told))
    tree = ModuleTree({(): ModuleText(".", {"main.tf": text.encode()})})
    return build_network(read_configuration(tree, "x"))


def test_an_ingress_is_a_load_balancer_with_the_groups_and_subnets_of_its_annotations() -> None:
    network = network_of(
        scheme='"internet-facing"',
        security_groups="aws_security_group.web.id",
        subnets='"subnet-1, subnet-2, a-name"',
        certificate_arn='"arn:aws:acm:eu-west-1:123456789012:certificate/0"',
    )
    balancer = network.workloads["kubernetes_ingress_v1.web"]
    assert balancer.kind == "load balancer"
    assert tuple(balancer.groups) == ("aws_security_group.web",)
    assert tuple(balancer.subnets) == ("subnet-1", "subnet-2")
    assert balancer.public_ipv4 is Truth.YES
    assert network.load_balancing.types[balancer.address] == "application"
    assert network.load_balancing.listeners[balancer.address] == PortSet.of((443,))
    assert balancer.address not in network.load_balancing.internal


def test_it_is_internal_and_on_port_80_by_default() -> None:
    network = network_of(security_groups="aws_security_group.web.id")
    address = "kubernetes_ingress_v1.web"
    assert address in network.load_balancing.internal
    assert network.load_balancing.listeners[address] == PortSet.of((80,))
    assert not network.workloads[address].subnets.complete


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ('''"[{\\"HTTP\\": 8080}, {\\"HTTPS\\": 8443}]"''', PortSet.of((8080, 8443))),
        ('''"no json"''', None),
    ],
)
def test_listen_ports_are_the_listeners(told: str, expected: PortSet | None) -> None:
    network = network_of(security_groups="aws_security_group.web.id", listen_ports=told)
    assert network.load_balancing.listeners.get("kubernetes_ingress_v1.web") == expected


def test_ids_joined_to_a_text_are_candidates() -> None:
    network = network_of(subnets='join(",", aws_subnet.main[*].id)')
    subnets = network.workloads["kubernetes_ingress_v1.web"].subnets
    assert subnets.candidates == ("aws_subnet.main[0]", "aws_subnet.main[1]")
    assert not subnets.complete


def test_without_groups_and_subnets_it_is_up_to_the_controller() -> None:
    assert network_of(scheme='"internet-facing"').workloads == {}


PARAMS: Final = """
resource "kubernetes_ingress_class_v1" "alb" {
  metadata {
    name = "alb"
  }
  spec {
    controller = "ingress.k8s.aws/alb"
    parameters {
      api_group = "elbv2.k8s.aws"
      kind      = "IngressClassParams"
      name      = "edge"
    }
  }
}
resource "kubernetes_manifest" "edge" {
  manifest = {
    apiVersion = "elbv2.k8s.aws/v1beta1"
    kind       = "IngressClassParams"
    metadata   = { name = "edge" }
    spec = {
      scheme  = "internet-facing"
      subnets = { ids = aws_subnet.main[*].id }
    }
  }
}
"""


@pytest.mark.parametrize(
    ("annotations", "expected"),
    [
        ('"alb.ingress.kubernetes.io/scheme" = "internal"', Truth.YES),
        ('"kubernetes.io/ingress.class" = "alb"', None),
    ],
)
def test_the_parameters_of_a_class_come_before_annotations(
    annotations: str, expected: Truth | None
) -> None:
    text = INGRESS.replace("ANNOTATIONS", annotations) + PARAMS
    tree = ModuleTree({(): ModuleText(".", {"main.tf": text.encode()})})
    balancer = build_network(read_configuration(tree, "x")).workloads.get(
        "kubernetes_ingress_v1.web"
    )
    assert (None if balancer is None else balancer.public_ipv4) is expected
    if balancer is not None:
        assert tuple(balancer.subnets) == ("aws_subnet.main[0]", "aws_subnet.main[1]")
