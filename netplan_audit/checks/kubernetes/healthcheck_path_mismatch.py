"""A load balancer asks another path than the pods are ready on.

What it finds
-------------
ALB Ingresses and target groups with a TargetGroupBinding that leave the path of the health check at
`/`, while the pods behind them tell that they are ready on other paths. Medium: the pods may answer
on `/` too. It is undecided where an annotation or the path is known only after apply.

Health checks of gRPC, on a port of their own, or that take other answers than 200 are left out.

Why it matters
--------------
An application without a page on `/` answers 404. The targets are unhealthy though the pods are
ready, and the load balancer sends requests to all of them or, with others beside them, to none.

Bad
---
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: example/web:1
          readinessProbe:
            httpGet: {path: /ready, port: 8080}
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector: {app: web}
  ports:
    - port: 80
      targetPort: 8080
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: shop
  annotations:
    alb.ingress.kubernetes.io/target-type: ip
spec:
  ingressClassName: alb
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: web, port: {number: 80}}}
```

Good
----
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: example/web:1
          readinessProbe:
            httpGet: {path: /ready, port: 8080}
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector: {app: web}
  ports:
    - port: 80
      targetPort: 8080
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: shop
  annotations:
    alb.ingress.kubernetes.io/target-type: ip
    alb.ingress.kubernetes.io/healthcheck-path: /ready
spec:
  ingressClassName: alb
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: web, port: {number: 80}}}
```

References
----------
- <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/>
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import NO_FIX, Fix
from netplan_audit.network.kubernetes.alb import HEALTH_PATH, health_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.services import Service
    from netplan_audit.network.network import Network

_PATH: Final = "alb.ingress.kubernetes.io/healthcheck-path"
_REMEDIATION: Final = "set the path of the health check to the one of the readiness probe"


@check(
    severity=Severity.MEDIUM,
    code="HC007",
    pack="strict",
    place=("metadata", "annotations"),
    needs=("kubernetes.services",),
)
def healthcheck_path_mismatch(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge what checks the pods of each Service by the paths on which they are ready."""
    objects = network.kubernetes
    for service in objects.services:
        ready = _ready_paths(objects, service)
        if ready and HEALTH_PATH not in ready:
            for address, kind, path in health_paths(network, service):
                if path in {HEALTH_PATH, None}:
                    yield _outcome(network, service, (address, kind, path), ready)


def _ready_paths(objects: KubernetesObjects, service: Service) -> list[str]:
    """Return the paths of the probes; none where one is not known, or is no request."""
    found: list[str] = []
    for pods in objects.pods_of(service):
        probes = [c.readiness for c in pods.containers if c.readiness is not None]
        paths = [probe.path or HEALTH_PATH for probe in probes if probe.kind == "httpGet"]
        if not paths or len(paths) < len(probes) or not pods.complete:
            return []
        if any(probe.path is None for probe in probes):
            return []
        found += [path.partition("?")[0] for path in paths]
    return found


def _outcome(
    network: Network, service: Service, asks: tuple[str, str, str | None], ready: list[str]
) -> Outcome:
    address, kind, path = asks
    related = ((service.address, "Service"),)
    if path is None:
        return Undecided(
            subject=address,
            message=f"cannot tell which path its health check asks {service.address} for",
            severity=Severity.LOW,
            unknowns=(f"{address} {'annotations' if kind == 'Ingress' else 'health_check'}",),
            related=related,
            remediation=_REMEDIATION,
            identity=(service.address,),
        )
    return Finding(
        subject=address,
        message=f"its health check asks {service.address} for / and the pods are ready on "
        f"{ready[0]}",
        severity=Severity.MEDIUM,
        confidence=Confidence.LIKELY,
        related=related,
        evidence={"readiness": tuple(dict.fromkeys(ready))},
        remediation=_REMEDIATION,
        fix=_fix(network, address, kind, ready[0]),
        identity=(service.address,),
    )


def _fix(network: Network, address: str, kind: str, path: str) -> Fix:
    if kind != "Ingress":
        return fixes.arguments.setting(address, "health_check", path=path)
    metas = [each.meta for each in network.kubernetes.ingresses if each.address == address]
    return Fix(partial(fixes.kubernetes.annotated, metas[0], _PATH, path)) if metas else NO_FIX
