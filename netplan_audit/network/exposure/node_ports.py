"""Which security groups are, or may be, on Kubernetes nodes, and what answers on node ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.kubernetes.balancers import balancer_of
from netplan_audit.network.kubernetes.belonging import cluster_of, cluster_running
from netplan_audit.network.ports import PortSet
from netplan_audit.network.witness import Step, condition, rule_of
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.exposure.openings import Opening
    from netplan_audit.network.exposure.standing import Reached
    from netplan_audit.network.filtering.security_groups import SecurityGroup
    from netplan_audit.network.kubernetes.services import Service
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload

INTERNET: Final = "internet"
NODE_PORTS: Final = PortSet.span(30000, 32767)
"""The range that the API server takes node ports from by default (`--service-node-port-range`)."""
_SHOWN: Final = 3
"""Most Services named of those that may answer."""


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


class Answers(Struct, frozen=True):
    """What answers on ports of a node: a Service, None where none is sure, and what else may.

    `perhaps` are Services that answer there where they are in the cluster of the node: those of
    several clusters, and those of manifests beside the input. `declared` are all of the input.
    """

    service: Service | None = None
    perhaps: tuple[Service, ...] = ()
    declared: tuple[Service, ...] = ()

    @property
    def unknowns(self) -> tuple[str, ...]:
        """Name some of what would tell more."""
        return tuple(f"the cluster of {one.address}" for one in self.perhaps[:_SHOWN])


def answers_on(network: Network, node: Workload, ports: PortSet, node_ports: PortSet) -> Answers:
    """Return what answers on some of the ports of a node."""
    home, objects = cluster_of(network, node), network.kubernetes
    mine = [s for s in objects.node_port_services if _answers(s, ports, node_ports)]
    for service in mine if home is not None else ():
        if cluster_running(network, service) == home:
            return Answers(service, (), tuple(mine))
    unsure = [service for service in mine if cluster_running(network, service) is None]
    beside = [s for s in objects.perhaps if s.has_node_ports and _answers(s, ports, node_ports)]
    return Answers(None, (*unsure, *beside), tuple(mine))


def _answers(service: Service, ports: PortSet, node_ports: PortSet) -> bool:
    """Tell whether nodes answer for a Service on some of the ports.

    A cluster gives a Service without a node port of its own any of the range.
    """
    return service.node_ports.overlaps(ports) or (not service.node_ports and ports == node_ports)


def client_ports(network: Network, vpcs: set[str]) -> PortSet:
    """Return the ports that internet clients reach with their own address in some VPCs.

    Those of the target groups of the input, and of Services in the clusters there.
    """
    found = network.load_balancing.client_ports(vpcs)
    for service in network.kubernetes.node_port_services:
        plane = network.workloads.get(cluster_running(network, service) or "")
        if plane is None or vpcs.isdisjoint(network.vpcs_of(plane)):
            continue
        balancer = balancer_of(service)
        if balancer is not None and balancer.shows_clients is Truth.YES:
            found |= service.node_ports
    return found


def path_to(opening: Opening, found: Reached, service: Service | None) -> tuple[Step, ...]:
    """Return the way from the internet to a node, and to the Service that answers there."""
    rule, node = opening.rules[0], found.workload
    group = opening.group.address
    way, conditions = _way_in(found)
    edge = way[-1].target if way else INTERNET
    steps = [
        *way,
        Step(edge, rule.origin, "admitted by", note=str(rule.traffic)),
        *rule_of(rule.origin, group, rule.group.certainty.label),
        Step(group, node.address, "protects", note=node.node_reason),
        *conditions,
    ]
    if service is not None:
        ports = f"port {service.node_ports}" if service.node_ports else "a port that it chooses"
        steps.append(Step(node.address, service.address, "answers for", note=f"on {ports}"))
    return tuple(steps)


def _way_in(found: Reached) -> tuple[list[Step], list[Step]]:
    """Return the way by the gateway to the subnet and through its ACL, and what else it takes."""
    legs, subnet, node = found.answer.legs, found.answer.subnet, found.workload
    way: list[Step] = []
    rest: list[Step] = []
    for leg in legs:
        if leg.gateway and subnet:
            way.append(Step(INTERNET, leg.gateway, "arrives at"))
            way.append(Step(leg.gateway, subnet, "leads to", note=leg.reason))
        elif leg.acl and way:
            way.append(Step(subnet, leg.acl, "filtered by", note=leg.reason))
        else:
            rest.append(condition(node.address, found.answer, leg))
    return way, rest
