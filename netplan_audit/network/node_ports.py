"""Which security groups are, or may be, on Kubernetes nodes, and what answers on node ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.kubernetes.balancers import balancer_of
from netplan_audit.network.ports import PortSet
from netplan_audit.network.witness import Step
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.kubernetes.services import Service
    from netplan_audit.network.network import Network
    from netplan_audit.network.openings import Opening
    from netplan_audit.network.security_groups import SecurityGroup
    from netplan_audit.network.standing import Reached
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


def service_on(network: Network, ports: PortSet, node_ports: PortSet) -> Service | None:
    """Return a Service that answers on some of the ports, None where none is sure.

    A cluster gives a Service without a node port of its own any of the range.
    """
    services = network.kubernetes.node_port_services
    for service in services if _only_cluster(network) is not None else ():
        if service.node_ports.overlaps(ports) or (not service.node_ports and ports == node_ports):
            return service
    return None


def client_ports(network: Network, vpcs: set[str]) -> PortSet:
    """Return the ports that internet clients reach with their own address in some VPCs.

    Those of the target groups of the input, and of Services in its only cluster.
    """
    found = network.load_balancing.client_ports(vpcs)
    cluster = _only_cluster(network) if network.kubernetes.node_port_services else None
    if cluster is None or vpcs.isdisjoint(network.vpcs_of(cluster)):
        return found
    for service in network.kubernetes.node_port_services:
        balancer = balancer_of(service)
        if balancer is not None and balancer.shows_clients is Truth.YES:
            found |= service.node_ports
    return found


def _only_cluster(network: Network) -> Workload | None:
    """Return the cluster that the Services of the input are in: the only one that there is."""
    found = [w for w in network.workloads.values() if w.kind == "EKS control plane"]
    return found[0] if len(found) == 1 else None


def path_to(opening: Opening, found: Reached, service: Service | None) -> tuple[Step, ...]:
    """Return the way from the internet to a node, and to the Service that answers there."""
    rule, node = opening.rules[0], found.workload
    group, legs = opening.group.address, found.answer.legs
    steps = [
        Step("internet", rule.origin, "admitted by", "certain", str(rule.traffic)),
        Step(rule.origin, group, "rule of", rule.group.certainty.label),
        Step(group, node.address, "protects", "certain", node.node_reason),
        *(Step(node.address, found.answer.subnet or "?", "reached", note=x.reason) for x in legs),
    ]
    if service is not None:
        ports = f"port {service.node_ports}" if service.node_ports else "a port that it chooses"
        steps.append(Step(node.address, service.address, "answers for", "certain", f"on {ports}"))
    return tuple(steps)
