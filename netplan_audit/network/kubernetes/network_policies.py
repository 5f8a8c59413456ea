"""NetworkPolicies: which pods they isolate, what they let through, and the cluster's DNS.

Policies are additive: what any policy that selects a pod allows is allowed, in whatever order they
stand (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec import Struct

from netplan_audit.network.cidr import ALL_IPV4, AddressSet
from netplan_audit.network.kubernetes.meta import is_placeholder
from netplan_audit.network.kubernetes.selectors import Labels
from netplan_audit.unknown import Truth, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.network.kubernetes.selectors import Selector

Protocol = Literal["UDP", "TCP", "SCTP"]
PortNames: TypeAlias = "Mapping[tuple[str, str], int]"
"""The numbers of the ports of pods, by the names that containers give them and their protocols."""
DNS_PORTS: Final = (53, 5353)
"""The pods of kube-dns and CoreDNS listen on 53, those of OpenShift on 5353."""
DNS_NAMESPACES: Final = ("kube-system", "openshift-dns")
NAME_LABEL: Final = "kubernetes.io/metadata.name"
DNS_LABELS: Final = tuple(
    Labels({"k8s-app": app}, complete=False) for app in ("kube-dns", "coredns")
)
"""The labels of the cluster's DNS pods."""
_EVERYWHERE: Final = (ALL_IPV4, AddressSet.parse("::/0"))
_PORT_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "UDP": ("dns", "dns-udp", "domain"),
    "TCP": ("dns", "dns-tcp", "domain"),
    "SCTP": (),
}
_NO_LABELS: Final[Mapping[str, Labels]] = {}


class PolicyPort(Struct, frozen=True):
    """One of a rule's `ports`.

    `protocol` is empty where it is unknown. `port` is a number, a name, or None for every port of
    the protocol; `known` is False where that cannot be told.
    """

    protocol: str
    port: int | str | None = None
    last: int | None = None
    known: bool = True

    def covers(self, protocol: str, number: int, names: PortNames) -> Truth:
        """Tell whether it covers a port of pods."""
        if self.protocol not in {protocol, ""}:
            return Truth.NO
        answer = self._fits(protocol, number, names)
        return answer if self.protocol else answer & Truth.UNKNOWN

    def _fits(self, protocol: str, number: int, names: PortNames) -> Truth:
        if not self.known:
            return Truth.UNKNOWN
        if isinstance(self.port, str):
            return truth(names.get((self.port, protocol)) == number)
        if self.port is None:
            return Truth.YES
        return truth(self.port <= number <= (self.last or self.port))

    def admits_dns(self, protocol: Protocol) -> Truth:
        """Tell whether packets to the cluster's DNS pods fit it."""
        if isinstance(self.port, str) and self.known and self.protocol in {protocol, ""}:
            answer = truth(self.port in _PORT_NAMES[protocol])
            return answer | Truth.UNKNOWN if self.protocol else Truth.UNKNOWN
        return any_of(self.covers(protocol, number, {}) for number in DNS_PORTS)


class PolicyPeer(Struct, frozen=True):
    """One of a rule's peers: both selectors together, or a block without its exceptions.

    Where there is neither a selector nor a block, the block is unknown.
    """

    namespaces: Selector | None = None
    pods: Selector | None = None
    block: AddressSet | None = None

    @property
    def is_block(self) -> bool:
        """Whether it is a block of addresses."""
        return self.namespaces is None and self.pods is None

    def covers(self, labels: Labels, there: str | None, spaces: Labels, own: str | None) -> Truth:
        """Tell whether pods with these labels are among it, in the namespace `there`.

        `spaces` are the labels of that namespace; `own` is the policy's. Addresses of pods are not
        known before they run, so a block covers none for sure.
        """
        if self.is_block:
            return Truth.UNKNOWN
        if self.namespaces is not None:
            near = self.namespaces.matches(spaces)
        elif own is None or there is None:
            near = Truth.UNKNOWN
        else:
            near = truth(own == there)
        return near if self.pods is None else near & self.pods.matches(labels)

    def covers_address(self, address: AddressSet) -> Truth:
        """Tell whether it covers an address outside the cluster."""
        if not self.is_block:
            return Truth.NO
        if self.block is None:
            return Truth.UNKNOWN
        return truth(self.block.covers(address))

    def admits_dns(self, namespace: str | None, known: Mapping[str, Labels] = _NO_LABELS) -> Truth:
        """Tell whether the cluster's DNS pods are among what it names.

        `namespace` is the policy's: a `podSelector` alone selects there. `known` are the labels of
        namespaces that the input declares. Whether a block of addresses holds the cluster's DNS is
        unknown, unless it holds every address.
        """
        if self.is_block:
            every = self.block is not None and any(map(self.block.covers, _EVERYWHERE))
            return Truth.YES if every else Truth.UNKNOWN
        return any_of(
            self.covers(labels, name, _labels(name, known), namespace)
            for name in DNS_NAMESPACES
            for labels in DNS_LABELS
        )


