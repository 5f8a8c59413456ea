"""NetworkPolicies keep pods from asking the cluster's DNS.

What it finds
-------------
Pods whose egress NetworkPolicies isolate while no policy that selects them lets UDP packets reach
the cluster's DNS. All policies of the namespace count together: a second one that allows DNS is
enough. High where a workload of the input is selected; medium and likely where the input has
policies for a namespace and no workload in it, as others may come with the workloads. Medium too
where the pods just run a store that asks for no name, such as Redis, PostgreSQL or MinIO, and where
what they run is known only after apply.

A policy that names its pods, or what may come in, and allows no egress at all may be meant so. Then
it is medium where a workload is given names of hosts, and undecided where none is seen that asks.

It is undecided where charts, policies of other engines or unknown values may allow DNS, and where
only a block of addresses could hold the cluster's DNS. So it is where a manifest names no namespace
and a policy in its folder does, which may be the one that both are applied to, where
kustomizations build policies together, and where something else fills a namespace in. Pods with the
network of their node, and pods with another `dnsPolicy` than the cluster's DNS, are left out.

Why it matters
--------------
A policy that lists what pods may reach is complete: what it does not name is dropped, DNS too. The
pods run, and every name they look up times out. Four ways of allowing DNS do not: `protocol` left
out means TCP, `podSelector` alone selects pods of the policy's own namespace, and not those of
kube-system, ports of another rule do not apply, and OpenShift's DNS pods listen on 5353.

Bad
---
```hcl
resource "kubernetes_network_policy_v1" "database" {
  metadata {
    name      = "database-only"
    namespace = "app"
  }

  spec {
    pod_selector {}
    policy_types = ["Egress"]

    egress {
      to {
        ip_block {
          cidr = "10.0.0.0/16"
        }
      }

      ports {
        protocol = "TCP"
        port     = "5432"
      }
    }
  }
}
```

Good
----
```hcl
resource "kubernetes_network_policy_v1" "dns" {
  metadata {
    name      = "allow-dns"
    namespace = "app"
  }

  spec {
    pod_selector {}
    policy_types = ["Egress"]

    egress {
      to {
        namespace_selector {
          match_labels = { "kubernetes.io/metadata.name" = "kube-system" }
        }
        pod_selector {
          match_labels = { "k8s-app" = "kube-dns" }
        }
      }

      ports {
        protocol = "UDP"
        port     = "53"
      }
      ports {
        protocol = "TCP"
        port     = "53"
      }
    }
  }
}
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/network-policies/>
- <https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/network_policy_v1>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.kubernetes.dns_policies import (
    Asking,
    asks_for_no_name,
    asks_through_policies,
    selecting,
)
from netplan_audit.network.kubernetes.hostnames import hosts_of
from netplan_audit.network.kubernetes.network_policies import DNS_NAMESPACES
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.governed import Space
    from netplan_audit.network.kubernetes.network_policies import NetworkPolicy
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.network import Network

_REMEDIATION = (
    "allow UDP and TCP 53 to pods labelled k8s-app: kube-dns in the namespace labelled "
    "kubernetes.io/metadata.name: kube-system"
)


@check(severity=Severity.HIGH, code="DNS001", place=("spec", "egress"), needs=("pods.policies",))
def networkpolicy_egress_blocks_dns(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge the policies that isolate pods of each namespace by the pods that they select."""
    pods, objects = network.pods, network.kubernetes
    named = {policy.namespace for policy in pods.policies}
    for namespace in sorted(name for name in named if name is not None):
        yield from _judged(objects, pods.space(namespace), namespace)
    for policy in pods.policies:
        if policy.namespace is None and _may_block(policy) is not Truth.NO:
            unknown = f"{policy.address}.metadata.namespace"
            yield _outcome(policy, [], [], (unknown,))


def _may_block(policy: NetworkPolicy) -> Truth:
    return policy.isolates_egress & ~policy.admits_dns("UDP")


def _judged(objects: KubernetesObjects, space: Space, namespace: str) -> Iterator[Outcome]:
    """Judge the workloads of a namespace or, where none is seen, what its policies select.

    One result for each policy that isolates, which names every workload.
    """
    found: dict[str, list[tuple[Truth, PodTemplate, Asking]]] = {}
    policies: dict[str, NetworkPolicy] = {}
    for template in space.templates:
        asking = Asking(space, template.labels)
        answer, isolating = asking.blocked("UDP")
        answer &= asks_through_policies(template)
        if isolating is not None and answer is not Truth.NO:
            policies[isolating.address] = isolating
            found.setdefault(isolating.address, []).append((answer, template, asking))
    for address, results in found.items():
        sure = [template for answer, template, _ in results if answer is Truth.YES]
        chosen = sure or [template for _, template, _ in results]
        waits = space.unseen or (() if sure else results[0][2].doubts("UDP"))
        waits = waits or _lookups(objects, policies[address], chosen, results[0][2])
        yield _outcome(policies[address], chosen, [asking for _, _, asking in results], waits)
    if not space.templates and namespace not in DNS_NAMESPACES:
        yield from _of_selectors(objects, space)


