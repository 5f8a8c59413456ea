"""Workloads told to send larger packets than a path carries, which the network ACL keeps quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.connections.small_paths import admits_too_big, paths_of
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.connections.small_paths import SmallPath
    from netplan_audit.network.filtering.network_acls import NetworkAcl
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload


class LargeSender(Struct, frozen=True):
    """A workload set to `mtu` bytes by `origin`, and the path that carries less.

    `learns` tells whether messages about packets too big get back to it. Without a network ACL,
    `settles` names what would tell which one filters its subnet.
    """

    workload: Workload
    mtu: int
    origin: str
    path: SmallPath
    acl: NetworkAcl | None
    learns: Truth
    settles: str


def large_senders(network: Network) -> tuple[LargeSender, ...]:
    """Return those that do not, or may not, learn that their packets are too big."""
    given = [plugin for plugin in network.cnis.vpc if plugin.interface is not None]
    found: list[LargeSender] = []
    for workload in network.workloads.values():
        mtu, origin = workload.mtu, workload.address
        if mtu is None and workload.is_node and len(given) == 1:
            mtu, origin = given[0].interface, given[0].address
        sender = None if mtu is None else _sender(network, workload, mtu, origin)
        found += [sender] if sender is not None else []
    return tuple(found)


def _sender(network: Network, workload: Workload, mtu: int, origin: str) -> LargeSender | None:
    subnets = [network.subnets[each] for each in workload.subnets if each in network.subnets]
    for path in paths_of(network, subnets):
        if path.clamps or mtu <= path.mtu:
            continue
        acl, settles = network.borders.acl_of(path.subnet)
        if acl is None and not settles:
            continue  # AWS's default ACL lets everything in
        learns = Truth.UNKNOWN if acl is None else admits_too_big(acl)
        if learns is not Truth.YES:
            return LargeSender(workload, mtu, origin, path, acl, learns, settles)
    return None