def _labels(namespace: str, known: Mapping[str, Labels]) -> Labels:
    """Return what is known of the labels of a namespace that others manage."""
    declared = known[namespace].known if namespace in known else {}
    return Labels({**declared, NAME_LABEL: namespace}, complete=False)


class PolicyRule(Struct, frozen=True):
    """What one rule allows: every peer where `peers` is empty, every port where `ports` is.

    Either is None where it is unknown.
    """

    peers: tuple[PolicyPeer, ...] | None = ()
    ports: tuple[PolicyPort, ...] | None = ()

    def admits_dns(
        self, namespace: str | None, protocol: Protocol, known: Mapping[str, Labels] = _NO_LABELS
    ) -> Truth:
        """Tell whether it lets pods ask the cluster's DNS over a protocol."""
        return self.reaches_dns(namespace, known) & self.opens_dns(protocol)

    def reaches_dns(self, namespace: str | None, known: Mapping[str, Labels] = _NO_LABELS) -> Truth:
        """Tell whether the DNS pods are among its peers."""
        if self.peers is None:
            return Truth.UNKNOWN
        if not self.peers:
            return Truth.YES
        return any_of(peer.admits_dns(namespace, known) for peer in self.peers)

    def opens_dns(self, protocol: Protocol) -> Truth:
        """Tell whether the DNS port is among its ports."""
        if self.ports is None:
            return Truth.UNKNOWN
        if not self.ports:
            return Truth.YES
        return any_of(port.admits_dns(protocol) for port in self.ports)

    def opens(self, protocol: str, number: int, names: PortNames) -> Truth:
        """Tell whether a port of pods is among its ports."""
        if self.ports is None:
            return Truth.UNKNOWN
        if not self.ports:
            return Truth.YES
        return any_of(port.covers(protocol, number, names) for port in self.ports)


class NetworkPolicy(Struct, frozen=True):
    """A NetworkPolicy.

    `namespace` is None where it is unknown, `name` '' then; `complete` is False where there may be
    more rules than `egress` and `ingress` hold. `folder` is that of a manifest, `tops` are those
    of the kustomizations that build it.
    """

    address: str
    namespace: str | None
    pods: Selector
    isolates_egress: Truth
    egress: tuple[PolicyRule, ...] = ()
    complete: bool = True
    isolates_ingress: Truth = Truth.YES
    ingress: tuple[PolicyRule, ...] = ()
    name: str = ""
    folder: str = ""
    tops: frozenset[str] = frozenset()

    def admits_dns(self, protocol: Protocol, known: Mapping[str, Labels] = _NO_LABELS) -> Truth:
        """Tell whether it lets the pods it selects ask the cluster's DNS over a protocol."""
        if self.isolates_egress is Truth.NO:
            return Truth.NO
        rules = (rule.admits_dns(self.namespace, protocol, known) for rule in self.egress)
        return any_of(rules, closed=self.complete)

    @property
    def where(self) -> str:
        """Names what would tell its namespace, where that is not known for sure."""
        if self.namespace is None or is_placeholder(self.namespace):
            return f"{self.address}.metadata.namespace"
        return f"the namespace that {self.folder or 'the folder'} is applied to"

    def in_namespace(self, namespace: str) -> Truth:
        """Tell whether it is in a namespace."""
        if self.namespace == namespace:
            return Truth.YES
        known = self.namespace is not None and not is_placeholder(self.namespace)
        return Truth.NO if known and not is_placeholder(namespace) else Truth.UNKNOWN
