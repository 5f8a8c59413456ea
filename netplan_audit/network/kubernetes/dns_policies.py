"""Whether NetworkPolicies keep pods from asking the cluster's DNS."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.kubernetes.network_policies import DNS_NAMESPACES
from netplan_audit.network.kubernetes.resolving import asks_cluster_dns
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.kubernetes.governed import Near, Space
    from netplan_audit.network.kubernetes.network_policies import (
        NetworkPolicy,
        PolicyRule,
        Protocol,
    )
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.kubernetes.selectors import Labels


class Asking(Struct, frozen=True, eq=False, dict=True):
    """Pods of a namespace with these labels.

    `itself` is a policy that selects them, where labels alone do not tell.
    """

    space: Space
    labels: Labels
    itself: NetworkPolicy | None = None

    @cached_property
    def near(self) -> list[Near]:
        """The policies that may select them, and whether those are in the namespace."""
        every = self.space.near_of(self.labels)
        return [near for near in every if self._selected(near[0]) is not Truth.NO]

    def blocked(self, protocol: Protocol) -> tuple[Truth, NetworkPolicy | None]:
        """Tell whether they are isolated without DNS, and by which policy.

        A policy that may be elsewhere isolates no pods here, but may let them through.
        """
        here = [policy for policy, where in self.near if where is Truth.YES]
        isolated = [(policy, self._selected(policy) & policy.isolates_egress) for policy in here]
        answer = any_of(each for _, each in isolated)
        admitted = any_of(each for _, each in self._admitting(protocol))
        first = [p for p, each in isolated if each is answer and each is not Truth.NO]
        if self.itself is not None and self.itself not in first:
            return Truth.NO, None
        return answer & ~admitted, first[0] if first else None

    def doubts(self, protocol: Protocol) -> tuple[str, ...]:
        """Name what would tell whether they are, where that is not known."""
        unsure = (near for near, each in self._admitting(protocol) if each is Truth.UNKNOWN)
        found = tuple(dict.fromkeys(self._doubt(*near) for near in unsure))
        return found or tuple(f"{policy.address}.spec" for policy, _ in self.near)

    def _selected(self, policy: NetworkPolicy) -> Truth:
        return Truth.YES if policy is self.itself else policy.pods.matches(self.labels)

    def _admitting(self, protocol: Protocol) -> Iterator[tuple[Near, Truth]]:
        """Yield each policy, and whether it lets them ask DNS."""
        for policy, where in self.near:
            admits = self.space.admits_dns(policy, protocol)
            yield (policy, where), where & self._selected(policy) & admits

    def _doubt(self, policy: NetworkPolicy, where: Truth) -> str:
        if where is Truth.UNKNOWN:
            return policy.where
        if self._selected(policy) is Truth.UNKNOWN and not self.labels.complete:
            return "the labels of the pods that it selects"
        if any(map(_is_for_addresses, policy.egress)):
            return "the address of the cluster's DNS"
        return f"{policy.address}.spec"


def _is_for_addresses(rule: PolicyRule) -> bool:
    """Tell whether a rule names a block of addresses that may hold the cluster's DNS."""
    return any(peer.is_block and peer.block is not None for peer in rule.peers or ())


def asks_through_policies(template: PodTemplate) -> Truth:
    """Tell whether pods ask the cluster's DNS from a network of their own."""
    if template.host_network is Truth.YES or template.namespace in DNS_NAMESPACES:
        return Truth.NO
    return asks_cluster_dns(template) & ~template.host_network
