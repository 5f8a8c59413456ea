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
    assert "10 DNS queries for a look-up, 8 of which fail" in usual["message"]
    domains = 'domain_name = "a.corp b.corp c.corp"'
    write("", f'\nresource "aws_vpc_dhcp_options" "corp" {{\n  {domains}\n}}\n')
    (more,) = found("ndots-amplification")
    assert "14 DNS queries for a look-up, 12 of which fail" in more["message"]


AUTOPATH: Final = """
resource "aws_eks_addon" "dns" {
  cluster_name = aws_eks_cluster.main.name
  addon_name   = "coredns"

  configuration_values = <<-YAML
    corefile: |
      .:53 {
        autopath @kubernetes
      }
  YAML
}
"""


def test_an_add_on_that_walks_the_search_list_softens_lookups(found: Found) -> None:
    assert [one["severity"] for one in found("ndots-amplification")] == ["low"]
    write("", AUTOPATH)
    assert [one["severity"] for one in found("ndots-amplification")] == ["info"]


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


OWN: Final = """
resource "aws_security_group" "alb" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "shop-alb" }
}

resource "aws_vpc_security_group_egress_rule" "alb" {
  security_group_id = aws_security_group.alb.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}
"""
ADMITS: Final = """
resource "aws_vpc_security_group_ingress_rule" "alb" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.alb.id
  ip_protocol                  = "tcp"
  from_port                    = %d
  to_port                      = %d
}
"""
ALB: Final = "alb.ingress.kubernetes.io/"


def behind_alb(terraform: str, *annotations: str) -> None:
    """Write an Ingress with a group of its own, and nodes with one group."""
    lines = [f"{ALB}security-groups: shop-alb", f"{ALB}scheme: internal", *annotations]
    head, _, tail = INGRESS.partition("  annotations:\n")
    rest = tail[tail.index("spec:") :]
    text = head + "  annotations:\n" + "".join(f"    {line}\n" for line in lines) + rest
    write(SERVICE % "ClusterIP" + text, terraform)
    main = Path("infra/main.tf")
    cluster = "    aws_eks_cluster.main.vpc_config[0].cluster_security_group_id,\n"
    main.write_text(main.read_text().replace(cluster, ""))


def test_nodes_have_to_admit_the_group_that_an_ingress_names(found: Found) -> None:
    behind_alb(OWN, f"{ALB}target-type: ip")
    (one,) = found("healthcheck-port-blocked")
    assert one["resources"][0]["address"] == "Ingress/shop/shop"
    assert "checks aws_eks_node_group.main on port 80" in one["message"]
    assert one["severity"] == "high"


@pytest.mark.parametrize(
    ("port", "annotations"),
    [
        (80, [f"{ALB}target-type: ip"]),
        (9090, [f"{ALB}target-type: ip", f'{ALB}healthcheck-port: "9090"']),
        (1, [f"{ALB}target-type: ip", f'{ALB}manage-backend-security-group-rules: "true"']),
        (1, [f"{ALB}target-type: ip", f"{ALB}healthcheck-port: metrics"]),
        (1, []),  # the cluster chooses the port of the nodes
    ],
)
def test_nodes_that_admit_it_are_silent(found: Found, port: int, annotations: list[str]) -> None:
    behind_alb(OWN + ADMITS % (port, port), *annotations)
    assert found("healthcheck-port-blocked") == []


NLB: Final = "service.beta.kubernetes.io/aws-load-balancer-"
OF_CONTROLLER: Final = {"type": "external", "nlb-target-type": "instance"}
OWN_GROUP: Final = {**OF_CONTROLLER, "security-groups": "shop-alb"}
PORTS: Final = "ports: [{name: web, port: 80, nodePort: 31000}]"


