"""What stands in Terraform counts for manifests that are joined with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from netplan_audit.cli.app import run

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[[str], list[dict[str, Any]]]

EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "kubernetes" / "infra" / "main.tf"
WORKLOAD: Final = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec:
  replicas: 1
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: shop
          image: registry.example.com/shop:1
          env: [{name: API, value: "api.example.com"}]
          readinessProbe: {httpGet: {path: /healthy, port: 80}}
"""
SERVICE: Final = """\
---
apiVersion: v1
kind: Service
metadata: {name: shop, namespace: shop}
spec:
  type: %s
  externalTrafficPolicy: Local
  selector: {app: shop}
  ports: [{port: 80}]
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("infra", "k8s"):
        Path(name).mkdir()
    write(SERVICE % "LoadBalancer")


def write(manifests: str, terraform: str = "") -> None:
    Path("infra/main.tf").write_text(EXAMPLE.read_text() + terraform)
    Path("k8s/shop.yaml").write_text(WORKLOAD + manifests)


@pytest.fixture
def found(capfd: pytest.CaptureFixture[str]) -> Found:
    """Return a function that gives the findings of one check."""

    def scanned(check: str) -> list[dict[str, Any]]:
        assert run(["scan", ".", "--select", check, "-f", "json"]) in {0, 1}
        findings: list[dict[str, Any]] = json.loads(capfd.readouterr().out)["findings"]
        return findings

    return scanned


def test_pods_search_the_domains_of_dhcp_options(found: Found) -> None:
    (usual,) = found("ndots-amplification")
    assert "10 DNS queries each, 8 of which fail" in usual["message"]
    domains = 'domain_name = "a.corp b.corp c.corp"'
    write("", f'\nresource "aws_vpc_dhcp_options" "corp" {{\n  {domains}\n}}\n')
    (more,) = found("ndots-amplification")
    assert "14 DNS queries each, 12 of which fail" in more["message"]


def test_pods_are_counted_against_the_nodes(found: Found) -> None:
    (one,) = found("external-traffic-policy-local-imbalance")
    assert one["evidence"]["nodes"] == 2
    assert one["location"]["file"] == "k8s/shop.yaml"


GROUP: Final = """
resource "aws_lb_target_group" "shop" {
  name        = "shop"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id

  health_check {
    path = "/"
  }
}
"""
BINDING: Final = """\
---
apiVersion: elbv2.k8s.aws/v1beta1
kind: TargetGroupBinding
metadata: {name: shop, namespace: shop}
spec:
  serviceRef: {name: shop, port: 80}
  targetGroupName: %s
"""


def test_a_binding_names_a_target_group_of_terraform(found: Found) -> None:
    write(SERVICE % "ClusterIP" + BINDING % "shop", GROUP)
    (one,) = found("healthcheck-path-mismatch")
    assert one["resources"][0]["address"] == "aws_lb_target_group.shop"
    write(SERVICE % "ClusterIP" + BINDING % "other", GROUP)
    assert found("healthcheck-path-mismatch") == []


INGRESS: Final = """\
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: shop
  annotations:
    alb.ingress.kubernetes.io/scheme: internet-facing
    alb.ingress.kubernetes.io/security-groups: shop-alb, nobody
    alb.ingress.kubernetes.io/subnets: nodes-a,nodes-b
spec:
  ingressClassName: alb
  defaultBackend: {service: {name: shop, port: {number: 80}}}
"""
NAMED: Final = """
resource "aws_security_group" "alb" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "shop-alb" }
}

resource "aws_subnet" "named" {
  for_each          = { a = 10, b = 11 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  availability_zone = "eu-west-1${each.key}"
  tags              = { Name = "nodes-${each.key}" }
}
"""


def test_annotations_name_groups_and_subnets_by_their_tags(
    capfd: pytest.CaptureFixture[str],
) -> None:
    write(SERVICE % "ClusterIP" + INGRESS, NAMED)
    assert run(["graph", ".", "--focus", "Ingress/shop/shop", "--depth", "1"]) == 0
    edges = json.loads(capfd.readouterr().out)["edges"]
    assert {(e["kind"], e["target"]) for e in edges if e["source"] == "Ingress/shop/shop"} == {
        ("uses security group", "aws_security_group.alb"),
        ("in subnet", 'aws_subnet.named["a"]'),
        ("in subnet", 'aws_subnet.named["b"]'),
        ("routes to", "Service/shop/shop"),
    }
