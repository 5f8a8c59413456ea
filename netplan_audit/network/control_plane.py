"""Whether the control plane of an EKS cluster gets to the kubelets of its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.exposure.public_subnets import subnets_of
from netplan_audit.network.filtering.practice import CLUSTER_GROUP
from netplan_audit.network.ports import PortSet
from netplan_audit.unknown import Truth, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.clusters import Cluster
    from netplan_audit.network.filtering.security_groups import Rule
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload

_KUBELET: Final = PortSet.of((10250,))


def clusters_of(network: Network, nodes: Workload) -> list[Cluster]:
    """Return the cluster of a node group; for other nodes those in their VPC, if they are EKS's."""
    group = network.node_groups.get(nodes.address)
    if group is not None:
        named = "" if group.cluster is None else group.cluster.only or ""
        return [network.clusters[named]] if named in network.clusters else []
    vpcs = network.vpcs_of(nodes)
    found = []
    for cluster in network.clusters.values():
        control_plane = network.workloads.get(cluster.address)
        if control_plane is not None and network.vpcs_of(control_plane) & vpcs:
            found.append(cluster)
    return found


def lets_control_plane_in(
    network: Network, nodes: Workload, clusters: list[Cluster]
) -> tuple[Truth, tuple[str, ...]]:
    """Tell whether the groups of nodes admit TCP 10250 from a cluster, and what would tell.

    The group that EKS makes for a cluster admits all that have it ("Amazon EKS security group
    requirements", EKS user guide).
    """
    own = {group for cluster in clusters for group in cluster.groups.everything}
    addresses = _addresses(network, clusters)
    unknowns: list[str] = []
    verdicts: list[Truth] = []
    for name in nodes.groups.everything:
        sure = Truth.UNKNOWN if name in nodes.groups.candidates else Truth.YES
        group = network.security_groups.get(name)
        if name.endswith(CLUSTER_GROUP):
            verdicts.append(sure)
            continue
        rules = [] if group is None else group.rules
        found = [(rule, _admits(rule, own, addresses)) for rule in rules]
        closed = group is not None and group.closed
        verdicts.append(sure & any_of((verdict for _, verdict in found), closed=closed))
        unknowns += [t for rule, v in found if v is Truth.UNKNOWN for t in _settles(rule)]
        unknowns += [] if closed else [f"the rules of {name}"]
    if not nodes.groups.settled:
        unknowns.append(nodes.groups.settles or f"the security groups of {nodes.address}")
    doubts = [c.groups.settles for c in clusters if not c.groups.settled]
    verdict = any_of(verdicts, closed=nodes.groups.complete and not doubts)
    return verdict, tuple(dict.fromkeys(filter(None, (*unknowns, *doubts)))) or (nodes.address,)


def _addresses(network: Network, clusters: list[Cluster]) -> AddressSet:
    """Return the addresses of the subnets that control planes have interfaces in."""
    planes = [network.workloads[c.address] for c in clusters if c.address in network.workloads]
    subnets = [s for plane in planes for s in subnets_of(network, plane.subnets)]
    return AddressSet.of(block.cidr for subnet in subnets for block in subnet.blocks)


def _settles(rule: Rule) -> Iterator[str]:
    yield from rule.unknown or (rule.origin,)


def _admits(rule: Rule, own: set[str], addresses: AddressSet) -> Truth:
    """Tell whether a rule admits the kubelet's port from a cluster's groups or its addresses."""
    if rule.direction != "ingress":
        return Truth.NO
    ports = rule.traffic
    about = Truth.UNKNOWN if ports is None else truth(ports.tcp_udp_ports("tcp").covers(_KUBELET))
    groups = {target for link in rule.groups for target in link.targets}
    from_own = rule.from_self and bool(own & set(rule.group.targets))
    peers = truth(bool(groups & own) or from_own)
    if bool(addresses) and rule.addresses.overlaps(addresses):
        peers = Truth.YES
    elif not addresses and rule.addresses:
        peers |= Truth.UNKNOWN
    if rule.unknown_peers or any(link.only is None for link in rule.groups):
        peers |= Truth.UNKNOWN
    placed = Truth.YES if rule.group.only is not None else Truth.UNKNOWN
    return about & peers & placed
