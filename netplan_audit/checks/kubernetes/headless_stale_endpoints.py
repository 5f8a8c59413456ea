"""A headless Service publishes pods that are not ready.

What it finds
-------------
Headless Services with `publishNotReadyAddresses: true` in front of pods that are not those of a
StatefulSet. It is undecided where no workload of the input has the labels, and where a field is
known only after apply.

Services of StatefulSets are left out: their members find each other before they are ready. So are
those that are called like clustered systems, those whose name the pods behind them are given and no
other workload is, and those without selector.

Why it matters
--------------
The DNS of the cluster answers for a headless Service with the addresses of its pods, of those that
are ready. With this setting it answers with pods that start, fail their probes or end, and clients
connect to them.

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
  publishNotReadyAddresses: true
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
- <https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/>
- <https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/service_v1>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.kubernetes.headless import finds_peers
from netplan_audit.network.kubernetes.meta import related
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network

_REMEDIATION: Final = "leave publishNotReadyAddresses out"


@check(
    severity=Severity.MEDIUM,
    code="SVC010",
    pack="strict",
    place=("spec", "publishNotReadyAddresses"),
    needs=("kubernetes.services",),
)
def headless_stale_endpoints(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each headless Service that publishes what is not ready."""
    objects = network.kubernetes
    for service in objects.services:
        peers = finds_peers(objects, service)
        answer = service.is_headless & service.publishes_unready & ~peers
        if answer is Truth.NO or service.selector is None:
            continue
        behind = objects.pods_of(service)
        if answer is Truth.YES and behind:
            yield Finding(
                subject=service.address,
                message=f"publishes pods of {behind[0].address} that are not ready",
                severity=Severity.MEDIUM,
                related=related(pods.meta for pods in behind),
                remediation=_REMEDIATION,
                fix=Fix(
                    partial(fixes.kubernetes.service_with, service, publishNotReadyAddresses=False)
                ),
            )
            continue
        unset = {
            "clusterIP": service.is_headless,
            "publishNotReadyAddresses": service.publishes_unready,
            "metadata.name": peers,
        }
        names = [f"{service.address} {n}" for n, told in unset.items() if told is Truth.UNKNOWN]
        yield Undecided(
            subject=service.address,
            message="cannot tell whether it publishes pods that are not ready to clients",
            severity=Severity.LOW,
            unknowns=tuple(names) or (f"the workload that {service.address} selects",),
            remediation=_REMEDIATION,
        )
