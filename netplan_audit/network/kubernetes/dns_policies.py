"""Whether NetworkPolicies keep pods from asking the cluster's DNS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.network.kubernetes.network_policies import DNS_NAMESPACES
from netplan_audit.network.kubernetes.resolving import asks_cluster_dns
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from netplan_audit.network.kubernetes.network_policies import NetworkPolicy, Pods, Protocol
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.kubernetes.selectors import Labels


def blocked(
    pods: Pods,
    policies: list[NetworkPolicy],
    labels: Labels,
    protocol: Protocol,
    itself: NetworkPolicy | None = None,
) -> tuple[Truth, NetworkPolicy | None]:
    """Tell whether pods are isolated without DNS, and by which policy; `itself` selects them."""
    selecting = [
        (policy, Truth.YES if policy is itself else policy.pods.matches(labels))
        for policy in policies
    ]
    isolated = [(policy, selects & policy.isolates_egress) for policy, selects in selecting]
    answer = any_of(each for _, each in isolated)
    admitted = any_of(
        selects & policy.admits_dns(protocol, pods.spaces) for policy, selects in selecting
    )
    first = [p for p, each in isolated if each is answer and each is not Truth.NO]
    if itself is not None and itself not in first:
        return Truth.NO, None
    return answer & ~admitted, first[0] if first else None


def asks_through_policies(template: PodTemplate) -> Truth:
    """Tell whether pods ask the cluster's DNS from a network of their own."""
    if template.host_network is Truth.YES or template.namespace in DNS_NAMESPACES:
        return Truth.NO
    return asks_cluster_dns(template) & ~template.host_network
