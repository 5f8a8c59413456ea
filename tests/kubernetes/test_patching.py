"""What kustomizations patch in single fields is applied, or makes them unknown."""

from __future__ import annotations

from typing import Any

import pytest

from netplan_audit.kubernetes.read import Manifests
from netplan_audit.pipeline import Input, audit
from netplan_audit.terraform.value import Unknown

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 1
  template:
    spec:
      containers: [{name: web, image: example/web:1}, {name: log, image: example/log:1}]
"""
INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: %(name)s, labels: {app: %(name)s}}
spec:
  ingressClassName: nginx
  rules:
    - host: example.com
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: %(name)s, port: {number: 80}}}}
"""
OPERATIONS = """\
resources: [../base]
patches:
  - target: {kind: %s}
    patch: |-
%s
"""


def source(files: dict[str, str]) -> Manifests:
    return Manifests({name: text.encode() for name, text in files.items()}, ".")


def overlay(*operations: str, target: str = "Deployment") -> str:
    return OPERATIONS % (target, "\n".join(f"      - {each}" for each in operations))


def spec(files: dict[str, str]) -> Any:  # noqa: ANN401 - what a manifest holds
    (web,) = source(
        {"base/web.yaml": WEB, "base/kustomization.yaml": "resources: [web.yaml]", **files}
    )
    return web.value["spec"]


REPLICAS = overlay("{op: replace, path: /spec/replicas, value: 3}")


def test_the_only_overlay_says_what_a_field_becomes() -> None:
    assert spec({"prod/kustomization.yaml": REPLICAS})["replicas"] == 3


def test_a_field_that_one_overlay_of_two_patches_is_unknown() -> None:
    found = spec(
        {"prod/kustomization.yaml": REPLICAS, "dev/kustomization.yaml": "bases: [../base]"}
    )
    assert isinstance(found["replicas"], Unknown)
    assert "prod/kustomization.yaml" in found["replicas"].waits_for[0]


def test_items_of_lists_are_changed_added_and_removed() -> None:
    place = "/spec/template/spec/containers"
    images = {
        f"{{op: replace, path: {place}/1/image, value: example/log:2}}": ["web:1", "log:2"],
        f"{{op: add, path: {place}/-, value: {{image: example/more:1}}}}": [
            "web:1",
            "log:1",
            "more:1",
        ],
        f"{{op: add, path: {place}/0, value: {{image: example/first:1}}}}": [
            "first:1",
            "web:1",
            "log:1",
        ],
        f"{{op: remove, path: {place}/0}}": ["log:1"],
        f"{{op: replace, path: {place}/7/image, value: x}}": ["web:1", "log:1"],
        f"{{op: test, path: {place}/0/image, value: x}}": ["web:1", "log:1"],
    }
    for operation, wanted in images.items():
        containers = spec({"prod/kustomization.yaml": overlay(operation)})["template"]["spec"]
        found = [each["image"].removeprefix("example/") for each in containers["containers"]]
        assert found == wanted, operation


def test_items_that_one_overlay_of_two_adds_or_removes_are_unknown() -> None:
    place = "/spec/template/spec/containers"
    for operation, count in ((f"{{op: add, path: {place}/-, value: {{}}}}", 3), (
        f"{{op: remove, path: {place}/1}}", 2,
    )):  # fmt: skip
        files = {
            "prod/kustomization.yaml": overlay(operation),
            "dev/kustomization.yaml": "bases: [../base]",
        }
        first, *others = spec(files)["template"]["spec"]["containers"]
        assert first["name"] == "web"
        assert len(others) == count - 1
        assert isinstance(others[-1], Unknown)


MERGED = """\
resources: [../base]
patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, labels: {tier: front}}
      spec:
        replicas: 4
        template:
          spec:
            terminationGracePeriodSeconds: 60
            containers: [{name: web, image: example/web:2}, {name: more, image: example/more:1}]
"""


def test_an_object_is_merged_by_the_names_of_items() -> None:
    found = spec({"prod/kustomization.yaml": MERGED})
    pod = found["template"]["spec"]
    assert (found["replicas"], pod["terminationGracePeriodSeconds"]) == (4, 60)
    assert [each["image"] for each in pod["containers"]] == [
        "example/web:2",
        "example/log:1",
        "example/more:1",
    ]


