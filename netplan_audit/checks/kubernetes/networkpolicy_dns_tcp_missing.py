"""NetworkPolicies allow DNS over UDP only.

What it finds
-------------
NetworkPolicies that isolate the egress of pods and let them ask the cluster's DNS over UDP, while
no policy lets them ask over TCP. Low; medium where the policy's name says that it is for DNS. It is
undecided where charts, policies of other engines or unknown values may allow TCP.

Pods are left out that have the network of their node, or another `dnsPolicy` than the cluster's.

Why it matters
--------------
An answer that does not fit into a packet is cut, and the resolver asks again over TCP. Without it
names with many addresses or long records fail, and nothing else does: a headless Service that grows
stops resolving one day.

Bad
---
```yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: app
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector:
            matchLabels: {kubernetes.io/metadata.name: kube-system}
      ports:
        - {protocol: UDP, port: 53}
```

Good
----
```yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: app
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector:
            matchLabels: {kubernetes.io/metadata.name: kube-system}
      ports:
        - {protocol: UDP, port: 53}
        - {protocol: TCP, port: 53}
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/network-policies/>
- <https://www.rfc-editor.org/rfc/rfc7766>

"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.kubernetes.dns_policies import Asking, asks_through_policies
from netplan_audit.network.kubernetes.network_policies import DNS_NAMESPACES
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.governed import Space
    from netplan_audit.network.kubernetes.network_policies import NetworkPolicy
    from netplan_audit.network.network import Network

_FOR_DNS: Final = re.compile(r"(?:^|[^a-z0-9])dns(?:[^a-z0-9]|$)")
_REMEDIATION: Final = "allow TCP 53 beside UDP 53"


@check(
    severity=Severity.MEDIUM,
    code="DNS002",
    pack="strict",
    place=("spec", "egress"),
    needs=("pods.policies",),
)
def networkpolicy_dns_tcp_missing(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each policy that allows DNS over UDP by the pods that it selects."""
    pods = network.pods
    for policy in pods.policies:
        if policy.namespace is None or policy.namespace in DNS_NAMESPACES:
            continue
        space = pods.space(policy.namespace)
        if space.admits_dns(policy, "UDP") is Truth.YES:
            yield from _judged(space, policy)


def _judged(space: Space, policy: NetworkPolicy) -> Iterator[Outcome]:
    found = _chosen_by(space, policy)
    answers, related = found.answers, found.related
    unseen = space.unseen
    if Truth.YES in answers and not unseen:
        is_for_dns = _FOR_DNS.search(policy.name) is not None
        yield Finding(
            subject=policy.address,
            message="allows the cluster's DNS over UDP, and no policy allows it over TCP",
            severity=Severity.MEDIUM if is_for_dns else Severity.LOW,
            confidence=Confidence.CERTAIN if space.templates else Confidence.LIKELY,
            related=related,
            remediation=_REMEDIATION,
            fix=Fix(lambda: fixes.kubernetes.dns_allowed(policy, space.policies, ("TCP",))),
        )
    elif Truth.YES in answers or Truth.UNKNOWN in answers:
        yield Undecided(
            subject=policy.address,
            message="cannot tell whether a policy allows the cluster's DNS over TCP",
            severity=Severity.INFO,
            unknowns=unseen or _doubts(found.asking),
            related=related,
            remediation=_REMEDIATION,
        )


class _Chosen(Struct, frozen=True):
    """The pods that a policy selects, whether they lack TCP, and the workloads of those that do."""

    asking: list[Asking]
    answers: frozenset[Truth]
    related: tuple[tuple[str, str], ...]


def _chosen_by(space: Space, policy: NetworkPolicy) -> _Chosen:
    """Return the pods of a policy: the same for all that select alike."""
    if space.templates:
        return space.once(("lacks TCP", policy.pods), lambda: _chosen(space, policy))
    asking = [Asking(space, policy.pods.wanted, policy)]
    return _Chosen(asking, frozenset(map(_lacks_tcp, asking)), ())


def _chosen(space: Space, policy: NetworkPolicy) -> _Chosen:
    selected = [
        pods
        for pods, sure in space.may_select(policy.pods)
        if sure is Truth.YES and asks_through_policies(pods) is Truth.YES
    ]
    asking = [Asking(space, pods.labels) for pods in selected]
    answers = [_lacks_tcp(each) for each in asking]
    worst = Truth.YES if Truth.YES in answers else Truth.UNKNOWN
    related = tuple(
        (pods.address, pods.kind)
        for pods, answer in zip(selected, answers, strict=True)
        if answer is worst
    )
    return _Chosen(asking, frozenset(answers), related)


def _doubts(asking: list[Asking]) -> tuple[str, ...]:
    """Name what would tell whether pods may ask over TCP."""
    return tuple(dict.fromkeys(each for pods in asking for each in pods.doubts("TCP")))


def _lacks_tcp(asking: Asking) -> Truth:
    """Tell whether pods may ask over UDP and not over TCP."""
    udp, _ = asking.blocked("UDP")
    tcp, _ = asking.blocked("TCP")
    return tcp & ~udp
