"""Ingresses in manifests are judged like those in Terraform: one case for each example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from typer.testing import CliRunner

from netplan_audit.checks import CHECKS
from netplan_audit.cli.app import application
from netplan_audit.kubernetes.read import Manifests
from netplan_audit.network.build import build_network
from netplan_audit.network.edges import edges, nodes

if TYPE_CHECKING:
    from pathlib import Path

USES_REGEX: Final = "nginx.ingress.kubernetes.io/use-regex: 'true'"
REWRITES: Final = "nginx.ingress.kubernetes.io/rewrite-target: /$2"
TRAEFIK: Final = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: traefik, namespace: traefik}
spec:
  template:
    metadata: {labels: {app: traefik}}
    spec:
      containers:
        - {name: traefik, image: "traefik:v3.5", args: [--providers.kubernetesingress=true%s]}
"""
STRICT: Final = ", --providers.kubernetesingress.strictprefixmatching=true"


def ingress(name: str, cls: str, path: str, kind: str = "", annotation: str = "") -> str:
    """Return an Ingress of one path; without a type it is of the version that needs none."""
    version = "v1" if kind else "v1beta1"
    service = "service: {name: %s, port: {number: 80}}" % name  # noqa: UP031 - braces of YAML
    backend = service if kind else f"serviceName: {name}, servicePort: 80"
    typed = f"pathType: {kind}, " if kind else ""
    return (
        f"apiVersion: networking.k8s.io/{version}\nkind: Ingress\n"
        f"metadata: {{name: {name}, namespace: shop, annotations: {{{annotation}}}}}\n"
        f"spec:\n  ingressClassName: {cls}\n  rules:\n  - host: shop.example.com\n"
        f"    http: {{paths: [{{path: '{path}', {typed}backend: {{{backend}}}}}]}}\n"
    )


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([ingress("api", "nginx", "/api")], ["path-type-implementation-specific"]),
        (
            [
                ingress("a", "nginx", "/a(/|$)(.*)", "ImplementationSpecific", USES_REGEX),
                ingress("b", "nginx", "/admin", "Prefix"),
            ],
            ["host-wide-regex"],
        ),
        (
            [ingress("a", "alb", "/api", "ImplementationSpecific")],
            ["alb-implementation-specific-no-wildcard"],
        ),
        ([ingress("a", "alb", "/api/*", "Prefix")], ["wildcard-in-exact-or-prefix"]),
        (
            [TRAEFIK % "", ingress("a", "traefik", "/app", "Prefix")],
            ["traefik-nonstrict-prefix"],
        ),
        (
            [
                ingress("a", "nginx", "/healthz", "Exact"),
                ingress("b", "nginx", "/b(/|$)(.*)", "ImplementationSpecific", REWRITES),
            ],
            ["host-wide-regex"],
        ),
        ([ingress("a", "nginx", "/api", "Prefix")], []),
        ([ingress("a", "alb", "/api", "Prefix")], []),
        ([ingress("a", "alb", "/*", "ImplementationSpecific")], []),
        ([ingress("a", "nginx", "/", "Prefix")], []),
        ([TRAEFIK % STRICT, ingress("a", "traefik", "/app", "Prefix")], []),
        ([ingress("a", "nginx", "/a/.*", "ImplementationSpecific", USES_REGEX)], []),
        (
            [ingress("a", "nginx", "/a", "Prefix"), ingress("b", "nginx", "/a", "Prefix")],
            ["duplicate-host-path"],
        ),
    ],
)
def test_manifests_give_what_terraform_gives(texts: list[str], expected: list[str]) -> None:
    assert found({"all.yaml": "---\n".join(texts)}) == expected


def test_ingresses_of_two_folders_are_not_put_together() -> None:
    one = ingress("a", "nginx", "/a(/|$)(.*)", "ImplementationSpecific", USES_REGEX)
    other = ingress("b", "nginx", "/admin", "Prefix")
    assert found({"one/a.yaml": one, "two/b.yaml": other}) == []
    assert found({"one/a.yaml": one, "one/b.yaml": other}) == ["host-wide-regex"]


def test_the_annotation_names_the_class_in_older_manifests() -> None:
    text = ingress("a", "x", "/api", "", "kubernetes.io/ingress.class: alb")
    old = text.replace("  ingressClassName: x\n", "").replace("networking.k8s.io", "extensions")
    assert found({"a.yaml": old}) == ["alb-implementation-specific-no-wildcard"]


def test_a_default_class_counts_where_none_is_named() -> None:
    text = ingress("a", "x", "/api/*", "Prefix").replace("  ingressClassName: x\n", "")
    kind = (
        "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: main, annotations: "
        "{ingressclass.kubernetes.io/is-default-class: 'true'}}\n"
        "spec: {controller: ingress.k8s.aws/alb}\n"
    )
    assert found({"a.yaml": text}) == []
    assert found({"a.yaml": f"{text}---\n{kind}"}) == ["wildcard-in-exact-or-prefix"]


@pytest.mark.parametrize(
    "spec",
    ["", "null", "[]", "{rules: {}}", "{rules: [null]}", "{rules: [{http: {paths: [1, null]}}]}"],
)
def test_odd_objects_are_read(spec: str) -> None:
    text = f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: a}}\nspec: {spec}\n"
    assert found({"a.yaml": text}) == []


def found(files: dict[str, str]) -> list[str]:
    """Return the checks that find something, those that find tidiness only left out."""
    read = Manifests({name: text.encode() for name, text in files.items()}, ".")
    network = build_network(read.resources("x"))
    outcomes = [each for check in CHECKS for each in check.run(network)]
    told = {each.check for each in outcomes if each.verdict == "finding"}
    return sorted(told - {"ingress-nginx-retired", "exact-missing-trailing-slash"})


def test_the_graph_leads_from_an_ingress_to_the_pods() -> None:
    rest = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n"
        "spec: {selector: {app: web}, ports: [{port: 80}]}\n---\n"
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n"
        "spec: {template: {metadata: {labels: {app: web}}, "
        "spec: {containers: [{name: web, image: web}]}}}\n"
    )
    text = f"{ingress('web', 'nginx', '/', 'Prefix')}---\n{rest}"
    network = build_network(Manifests({"a.yaml": text.encode()}, ".").resources("x"))
    assert [(edge.source, edge.kind, edge.target) for edge in edges(network)] == [
        ("Ingress/shop/web", "routes to", "Service/shop/web"),
        ("Service/shop/web", "selects", "Deployment/shop/web"),
    ]
    assert {node.kind for node in nodes(network)} == {"Ingress", "Service", "Deployment"}


@pytest.mark.parametrize("command", ["resources", "graph"])
def test_a_folder_of_manifests_is_an_input_of_every_command(command: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ingress("web", "nginx", "/", "Prefix"))
    done = CliRunner().invoke(application(), [command, str(tmp_path)])
    assert done.exit_code == 0
    assert "Ingress/shop/web" in done.output


def test_numbers_of_any_length_are_read() -> None:
    order = f"alb.ingress.kubernetes.io/group.order: '{'9' * 5000}'"
    text = ingress("a", "alb", "/api", "Prefix", order).replace("80", f"'{'8' * 5000}'")
    assert found({"a.yaml": text}) == []
