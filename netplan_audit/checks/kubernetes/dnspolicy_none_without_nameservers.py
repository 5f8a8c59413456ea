"""Pods that take no DNS policy and name no nameserver.

What it finds
-------------
Workloads with `dnsPolicy: None` whose `dnsConfig` has no `nameservers`. It is undecided where
these are known only after apply.

Why it matters
--------------
With `None` the pods take nothing from the cluster or the node, so at least one nameserver has to
be given. The API server refuses such a pod: a Deployment is taken, and its pods never appear.

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
      dnsPolicy: None
      dnsConfig:
        options:
          - name: ndots
            value: "2"
      containers:
        - name: web
          image: nginx
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
      dnsPolicy: None
      dnsConfig:
        nameservers: [10.0.0.2]
        options:
          - name: ndots
            value: "2"
      containers:
        - name: web
          image: nginx
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network

_REMEDIATION: Final = "name a nameserver, or keep the policy ClusterFirst and set only options"


@check(
    severity=Severity.HIGH,
    code="DNS012",
    place=("pod", "dnsPolicy"),
    no_fix="which nameserver the pods are to ask is for their author to say",
    needs=("kubernetes.templates",),
)
def dnspolicy_none_without_nameservers(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each workload whose DNS policy is None."""
    for pods in network.kubernetes.templates:
        if pods.dns_policy != "None" or pods.dns.nameservers:
            continue
        if pods.dns.nameservers is None:
            yield Undecided(
                subject=pods.address,
                message="cannot tell whether it names a nameserver, which dnsPolicy None requires",
                severity=Severity.MEDIUM,
                unknowns=(f"{pods.address} dnsConfig.nameservers",),
                remediation=_REMEDIATION,
            )
        else:
            yield Finding(
                subject=pods.address,
                message="dnsPolicy is None and dnsConfig names no nameserver",
                severity=Severity.HIGH,
                remediation=_REMEDIATION,
            )
