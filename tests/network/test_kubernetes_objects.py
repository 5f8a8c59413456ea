"""Manifests, values and blocks that say the same are the same objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from msgspec.structs import replace

from netplan_audit.checks import CHECKS
from netplan_audit.kubernetes.read import Manifests
from netplan_audit.network.build import build_network
from netplan_audit.network.kubernetes.meta import Meta
from netplan_audit.network.kubernetes.pods import MapUse
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.source import ModuleText
from netplan_audit.terraform.tree import ModuleTree
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.kubernetes.objects import KubernetesObjects

YAML: Final = """\
apiVersion: v1
kind: Namespace
metadata: {name: app, labels: {istio-injection: enabled}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: app}
spec:
  replicas: 3
  minReadySeconds: 5
  selector: {matchLabels: {app: api}}
  template:
    metadata:
      labels: {app: api}
      annotations: {linkerd.io/inject: enabled}
    spec:
      hostNetwork: true
      dnsPolicy: ClusterFirstWithHostNet
      dnsConfig:
        nameservers: [10.0.0.2]
        searches: [example.com]
        options: [{name: ndots, value: "2"}]
      terminationGracePeriodSeconds: 45
      volumes: [{name: conf, configMap: {name: nginx}}]
      containers:
        - name: api
          image: example/api:1
          args: [--port, "8080"]
          env:
            - {name: HOST, value: api.stripe.com}
            - {name: DEBUG, valueFrom: {configMapKeyRef: {name: flags, key: debug}}}
          envFrom: [{configMapRef: {name: settings}}]
          ports: [{name: grpc, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 5}
          startupProbe: {exec: {command: [check]}, failureThreshold: 30}
          lifecycle: {preStop: {exec: {command: [sh, -c, sleep 10]}}}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: app, annotations: {a: b}}
spec:
  type: LoadBalancer
  selector: {app: api}
  sessionAffinity: ClientIP
  externalTrafficPolicy: Local
  publishNotReadyAddresses: true
  ports: [{name: grpc, port: 80, targetPort: grpc, appProtocol: kubernetes.io/h2c, nodePort: 30080}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: api, namespace: app}
