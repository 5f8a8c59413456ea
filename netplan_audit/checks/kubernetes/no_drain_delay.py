"""Pods that end before the load balancer knows.

What it finds
-------------
Deployments with two pods or more that a load balancer of AWS reaches by the addresses of the pods,
by an Ingress, a Service or a TargetGroupBinding, where no container has a `preStop` hook. Low;
medium where the namespace is in the input without the label that makes pods wait until they are
healthy targets; info where a service mesh is in front, or `minReadySeconds` with a
PodDisruptionBudget slows rollouts. It is undecided where the number of pods or a hook is known only
after apply.

Why it matters
--------------
A pod is told to end at the moment its target is deregistered, which takes the load balancer some
seconds. Requests that come in between reach a container that has stopped listening: each rollout
gives a few errors. A hook that sleeps 10 to 15 seconds keeps it listening. An application that goes
on listening by itself after the order to end needs none.

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
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip
spec:
  type: LoadBalancer
  selector: {app: web}
  ports:
    - port: 443
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
      terminationGracePeriodSeconds: 60
      containers:
        - name: web
          image: example/web:1
          lifecycle:
            preStop:
              exec: {command: [sleep, "15"]}
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip
spec:
  type: LoadBalancer
  selector: {app: web}
  ports:
    - port: 443
      targetPort: 8443
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/best-practices/load-balancing.html>
- <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.alb import by_ip
from netplan_audit.network.kubernetes.serving import has_several, in_mesh
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.alb import Registration
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.network import Network

_GATE: Final = "elbv2.k8s.aws/pod-readiness-gate-inject"
_REMEDIATION: Final = (
    "add a preStop hook that sleeps 15 s, and a grace period that holds it and the longest request"
)


@check(
    severity=Severity.MEDIUM,
    code="HC004",
    pack="strict",
    place=("pod", "containers"),
    no_fix="how long pods have to wait depends on the load balancer and the longest request",
    needs=("kubernetes.services",),
)
def no_drain_delay(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge the Deployments whose pods are targets by address."""
    objects = network.kubernetes
    judged: set[str] = set()
    for service in objects.services:
        registration = by_ip(network, service) if service.is_headless is Truth.NO else None
        for pods in objects.pods_of(service) if registration is not None else ():
            if pods.kind == "Deployment" and registration and pods.address not in judged:
                judged.add(pods.address)
                yield from _judged(objects, pods, registration)


def _judged(
    objects: KubernetesObjects, pods: PodTemplate, registration: Registration
) -> Iterator[Outcome]:
    several, hookless = has_several(objects, pods), _has_no_hook(pods)
    answer = several & hookless
    severity = _severity(objects, pods)
    related = ((registration.address, registration.kind),)
    if answer is Truth.YES:
        yield Finding(
            subject=pods.address,
            message=f"{registration.address} registers its pods by address, and none waits "
            "before it ends",
            severity=severity,
            confidence=Confidence.LIKELY,
            related=related,
            remediation=_REMEDIATION,
        )
    elif answer is Truth.UNKNOWN:
        field = "lifecycle" if hookless is Truth.UNKNOWN else "replicas"
        yield Undecided(
            subject=pods.address,
            message="cannot tell whether its pods end before the load balancer knows",
            severity=severity.lower(),
            unknowns=(f"{pods.address} {field}",),
            related=related,
            remediation=_REMEDIATION,
        )


def _has_no_hook(pods: PodTemplate) -> Truth:
    if any(container.pre_stop is not None for container in pods.containers):
        return Truth.NO
    return truth(bool(pods.containers)) if pods.complete else Truth.UNKNOWN


def _severity(objects: KubernetesObjects, pods: PodTemplate) -> Severity:
    budgets = [b for b in objects.others if b.kind == "PodDisruptionBudget"]
    near = any(b.shares_namespace(pods.meta) is Truth.YES for b in budgets)
    if (pods.min_ready and near) or in_mesh(objects, pods) is not Truth.NO:
        return Severity.INFO
    labels = objects.labels_of(pods.namespace)
    ungated = labels is not None and labels.have(_GATE, ("enabled",)) is Truth.NO
    return Severity.MEDIUM if ungated else Severity.LOW
