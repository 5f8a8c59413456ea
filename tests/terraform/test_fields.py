"""Where the fields of objects of Kubernetes stand in the blocks of their resources."""

from __future__ import annotations

import pytest

from netplan_audit.terraform.source import ModuleText, Source

TEXT = b"""\
resource "kubernetes_ingress_v1" "a" {
  metadata {
    annotations = { "one/a" = "true" }
  }
  spec {
    ingress_class_name = "nginx"
    rule {
      http {
        path {
          path = "/a"
        }
        path {
          path = "/b"
        }
      }
    }
    dynamic "tls" {
      for_each = var.tls
      content {
        secret_name = tls.value
      }
    }
  }
}

resource "kubernetes_manifest" "b" {
  manifest = {
    kind = "Pod"
    spec = {
      hostNetwork = true
      containers = [
        { name = "a" },
        { name = "b" },
      ]
    }
  }
}

resource "kubernetes_cron_job_v1" "c" {
  spec {
    job_template {
      spec {
        template {
          spec {
            host_network = true
          }
        }
      }
    }
  }
}

resource "kubernetes_manifest" "d" {
  manifest = yamldecode(file("d.yaml"))
}

resource "kubernetes_service_v1" "e" {
  spec {
    port {
      port = 80
    }
    dynamic "port" {
      for_each = var.ports
      content {
        port = port.value
      }
    }
  }
}
"""


@pytest.mark.parametrize(
    ("address", "place", "line"),
    [
        ("kubernetes_ingress_v1.a", (), 1),
        ("kubernetes_ingress_v1.a", ("metadata", "annotations"), 3),
        ("kubernetes_ingress_v1.a", ("spec", "ingressClassName"), 6),
        ("kubernetes_ingress_v1.a", ("spec", "rules", 0, "http", "paths", 0), 9),
        ("kubernetes_ingress_v1.a", ("spec", "rules", 0, "http", "paths", 1), 12),
        ("kubernetes_ingress_v1.a", ("spec", "rules", 0, "http", "paths", 1, "path"), 13),
        ("kubernetes_ingress_v1.a", ("spec", "rules", 0, "http", "paths", 2), 8),
        ("kubernetes_ingress_v1.a", ("spec", "rules", 3), 5),
        ("kubernetes_ingress_v1.a", ("spec", "tls", 2, "secretName"), 20),
        ("kubernetes_ingress_v1.a", ("data",), 1),
        ("kubernetes_manifest.b", ("pod", "hostNetwork"), 30),
        ("kubernetes_manifest.b", ("pod", "containers", 1), 33),
        ("kubernetes_manifest.b", ("pod", "containers", 1, "name"), 33),
        ("kubernetes_manifest.b", ("pod", "containers", 2), 31),
        ("kubernetes_manifest.b", ("metadata",), 27),
        ("kubernetes_cron_job_v1.c", ("pod", "hostNetwork"), 45),
        ("kubernetes_cron_job_v1.c", ("pod", "dnsConfig"), 44),
        ("kubernetes_manifest.d", ("spec", "ports"), 54),
        ("kubernetes_service_v1.e", ("spec", "ports", 1), 58),
    ],
)
def test_a_field_has_a_line(address: str, place: tuple[str | int, ...], line: int) -> None:
    source = Source({(): ModuleText(".", {"main.tf": TEXT})}, "source")
    found = source.locate(address, place)
    assert found is not None
    assert found.start_line == line
