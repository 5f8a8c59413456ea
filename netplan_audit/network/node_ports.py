"""Which security groups are, or may be, on Kubernetes nodes, and what answers on node ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.ports import PortSet

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.security_groups import SecurityGroup
    from netplan_audit.network.workloads import Workload

NODE_PORTS: Final = PortSet.span(30000, 32767)
"""The range that the API server takes node ports from by default (`--service-node-port-range`)."""


def concerns_nodes(network: Network, group: SecurityGroup) -> bool:
    """Tell whether a group is on nodes, may be on nodes alone, or waits for nodes of its VPC."""
    users = network.workloads_by_group.get(group.address, ())
    if any(sure and workload.is_node for workload, sure in users):
        return True
    if any(sure for _, sure in users):
        return False
    if possible_nodes(network, group):
        return True
    return not users and bool(group.node_tag or node_beside(network, group))


def node_beside(network: Network, group: SecurityGroup) -> str:
    """Return a node that runs in the VPC of a group, '' where none does."""
    vpc = None if group.vpc is None else group.vpc.only
    return network.kubernetes_vpcs.get(vpc or "", "")


def possible_nodes(network: Network, group: SecurityGroup) -> list[Workload]:
    """Return nodes that may have a group: it is a candidate, or they may have others."""
    users = network.workloads_by_group.get(group.address, ())
    found = [workload for workload, sure in users if not sure and workload.is_node]
    vpcs = set() if group.vpc is None else set(group.vpc.targets)
    found += [w for vpc in sorted(vpcs) for w in network.open_workloads.get(vpc, ()) if w.is_node]
    return list({node.address: node for node in found}.values())


def groups_of(node: Workload) -> str:
    """Name what would tell which groups a node has."""
    return node.groups.settles or f"the security groups of {node.address}"


def service_on(network: Network, ports: PortSet, node_ports: PortSet) -> str:
    """Return a Service that answers on some of the ports, '' where none is sure.

    A cluster gives a Service without a node port of its own any of the range.
    """
    services = network.kubernetes.node_port_services
    if not services:
        return ""
    clusters = {w.address for w in network.workloads.values() if w.kind == "EKS control plane"}
    for service in services if len(clusters) == 1 else ():
        if service.node_ports.overlaps(ports) or (not service.node_ports and ports == node_ports):
            return service.address
    return ""
