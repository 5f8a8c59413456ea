"""Which DNS the pods of a workload ask, and what keeps the load off it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate

WITH_HOST_NETWORK: Final = "ClusterFirstWithHostNet"
_LOCAL_CACHE: Final = "node-local-dns"
_AUTOPATH: Final = "autopath"


def asks_cluster_dns(pods: PodTemplate) -> Truth:
    """Tell whether pods ask the cluster's DNS, and not their node's or servers of their own.

    https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy
    """
    if pods.dns_policy == WITH_HOST_NETWORK:
        return Truth.YES
    if pods.dns_policy == "":
        return Truth.UNKNOWN
    return truth(pods.dns_policy == "ClusterFirst") & ~pods.host_network


def softens_lookups(objects: KubernetesObjects) -> bool:
    """Tell whether a cache on each node, or CoreDNS itself, walks the search list."""
    if any(pods.meta.name == _LOCAL_CACHE for pods in objects.templates):
        return True
    return any(_AUTOPATH in (each.text or "") for each in objects.corefiles)
