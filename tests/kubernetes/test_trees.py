"""Folders that declare the same objects are alternatives, and nothing joins them."""

from __future__ import annotations

import pytest

from netplan_audit.kubernetes.read import Manifests
from netplan_audit.kubernetes.trees import Named, parted
from netplan_audit.network.build import build_network
from netplan_audit.pipeline import Input, audit
from netplan_audit.unknown import Truth


def together(*objects: str) -> list[list[str]]:
    """Return what can be in one cluster, of `folder Kind name` each, as places."""
    named = []
    for one in objects:
        folder, kind, name = one.split()
        named.append(Named(f"{folder}:{name}", f"{folder}/x.yaml", kind, "shop", name))
    return [sorted(each) for each in parted(named).together()]


def test_without_the_same_object_twice_all_is_one() -> None:
    assert together("a Service web", "b Deployment web", ". Ingress web") == [
        [".:web", "a:web", "b:web"]
    ]


def test_environments_are_apart_and_share_what_is_outside_them() -> None:
    assert together("dev Service web", "prod Service web", "base Deployment web") == [
        ["base:web", "dev:web"],
        ["base:web", "prod:web"],
    ]


def test_all_beneath_an_environment_goes_with_it() -> None:
    assert together("k/dev/a Service web", "k/prod/a Service web", "k/prod/b Deployment job") == [
        ["k/dev/a:web"],
        ["k/prod/a:web", "k/prod/b:job"],
    ]


def test_environments_of_one_name_go_together() -> None:
    assert together(
        "shop/dev Service shop", "shop/prod Service shop", "cart/dev Service cart",
        "cart/prod Service cart", "cart Deployment cart",
    ) == [
        ["cart/dev:cart", "cart:cart", "shop/dev:shop"],
        ["cart/prod:cart", "cart:cart", "shop/prod:shop"],
    ]  # fmt: skip


def test_a_copy_beneath_a_folder_is_apart_from_its_own_files() -> None:
    assert together("k Service web", "k/copies Service web") == [["k:web"], ["k/copies:web"]]


def test_alternatives_inside_alternatives() -> None:
    assert together(
        "eu/dev Service web", "eu/prod Service web", "us Service web", "eu Deployment web"
    ) == [["eu/dev:web", "eu:web"], ["eu/prod:web", "eu:web"], ["us:web"]]


def test_the_subfolders_of_a_collection_are_all_apart() -> None:
    lessons = [f"l/{number} Service web" for number in range(9)]
    assert together(*lessons, "l/other Deployment web", "tools Job web") == [
        *([f"l/{number}:web", "tools:web"] for number in range(9)),
        ["l/other:web", "tools:web"],
    ]


def test_no_depth_is_too_deep() -> None:
    deep = "/".join("a" * 1500)
    assert together(f"{deep}/b Service web", f"{deep}/c Service web") == [
        [f"{deep}/b:web", f"{deep}/c:web"]
    ]


@pytest.mark.parametrize("kind", ["Namespace", "ConfigMap", "ServiceAccount"])
def test_what_every_folder_may_declare_parts_nothing(kind: str) -> None:
    assert together(f"a {kind} shop", f"b {kind} shop", "a Service web") == [
        ["a:shop", "a:web", "b:shop"]
    ]


WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: %d
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web, ports: [{containerPort: 80}]}]}
"""
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: %s, namespace: shop}
spec: {podSelector: {}, policyTypes: [Egress], egress: %s}
"""


def found(files: dict[str, str], check: str) -> list[str]:
    """Return the subjects of what a check finds in manifests."""
    source = Manifests({name: text.encode() for name, text in files.items()}, ".")
    one = Input(
        "k", "k", b"", sources=lambda: (source,), configuration=lambda: source.resources("k")
    )
    report = audit([one])
    return [f.subject for f in report.findings if f.check == check]


def test_a_policy_of_one_environment_opens_nothing_in_another() -> None:
    check = "networkpolicy-egress-blocks-dns"
    files = {
        "base/deny.yaml": POLICY % ("deny", "[]"),
        "dev/web.yaml": WEB % 1,
        "dev/open.yaml": POLICY % ("open", "[{}]"),
        "prod/web.yaml": WEB % 2,
    }
    assert found(files, check) == ["NetworkPolicy/shop/deny"]
    assert found({**files, "prod/open.yaml": POLICY % ("open", "[{}]")}, check) == []


def test_what_is_common_is_told_once() -> None:
    files = {
        "base/deny.yaml": POLICY % ("deny", "[]"),
        "dev/web.yaml": WEB % 1,
        "prod/web.yaml": WEB % 2,
    }
    assert found(files, "networkpolicy-egress-blocks-dns") == ["NetworkPolicy/shop/deny"]


