"""Objects of Kubernetes that say nothing have what Kubernetes, or the provider, gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netplan_audit.kubernetes.read import Manifests
from netplan_audit.network.build import build_network
from netplan_audit.network.kubernetes.pods import GRACE, NDOTS
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.source import ModuleText
from netplan_audit.terraform.tree import ModuleTree
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.kubernetes.network_policies import NetworkPolicy
    from netplan_audit.network.network import Network

YAML = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: "example/api:1"}]}
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{port: 80}]}
"""
HCL = """\
resource "kubernetes_deployment_v1" "api" {
  metadata {
    name = "api"
  }
  spec {
    selector {
      match_labels = { app = "api" }
    }
    template {
      metadata {
        labels = { app = "api" }
      }
      spec {
        container {
          name  = "api"
          image = "example/api:1"
        }
      }
    }
  }
}
resource "kubernetes_service_v1" "api" {
  metadata {
    name = "api"
  }
  spec {
    selector = { app = "api" }
    port {
      port = 80
    }
  }
}
"""
HEAD = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\n"


def of_yaml(text: str) -> Network:
    return build_network(Manifests({"app.yaml": text.encode()}, ".").resources("x"))


def of_hcl(text: str) -> Network:
    tree = ModuleTree({(): ModuleText(".", {"main.tf": text.encode()})})
    return build_network(read_configuration(tree, "x"))


FORMS = pytest.mark.parametrize(
    "network", [of_yaml(YAML), of_hcl(HCL)], ids=["manifests", "blocks"]
)


@FORMS
def test_pods_ask_the_cluster_s_dns_and_have_half_a_minute_to_end(network: Network) -> None:
    (pods,) = network.kubernetes.templates
    assert (pods.dns_policy, pods.dns.ndots, pods.grace) == ("ClusterFirst", NDOTS, GRACE)
    assert (pods.host_network, pods.replicas) == (Truth.NO, 1)
    assert (NDOTS, GRACE) == (5, 30)


@FORMS
def test_services_are_for_the_cluster_and_spread_over_ready_pods(network: Network) -> None:
    (service,) = network.kubernetes.services
    assert (service.type, service.affinity, service.traffic_policy) == (
        "ClusterIP", "None", "Cluster",
    )  # fmt: skip
    assert (service.is_headless, service.publishes_unready) == (Truth.NO, Truth.NO)
    (port,) = service.ports
    assert (port.number, port.target, port.protocol) == (80, 80, "TCP")


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("type: LoadBalancer", True),
        ("type: NodePort", True),
        ("type: LoadBalancer, allocateLoadBalancerNodePorts: false", False),
        ("type: NodePort, allocateLoadBalancerNodePorts: false", True),
        ("type: ClusterIP", False),
    ],
)
def test_load_balancers_take_node_ports_unless_told_otherwise(
    spec: str,
    expected: bool,  # noqa: FBT001 - a case
) -> None:
    text = YAML.replace("spec: {selector:", f"spec: {{{spec}, selector:")
    (service,) = of_yaml(text).kubernetes.services
    assert service.has_node_ports is expected


def policy(spec: str) -> NetworkPolicy:
    (found,) = of_yaml(f"{HEAD}spec: {{podSelector: {{}}, {spec}}}\n").pods.policies
    return found


def block_policy(spec: str) -> NetworkPolicy:
    text = (
        'resource "kubernetes_network_policy_v1" "p" {\n  metadata {\n    name = "p"\n  }\n'
        f"  spec {{\n    pod_selector {{}}\n{spec}\n  }}\n}}\n"
    )
    (found,) = of_hcl(text).pods.policies
    return found


def test_a_policy_without_egress_rules_lets_nothing_out_and_an_empty_rule_everything() -> None:
    for none, everything in (
        (policy("policyTypes: [Egress]"), policy("policyTypes: [Egress], egress: [{}]")),
        (
            block_policy('policy_types = ["Egress"]'),
            block_policy('policy_types = ["Egress"]\negress {}'),
        ),
    ):
        assert none.isolates_egress is everything.isolates_egress is Truth.YES
        assert none.egress == ()
        (rule,) = everything.egress
        assert (rule.peers, rule.ports) == ((), ())


def test_ports_of_rules_are_tcp_and_may_have_names_and_ends() -> None:
    ports = "[{port: 53}, {port: dns, protocol: UDP}, {port: 32000, endPort: 32768}, {}]"
    rule = policy(f"policyTypes: [Egress], egress: [{{ports: {ports}}}]").egress[0]
    assert rule.ports is not None
    assert [(one.protocol, one.port, one.last) for one in rule.ports] == [
        ("TCP", 53, None),
        ("UDP", "dns", None),
        ("TCP", 32000, 32768),
        ("TCP", None, None),
    ]


@pytest.mark.parametrize(
    ("spec", "ingress", "egress"),
    [
        ("ingress: []", Truth.YES, Truth.NO),
        ("egress: [{}]", Truth.YES, Truth.YES),
        ("policyTypes: [Egress]", Truth.NO, Truth.YES),
    ],
)
def test_without_types_a_policy_isolates_by_its_rules(
    spec: str, ingress: Truth, egress: Truth
) -> None:
    found = policy(spec)
    assert (found.isolates_ingress, found.isolates_egress) == (ingress, egress)


def ingress(head: str, spec: str) -> str:
    path = "{path: /, backend: {service: {name: api, port: {number: 80}}}}"
    rules = f"rules: [{{http: {{paths: [{path}]}}}}]"
    return f"apiVersion: networking.k8s.io/v1\nkind: Ingress\n{head}\nspec: {{{spec}{rules}}}\n"


def test_the_field_for_an_ingress_s_class_comes_before_the_annotation() -> None:
    annotated = "metadata: {name: i, annotations: {kubernetes.io/ingress.class: nginx}}"
    for head, spec, expected in (
        (annotated, "", "nginx"),
        (annotated, "ingressClassName: alb, ", "alb"),
        ("metadata: {name: i}", "", ""),
    ):
        (found,) = of_yaml(ingress(head, spec)).kubernetes.ingresses
        assert found.class_name == expected


def test_a_manifest_needs_a_path_type_and_a_block_does_not() -> None:
    (found,) = of_yaml(ingress("metadata: {name: i}", "")).kubernetes.ingresses
    assert [(path.path_type, path.lacks_type) for path in found.paths] == [(None, True)]
    (blocks,) = of_hcl("""\
resource "kubernetes_ingress_v1" "i" {
  metadata {
    name = "i"
  }
  spec {
    rule {
      http {
        path {
          path = "/"
          backend {
            service {
              name = "api"
            }
          }
        }
      }
    }
  }
}
""").kubernetes.ingresses
    assert [(path.path_type, path.lacks_type) for path in blocks.paths] == [("", False)]
