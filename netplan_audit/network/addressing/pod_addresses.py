"""How many addresses the pods of an EKS cluster may need, and how many there are for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.addressing.subnet_use import unsized_by, usable_addresses
from netplan_audit.network.exposure.public_subnets import subnets_of
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.clusters import Cluster, NodeGroup
    from netplan_audit.network.network import Network

_BURSTABLE: Final = {
    "t2.micro": (2, 2),
    "t2.small": (3, 4),
    "t2.medium": (3, 6),
    "t2.large": (3, 12),
    "t2.xlarge": (3, 15),
    "t2.2xlarge": (3, 15),
    "nano": (2, 2),
    "micro": (2, 2),
    "small": (3, 4),
    "medium": (3, 6),
    "large": (3, 12),
    "xlarge": (4, 15),
    "2xlarge": (4, 15),
}
"""Interfaces, and IPv4 addresses of each, of the families t2, t3, t3a and t4g by size."""
_GENERAL: Final = {
    "large": (3, 10),
    "xlarge": (4, 15),
    "2xlarge": (4, 15),
    "4xlarge": (8, 30),
    "8xlarge": (8, 30),
}
"""The same of the families c, m and r since their fifth generation, up to eight times xlarge."""
_FAMILIES: Final = frozenset(
    f"{letter}{generation}"
    for letter in "cmr"
    for generation in ("5", "5a", "5d", "6i", "6a", "6g", "6gd", "7i", "7a", "7g", "7gd")
)
_SMALL_NODES: Final = 110
_MOST: Final = 250
"""So many pods EKS lets a node run at most: 110 up to 30 vCPUs, else 250."""
_FEW_CPUS: Final = frozenset({"large", "xlarge", "2xlarge", "4xlarge"} | {*_BURSTABLE})


class PodAddresses(Struct, frozen=True):
    """The pods that a cluster's managed nodes can run, and the addresses of their subnets.

    `verdict` tells whether the addresses fall short; `unknowns` what would tell.
    """

    verdict: Truth
    nodes: int = 0
    needed: int = 0
    usable: int = 0
    groups: tuple[str, ...] = ()
    subnets: tuple[str, ...] = ()
    unknowns: tuple[str, ...] = ()


def pod_addresses(network: Network, cluster: Cluster) -> PodAddresses:
    """Compare what the pods of a cluster can need with what the subnets of its nodes have."""
    groups = network.once(_groups_by_cluster).get(cluster.address, [])
    if not groups or Truth.YES in (cluster.is_ipv6, cluster.pods_elsewhere):
        return PodAddresses(Truth.NO)
    subnets, usable, unknowns = _supply(network, groups)
    counted = [(group, _pods(group)) for group in groups]
    least = sum(pods * (group.max_size or 0) for group, (pods, _) in counted)
    most = sum(pods * (group.max_size or 0) for group, (_, pods) in counted)
    for group, (low, high) in counted:
        if group.max_size is None:
            unknowns.append(f"{group.address}.scaling_config.max_size")
        elif low != high:
            unknowns.append(f"{group.address}.instance_types")
    sized = all(group.max_size is not None for group in groups)
    verdict = Truth.UNKNOWN
    if usable is not None and sized and most <= usable:
        verdict = Truth.NO
    elif usable is not None and least > usable:
        doubts = Truth.UNKNOWN in (cluster.is_ipv6, cluster.pods_elsewhere)
        verdict = Truth.UNKNOWN if doubts else Truth.YES
        unknowns += [f"{cluster.address}.kubernetes_network_config.ip_family"] if doubts else []
    return PodAddresses(
        verdict,
        sum(group.max_size or 0 for group in groups),
        least,
        usable or 0,
        tuple(group.address for group in groups),
        tuple(subnets),
        tuple(dict.fromkeys(unknowns)),
    )


def _groups_by_cluster(network: Network) -> dict[str, list[NodeGroup]]:
    found: dict[str, list[NodeGroup]] = {}
    for group in network.node_groups.values():
        cluster = None if group.cluster is None else group.cluster.only
        if cluster is not None:
            found.setdefault(cluster, []).append(group)
    return found


def _supply(network: Network, groups: list[NodeGroup]) -> tuple[list[str], int | None, list[str]]:
    """Return the subnets of node groups, how many addresses these have, and what would tell."""
    placed = [
        network.workloads[g.address].subnets for g in groups if g.address in network.workloads
    ]
    unknowns = [links.settles or "subnet_ids" for links in placed if not links.settled]
    names = list(dict.fromkeys(name for links in placed for name in links))
    total = 0
    known = {subnet.address: subnet for subnet in subnets_of(network, names)}
    for name in names:
        # What is reserved for prefixes is for pods as a rule.
        count = usable_addresses(known[name], prefixes=True) if name in known else None
        if count is None:
            where = f"{name}.cidr_block"
            unknowns.append(unsized_by(known[name], prefixes=True) if name in known else where)
        total += count or 0
    return names, total if names and not unknowns else None, unknowns


def _pods(group: NodeGroup) -> tuple[int, int]:
    """Return how many pods a node of a group can run: at least, and at most."""
    counts = [_pods_of(each) for each in group.instance_types or ("",)]
    sure = [count for count in counts if count is not None]
    if not sure or len(sure) < len(counts):
        return 0, _MOST
    return min(sure), max(sure) if len(set(sure)) == 1 else min(sure)


def _pods_of(instance_type: str) -> int | None:
    """Return how many pods a type has addresses for: one of each interface is the node's own."""
    family, _, size = instance_type.partition(".")
    if instance_type in _BURSTABLE:
        interfaces, addresses = _BURSTABLE[instance_type]
    elif family in {"t3", "t3a", "t4g"} and size in _BURSTABLE:
        interfaces, addresses = _BURSTABLE[size]
    elif family in _FAMILIES and size in _GENERAL:
        interfaces, addresses = _GENERAL[size]
    else:
        return None
    most = _SMALL_NODES if size in _FEW_CPUS else _MOST
    return min(interfaces * (addresses - 1) + 2, most)
