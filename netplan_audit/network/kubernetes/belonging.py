"""Which cluster nodes belong to, and which one the objects of an input are in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.network.kubernetes.services import Service
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload

CONTROL_PLANE: Final = "EKS control plane"
_TAG: Final = "kubernetes.io/cluster/"
_WORDS: Final = r"eks|kops|k3s|k8s|kube"
"""What the names of modules that make clusters hold."""
_ADDED: Final = (
    r"iam|irsa|role|policy|secret|namespace|helm|chart|add-?ons?|prometheus|grafana|state|metrics"
    r"|dashboard|dns|ingress|cert|flux|argo|autoscal|karpenter|velero|loki|istio|logging|backup"
)
"""What the names of modules hold that add something to a cluster."""


def clusters_of(network: Network) -> tuple[str, ...]:
    """Name the clusters: EKS clusters by their addresses, else those that nodes were made for.

    Nodes without a control plane in the input are told apart by the tag that names their cluster.
    The cluster of nodes without such a tag is that of the others, or has the name of the first.
    """
    return network.once(_clusters_of)


def _clusters_of(network: Network) -> tuple[str, ...]:
    planes = [w.address for w in network.workloads.values() if w.kind == CONTROL_PLANE]
    if planes:
        return tuple(planes)
    tags = dict.fromkeys(tag for node in network.nodes if (tag := _tag_of(node)))
    return tuple(tags) or tuple(node.address for node in network.nodes[:1])


def hidden_clusters(network: Network) -> tuple[str, ...]:
    """Name the modules without a body that may make a cluster, by the words in their names."""
    return tuple(
        name
        for name in network.coverage.missing_modules
        if re.search(_WORDS, name, re.IGNORECASE) and not re.search(_ADDED, name, re.IGNORECASE)
    )


def cluster_of(network: Network, node: Workload) -> str | None:
    """Return the cluster of a node; None where it is not known."""
    group = network.node_groups.get(node.address)
    if group is not None and group.cluster is not None and group.cluster.only is not None:
        return group.cluster.only
    return only_cluster(network)


def nodes_in(network: Network, cluster: str | None) -> Sequence[Workload]:
    """Return the nodes of a cluster; none of None, which is a cluster that is not known."""
    return () if cluster is None else network.once(_nodes_by_cluster).get(cluster, ())


def _nodes_by_cluster(network: Network) -> dict[str | None, list[Workload]]:
    found: dict[str | None, list[Workload]] = {}
    for node in network.nodes:
        found.setdefault(cluster_of(network, node), []).append(node)
    return found


def cluster_running(network: Network, service: Service) -> str | None:
    """Return the cluster that a Service is in: the one that is told, or the only one."""
    return service.cluster or only_cluster(network)


def only_cluster(network: Network) -> str | None:
    """Return the cluster of the input; None where it has several, or none."""
    found = clusters_of(network)
    return found[0] if len(found) == 1 else None


def _tag_of(node: Workload) -> str:
    _, mark, name = node.node_reason.partition(_TAG)
    return f"{mark}{name}"