def test_what_is_merged_by_one_overlay_of_two_is_unknown() -> None:
    dev = {"dev/kustomization.yaml": "bases: [../base]"}
    found = spec({"prod/kustomization.yaml": MERGED, **dev})
    web, log, more = found["template"]["spec"]["containers"]
    assert isinstance(found["replicas"], Unknown)
    assert isinstance(web["image"], Unknown)
    assert log == {"name": "log", "image": "example/log:1"}
    assert isinstance(more, Unknown)


@pytest.mark.parametrize(
    ("patch", "wanted"),
    [
        ("{template: {spec: {containers: [{name: log, $patch: delete}]}}}", ["web"]),
        ("{template: {spec: {$patch: replace, containers: [{name: x}]}}}", ["x"]),
        ("{template: {spec: {containers: []}}}", ["web", "log"]),
        ("{template: {spec: {containers: null}}}", None),
    ],
)
def test_directives_and_nulls_delete_and_replace(patch: str, wanted: list[str] | None) -> None:
    files = {
        "prod/kustomization.yaml": "resources: [../base]\npatchesStrategicMerge: [p.yaml]\n",
        "prod/p.yaml": f"kind: Deployment\nmetadata: {{name: web}}\nspec: {patch}\n",
    }
    containers = spec(files)["template"]["spec"].get("containers")
    assert (containers and [each["name"] for each in containers]) == wanted


def test_a_component_patches_what_includes_it() -> None:
    component = REPLICAS.replace("resources: [../base]", "kind: Component")
    files = {
        "more/kustomization.yaml": component,
        "prod/kustomization.yaml": "resources: [../base]\ncomponents: [../more]\n",
    }
    assert spec(files)["replicas"] == 3


@pytest.mark.parametrize(
    "target",
    ["{kind: Service}", "{kind: Deployment, name: we}", "{labelSelector: 'app=other'}"],
)
def test_other_objects_stay_as_they_are(target: str) -> None:
    text = REPLICAS.replace("{kind: Deployment}", target)
    assert spec({"prod/kustomization.yaml": text})["replicas"] == 1


def test_a_selector_that_is_not_read_leaves_the_field_unknown() -> None:
    text = REPLICAS.replace("{kind: Deployment}", "{labelSelector: 'app in (web, api)'}")
    assert isinstance(spec({"prod/kustomization.yaml": text})["replicas"], Unknown)


def test_a_pattern_that_would_take_long_is_not_tried() -> None:
    text = REPLICAS.replace("{kind: Deployment}", "{name: '(w+)+(e+)+(b+)+x'}")
    assert isinstance(spec({"prod/kustomization.yaml": text})["replicas"], Unknown)


def test_operations_may_stand_in_a_file() -> None:
    files = {
        "prod/kustomization.yaml": (
            "resources: [../base]\npatchesJson6902: [{path: p.json, target: {kind: Deploy.*}}]\n"
        ),
        "prod/p.json": '[{"op": "replace", "path": "/spec/replicas", "value": 5}]',
    }
    assert spec(files)["replicas"] == 5


@pytest.mark.parametrize("patch", ["1", "[1]", "[{op: add}]", "{", "a: b", "[{op: add, path: x}]"])
def test_odd_patches_change_nothing(patch: str) -> None:
    text = f"resources: [../base]\npatches: [{{target: {{kind: '['}}, patch: '{patch}'}}]\n"
    assert spec({"prod/kustomization.yaml": text})["replicas"] == 1


def test_hosts_that_are_patched_apart_are_no_duplicates() -> None:
    files = {
        "base/shop.yaml": INGRESS % {"name": "shop"},
        "base/wiki.yaml": INGRESS % {"name": "wiki"},
        "base/kustomization.yaml": "resources: [shop.yaml, wiki.yaml]\n",
    }
    host = "{op: replace, path: /spec/rules/0/host, value: shop.example.com}"
    patched = {**files, "prod/kustomization.yaml": overlay(host, target="Ingress, name: shop")}

    def duplicates(given: dict[str, str]) -> list[str]:
        read = source(given)
        one = Input(
            "k", "k", b"", sources=lambda: (read,), configuration=lambda: read.resources("k")
        )
        return [f.check for f in audit([one]).findings if f.check == "duplicate-host-path"]

    assert duplicates(files) == ["duplicate-host-path"]
    assert duplicates(patched) == []
    template = patched.pop("prod/kustomization.yaml")
    assert duplicates({**patched, "prod/kustomization.template.yml": template}) == []
