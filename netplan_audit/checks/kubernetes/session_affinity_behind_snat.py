"""Affinity by client address where the address may not be the client's.

What it finds
-------------
Services with `sessionAffinity: ClientIP` in front of two pods or more that clients outside the
cluster reach through an Ingress, or through nodes or a load balancer with `externalTrafficPolicy:
Cluster`. It is undecided where the number of pods or a field is known only after apply.

Services that only pods use are left out, and those whose pods a load balancer of AWS reaches by
their own addresses: kube-proxy does not choose for them.

Why it matters
--------------
An Ingress controller connects for all its clients, and a load balancer may: then the Service sees
few addresses and gives all sessions to few pods. Where the client's address does arrive, each node
keeps a table of its own, and a client whose connections come through two nodes gets two pods.

Bad
---
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: example/web:1
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  type: LoadBalancer
  sessionAffinity: ClientIP
  selector: {app: web}
  ports:
    - port: 80
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
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: example/web:1
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  sessionAffinity: ClientIP
  selector: {app: web}
  ports:
    - port: 80
```

References
----------
- <https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity>
- <https://kubernetes.io/docs/tutorials/services/source-ip/>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.alb import by_ip, doubt
from netplan_audit.network.kubernetes.serving import has_several
from netplan_audit.unknown import Truth, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.services import Service
    from netplan_audit.network.network import Network

_OUTSIDE: Final = frozenset({"NodePort", "LoadBalancer"})
_REMEDIATION: Final = (
    "keep sessions by a cookie at the Ingress or the load balancer, or outside of the pods"
)


@check(
    severity=Severity.MEDIUM,
    code="SVC002",
    pack="strict",
    place=("spec", "sessionAffinity"),
    no_fix="where sessions are to be kept instead is for those who run the application to say",
    needs=("kubernetes.services",),
)
def session_affinity_behind_snat(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each Service that keeps sessions by address."""
    objects = network.kubernetes
    for service in objects.services:
        affinity = _is(service.affinity, {"ClientIP"}) & ~service.is_headless
        if affinity is Truth.NO or by_ip(network, service) is not None:
            continue
        ingresses = objects.routes.get(service.address, [])
        outside = _is(service.type, _OUTSIDE) & _is(service.traffic_policy, {"Cluster"})
        several = any_of(has_several(objects, pods) for pods in objects.pods_of(service))
        answer = affinity & several & (outside | truth(bool(ingresses)))
        answer &= Truth.UNKNOWN if doubt(network, service) else Truth.YES
        if answer is Truth.YES:
            through = (
                f"through {ingresses[0].meta.display}"
                if outside is not Truth.YES
                else f"as {service.type} with externalTrafficPolicy Cluster"
            )
            yield Finding(
                subject=service.address,
                message=f"keeps sessions by client address, and clients reach it {through}",
                severity=Severity.MEDIUM,
                confidence=Confidence.LIKELY,
                related=tuple((i.address, "Ingress") for i in ingresses),
                remediation=_REMEDIATION,
            )
        elif answer is Truth.UNKNOWN:
            yield _undecided(network, service)


def _is(word: str, wanted: set[str] | frozenset[str]) -> Truth:
    return Truth.UNKNOWN if word == "" else truth(word in wanted)


def _undecided(network: Network, service: Service) -> Undecided:
    objects = network.kubernetes
    words = {
        "sessionAffinity": service.affinity,
        "type": service.type,
        "externalTrafficPolicy": service.traffic_policy,
    }
    unknowns = [f"{service.address} {name}" for name, word in words.items() if not word]
    behind = objects.pods_of(service)
    short = (pods for pods in behind if has_several(objects, pods) is Truth.UNKNOWN)
    unknowns += (f"{pods.address} replicas" for pods in short)
    unknowns += filter(None, [doubt(network, service)])
    return Undecided(
        subject=service.address,
        message="cannot tell whether it sees the clients whose sessions it keeps by address",
        severity=Severity.LOW,
        unknowns=tuple(unknowns) or (f"{service.address} spec",),
        remediation=_REMEDIATION,
    )