def test_patches_of_kustomizations_are_no_objects() -> None:
    files = {
        "base/web.yaml": WEB % 1,
        "prod/patch.yaml": WEB % 9,
        "prod/more.yaml": WEB % 8,
        "prod/inner/last.yaml": WEB % 7,
        "prod/kustomization.yaml": (
            "resources: [../base]\npatches: [{path: patch.yaml}, {patch: 'a: 1'}]\n"
            "patchesStrategicMerge: [./more.yaml, 'a:\n  b: 1']\n"
            "patchesJson6902: [{path: inner/last.yaml, target: {kind: Deployment}}]\n"
        ),
    }
    read = Manifests({name: text.encode() for name, text in files.items()}, ".")
    assert [one.location.file for one in read] == ["base/web.yaml"]
    (note,) = read.resources("x").diagnostics
    assert (note.code, note.source) == ("kustomization-not-built", "prod/kustomization.yaml")


@pytest.mark.parametrize("text", ["patches: 1", "- a", "patches: [[1]]", "{", "a: *b"])
def test_odd_kustomizations_are_no_trouble(text: str) -> None:
    files = {"kustomization.yaml": text.encode(), "web.yaml": (WEB % 1).encode()}
    assert [one.address for one in Manifests(files, ".")] == ["Deployment/shop/web"]


SERVICE_OF_WEB = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {}\n"


def manifests(files: dict[str, str]) -> Manifests:
    """Read manifests of texts by their files."""
    return Manifests({name: text.encode() for name, text in files.items()}, ".")


NAMED = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
          - {path: /o, pathType: Prefix, backend: {service: {name: other, port: {number: 80}}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, clusterIP: None}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  template:
    spec:
      containers:
        - {name: web, envFrom: [{configMapRef: {name: web}}, {configMapRef: {name: made}}]}
      volumes: [{name: web, configMap: {name: web}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {kind: StatefulSet, name: web}}
---
apiVersion: v1
kind: Namespace
metadata: {name: system}
"""


def test_names_get_what_kustomizations_put_around_them() -> None:
    files = {
        "base/all.yaml": NAMED,
        "base/kustomization.yaml": "resources: [all.yaml]\nnamePrefix: a-\nnameSuffix: -z\n",
        "prod/kustomization.yaml": "resources: [../base]\nnamePrefix: prod-\nnamespace: shop\n",
        "own/web.yaml": SERVICE_OF_WEB,
    }
    read = {one.address: one.value for one in manifests(files)}
    name = "prod-a-web-z"
    assert list(read) == [
        f"Ingress/shop/{name}",
        f"Service/shop/{name}",
        f"StatefulSet/shop/{name}",
        f"ConfigMap/shop/{name}",
        f"HorizontalPodAutoscaler/shop/{name}",
        "Namespace/shop",
        "Service/web",
    ]
    told = str(read[f"Ingress/shop/{name}"]["spec"])
    assert f"'name': '{name}'" in told
    assert "'name': 'other'" in told
    assert f"'serviceName': '{name}'" in str(read[f"StatefulSet/shop/{name}"]["spec"])
    refs = str(read[f"StatefulSet/shop/{name}"]["spec"])
    assert refs.count(f"'name': '{name}'") == len(["envFrom", "volumes"])
    assert "'name': 'made'" in refs
    scaled = read[f"HorizontalPodAutoscaler/shop/{name}"]["spec"]
    assert scaled == {"scaleTargetRef": {"kind": "StatefulSet", "name": name}}


def test_names_stay_where_overlays_differ() -> None:
    files = {
        "base/web.yaml": SERVICE_OF_WEB,
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "dev/kustomization.yaml": "resources: [../base]\nnamePrefix: dev-\nnamespace: shop\n",
        "prod/kustomization.yaml": "resources: [../base]\nnamePrefix: prod-\nnamespace: shop\n",
    }
    assert [one.address for one in manifests(files)] == ["Service/shop/web"]


LOOSE_POLICY = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: %s}
spec: {podSelector: {}, policyTypes: [Egress]%s}
"""


def policies_near(namespace: str, files: dict[str, str]) -> list[tuple[str, Truth]]:
    read = Manifests({name: text.encode() for name, text in files.items()}, ".")
    near = build_network(read.resources("x")).pods.space(namespace).near
    return [(policy.name, where) for policy, where in near]


def test_policies_that_a_kustomization_builds_may_be_in_one_namespace() -> None:
    files = {
        "parts/deny/policy.yaml": LOOSE_POLICY % ("deny", ""),
        "parts/deny/kustomization.yaml": "resources: [policy.yaml]\n",
        "parts/dns/policy.yaml": LOOSE_POLICY % ("dns", ", egress: [{}]"),
        "parts/dns/kustomization.yaml": "resources: [policy.yaml]\n",
        "alone/policy.yaml": LOOSE_POLICY % ("alone", ""),
    }
    shop = "resources: [../parts/deny, ../parts/dns, own.yaml]\n"
    built = {
        **files,
        "shop/own.yaml": LOOSE_POLICY % ("own", ""),
        "shop/kustomization.yaml": shop,
        "cart/kustomization.yaml": "resources: [../parts/deny]\n",
    }
    deny = "that of parts/deny/"
    assert policies_near(deny, files) == [("deny", Truth.YES)]
    assert sorted(policies_near(deny, built)) == [
        ("deny", Truth.YES),
        ("dns", Truth.UNKNOWN),
        ("own", Truth.UNKNOWN),
    ]
    assert dict(policies_near("that of shop/", built))["dns"] is Truth.UNKNOWN
