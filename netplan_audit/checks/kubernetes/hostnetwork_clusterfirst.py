"""Pods on the node's network that resolve names as the node does.

What it finds
-------------
Workloads with `hostNetwork: true` and the DNS policy `ClusterFirst`, which is the default: their
pods ask the resolvers of the node. Low; medium where a container is given the name of a Service of
the cluster, which those do not know. It is undecided where either field is known only after apply.

Names are looked for in the environment, the arguments and the ConfigMaps of the containers. Windows
is left out: there the policy that would help is not supported. So are the workloads of kube-system,
and what carries packets on the nodes, which mostly have to start before the cluster's DNS.

Why it matters
--------------
For pods on the node's network Kubernetes takes `ClusterFirst` as `Default`. What the pods look up
in the cluster is not found, though the policy says that the cluster comes first.

Bad
---
```yaml
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: monitoring
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      hostNetwork: true
      containers:
        - name: agent
          image: example/agent:1
```

Good
----
```yaml
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: monitoring
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      hostNetwork: true
      dnsPolicy: ClusterFirstWithHostNet
      containers:
        - name: agent
          image: example/agent:1
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.kubernetes.hostnames import hosts_of, is_secret
from netplan_audit.network.kubernetes.resolving import WITH_HOST_NETWORK
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.network import Network

_SYSTEM: Final = "kube-system"
_CARRIERS: Final = frozenset(
    {
        "kube-proxy",
        "aws-node",
        "calico-node",
        "cilium",
        "kube-flannel-ds",
        "kube-router",
        "weave-net",
    }
)
"""The names of what carries packets on the nodes, to the cluster's DNS too."""
_REMEDIATION: Final = (
    f"set dnsPolicy to {WITH_HOST_NETWORK}, or to Default where the node's DNS is meant"
)


@check(
    severity=Severity.MEDIUM,
    code="DNS013",
    pack="hygiene",
    place=("pod", "hostNetwork"),
    needs=("kubernetes.templates",),
)
def hostnetwork_clusterfirst(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each workload on the node's network."""
    objects = network.kubernetes
    for pods in objects.templates:
        policy = Truth.UNKNOWN if not pods.dns_policy else truth(pods.dns_policy == "ClusterFirst")
        answer = pods.host_network & policy
        if answer is Truth.NO or pods.is_windows is Truth.YES or _is_below_dns(pods):
            continue
        if answer is Truth.YES:
            yield _finding(objects, pods)
            continue
        names = {"hostNetwork": pods.host_network, "dnsPolicy": policy}
        yield Undecided(
            subject=pods.address,
            message="cannot tell whether it asks the cluster's DNS from the node's network",
            severity=Severity.INFO,
            unknowns=tuple(f"{pods.address} {n}" for n, t in names.items() if t is Truth.UNKNOWN),
            remediation=_REMEDIATION,
        )


def _is_below_dns(pods: PodTemplate) -> bool:
    return pods.namespace == _SYSTEM or pods.meta.name in _CARRIERS


def _finding(objects: KubernetesObjects, pods: PodTemplate) -> Finding:
    inside = hosts_of(objects, pods).inside(objects)
    named = ""
    if inside:
        name = "a name of the cluster" if is_secret(objects, pods) else inside[0].name
        named = f", which does not know {name} ({inside[0].place})"
    severity = Severity.MEDIUM if inside else Severity.LOW
    return Finding(
        subject=pods.address,
        message=f"is on the node's network and asks the node's DNS{named}",
        severity=severity if pods.namespace is not None else severity.lower(),
        confidence=Confidence.LIKELY if inside else Confidence.CERTAIN,
        remediation=_REMEDIATION,
        fix=Fix(lambda: fixes.kubernetes.pods_with(pods, ("dnsPolicy", "ClusterFirstWithHostNet"))),
    )
