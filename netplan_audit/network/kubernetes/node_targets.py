"""Nodes and pods of a cluster as targets of load balancers that its objects make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.balancing.health_access import Pairing, admits
from netplan_audit.network.balancing.target_groups import HealthCheck, TargetGroup
from netplan_audit.network.kubernetes.belonging import nodes_in, only_cluster
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload

_OWN_GROUPS: Final = "SecurityGroupPolicy"
"""Gives pods security groups of their own, instead of those of their nodes."""
_CHECK: Final = HealthCheck(
    is_enabled=Truth.YES,
    protocol=None,
    port=None,
    to_traffic_port=True,
    interval=None,
    timeout=None,
    unhealthy_threshold=None,
    matcher=None,
)
_RANK: Final = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}


def may_have_own_groups(objects: KubernetesObjects) -> bool:
    """Tell whether pods may have security groups of their own."""
    return any(each.kind == _OWN_GROUPS for each in objects.others)


def paired(
    network: Network, balancer: Workload, kind: str, port: int, address: str = ""
) -> list[Pairing]:
    """Return a load balancer with the node that admits the most: targets may be on any of them.

    `address` is that of the target group, where it is not the load balancer's own.
    """
    group = TargetGroup(
        address=address or balancer.address,
        vpc=None,
        kind=kind,
        protocol=None,
        port=port,
        version=None,
        check=_CHECK,
        delay=None,
        delay_is_set=False,
        environment="unknown",
    )
    nodes = nodes_in(network, only_cluster(network))
    pairs = [Pairing(group, balancer, node, port) for node in nodes]
    ranked = [(pair, _RANK[admits(network, pair, port)]) for pair in pairs]
    best = max(ranked, key=lambda each: each[1], default=None)
    return [] if best is None else [best[0]]
