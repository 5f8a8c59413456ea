"""Routes of the Gateway API are read as the Ingresses that they stand for."""

from __future__ import annotations

from typing import Final

import msgspec
import pytest

from netplan_audit.kubernetes.read import Manifests
from netplan_audit.network.build import build_network
from netplan_audit.network.kubernetes.ingress_hosts import hosts
from netplan_audit.pipeline import Input, understand
from netplan_audit.unknown import Truth
from tests.plans import UNKNOWN, Plan

ROUTE: Final = """
apiVersion: gateway.networking.k8s.io/v1
kind: KIND
metadata: {name: shop, namespace: shop}
spec:
  parentRefs: PARENTS
  hostnames: [shop.example.com]
  rules: RULES
"""
ONE: Final = "[{name: public, namespace: edge, sectionName: https}]"
BACKENDS: Final = "backendRefs: [{name: web, port: 80}]"


def paths_of(rules: str, kind: str = "HTTPRoute", parents: str = ONE) -> list[tuple[str, ...]]:
    """Return host, path, type and backend of each path of a route."""
    text = ROUTE.replace("KIND", kind).replace("PARENTS", parents).replace("RULES", rules)
    network = build_network(Manifests({"r.yaml": text.encode()}, ".").resources("x"))
    return [
        (host.name, path.rule.path, path.kind, path.backend)
        for host in hosts(network)
        for path in host.paths
    ]


@pytest.mark.parametrize(
    ("kind", "matches", "expected"),
    [
        ("HTTPRoute", "[]", [("/", "PathPrefix")]),
        ("HTTPRoute", "[{path: {value: /a}}]", [("/a", "PathPrefix")]),
        (
            "HTTPRoute",
            "[{path: {type: Exact, value: /a}}, {path: {value: /b}}]",
            [("/a", "Exact"), ("/b", "PathPrefix")],
        ),
        (
            "HTTPRoute",
            "[{path: {type: RegularExpression, value: /a.*}}]",
            [("/a.*", "RegularExpression")],
        ),
        ("HTTPRoute", "[{method: GET}]", []),
        ("HTTPRoute", "[{queryParams: [{name: a, value: b}]}]", []),
        ("GRPCRoute", "[]", [("/", "PathPrefix")]),
        ("GRPCRoute", "[{method: {service: a.B, method: C}}]", [("/a.B/C", "Exact")]),
        ("GRPCRoute", "[{method: {service: a.B}}]", [("/a.B", "PathPrefix")]),
        ("GRPCRoute", "[{method: {method: C}}]", []),
        ("GRPCRoute", "[{method: {type: RegularExpression, service: a.*}}]", []),
        ("GRPCRoute", "[{headers: [{name: a, value: b}]}]", []),
    ],
)
def test_matches_by_nothing_but_the_path_are_paths(
    kind: str, matches: str, expected: list[tuple[str, str]]
) -> None:
    found = paths_of(f"[{{matches: {matches}, {BACKENDS}}}]", kind)
    assert found == [("shop.example.com", *each, "web:80") for each in expected]


def test_services_that_share_requests_are_one_backend() -> None:
    refs = "[{name: b, port: 80, weight: 1}, {name: a, namespace: other, port: 81, weight: 9}]"
    assert [each[-1] for each in paths_of(f"[{{backendRefs: {refs}}}]")] == ["b:80, other/a:81"]


def test_a_route_that_is_attached_to_nothing_serves_nothing() -> None:
    assert paths_of(f"[{{{BACKENDS}}}]", parents="[]") == []


def test_an_exact_path_comes_first_and_it_is_open_whether_another_host_is_tried() -> None:
    named = ROUTE.replace("KIND", "HTTPRoute").replace("PARENTS", ONE)
    rule = "{{matches: [{{path: {{type: {}, value: {}}}}}], backendRefs: [{{name: {}, port: 80}}]}}"
    rules = [("PathPrefix", "/a", "prefix"), ("Exact", "/a/b", "exact"), ("PathPrefix", "/c", "c")]
    first = named.replace("RULES", f"[{', '.join(rule.format(*each) for each in rules)}]")
    second = first.replace("  hostnames: [shop.example.com]\n", "").replace("/c", "/d")
    second = second.replace("name: shop,", "name: x,").replace("name: c,", "name: d,")
    manifests = Manifests({"r.yaml": f"{first}---{second}".encode()}, ".")
    network = build_network(manifests.resources("x"))
    host = next(each for each in hosts(network) if each.name)
    served = {r: host.serving(r) for r in ("/a/b", "/a/b/", "/c", "/d", "/e")}
    backends = {r: None if path is None else path.backend for r, (_, path) in served.items()}
    assert backends == {
        "/a/b": "exact:80", "/a/b/": "prefix:80", "/c": "c:80", "/d": None, "/e": None,
    }  # fmt: skip
    assert served["/d"][0] is Truth.UNKNOWN
    assert served["/e"][0] is Truth.NO


@pytest.mark.parametrize("kind", ["HTTPRoute", "GRPCRoute"])
def test_a_match_may_be_by_nothing_but_the_path_where_its_headers_are_unknown(kind: str) -> None:
    match = {"headers": UNKNOWN, "method": None if kind == "HTTPRoute" else {"service": "a.B"}}
    rule = {"matches": [match], "backendRefs": [{"name": "web", "port": 80}]}
    plan = Plan()
    spec = {"parentRefs": [{"name": "public"}], "hostnames": ["shop.example.com"], "rules": [rule]}
    manifest = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": "shop", "namespace": "shop"},
        "spec": spec,
    }
    plan.create("kubernetes_manifest.shop", {"manifest": manifest})
    text = msgspec.json.encode(plan.document())
    network = understand(Input("plan", "plan.json", text))[1]
    (route,) = network.kubernetes.entrances
    assert [(path.host, path.path) for path in route.paths] == [("shop.example.com", None)]
