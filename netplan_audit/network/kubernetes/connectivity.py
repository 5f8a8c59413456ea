"""Whether NetworkPolicies let one pod connect to another, or to an address, in three values.

A connection needs both ends: the egress of its source and the ingress of its target. A direction
that no policy isolates lets everything through
(https://kubernetes.io/docs/concepts/services-networking/network-policies/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.cidr import AddressSet
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.network.kubernetes.network_policies import (
        NetworkPolicy,
        PolicyPeer,
        PolicyRule,
        PortNames,
    )
    from netplan_audit.network.kubernetes.selectors import Labels


class PodEnd(Struct, frozen=True):
    """Pods at one end: their namespace, its labels, theirs, and the names of their ports."""

    namespace: str | None
    spaces: Labels
    labels: Labels
    names: PortNames


class Connection(Struct, frozen=True):
    """A connection to a port, over TCP, UDP or SCTP; an address is one outside the cluster."""

    source: PodEnd | AddressSet
    target: PodEnd | AddressSet
    protocol: str
    port: int

    @property
    def names(self) -> PortNames:
        """The names of ports that count: those of the target; an address has none."""
        return {} if isinstance(self.target, AddressSet) else self.target.names


def allows(policies: Sequence[NetworkPolicy], wanted: Connection) -> Truth:
    """Tell whether policies let a connection through."""
    answer = Truth.YES
    if isinstance(wanted.source, PodEnd):
        answer &= _passes(policies, wanted, wanted.source, is_egress=True)
    if isinstance(wanted.target, PodEnd):
        answer &= _passes(policies, wanted, wanted.target, is_egress=False)
    return answer


def _passes(
    policies: Sequence[NetworkPolicy], wanted: Connection, own: PodEnd, *, is_egress: bool
) -> Truth:
    other = wanted.target if is_egress else wanted.source
    isolated: list[Truth] = []
    admitted: list[Truth] = []
    for policy in policies:
        selects = policy.pods.matches(own.labels)
        selects &= Truth.UNKNOWN if own.namespace is None else policy.in_namespace(own.namespace)
        isolates = policy.isolates_egress if is_egress else policy.isolates_ingress
        if selects & isolates is Truth.NO:
            continue
        rules = policy.egress if is_egress else policy.ingress
        through = (
            rule.opens(wanted.protocol, wanted.port, wanted.names) & _reaches(rule, policy, other)
            for rule in rules
        )
        isolated.append(selects & isolates)
        admitted.append(selects & isolates & any_of(through, closed=policy.complete))
    return ~any_of(isolated) | any_of(admitted)


def _reaches(rule: PolicyRule, policy: NetworkPolicy, other: PodEnd | AddressSet) -> Truth:
    if rule.peers is None:
        return Truth.UNKNOWN
    return any_of(_covered(rule.peers, policy, other)) if rule.peers else Truth.YES


def _covered(
    peers: tuple[PolicyPeer, ...], policy: NetworkPolicy, other: PodEnd | AddressSet
) -> Iterator[Truth]:
    for peer in peers:
        if isinstance(other, AddressSet):
            yield peer.covers_address(other)
        else:
            yield peer.covers(other.labels, other.namespace, other.spaces, policy.namespace)