def behind_nlb(terraform: str, annotations: dict[str, str], spec: str) -> None:
    """Write a Service with a load balancer, and nodes with one group."""
    lines = "".join(f'    {NLB}{name}: "{value}"\n' for name, value in annotations.items())
    head = "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n  namespace: shop\n"
    told = f"  annotations:\n{lines}" if lines else ""
    body = f"spec: {{type: LoadBalancer, selector: {{app: shop}}, {spec}}}\n"
    behind_alb(terraform)
    main = Path("infra/main.tf")
    closed = main.read_text().replace("= 30000\n", "= 1\n").replace("= 32767\n", "= 1\n")
    main.write_text(closed)
    Path("k8s/shop.yaml").write_text(f"{WORKLOAD}{head}{told}{body}")


LOCAL: Final = f"externalTrafficPolicy: Local, {PORTS}"


@pytest.mark.parametrize(
    ("annotations", "spec", "port"),
    [
        (OWN_GROUP, PORTS, 31000),
        (OWN_GROUP, f"{LOCAL}, healthCheckNodePort: 32001", 32001),
        ({**OWN_GROUP, "healthcheck-port": "9090"}, LOCAL, 9090),
        ({**OWN_GROUP, "healthcheck-port": "traffic-port"}, LOCAL, 31000),
        ({**OWN_GROUP, "healthcheck-port": "web"}, LOCAL, 31000),
        ({**OWN_GROUP, "nlb-target-type": "ip"}, LOCAL, 80),
        (
            {"security-groups": "shop-alb"},
            f"loadBalancerClass: service.k8s.aws/nlb, {PORTS}",
            31000,
        ),
    ],
)
def test_nodes_have_to_admit_the_group_that_a_service_names(
    found: Found, annotations: dict[str, str], spec: str, port: int
) -> None:
    behind_nlb(OWN, annotations, spec)
    (one,) = found("healthcheck-port-blocked")
    assert one["resources"][0]["address"] == "Service/shop/shop"
    assert f"checks aws_eks_node_group.main on port {port}," in one["message"]
    behind_nlb(OWN + ADMITS % (port, port), annotations, spec)
    assert found("healthcheck-port-blocked") == []


@pytest.mark.parametrize(
    ("annotations", "spec"),
    [
        ({**OWN_GROUP, "manage-backend-security-group-rules": "true"}, PORTS),
        ({**OWN_GROUP, "type": "nlb"}, PORTS),  # the provider in Kubernetes opens nodes itself
        ({**OF_CONTROLLER, "subnets": "nodes-a"}, PORTS),  # with a group of the controller's
        (OWN_GROUP, LOCAL),  # the cluster chooses the port that is checked
        (OWN_GROUP, "ports: [{port: 80}]"),
        ({"type": "external", "security-groups": "shop-alb"}, PORTS),  # a flag tells the targets
    ],
)
def test_what_opens_nodes_by_itself_or_on_a_port_of_its_own_choice_is_silent(
    found: Found, annotations: dict[str, str], spec: str
) -> None:
    behind_nlb(OWN, annotations, spec)
    assert found("healthcheck-port-blocked") == []


FRONT: Final = """
resource "aws_lb" "shop" {
  name            = "shop"
  subnets         = aws_subnet.nodes[*].id
  security_groups = [aws_security_group.alb.id]
}

resource "aws_lb_listener" "shop" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shop.arn
  }
}
"""


def test_nodes_have_to_admit_the_load_balancer_of_a_binding(found: Found) -> None:
    def bound(terraform: str, networking: str = "") -> list[dict[str, Any]]:
        behind_alb(OWN + GROUP + FRONT + terraform)
        manifests = WORKLOAD + SERVICE % "ClusterIP" + BINDING % "shop" + networking
        Path("k8s/shop.yaml").write_text(manifests)
        return found("healthcheck-port-blocked")

    (one,) = bound("")
    assert one["resources"][0]["address"] == "aws_lb_target_group.shop"
    assert "checks aws_eks_node_group.main on port 80," in one["message"]
    assert bound(ADMITS % (80, 80)) == []
    rule = "ingress: [{from: [{securityGroup: {groupID: sg-1}}], ports: [{protocol: TCP}]}]"
    assert bound("", f"  networking: {{{rule}}}\n") == []