def _of_selectors(objects: KubernetesObjects, space: Space) -> Iterator[Outcome]:
    """Judge pods that have just the labels which a policy asks for."""
    told: set[tuple[tuple[str, str], ...]] = set()
    for policy in space.policies:
        wanted = policy.pods.wanted
        key = tuple(sorted(wanted.known.items()))
        asking = Asking(space, wanted, policy)
        answer, _ = asking.blocked("UDP")
        if answer is not Truth.NO and key not in told:
            told.add(key)
            waits = space.unseen or (() if answer is Truth.YES else asking.doubts("UDP"))
            waits = waits or _lookups(objects, policy, [], asking)
            yield _outcome(policy, [], [asking], waits)


def _outcome(
    policy: NetworkPolicy,
    templates: list[PodTemplate],
    asking: list[Asking],
    waits: tuple[str, ...],
) -> Outcome:
    """Make the result of a policy; it is undecided where it waits for anything."""
    near = selecting(asking)
    others = [p for p in near if p is not policy and (waits or _shares(p, policy))]
    related = (
        *((template.address, template.kind) for template in templates),
        *((other.address, "policy of the namespace") for other in others),
    )
    who = f"{len(templates)} of the workloads" if len(templates) > 1 else "the pods it selects"
    who = templates[0].address if len(templates) == 1 else who
    asks = any(asks_for_no_name(each) is Truth.NO for each in templates)
    is_harmless = _is_meant(policy) or not asks
    severity = Severity.MEDIUM if is_harmless else Severity.HIGH
    if not waits:
        return Finding(
            subject=policy.address,
            message=f"isolates the egress of {who}, and {_nearest(policy, near)}",
            severity=severity,
            confidence=Confidence.CERTAIN if templates else Confidence.LIKELY,
            related=related,
            remediation=_REMEDIATION,
            fix=Fix(lambda: fixes.kubernetes.dns_allowed(policy, asking[0].space.policies)),
        )
    return Undecided(
        subject=policy.address,
        message=f"cannot tell whether a policy lets {who} ask the cluster's DNS",
        severity=severity.lower(),
        unknowns=waits,
        related=related,
        remediation=_REMEDIATION,
    )


def _shares(one: NetworkPolicy, other: NetworkPolicy) -> bool:
    """Tell whether policies are in one namespace for sure."""
    return other.namespace is not None and one.in_namespace(other.namespace) is Truth.YES


def _lookups(
    objects: KubernetesObjects, policy: NetworkPolicy, pods: list[PodTemplate], asking: Asking
) -> tuple[str, ...]:
    """Name what would tell that pods want names, where nothing does and no egress may be meant."""
    if not _is_meant(policy) or any(other.egress for other in selecting([asking])):
        return ()
    if any(hosts_of(objects, each).named for each in pods):
        return ()
    return (f"whether the pods of {policy.address} look up names",)


def _is_meant(policy: NetworkPolicy) -> bool:
    """Tell whether no egress at all may be what a policy is for: it is no mere default."""
    return not policy.egress and (policy.pods.is_for_some or bool(policy.ingress))


def _nearest(own: NetworkPolicy, policies: list[NetworkPolicy]) -> str:
    """Say why the rule that comes nearest to DNS misses it."""
    rules = [(p, rule) for p in policies for rule in p.egress]
    for policy, rule in rules:
        reaches, named = rule.reaches_dns(policy.namespace), rule.opens_dns("TCP")
        if reaches is Truth.YES and named is Truth.YES:
            where = "" if policy is own else f" of {policy.address}"
            return f"its rule{where} for the DNS port is for TCP only"
    for _, rule in rules:
        alone = any(p.namespaces is None and p.pods is not None for p in rule.peers or ())
        if alone and rule.ports and rule.opens_dns("UDP") is Truth.YES:
            return (
                "its rule for the DNS port has a pod selector alone, which selects pods of its "
                "own namespace"
            )
    return "no policy that selects these pods allows UDP to the cluster's DNS"
