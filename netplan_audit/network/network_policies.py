"""NetworkPolicies: which pods they isolate, and whether those may still ask the cluster's DNS.

Policies are additive: what any policy that selects a pod allows is allowed, in whatever order they
stand (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from netplan_audit.kubernetes import UNNAMED
from netplan_audit.network.selectors import Labels
from netplan_audit.unknown import Truth, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.selectors import Selector

Protocol = Literal["UDP", "TCP"]
DNS_PORTS: Final = (53, 5353)
"""The pods of kube-dns and CoreDNS listen on 53, those of OpenShift on 5353."""
DNS_NAMESPACES: Final = ("kube-system", "openshift-dns")
NAME_LABEL: Final = "kubernetes.io/metadata.name"
_DNS_PODS: Final = ("kube-dns", "coredns")
_PORT_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "UDP": ("dns", "dns-udp", "domain"),
    "TCP": ("dns", "dns-tcp", "domain"),
}


class PolicyPort(Struct, frozen=True):
    """One of a rule's `ports`.

    `protocol` is empty where it is unknown. `port` is a number, a name, or None for every port of
    the protocol; `known` is False where that cannot be told.
    """

    protocol: str
    port: int | str | None = None
    last: int | None = None
    known: bool = True

    def admits_dns(self, protocol: Protocol) -> Truth:
        """Tell whether packets to the cluster's DNS pods fit it."""
        if self.protocol not in {protocol, ""}:
            return Truth.NO
        answer = self._port_fits(protocol)
        return answer if self.protocol else answer & Truth.UNKNOWN

    def _port_fits(self, protocol: Protocol) -> Truth:
        if not self.known:
            return Truth.UNKNOWN
        if self.port is None:
            return Truth.YES
        if isinstance(self.port, str):
            return Truth.YES if self.port in _PORT_NAMES[protocol] else Truth.UNKNOWN
        last = self.port if self.last is None else self.last
        return truth(any(self.port <= number <= last for number in DNS_PORTS))


class PolicyPeer(Struct, frozen=True):
    """One of a rule's `to`: both selectors together, or a block of addresses."""

    namespaces: Selector | None = None
    pods: Selector | None = None
    block: str = ""

    def admits_dns(self, namespace: str | None) -> Truth:
        """Tell whether the cluster's DNS pods are among what it names.

        `namespace` is the policy's: a `podSelector` alone selects there. Whether a block of
        addresses holds the cluster's DNS is unknown, unless it holds every address.
        """
        if self.namespaces is None and self.pods is None:
            return Truth.YES if self.block in {"0.0.0.0/0", "::/0"} else Truth.UNKNOWN
        return any_of(self._in(name, namespace) for name in DNS_NAMESPACES)

    def _in(self, name: str, namespace: str | None) -> Truth:
        if self.namespaces is not None:
            there = self.namespaces.matches(Labels({NAME_LABEL: name}, complete=False))
        elif namespace is None:
            there = Truth.UNKNOWN
        else:
            there = truth(namespace == name)
        return there if self.pods is None else there & self._selects_dns(self.pods)

    @staticmethod
    def _selects_dns(pods: Selector) -> Truth:
        return any_of(pods.matches(Labels({"k8s-app": app}, complete=False)) for app in _DNS_PODS)


class EgressRule(Struct, frozen=True):
    """What one rule allows: every peer where `peers` is empty, every port where `ports` is.

    Either is None where it is unknown.
    """

    peers: tuple[PolicyPeer, ...] | None = ()
    ports: tuple[PolicyPort, ...] | None = ()

    def admits_dns(self, namespace: str | None, protocol: Protocol) -> Truth:
        """Tell whether it lets pods ask the cluster's DNS over a protocol."""
        return self.reaches_dns(namespace) & self.opens_dns(protocol)

    def reaches_dns(self, namespace: str | None) -> Truth:
        """Tell whether the DNS pods are among its peers."""
        if self.peers is None:
            return Truth.UNKNOWN
        if not self.peers:
            return Truth.YES
        return any_of(peer.admits_dns(namespace) for peer in self.peers)

    def opens_dns(self, protocol: Protocol) -> Truth:
        """Tell whether the DNS port is among its ports."""
        if self.ports is None:
            return Truth.UNKNOWN
        if not self.ports:
            return Truth.YES
        return any_of(port.admits_dns(protocol) for port in self.ports)


class NetworkPolicy(Struct, frozen=True):
    """A NetworkPolicy as far as egress goes.

    `namespace` is None where it is unknown; `complete` is False where there may be more rules than
    `egress` holds.
    """

    address: str
    namespace: str | None
    pods: Selector
    isolates_egress: Truth
    egress: tuple[EgressRule, ...] = ()
    complete: bool = True

    def admits_dns(self, protocol: Protocol) -> Truth:
        """Tell whether it lets the pods it selects ask the cluster's DNS over a protocol."""
        if self.isolates_egress is Truth.NO:
            return Truth.NO
        rules = (rule.admits_dns(self.namespace, protocol) for rule in self.egress)
        return any_of(rules, closed=self.complete)

    def in_namespace(self, namespace: str) -> Truth:
        """Tell whether it is in a namespace."""
        if self.namespace is None:
            return Truth.UNKNOWN
        return truth(self.namespace == namespace)


class Pods(Struct, frozen=True):
    """The pods of an input and the policies that govern them.

    `unseen` are the addresses of objects that may hold more policies: charts that are not
    rendered, manifests that are not known, policies of other engines.
    """

    templates: tuple[PodTemplate, ...] = ()
    policies: tuple[NetworkPolicy, ...] = ()
    unseen: tuple[tuple[str, str | None], ...] = ()

    def unseen_in(self, namespace: str) -> tuple[str, ...]:
        """Return what may bring policies into a namespace that are not seen.

        A manifest without a namespace may be applied to one that others name.
        """
        named = not namespace.startswith(UNNAMED)
        return tuple(
            address
            for address, where in self.unseen
            if where in {namespace, None} or (named and (where or "").startswith(UNNAMED))
        )
