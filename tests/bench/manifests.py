"""Speed and memory of the audit on generated manifests of Kubernetes, and what it finds in them.

Every tenth application has mistakes; the run asserts that just these are reported.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.bench.estate import Fact
from tests.bench.measure import KIB, interleaved
from tests.bench.run import differences, reported, tell, tool

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES: Final = (300, 3000)
_KINDS: Final = 5
"""Manifests of one application."""
_EVERY: Final = 10
_TEAM: Final = 20
"""Applications of one namespace."""
_EVERYTHING: Final = Path(__file__).parents[2] / "policies" / "all.yaml"

_APP: Final = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: {space}, labels: {{app: {name}}}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers:
        - name: app
          image: registry.example.com/{name}:1.4.2
          ports: [{{name: http, containerPort: 8080}}]
          env:
            - {{name: LOG_LEVEL, value: info}}
            - {{name: REGION, value: eu-west-1}}
          readinessProbe: {{httpGet: {{path: /ready, port: http}}, periodSeconds: 5}}
          resources: {{requests: {{cpu: 100m, memory: 128Mi}}, limits: {{memory: 256Mi}}}}
"""
_SERVICE: Final = """\
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: {space}}}
spec:
  selector: {{app: {name}}}
  ports: [{{name: http, port: 80, targetPort: http}}]
"""
_INGRESS: Final = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {name}
  namespace: {space}
  annotations: {{alb.ingress.kubernetes.io/scheme: internal}}
spec:
  ingressClassName: alb
  rules:
    - host: {host}.example.com
      http:
        paths:
          - path: {path}
            pathType: Prefix
            backend: {{service: {{name: {name}, port: {{number: 80}}}}}}
"""
_POLICY: Final = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}, namespace: {space}}}
spec:
  podSelector: {{matchLabels: {{app: {name}}}}}
  policyTypes: [Ingress, Egress]
  ingress: [{{from: [{{podSelector: {{}}}}], ports: [{{port: 8080}}]}}]
  egress:
    - to: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: kube-system}}}}}}]
      ports: [{{protocol: {protocol}, port: 53}}, {{protocol: TCP, port: 53}}]
"""
_CONFIG: Final = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}, namespace: {space}}}
data: {{settings.json: '{{"name": "{name}", "pool": 10, "timeout": "5s"}}'}}
"""


def write(folder: Path, count: int, team: int = _TEAM) -> set[Fact]:
    """Write so many manifests, and return what is planted in them.

    `team` is how many applications have a namespace and a host together.
    """
    shutil.rmtree(folder, ignore_errors=True)
    planted: set[Fact] = set()
    for number in range(count // _KINDS):
        wrong = number % _EVERY == 0
        name, space = f"app-{number}", f"team-{number // team}"
        told = {"name": name, "space": space, "host": name if team == _TEAM else space}
        told["path"] = "/api/*" if wrong else f"/api/{name}"
        told["protocol"] = "TCP" if wrong else "UDP"
        at = folder / space
        at.mkdir(parents=True, exist_ok=True)
        for kind, text in _texts():
            (at / f"{name}-{kind}.yaml").write_text(text.format(**told), encoding="utf-8")
        if wrong:
            check = "networkpolicy-egress-blocks-dns"
            planted.add(Fact(check, f"NetworkPolicy/{space}/{name}", "finding"))
            check = "wildcard-in-exact-or-prefix"
            planted.add(Fact(check, f"Ingress/{space}/{name}", "finding"))
    return planted


def _texts() -> Iterator[tuple[str, str]]:
    yield "deployment", _APP
    yield "service", _SERVICE
    yield "ingress", _INGRESS
    yield "policy", _POLICY
    yield "config", _CONFIG


def main() -> int:
    """Measure, print a line for each size, and return 1 where a fact was missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="MANIFESTS")
    options.add_argument("--repeats", type=int, default=5, help="counted runs; medians are told")
    chosen = options.parse_args()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as parent:
        for count in chosen.sizes:
            folder, output = Path(parent, "manifests"), Path(parent, "report.json")
            planted = write(folder, count)
            command = [*tool(), "scan", str(folder), "--kubernetes-only", "-f", "json"]
            used = interleaved({"audit": command}, chosen.repeats, output={"audit": output})
            usage = used["audit"]
            sys.stdout.write(
                f"{count} manifests: {usage.wall:.2f} s, {usage.cpu:.2f} s CPU, "
                f"{usage.peak / KIB:.0f} MiB, {len(planted)} facts\n"
            )
            lines = differences(planted, reported(output))
            wrong += [f"{count} manifests: {line}" for line in lines]
            write(folder, count, team=count)
            command += ["--policy", str(_EVERYTHING)]
            usage = interleaved({"audit": command}, chosen.repeats)["audit"]
            sys.stdout.write(
                f"{count} manifests in one namespace, all checks: {usage.wall:.2f} s, "
                f"{usage.cpu:.2f} s CPU, {usage.peak / KIB:.0f} MiB\n"
            )
    for line in wrong:
        tell(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
