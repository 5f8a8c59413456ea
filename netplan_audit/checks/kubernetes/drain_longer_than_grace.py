"""A load balancer drains for longer than the pod lives.

What it finds
-------------
Pods that a load balancer of AWS reaches by their addresses, whose target group drains for longer
than the pods' grace period, where the protocol keeps connections open: gRPC, HTTP/2, WebSockets.
Low. It is undecided where one of the two times is known only after apply.

Protocols are told from `appProtocol`, names of ports, `grpc` probes and annotations of Ingresses. A
target group that is not in the input drains for 300 seconds unless the annotation says otherwise.

Why it matters
--------------
The load balancer gives open connections the deregistration delay to finish. The pod is killed when
its grace period ends, whatever is still open: streams break in the middle.

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
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip
spec:
  type: LoadBalancer
  selector: {app: web}
  ports:
    - name: wss
      port: 443
      targetPort: 8443
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
      terminationGracePeriodSeconds: 330
      containers:
        - name: web
          image: example/web:1
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip
spec:
  type: LoadBalancer
  selector: {app: web}
  ports:
    - name: wss
      port: 443
      targetPort: 8443
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/best-practices/load-balancing.html>
- <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.alb import by_ip
from netplan_audit.network.kubernetes.serving import long_lived

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.alb import Registration
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.network import Network

_REMEDIATION: Final = (
    "raise terminationGracePeriodSeconds above the deregistration delay, or lower the delay"
)


@check(
    severity=Severity.LOW,
    code="HC005",
    pack="strict",
    place=("pod", "terminationGracePeriodSeconds"),
    no_fix="whether to drain for less or to live for longer depends on the longest request",
    needs=("kubernetes.services",),
)
def drain_longer_than_grace(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge the workloads with long connections whose pods are targets by address."""
    objects = network.kubernetes
    for service in objects.services:
        registration = by_ip(network, service)
        for pods in objects.pods_of(service) if registration is not None else ():
            clue = long_lived(objects, service, pods)
            if clue and registration is not None:
                yield from _judged(pods, registration, clue)


def _judged(pods: PodTemplate, registration: Registration, clue: str) -> Iterator[Outcome]:
    group = registration.group
    related = (
        (registration.address, registration.kind),
        *(((group, "target group"),) if group else ()),
    )
    if pods.grace is None or registration.delay is None:
        missing = (
            f"{pods.address} terminationGracePeriodSeconds"
            if pods.grace is None
            else f"{group or registration.address} deregistration_delay"
        )
        yield Undecided(
            subject=pods.address,
            message="cannot tell whether its pods live as long as the load balancer drains them",
            severity=Severity.INFO,
            unknowns=(missing,),
            related=related,
            remediation=_REMEDIATION,
            identity=(registration.address,),
        )
    elif registration.delay > pods.grace:
        yield Finding(
            subject=pods.address,
            message=f"the load balancer drains for {registration.delay} s and the grace period is "
            f"{pods.grace} s ({clue})",
            severity=Severity.LOW,
            confidence=Confidence.LIKELY,
            related=related,
            evidence={
                "deregistration delay": registration.delay,
                "terminationGracePeriodSeconds": pods.grace,
            },
            remediation=_REMEDIATION,
            identity=(registration.address,),
        )
