"""Pods behind a headless Service that come and go unnoticed.

What it finds
-------------
Headless Services in front of a Deployment with two pods or more where no container has a readiness
probe or a `preStop` hook. It is undecided where the number of pods or one of these is known only
after apply.

Services called like clustered systems are left out, those of StatefulSets, and those whose name the
pods behind them are given and no other workload is.

Why it matters
--------------
Clients of a headless Service keep the addresses of pods for as long as the records say, five
seconds with CoreDNS. A pod that ends at once is still asked by them, and one without readiness
probe is published before it listens.

Bad
---
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
spec:
  replicas: 3
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api}
    spec:
      containers:
        - name: api
          image: example/api:1
---
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: shop
spec:
  clusterIP: None
  selector: {app: api}
  ports:
    - port: 8080
```

Good
----
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
spec:
  replicas: 3
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api}
    spec:
      containers:
        - name: api
          image: example/api:1
          readinessProbe:
            httpGet: {path: /ready, port: 8080}
          lifecycle:
            preStop:
              exec: {command: [sleep, "10"]}
---
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: shop
spec:
  clusterIP: None
  selector: {app: api}
  ports:
    - port: 8080
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/service/#headless-services>
- <https://coredns.io/plugins/kubernetes/>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.network.kubernetes.headless import finds_peers
from netplan_audit.network.kubernetes.serving import has_several
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.kubernetes.services import Service
    from netplan_audit.network.network import Network

_REMEDIATION: Final = "add a readiness probe, and a preStop hook that sleeps longer than the ttl"


@check(
    severity=Severity.LOW,
    code="SVC014",
    pack="strict",
    place=("pod", "containers"),
    no_fix="how pods tell that they are ready, and how long they drain, is for their author to say",
    needs=("kubernetes.services",),
)
def headless_no_drain(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge the Deployments behind each headless Service."""
    objects = network.kubernetes
    for service in objects.services:
        clients = service.is_headless & ~finds_peers(objects, service)
        for pods in objects.pods_of(service) if clients is not Truth.NO else ():
            if pods.kind == "Deployment":
                yield from _judged(service, pods, clients, has_several(objects, pods))


def _judged(
    service: Service, pods: PodTemplate, clients: Truth, several: Truth
) -> Iterator[Outcome]:
    bare = _is_bare(pods)
    answer = several & bare & clients
    if answer is Truth.YES:
        yield Finding(
            subject=pods.address,
            message=f"has neither readiness probe nor preStop hook behind the headless "
            f"{service.address}",
            severity=Severity.LOW,
            related=((service.address, "Service"),),
            remediation=_REMEDIATION,
        )
    elif answer is Truth.UNKNOWN:
        yield Undecided(
            subject=pods.address,
            message=f"cannot tell whether clients of {service.address} see its pods end",
            severity=Severity.INFO,
            unknowns=tuple(_unknowns(service, pods, {"replicas": several, "containers": bare})),
            related=((service.address, "Service"),),
            remediation=_REMEDIATION,
        )


def _unknowns(service: Service, pods: PodTemplate, told: dict[str, Truth]) -> Iterator[str]:
    names = [f"{pods.address} {name}" for name, answer in told.items() if answer is Truth.UNKNOWN]
    yield from names or [f"{service.address} metadata.name"]


def _is_bare(pods: PodTemplate) -> Truth:
    """Tell whether no container has a readiness probe or a hook."""
    if any(each.readiness or each.pre_stop for each in pods.containers):
        return Truth.NO
    return truth(bool(pods.containers)) if pods.complete else Truth.UNKNOWN
