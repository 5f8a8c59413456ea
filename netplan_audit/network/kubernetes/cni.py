"""How large packets are that network plugins let pods send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from netplan_audit.network.network import Network

NODE_MTU: Final = 9001
"""The MTU of the interfaces of current instance types inside a VPC ("Network MTU", EC2 guide)."""


class Overlay(Struct, frozen=True):
    """A plugin with an MTU of its own.

    `mtu` is None where it is left to the plugin, or not known. `overhead` is what is put around a
    packet of that size: 0 where the plugin takes it off by itself (Cilium, Flannel), None where the
    encapsulation is not known, which `settles` names. `wraps` says what it is.
    """

    address: str
    name: str
    mtu: int | None
    overhead: int | None
    wraps: str
    settles: str = ""

    def exceeds(self, node: int) -> Truth:
        """Tell whether packets of pods with what is around them are larger than nodes send."""
        if self.mtu is None:
            return truth(bool(self.settles)) & Truth.UNKNOWN
        if self.mtu > node:
            return Truth.YES
        if self.overhead is None:
            return truth(self.mtu + _MOST > node) & Truth.UNKNOWN
        return truth(self.mtu + self.overhead > node)


_MOST: Final = 88
"""The most that any of the encapsulations adds: Geneve and IPsec of Antrea."""


class VpcCni(Struct, frozen=True):
    """The MTUs that the Amazon VPC CNI plugin is given, None where they are left to it.

    `settles` names what would tell those that are not known.
    """

    address: str
    interface: int | None
    pod: int | None
    settles: str = ""


class Cnis(Struct, frozen=True):
    """The plugins whose MTU the input sets."""

    overlays: tuple[Overlay, ...] = ()
    vpc: tuple[VpcCni, ...] = ()


def node_mtu(network: Network) -> tuple[int, bool]:
    """Return the MTU of nodes, and whether the input has such nodes of AWS."""
    nodes = [w for w in network.workloads.values() if w.is_node or w.kind == "EKS control plane"]
    pinned = [node.mtu for node in nodes if node.mtu is not None]
    return min(pinned, default=NODE_MTU), bool(nodes)
