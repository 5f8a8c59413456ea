"""A result stands at the line of the field that it is about."""

from __future__ import annotations

from typing import Final

import pytest

from netplan_audit.checks import CHECKS
from netplan_audit.kubernetes.places import Places
from netplan_audit.kubernetes.read import Manifests
from netplan_audit.pipeline import Input, audit
from netplan_audit.policy.file import load_policy

OBJECTS: Final = b"""\
kind: List
apiVersion: v1
items:
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        spec:
          hostNetwork: true
          containers:
            - name: web
              image: web
---
apiVersion: v1
kind: Pod
metadata:
  name: one
spec:
  hostNetwork: true
---
{"apiVersion": "batch/v1", "kind": "CronJob",
 "spec": {"jobTemplate": {"spec": {"template": {"spec":
   {"hostNetwork": true}}}}}}
"""


@pytest.mark.parametrize(
    ("start", "kind", "place", "lines"),
    [
        (4, "Deployment", ("pod", "hostNetwork"), (10, 10)),
        (4, "Deployment", ("pod", "containers", 0, "image"), (13, 13)),
        (4, "Deployment", ("pod", "containers", 3, "image"), (11, 13)),
        (4, "Deployment", ("pod", "dnsConfig", "options"), (9, 13)),
        (4, "Deployment", ("pod", "hostNetwork", 1), (10, 10)),
        (4, "Deployment", ("data", "Corefile"), None),
        (15, "Pod", ("pod", "hostNetwork"), (20, 20)),
        (22, "CronJob", ("pod", "hostNetwork"), (24, 24)),
        (3, "Deployment", ("spec",), None),
    ],
)
def test_a_field_has_lines(
    start: int, kind: str, place: tuple[str | int, ...], lines: tuple[int, int] | None
) -> None:
    assert Places(OBJECTS).lines(start, kind, place) == lines


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    places = Places(b"a: 1\n---\nb: [\n")
    assert places.lines(1, "", ("a",)) == (1, 1)
    assert places.lines(3, "", ("b",)) is None


INGRESS: Final = b"""\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: shop
spec:
  ingressClassName: nginx
  rules:
    - host: a.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: web, port: {number: 80}}}
    - host: shop.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: web, port: {number: 80}}}
          - path: /v*
            pathType: Prefix
            backend: {service: {name: api, port: {number: 80}}}
---
apiVersion: v1
kind: Service
metadata: {name: store, namespace: shop}
spec:
  clusterIP: None
  selector: {app: store}
  ports:
    - {name: a, port: 80, targetPort: 80}
    - name: b
      port: 81
      targetPort: 8081
"""


def test_results_stand_at_their_fields() -> None:
    source = Manifests({"k/all.yaml": INGRESS}, ".")
    one = Input(
        "k", "k", b"", sources=lambda: (source,), configuration=lambda: source.resources("k")
    )
    report = audit([one], load_policy("all", CHECKS))
    found = {f.check: str(f.location) for f in report.findings}
    assert found["wildcard-in-exact-or-prefix"] == "k/all.yaml:21"
    assert found["headless-targetport-ignored"] == "k/all.yaml:35"
    assert found["ingress-nginx-retired"] == "k/all.yaml:7"


def test_a_result_on_a_key_that_is_there_twice_stands_at_the_last() -> None:
    text = b"kind: X\nspec:\n  a: 1\n  b: 2\n  a: 3\n"
    assert Places(text).lines(1, "X", ("spec", "a")) == (5, 5)