spec:
  minReplicas: 2
  maxReplicas: 9
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: api}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: api, namespace: app}
spec:
  ingressClassName: alb
  tls: [{hosts: [api.example.com]}]
  rules:
    - host: api.example.com
      http:
        paths:
          - path: /v1
            pathType: Prefix
            backend: {service: {name: api, port: {number: 80}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: nginx, namespace: app}
data: {default.conf: "proxy_pass http://api;"}
"""
HCL: Final = """\
resource "kubernetes_namespace_v1" "app" {
  metadata {
    name   = "app"
    labels = { istio-injection = "enabled" }
  }
}
resource "kubernetes_deployment_v1" "api" {
  metadata {
    name      = "api"
    namespace = kubernetes_namespace_v1.app.metadata[0].name
  }
  spec {
    replicas          = 3
    min_ready_seconds = 5
    selector {
      match_labels = { app = "api" }
    }
    template {
      metadata {
        labels      = { app = "api" }
        annotations = { "linkerd.io/inject" = "enabled" }
      }
      spec {
        host_network = true
        dns_policy   = "ClusterFirstWithHostNet"
        dns_config {
          nameservers = ["10.0.0.2"]
          searches    = ["example.com"]
          option {
            name  = "ndots"
            value = "2"
          }
        }
        termination_grace_period_seconds = 45
        volume {
          name = "conf"
          config_map {
            name = "nginx"
          }
        }
        container {
          name  = "api"
          image = "example/api:1"
          args  = ["--port", "8080"]
          env {
            name  = "HOST"
            value = "api.stripe.com"
          }
          env {
            name = "DEBUG"
            value_from {
              config_map_key_ref {
                name = "flags"
                key  = "debug"
              }
            }
          }
          env_from {
            config_map_ref {
              name = "settings"
            }
          }
          port {
            name           = "grpc"
            container_port = 8080
          }
          readiness_probe {
            http_get {
              path = "/ready"
              port = 8080
            }
            period_seconds = 5
          }
          startup_probe {
            exec {
              command = ["check"]
            }
            failure_threshold = 30
          }
          lifecycle {
            pre_stop {
              exec {
                command = ["sh", "-c", "sleep 10"]
              }
            }
          }
        }
      }
    }
  }
}
resource "kubernetes_service_v1" "api" {
  metadata {
    name        = "api"
    namespace   = "app"
    annotations = { a = "b" }
  }
  spec {
    type                        = "LoadBalancer"
    selector                    = { app = "api" }
    session_affinity            = "ClientIP"
    external_traffic_policy     = "Local"
    publish_not_ready_addresses = true
    port {
      name         = "grpc"
      port         = 80
      target_port  = "grpc"
      app_protocol = "kubernetes.io/h2c"
      node_port    = 30080
    }
  }
}
resource "kubernetes_horizontal_pod_autoscaler_v2" "api" {
  metadata {
    name      = "api"
    namespace = "app"
  }
  spec {
    min_replicas = 2
    max_replicas = 9
    scale_target_ref {
      api_version = "apps/v1"
      kind        = "Deployment"
      name        = "api"
    }
  }
}
resource "kubernetes_ingress_v1" "api" {
  metadata {
    name      = "api"
    namespace = "app"
  }
  spec {
    ingress_class_name = "alb"
    tls {
      hosts = ["api.example.com"]
    }
    rule {
      host = "api.example.com"
      http {
        path {
          path      = "/v1"
          path_type = "Prefix"
          backend {
            service {
              name = "api"
              port {
                number = 80
              }
            }
          }
        }
      }
    }
  }
}
resource "kubernetes_config_map_v1" "nginx" {
  metadata {
    name      = "nginx"
    namespace = "app"
  }
  data = { "default.conf" = "proxy_pass http://api;" }
}
"""


def _of_yaml(text: str, name: str = "app.yaml") -> KubernetesObjects:
    return build_network(Manifests({name: text.encode()}, ".").resources("x")).kubernetes


def _of_hcl(text: str) -> KubernetesObjects:
    tree = ModuleTree({(): ModuleText(".", {"main.tf": text.encode()})})
    return build_network(read_configuration(tree, "x")).kubernetes


def _as_text() -> str:
    """Declare the same objects as texts and as values."""
    documents = YAML.split("---\n")
    texts = [
        f'resource "kubectl_manifest" "t{n}" {{\n  yaml_body = <<-Y\n{text}Y\n}}\n'
        for n, text in enumerate(documents[:3])
    ]
    values = [
        f'resource "kubernetes_manifest" "v{n}" {{\n manifest = yamldecode(<<-Y\n{text}Y\n )\n}}\n'
        for n, text in enumerate(documents[3:])
    ]
    return "".join(texts + values)


def _anywhere(objects: KubernetesObjects) -> list[object]:
    """Return every object without the address that it is declared at."""
    kinds = (
        objects.templates,
        objects.services,
        objects.autoscalers,
        objects.ingresses,
        objects.config_maps,
    )
    found: list[object] = [
        replace(one, meta=replace(one.meta, address="")) for kind in kinds for one in kind
    ]
    return found + [replace(meta, address="") for meta in objects.namespaces]


@pytest.mark.parametrize("other", [HCL, _as_text()], ids=["blocks", "texts and values"])
def test_every_form_is_the_same_objects(other: str) -> None:
    assert _anywhere(_of_hcl(other)) == _anywhere(_of_yaml(YAML))


def test_objects_are_joined() -> None:
    objects = _of_yaml(YAML)
    (pods,), (service,), (ingress,) = objects.templates, objects.services, objects.ingresses
    assert objects.pods_of(service) == (pods,)
    assert objects.most_replicas(pods) == 9
    assert objects.routes == {service.address: [ingress]}
    labels = objects.labels_of("app")
    assert labels is not None
    assert labels.have("istio-injection", ("enabled",)) is Truth.YES
    assert str(service.node_ports) == "30080"


def test_what_a_container_says_is_read() -> None:
    (pods,) = _of_yaml(YAML).templates
    (container,) = pods.containers
    assert [(text.place, text.value) for text in container.texts] == [
        ("env HOST", "api.stripe.com"),
        ("args", "--port"),
        ("args --port", "8080"),
    ]
    assert container.config_maps == (MapUse("settings"), MapUse("flags", ("debug",)))
    assert pods.config_maps == (MapUse("nginx"),)
    assert container.pre_stop is not None
    assert container.pre_stop.seconds == 10


@pytest.mark.parametrize(
    ("command", "seconds"),
    [
        ('["sleep", "15"]', 15),
        ('["sh", "-c", "sleep 5 && nginx -s quit; sleep 1m"]', 65),
        ('["sh", "-c", "/bin/sleep 15s"]', 15),
        ('["sh", "-c", "if up; then sleep 100; fi"]', None),
        ('["sh", "-c", "drain || sleep 100"]', None),
        ('["sh", "-c", "sleep 100 & wait"]', None),
        ('["sh", "-c", "sleep $DELAY"]', None),
        ('["sh", "-c", "sleep 0.5"]', None),
        ('["/drain"]', None),
    ],
)
def test_only_a_sleep_that_is_sure_counts(command: str, seconds: int | None) -> None:
    text = YAML.replace("[sh, -c, sleep 10]", command)
    (pods,) = _of_yaml(text).templates
    told = pods.containers[0].pre_stop
    assert told is not None
    assert told.seconds == seconds


def test_a_patch_of_an_overlay_is_no_workload() -> None:
    patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {replicas: 5}\n"
    assert _of_yaml(patch).templates == ()


def test_unknown_fields_stay_unknown() -> None:
    text = 'variable "v" {}\n' + HCL
    for old, new in (
        ("replicas          = 3", "replicas          = var.v"),
        ('"2"\n', "var.v\n"),
        ('type                        = "LoadBalancer"', "type = var.v"),
        (
            'name      = "api"\n    namespace = "app"\n  }\n  spec {\n    min',
            "name = var.v\n}\nspec {\nmin",
        ),
        ("termination_grace_period_seconds = 45", "termination_grace_period_seconds = var.v"),
    ):
        assert old in text
        text = text.replace(old, new)
    objects = _of_hcl(text)
    (pods,), (service,) = objects.templates, objects.services
    assert (pods.replicas, pods.grace, pods.dns.ndots) == (None, None, None)
    assert service.type == ""
    assert objects.autoscalers[0].meta.name is None


def test_a_manifest_in_json_is_an_object() -> None:
    text = '{\n\t"apiVersion": "v1",\n\t"kind": "Service",\n\t"metadata": {"name": "a"}}'
    assert [one.meta.name for one in _of_yaml(text, "a.json").services] == ["a"]


def test_names_are_compared_in_three_values() -> None:
    one = Meta("a", "Service", "web", "app")
    assert one.is_named("web", "app") is Truth.YES
    assert one.is_named("web", None) is Truth.UNKNOWN
    assert one.is_named("api", None) is Truth.NO
    assert replace(one, name=None).display == "Service/?"


def test_sensitive_texts_are_judged_and_not_shown() -> None:
    hidden = 'variable "s" {\n  sensitive = true\n  default   = "api.stripe.com"\n}\n'
    own = hidden + HCL.replace('value = "api.stripe.com"', "value = var.s")
    own = own.replace('value = "2"', 'value = "5"')
    mounted = hidden + HCL.replace('"api.stripe.com"', '"localhost"')
    mounted = mounted.replace('value = "2"', 'value = "5"').replace(
        '"proxy_pass http://api;"', '"https://${var.s}/"'
    )
    for text in (own, mounted):
        tree = ModuleTree({(): ModuleText(".", {"main.tf": text.encode()})})
        network = build_network(read_configuration(tree, "x"))
        found = [o for c in CHECKS if c.id == "ndots-amplification" for o in c.run(network)]
        assert [o.verdict for o in found] == ["finding"]
        assert "stripe" not in repr(found)
