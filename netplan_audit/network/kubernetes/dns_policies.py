"""Whether NetworkPolicies keep pods from asking the cluster's DNS."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.kubernetes.network_policies import DNS_NAMESPACES
from netplan_audit.network.kubernetes.resolving import asks_cluster_dns
from netplan_audit.unknown import Truth, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from netplan_audit.network.kubernetes.governed import Near, Space
    from netplan_audit.network.kubernetes.network_policies import (
        NetworkPolicy,
        PolicyRule,
        Protocol,
    )
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.kubernetes.selectors import Labels

_STORE: Final = re.compile(
    r"(?:.*/)?(?:redis|valkey|keydb|memcached|postgres|postgresql|postgis|mysql|mariadb|mongo|mongodb"
    r"|minio)(?:[:@].*)?"
)
_REPLICATES: Final = re.compile(
    r"replicaof|slaveof|sentinel|cluster-enabled|replSet|primary_conninfo|gcomm|https?://"
)


class _Together(Struct, frozen=True):
    """What several policies come to that select the same pods.

    `isolated` tells whether any isolates them, `first` the place of the first policy for each
    answer, `admitted` whether any lets them ask DNS.
    """

    isolated: Truth
    first: Mapping[Truth, int]
    admitted: Truth


class Asking(Struct, frozen=True, eq=False, dict=True):
    """Pods of a namespace with these labels.

    `itself` is a policy that selects them, where labels alone do not tell.
    """

    space: Space
    labels: Labels
    itself: NetworkPolicy | None = None

    @cached_property
    def _some(self) -> list[tuple[int, Truth]]:
        """The policies that may select them and not every pod, by their places; whether they do."""
        numbers = self.space.for_some(self.labels)
        found = ((number, self._selected(self.space.near[number][0])) for number in numbers)
        return [(number, sure) for number, sure in found if sure is not Truth.NO]

    @property
    def numbers(self) -> Iterator[int]:
        """The places of the policies that may select them and not every pod."""
        return (number for number, _ in self._some)

    @property
    def near(self) -> list[tuple[Near, Truth]]:
        """The policies that may select them, whether those are in the namespace, and do."""
        every = ((number, Truth.YES) for number in self.space.for_all)
        return [(self.space.near[number], sure) for number, sure in sorted((*every, *self._some))]

    def blocked(self, protocol: Protocol) -> tuple[Truth, NetworkPolicy | None]:
        """Tell whether they are isolated without DNS, and by which policy.

        A policy that may be elsewhere isolates no pods here, but may let them through.
        """
        every, some = _for_all(self.space, protocol), _together(self.space, self._some, protocol)
        answer, admitted = every.isolated | some.isolated, every.admitted | some.admitted
        if answer is Truth.NO or (self.itself is not None and not self._is_by_itself(answer)):
            return Truth.NO, None
        first = min(each.first[answer] for each in (every, some) if answer in each.first)
        return answer & ~admitted, self.space.near[first][0]

    def doubts(self, protocol: Protocol) -> tuple[str, ...]:
        """Name what would tell whether they are, where that is not known."""
        found = dict.fromkeys(
            self._doubt(*near, protocol)
            for near, sure in self.near
            if near[1] & sure & self.space.admits_dns(near[0], protocol) is Truth.UNKNOWN
        )
        return tuple(found) or tuple(f"{near[0].address}.spec" for near, _ in self.near)

    def _is_by_itself(self, answer: Truth) -> bool:
        """Tell whether the policy that is asked about is among those that isolate them so."""
        own = self.itself
        is_it = own is not None and own.isolates_egress is answer
        return is_it and any(each is own and w is Truth.YES for each, w in self.space.near)

    def _selected(self, policy: NetworkPolicy) -> Truth:
        return Truth.YES if policy is self.itself else policy.pods.matches(self.labels)

    def _doubt(self, policy: NetworkPolicy, where: Truth, protocol: Protocol) -> str:
        if where is Truth.UNKNOWN:
            return policy.where
        if self._selected(policy) is Truth.UNKNOWN and not self.labels.complete:
            return "the labels of the pods that it selects"
        rules = [
            rule
            for rule in policy.egress
            if rule.admits_dns(policy.namespace, protocol, self.space.spaces) is Truth.UNKNOWN
        ]
        if any(map(_is_for_addresses, rules)):
            return "the address of the cluster's DNS"
        if any(peer.namespaces is not None for rule in rules for peer in rule.peers or ()):
            return f"{policy.address}.spec or the labels of the namespace of the cluster's DNS"
        return f"{policy.address}.spec"


def selecting(asking: Sequence[Asking]) -> list[NetworkPolicy]:
    """Return the policies of a namespace that may select any of these pods."""
    if not asking:
        return []
    space = asking[0].space
    numbers = {*space.for_all, *(number for pods in asking for number in pods.numbers)}
    return [space.near[number][0] for number in sorted(numbers)]


def _for_all(space: Space, protocol: Protocol) -> _Together:
    """Return what the policies come to that select every pod, which is the same for all pods."""
    return space.once(
        ("for all", protocol),
        lambda: _together(space, [(number, Truth.YES) for number in space.for_all], protocol),
    )


def _together(space: Space, chosen: Sequence[tuple[int, Truth]], protocol: Protocol) -> _Together:
    first: dict[Truth, int] = {}
    admitted = []
    for number, sure in chosen:
        policy, where = space.near[number]
        admitted.append(where & sure & space.admits_dns(policy, protocol))
        if where is Truth.YES:
            first.setdefault(sure & policy.isolates_egress, number)
    return _Together(any_of(first), first, any_of(admitted))


def _is_for_addresses(rule: PolicyRule) -> bool:
    """Tell whether a rule names a block of addresses that may hold the cluster's DNS."""
    return any(peer.is_block and peer.block is not None for peer in rule.peers or ())


def asks_through_policies(template: PodTemplate) -> Truth:
    """Tell whether pods ask the cluster's DNS from a network of their own."""
    if template.host_network is Truth.YES or template.namespace in DNS_NAMESPACES:
        return Truth.NO
    return asks_cluster_dns(template) & ~template.host_network


def asks_for_no_name(template: PodTemplate) -> Truth:
    """Tell whether a workload is one store that only answers, by its images."""
    images = [container.image for container in template.containers]
    if not all(_STORE.fullmatch(image) for image in images if image):
        return Truth.NO
    is_whole = template.complete and "" not in images
    is_store = truth(bool(images)) if is_whole else Truth.UNKNOWN
    count = template.replicas
    is_alone = Truth.UNKNOWN if count is None else truth(count == 1)
    texts = (text.value for container in template.containers for text in container.texts)
    return is_store & is_alone & ~any_of(map(_replicates, texts))


def _replicates(text: str | None) -> Truth:
    """Tell whether a text has a store follow others; one that is not known may."""
    return Truth.UNKNOWN if text is None else truth(_REPLICATES.search(text) is not None)
