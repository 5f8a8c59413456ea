"""Documents of the provider kubectl, as its data sources part and read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netplan_audit.terraform.configuration import manifest_documents
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from netplan_audit.terraform.configuration.objects import ResourceInstance
    from netplan_audit.terraform.hcl.values import Value
    from tests.terraform.configuration.conftest import Evaluate

TWO = """
    # a remark
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, namespace: shop}
    --- # and another
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: "${name}"}
    ---
"""
MANY = """
    data "kubectl_path_documents" "a" {
      pattern = "${path.module}/k8s/*.yaml"
      vars    = { name = "web" }
    }
    resource "kubectl_manifest" "a" {
      for_each  = data.kubectl_path_documents.a.manifests
      yaml_body = each.value
    }
    resource "kubectl_manifest" "b" {
      count     = length(data.kubectl_path_documents.a.documents)
      yaml_body = element(data.kubectl_path_documents.a.documents, count.index)
    }
"""


def test_files_are_templates_and_parted(evaluate: Evaluate) -> None:
    read = evaluate(main=MANY, **{"k8s__two.yaml": TWO, "k8s__in__deep.yaml": TWO})
    links = (
        "/apis/networking.k8s.io/v1/ingresses/web",
        "/api/v1/namespaces/shop/services/web",
    )
    assert {one.address for one in read if one.mode == "managed"} == {
        *(f'kubectl_manifest.a["{link}"]' for link in links),
        "kubectl_manifest.b[0]",
        "kubectl_manifest.b[1]",
    }
    assert "kind: Service" in str(read.by_address["kubectl_manifest.b[0]"].get("yaml_body"))
    body = read.by_address[f'kubectl_manifest.a["{links[0]}"]'].get("yaml_body")
    assert 'metadata: {name: "web"}' in str(body)


def test_documents_are_read_once(evaluate: Evaluate, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parted = manifest_documents.documents

    def counted(instance: ResourceInstance, name: str) -> Value | None:
        read.append(name)
        return parted(instance, name)

    monkeypatch.setattr(manifest_documents, "documents", counted)
    evaluate(main=MANY, **{"k8s__two.yaml": TWO})
    assert sorted(read) == ["documents", "manifests"]


def test_a_text_is_parted(evaluate: Evaluate) -> None:
    text = """
        data "kubectl_file_documents" "a" {
          content = file("two.yaml")
        }
        resource "kubectl_manifest" "a" {
          for_each  = data.kubectl_file_documents.a.manifests
          yaml_body = each.value
        }
    """
    read = evaluate(main=text, **{"two.yaml": TWO.replace("${name}", "x")})
    assert len([one for one in read if one.mode == "managed"]) == 2


@pytest.mark.parametrize(
    "changed",
    [
        ('"${path.module}/k8s/*.yaml"', "var.pattern"),
        ('"${path.module}/k8s/*.yaml"', '"../../*.yaml"'),
        ('name = "web"', "name = aws_vpc.a.id"),
        ('name = "web"', ""),
        ("vars ", 'sensitive_vars = { name = "x" }\n      vars '),
        ("/*.yaml", "/*.yml"),
    ],
)
def test_what_is_not_known_stays_so(evaluate: Evaluate, changed: tuple[str, str]) -> None:
    more = """
        variable "pattern" {}
        resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
    """
    files = {"k8s__two.yaml": TWO, "k8s__broken.yml": "a: ["}
    read = evaluate(main=MANY.replace(*changed) + more, **files)
    assert is_symbolic(read.by_address["kubectl_manifest.b[*]"].get("yaml_body"))
