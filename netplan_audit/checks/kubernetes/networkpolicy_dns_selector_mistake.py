"""A rule for DNS whose peers are not those that are meant.

What it finds
-------------
Egress rules of NetworkPolicies that name the pods of the cluster's DNS by label without naming
their namespace in the same peer: a `podSelector` alone selects pods of the policy's own namespace,
where there are none. Low, as names resolve by other rules; where they do not,
`networkpolicy-egress-blocks-dns` says so and this check keeps silent.

Why it matters
--------------
Each member of the list `to` is a peer of its own. With `namespaceSelector` and `podSelector` as two
members, the first one opens the ports to every pod of kube-system and the second one to nobody:
what was to be narrow is wide, and the policy reads as if it were not.

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
        - podSelector:
            matchLabels: {k8s-app: kube-dns}
      ports:
        - {protocol: UDP, port: 53}
        - {protocol: TCP, port: 53}
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
          podSelector:
            matchLabels: {k8s-app: kube-dns}
      ports:
        - {protocol: UDP, port: 53}
        - {protocol: TCP, port: 53}
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity
from netplan_audit.network.kubernetes.dns_policies import Asking
from netplan_audit.network.kubernetes.network_policies import DNS_LABELS, DNS_NAMESPACES
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.governed import Space
    from netplan_audit.network.kubernetes.network_policies import (
        NetworkPolicy,
        PolicyPeer,
        PolicyRule,
    )
    from netplan_audit.network.network import Network

_LABEL: Final = "k8s-app"
_REMEDIATION: Final = "put namespaceSelector and podSelector into one member of the list"


@check(
    severity=Severity.LOW,
    code="DNS004",
    pack="strict",
    place=("spec", "egress"),
    no_fix="the rules of a policy are one list, which a patch would replace as a whole",
    needs=("pods.policies",),
)
def networkpolicy_dns_selector_mistake(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge the rules of each policy whose pods may ask the cluster's DNS."""
    for policy in network.pods.policies:
        if policy.namespace is None or policy.namespace in DNS_NAMESPACES:
            continue
        if policy.isolates_egress is not Truth.YES:
            continue
        mistakes = [rule for rule in policy.egress if any(map(_is_mistake, rule.peers or ()))]
        if mistakes and _resolves(network.pods.space(policy.namespace), policy):
            yield Finding(
                subject=policy.address,
                message=_told(mistakes[0]),
                severity=Severity.LOW,
                remediation=_REMEDIATION,
            )


def _is_mistake(peer: PolicyPeer) -> bool:
    """Tell whether a peer names the DNS pods alone."""
    if peer.pods is None or peer.namespaces is not None:
        return False
    wanted = peer.pods.wanted.known.get(_LABEL)
    return wanted in {labels.known[_LABEL] for labels in DNS_LABELS}


def _resolves(space: Space, policy: NetworkPolicy) -> bool:
    """Tell whether what it selects may ask the cluster's DNS by other rules."""
    if any(True for _ in space.may_select(policy.pods)):
        return space.once(("resolves", policy.pods), lambda: _resolve(space, policy))
    return _asks(Asking(space, policy.pods.wanted, policy))


def _resolve(space: Space, policy: NetworkPolicy) -> bool:
    """Tell it of its workloads, which it has in common with policies that select alike."""
    return all(_asks(Asking(space, pods.labels)) for pods, _ in space.may_select(policy.pods))


def _asks(asking: Asking) -> bool:
    return asking.blocked("UDP")[0] is Truth.NO


def _told(rule: PolicyRule) -> str:
    dead = "its podSelector for the DNS pods selects pods of its own namespace"
    spaces = [peer for peer in rule.peers or () if peer.namespaces is not None and not peer.pods]
    if spaces:
        return f"{dead}, and the namespaceSelector beside it all pods of those that it matches"
    return f"{dead}, where there are none of DNS"
