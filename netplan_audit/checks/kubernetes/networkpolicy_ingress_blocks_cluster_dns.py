"""NetworkPolicies keep everybody from the cluster's DNS.

What it finds
-------------
NetworkPolicies in `kube-system` or `openshift-dns` that isolate the ingress of the pods of the
cluster's DNS, while no policy there lets UDP to their port come from every namespace. Critical
where a policy selects all pods of the namespace, else high. It is undecided where only some
namespaces or addresses are let in, and where charts, policies of other engines, unknown values, or
policies of the folder that name no namespace may let in more.

Why it matters
--------------
Both ends have to allow a packet. When the DNS pods take none, names fail for every pod of the
cluster at once, whatever its own policies say.

Bad
---
```yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny-ingress
  namespace: kube-system
spec:
  podSelector: {}
  policyTypes: [Ingress]
```

Good
----
```yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny-ingress
  namespace: kube-system
spec:
  podSelector: {}
  policyTypes: [Ingress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: dns
  namespace: kube-system
spec:
  podSelector:
    matchLabels: {k8s-app: kube-dns}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector: {}
      ports:
        - {protocol: UDP, port: 53}
        - {protocol: TCP, port: 53}
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/network-policies/>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.kubernetes.network_policies import DNS_LABELS, DNS_NAMESPACES
from netplan_audit.network.kubernetes.selectors import EVERYTHING, Labels
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.governed import Near, Space
    from netplan_audit.network.kubernetes.network_policies import (
        NetworkPolicy,
        PolicyPeer,
        PolicyRule,
    )
    from netplan_audit.network.network import Network

_LABELS: Final = tuple(Labels(each.known) for each in DNS_LABELS)
"""Those of the pods, which have no others that people select by."""
_REMEDIATION: Final = (
    "allow UDP and TCP 53 from `namespaceSelector: {}` to pods labelled k8s-app: kube-dns"
)


@check(
    severity=Severity.CRITICAL, code="DNS003", place=("spec", "ingress"), needs=("pods.policies",)
)
def networkpolicy_ingress_blocks_cluster_dns(
    network: Network,
    params: NoParams,  # noqa: ARG001 - the signature of every check
) -> Iterator[Outcome]:
    """Judge the policies of each namespace that the cluster's DNS runs in."""
    for namespace in DNS_NAMESPACES:
        space = network.pods.space(namespace)
        isolating = [each for each in space.near if _isolates(each[0]) is not Truth.NO]
        if any(where is Truth.YES for _, where in isolating):
            yield from _judged(space, namespace, isolating)


def _isolates(policy: NetworkPolicy) -> Truth:
    """Tell whether it isolates the ingress of the DNS pods."""
    return policy.isolates_ingress & any_of(map(policy.pods.matches, _LABELS))


def _judged(space: Space, namespace: str, isolating: list[Near]) -> Iterator[Outcome]:
    here = [policy for policy, where in isolating if where is Truth.YES]
    admits = [where & _isolates(policy) & _admits(policy) for policy, where in isolating]
    answer = any_of(map(_isolates, here)) & ~any_of(admits)
    if answer is Truth.NO:
        return
    widest = [policy for policy in here if policy.pods == EVERYTHING]
    subject = (widest or here)[0].address
    severity = Severity.CRITICAL if widest else Severity.HIGH
    others = tuple(
        (policy.address, "policy of the namespace")
        for policy, _ in isolating
        if policy.address != subject
    )
    unseen = space.unseen
    if answer is Truth.YES and not unseen:
        yield Finding(
            subject=subject,
            message=f"isolates the cluster's DNS in {namespace}, and no policy lets every "
            "namespace ask it",
            severity=severity,
            related=others,
            remediation=_REMEDIATION,
            fix=Fix(partial(fixes.kubernetes.dns_served, (widest or here)[0])),
        )
    else:
        yield Undecided(
            subject=subject,
            message=f"cannot tell who may ask the cluster's DNS in {namespace}",
            severity=severity.lower(),
            unknowns=unseen or tuple(_unknown(*each) for each in isolating),
            related=others,
            remediation=_REMEDIATION,
        )


def _unknown(policy: NetworkPolicy, where: Truth) -> str:
    return f"{policy.address}.spec.ingress" if where is Truth.YES else policy.where


def _admits(policy: NetworkPolicy) -> Truth:
    """Tell whether it lets UDP to the port of DNS in from every namespace."""
    return any_of(map(_lets_in, policy.ingress), closed=policy.complete)


def _lets_in(rule: PolicyRule) -> Truth:
    if rule.peers is None:
        return Truth.UNKNOWN & rule.opens_dns("UDP")
    if not rule.peers:
        return rule.opens_dns("UDP")
    return any_of(map(_is_everybody, rule.peers)) & rule.opens_dns("UDP")


def _is_everybody(peer: PolicyPeer) -> Truth:
    """Tell whether a peer is every pod; part of them, or addresses, may be those that matter."""
    every = peer.namespaces == EVERYTHING and peer.pods in {None, EVERYTHING}
    if every:
        return Truth.YES
    return Truth.NO if not peer.is_block and peer.namespaces is None else Truth.UNKNOWN
