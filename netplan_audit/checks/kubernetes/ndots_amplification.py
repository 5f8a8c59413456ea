"""Each look-up of an external name asks the search list first.

What it finds
-------------
Workloads whose pods resolve names through the cluster's DNS and are given names outside the cluster
with fewer dots than `ndots`, which is 5 unless `dnsConfig` says otherwise. Each such name is tried
with every domain of the search list first, for A and for AAAA: the finding counts the queries. The
count is the same for glibc and musl, since both stop at the first name that exists.

Names are looked for in the environment, the arguments and the ConfigMaps of the containers: URLs,
names with a port, and names in variables that are called as those for hosts are. Low; medium for
three names or more in ten pods or more, info for Jobs, and where NodeLocal DNSCache or `autopath`
softens it. It is undecided where `ndots`, `dnsPolicy` or the name are known only after apply.

Names that end with a dot, names of the cluster, host networks, Windows and other DNS policies are
left out, and so are names that nobody looks up there: those of `hostAliases`, those of Ingresses
and routes that lead to the workload itself, the address in a variable that is called as the
workload or its image is (`WIKI_URL` in a wiki), links, and what a script only prints. A variable
that has a name which an Ingress of the input leads to another workload counts only where it is one
to log in by: the others are what browsers ask for. So are left out names that the search list is
not asked for: in a configuration of nginx, in name servers, and where a proxy is named that asks.

Why it matters
--------------
The kubelet gives pods `search <namespace>.svc.cluster.local svc.cluster.local cluster.local`, the
domains of the node and `ndots:5`. Eight queries instead of two go out for `api.stripe.com`, ten
with the domain that EC2 gives to nodes of EKS. Under load this fills the cluster's DNS, the
1,024 packets per second that an interface may send to the VPC's resolver, and the tail latency.

With a lower `ndots`, names of the cluster with as many dots have to be written in full: musl, which
Alpine images use, does not try the search list for them at all.

Bad
---
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: payments
  namespace: shop
spec:
  selector:
    matchLabels: {app: payments}
  template:
    metadata:
      labels: {app: payments}
    spec:
      containers:
        - name: payments
          image: example/payments:1
          env:
            - name: API_HOST
              value: api.stripe.com
```

Good
----
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: payments
  namespace: shop
spec:
  selector:
    matchLabels: {app: payments}
  template:
    metadata:
      labels: {app: payments}
    spec:
      dnsConfig:
        options:
          - name: ndots
            value: "2"
      containers:
        - name: payments
          image: example/payments:1
          env:
            - name: API_HOST
              value: api.stripe.com
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/>
- <https://man7.org/linux/man-pages/man5/resolv.conf.5.html>
- <https://wiki.musl-libc.org/functional-differences-from-glibc.html>
- <https://docs.aws.amazon.com/eks/latest/best-practices/scale-cluster-services.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import NO_FIX, Fix
from netplan_audit.network.kubernetes.hostnames import hosts_of, is_secret
from netplan_audit.network.kubernetes.lookups import look_up, search_list
from netplan_audit.network.kubernetes.resolving import asks_cluster_dns, softens_lookups
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Evidence, Outcome
    from netplan_audit.network.kubernetes.hostnames import Host, Hosts
    from netplan_audit.network.kubernetes.lookups import Lookup
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.network import Network

_MANY_NAMES: Final = 3
_MANY_PODS: Final = 10
_ENDING: Final = frozenset({"Job", "CronJob"})
_SHOWN: Final = 10
_ENOUGH: Final = 2
_REMEDIATION: Final = "set ndots to 2 in dnsConfig, or end the names with a dot"


@check(
    severity=Severity.MEDIUM,
    code="DNS010",
    pack="strict",
    place=("pod", "dnsConfig"),
    needs=("kubernetes.templates",),
)
def ndots_amplification(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each workload by the external names that it is given."""
    objects = network.kubernetes
    for pods in objects.templates:
        asks = asks_cluster_dns(pods) & ~pods.is_windows
        if asks is Truth.NO:
            continue
        hosts = hosts_of(objects, pods)
        ndots = pods.dns.ndots
        short = [host for host in hosts.external if ndots is None or host.dots < ndots]
        if short and ndots is not None and asks is Truth.YES:
            yield _finding(objects, pods, short, ndots)
        elif short or hosts.unknown:
            yield from _undecided(pods, hosts, asks)


def _finding(
    objects: KubernetesObjects, pods: PodTemplate, short: list[Host], ndots: int
) -> Finding:
    domains = objects.node_domains
    extra = (*(domains or ()), *(pods.dns.searches or ()))
    searches = search_list(pods.namespace or "default", extra)
    first = short[0]
    walk = look_up(first.name, ndots=ndots, searches=searches, exists=lambda n: n == first.name)
    hidden = is_secret(objects, pods)
    named = "a name outside the cluster" if hidden else first.name
    more = f" (and {len(short) - 1} more)" if len(short) > 1 else ""
    return Finding(
        subject=pods.address,
        message=f"is given {named}{more} with ndots {ndots}: {_count(walk, domains)}",
        severity=_severity(objects, pods, short),
        confidence=Confidence.LIKELY,
        evidence=_evidence([] if hidden else short, searches, walk),
        remediation=_REMEDIATION,
        fix=Fix(partial(fixes.kubernetes.with_ndots, pods, _ENOUGH))
        if _is_enough(objects, pods, short)
        else NO_FIX,
    )


def _is_enough(objects: KubernetesObjects, pods: PodTemplate, short: list[Host]) -> bool:
    """Tell whether fewer dots end the search for these names, and keep it for the cluster's."""
    inside = hosts_of(objects, pods).short(objects)
    return all(h.dots >= _ENOUGH for h in short) and all(h.dots < _ENOUGH for h in inside)


def _count(walk: Lookup, domains: tuple[str, ...] | None) -> str:
    told = f"{walk.queries} DNS queries for a look-up, {walk.failing} of which fail"
    return told if domains is not None else f"{told}, and 2 more for each domain of the node"


def _severity(objects: KubernetesObjects, pods: PodTemplate, short: list[Host]) -> Severity:
    if softens_lookups(objects) or pods.kind in _ENDING:
        return Severity.INFO
    replicas = objects.most_replicas(pods) or 0
    is_busy = len(short) >= _MANY_NAMES and replicas >= _MANY_PODS
    return Severity.MEDIUM if is_busy else Severity.LOW


def _evidence(shown: list[Host], searches: tuple[str, ...], walk: Lookup) -> Evidence:
    names = tuple(f"{host.name} ({host.place})" for host in shown[:_SHOWN])
    return {"names": names, "search domains": len(searches), "queries": walk.queries}


def _undecided(pods: PodTemplate, hosts: Hosts, asks: Truth) -> Iterator[Undecided]:
    """Say what would settle it: the settings first, then a name that is not known yet."""
    unknowns = [
        f"{pods.address} {name}"
        for name, waits in (
            ("dnsPolicy", asks is Truth.UNKNOWN),
            ("dnsConfig.options ndots", pods.dns.ndots is None),
        )
        if waits
    ]
    if hosts.external or (pods.dns.ndots or 0) > _MANY_NAMES:
        yield Undecided(
            subject=pods.address,
            message="cannot tell how often it asks the search list for names outside the cluster",
            severity=Severity.INFO,
            unknowns=tuple(unknowns) or hosts.unknown,
            remediation=_REMEDIATION,
        )
