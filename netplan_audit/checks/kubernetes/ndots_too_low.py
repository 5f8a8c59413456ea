"""Names of the cluster with as many dots as ndots asks for.

What it finds
-------------
Workloads that set `ndots` so low that a name of a Service which they are given, such as
`redis.cache` or `redis.cache.svc`, has as many dots: it is asked for as it is, not with the search
list. Medium where the image is Alpine's, whose C library, musl, does not go on to the search list:
the name is not found. Info elsewhere: glibc finds it after the query has gone to resolvers outside
the cluster. It is undecided where `ndots` is known only after apply.

Names are looked for in the environment, the arguments and the ConfigMaps of the containers. Full
names, `redis.cache.svc.cluster.local`, and names that end with a dot are found either way.

Why it matters
--------------
A lower `ndots` is the usual remedy against many queries for names outside the cluster. It works
the same in every image but for the names of Services in other namespaces.

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
      dnsConfig:
        options:
          - name: ndots
            value: "1"
      containers:
        - name: web
          image: python:3.13-alpine
          env:
            - name: DB
              value: postgres.data
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
      dnsConfig:
        options:
          - name: ndots
            value: "2"
      containers:
        - name: web
          image: python:3.13-alpine
          env:
            - name: DB
              value: postgres.data
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/>
- <https://wiki.musl-libc.org/functional-differences-from-glibc.html>
- <https://man7.org/linux/man-pages/man5/resolv.conf.5.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.kubernetes.hostnames import hosts_of, is_secret
from netplan_audit.network.kubernetes.pods import NDOTS
from netplan_audit.network.kubernetes.resolving import asks_cluster_dns
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.hostnames import Host
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.network import Network

_MUSL: Final = "alpine"
_REMEDIATION: Final = "raise ndots above the dots of the name, or write it in full"


@check(
    severity=Severity.MEDIUM,
    code="DNS011",
    pack="strict",
    place=("pod", "dnsConfig", "options"),
    needs=("kubernetes.templates",),
)
def ndots_too_low(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each workload that sets `ndots` by the names of Services that it is given."""
    objects = network.kubernetes
    for pods in objects.templates:
        ndots = pods.dns.ndots
        if ndots == NDOTS or asks_cluster_dns(pods) is Truth.NO:
            continue
        short = hosts_of(objects, pods).short(objects)
        broken = [host for host in short if ndots is not None and host.dots >= ndots]
        if broken and ndots is not None:
            yield _finding(pods, broken, ndots, hidden=is_secret(objects, pods))
        elif short and ndots is None:
            yield Undecided(
                subject=pods.address,
                message="cannot tell whether the search list is asked for names of the cluster",
                severity=Severity.LOW if _is_musl(pods) else Severity.INFO,
                unknowns=(f"{pods.address} dnsConfig.options ndots",),
                remediation=_REMEDIATION,
            )


def _finding(pods: PodTemplate, broken: list[Host], ndots: int, *, hidden: bool) -> Finding:
    is_musl = _is_musl(pods)
    name = "a name of the cluster" if hidden else broken[0].name
    how = (
        "musl in its image does not try the search list for it"
        if is_musl
        else "it is asked for outside the cluster before the search list"
    )
    return Finding(
        subject=pods.address,
        message=f"is given {name} with ndots {ndots}: {how}",
        severity=Severity.MEDIUM if is_musl else Severity.INFO,
        confidence=Confidence.LIKELY,
        evidence={
            "names": () if hidden else tuple(f"{h.name} ({h.place})" for h in broken),
            "images": tuple(container.image for container in pods.containers),
        },
        remediation=_REMEDIATION,
        fix=Fix(lambda: fixes.kubernetes.with_ndots(pods, NDOTS)),
    )


def _is_musl(pods: PodTemplate) -> bool:
    return any(_MUSL in container.image for container in pods.containers)
