"""A Service balances connections that carry many requests.

What it finds
-------------
Services with a cluster IP in front of two pods or more whose protocol keeps connections open: gRPC,
HTTP/2, WebSockets, message brokers outside StatefulSets. That is told from `appProtocol`, names of
ports, `grpc` probes and annotations of Ingresses. Low; medium where a HorizontalPodAutoscaler adds
pods, which clients that are connected do not find; info where a mesh, an Ingress or a setting that
is not known yet may see to the requests. It is undecided where the number of pods is known only
after apply.

Services of a mesh and those of its gateways, those that only Ingresses or routes of the Gateway API
lead to, and servers that limit the age of connections are left out.

Why it matters
--------------
kube-proxy chooses a pod when a connection is made, in every mode. A client that keeps one
connection sends all its requests to one pod: some pods are overloaded while others idle, and new
pods get nothing until clients connect again.

Bad
---
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: backend
  namespace: shop
spec:
  replicas: 3
  selector:
    matchLabels: {app: backend}
  template:
    metadata:
      labels: {app: backend}
    spec:
      containers:
        - name: backend
          image: example/backend:1
---
apiVersion: v1
kind: Service
metadata:
  name: backend
  namespace: shop
spec:
  selector: {app: backend}
  ports:
    - name: grpc
      port: 8080
```

Good
----
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: backend
  namespace: shop
spec:
  replicas: 3
  selector:
    matchLabels: {app: backend}
  template:
    metadata:
      labels: {app: backend}
    spec:
      containers:
        - name: backend
          image: example/backend:1
---
apiVersion: v1
kind: Service
metadata:
  name: backend
  namespace: shop
spec:
  clusterIP: None # clients use dns:///backend.shop.svc.cluster.local:8080 and balance
  selector: {app: backend}
  ports:
    - name: grpc
      port: 8080
```

References
----------
- <https://kubernetes.io/docs/reference/networking/virtual-ips/>
- <https://kubernetes.io/blog/2018/11/07/grpc-load-balancing-on-kubernetes-without-tears/>
- <https://grpc.io/docs/guides/custom-load-balancing/>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.serving import (
    bounds_connections,
    has_several,
    in_mesh,
    long_lived,
    only_by_requests,
)
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.kubernetes.services import Service
    from netplan_audit.network.network import Network

_REMEDIATION: Final = (
    "let clients balance over a headless Service, put a proxy that knows the protocol in front, or "
    "limit the age of connections on the server"
)


@check(
    severity=Severity.MEDIUM,
    code="SVC001",
    pack="strict",
    place=("spec", "ports"),
    no_fix="who balances the requests, the clients or a proxy, is for their owners to say",
    needs=("kubernetes.services",),
)
def l4_service_with_long_lived_connections(
    network: Network,
    params: NoParams,  # noqa: ARG001 - the signature of every check
) -> Iterator[Outcome]:
    """Judge each Service with a cluster IP by the pods behind it."""
    objects = network.kubernetes
    for service in objects.services:
        if service.is_headless is not Truth.NO or service.type in {"ExternalName", ""}:
            continue
        if only_by_requests(objects, service) is not Truth.YES:
            yield from _judged(objects, service)


def _judged(objects: KubernetesObjects, service: Service) -> Iterator[Outcome]:
    """Judge the workloads behind a Service by the worst of them."""
    behind = [
        (clue, pods, has_several(objects, pods), _is_spared(objects, service, pods))
        for pods in objects.pods_of(service)
        if (clue := long_lived(objects, service, pods))
    ]
    behind = [each for each in behind if each[3] is not Truth.YES]
    sure = [(clue, pods, spared) for clue, pods, several, spared in behind if several is Truth.YES]
    if sure:
        scaled = [each for each in sure if objects.autoscaler_of(each[1]) is not None]
        clue, pods, spared = (scaled or sure)[0]
        severity = Severity.MEDIUM if scaled else Severity.LOW
        yield Finding(
            subject=service.address,
            message=f"balances connections, not requests, over {_count(objects, pods)} ({clue})",
            severity=severity if spared is Truth.NO else Severity.INFO,
            confidence=Confidence.LIKELY,
            related=tuple(_related(objects, [p for _, p, _ in sure])),
            remediation=_REMEDIATION,
        )
        return
    for clue, pods, several, _ in behind:
        if several is Truth.UNKNOWN:
            yield Undecided(
                subject=service.address,
                message=f"cannot tell whether it balances connections of {clue} over several pods",
                severity=Severity.INFO,
                unknowns=(f"{pods.address} replicas",),
                related=tuple(_related(objects, [pods])),
                remediation=_REMEDIATION,
            )
            return


def _is_spared(objects: KubernetesObjects, service: Service, pods: PodTemplate) -> Truth:
    """Tell whether something else spreads the requests, or ends connections."""
    mesh, bounds = in_mesh(objects, pods), bounds_connections(objects, pods)
    return mesh | bounds | only_by_requests(objects, service)


def _related(objects: KubernetesObjects, workloads: list[PodTemplate]) -> Iterator[tuple[str, str]]:
    for pods in workloads:
        yield pods.address, pods.kind
        scaler = objects.autoscaler_of(pods)
        if scaler is not None:
            yield scaler.meta.address, scaler.meta.kind


def _count(objects: KubernetesObjects, pods: PodTemplate) -> str:
    most = objects.most_replicas(pods)
    return f"{most} pods" if objects.autoscaler_of(pods) is None else f"up to {most} pods"
