"""A preStop hook that takes all the time a pod has to end.

What it finds
-------------
Containers whose `preStop` hook sleeps for `terminationGracePeriodSeconds`, 30 by default, or
longer. It is undecided where the seconds of the hook are known and those of the pod are not.

Hooks that do not plainly sleep, such as a script or a request, are left out.

Why it matters
--------------
The grace period starts with the hook. When it is over the container is killed: the order to end,
which the application would answer by finishing its requests, comes with no time left.

Bad
---
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
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
          lifecycle:
            preStop:
              exec: {command: [sleep, "30"]}
```

Good
----
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
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
```

References
----------
- <https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/>
- <https://docs.aws.amazon.com/eks/latest/best-practices/application.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.network import Network

_REMEDIATION: Final = (
    "set terminationGracePeriodSeconds above the hook and the longest request together"
)


@check(
    severity=Severity.HIGH,
    code="HC003",
    place=("pod", "terminationGracePeriodSeconds"),
    needs=("kubernetes.templates",),
)
def prestop_exceeds_grace(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each container that sleeps before it ends."""
    for pods in network.kubernetes.templates:
        for container in pods.containers:
            slept = None if container.pre_stop is None else container.pre_stop.seconds
            if slept:
                yield from _judged(pods, container.name, slept)


def _judged(pods: PodTemplate, container: str, slept: int) -> Iterator[Outcome]:
    if pods.grace is None:
        yield Undecided(
            subject=pods.address,
            message=f"cannot tell whether {container} is killed while its preStop hook sleeps",
            severity=Severity.MEDIUM,
            unknowns=(f"{pods.address} terminationGracePeriodSeconds",),
            remediation=_REMEDIATION,
            identity=(container,),
        )
    elif slept >= pods.grace:
        yield Finding(
            subject=pods.address,
            message=f"the preStop hook of {container} sleeps {slept} s and the grace period is "
            f"{pods.grace} s",
            severity=Severity.HIGH,
            evidence={"preStop": slept, "terminationGracePeriodSeconds": pods.grace},
            remediation=_REMEDIATION,
            fix=Fix(
                partial(
                    fixes.kubernetes.pods_with,
                    pods,
                    ("terminationGracePeriodSeconds", slept + pods.grace),
                )
            ),
            identity=(container,),
        )
