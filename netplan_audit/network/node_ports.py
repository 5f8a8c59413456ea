"""Which rules open ports of Kubernetes nodes to the internet, and whether it arrives there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from netplan_audit.network.cidr import EMPTY, is_internet
from netplan_audit.network.exposure import Exposure, exposure, packets_of
from netplan_audit.network.ports import NO_PORTS, PortSet, cut
from netplan_audit.network.security_groups import peers_of, shortened
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.network import Network
    from netplan_audit.network.security_groups import Rule, SecurityGroup
    from netplan_audit.network.workloads import Workload

_WIRED: Final = ("tcp", "udp")


@dataclass(frozen=True, slots=True)
class NodeOpening:
    """Node ports that rules of one group open to the internet together.

    The first rule is the one to tell about. `doubts` name what would settle whether it is the
    internet, and whether it is node ports; none where both are sure.
    """

    group: SecurityGroup
    rules: tuple[Rule, ...]
    ports: PortSet
    doubts: tuple[str, ...] = ()

    @property
    def peers(self) -> tuple[str, ...]:
        """The sources as written, unless they are sensitive."""
        return peers_of(self.rules)

    @property
    def told(self) -> str:
        """What is admitted from whom, in words."""
        return f"admits {self.rules[0].traffic} from {shortened(self.peers)}"


def node_openings(group: SecurityGroup, node_ports: PortSet) -> Iterator[NodeOpening]:
    """Yield what ingress rules of a group admit, or may admit, from the internet to node ports."""
    rest: list[Rule] = []
    for rule in group.rules:
        ports = _node_ports(rule, node_ports)
        if rule.direction != "ingress" or not ports:
            continue
        doubts = rule.unknown if rule.traffic is None or not is_internet(rule.addresses) else ()
        if rule.group.only is None and (doubts or is_internet(rule.addresses)):
            doubts = (*doubts, rule.group.settles or f"{rule.origin}.security_group_id")
        if doubts or is_internet(rule.addresses):
            yield NodeOpening(group, (rule,), ports, doubts)
        else:
            rest.append(rule)
    yield from _together(group, rest, node_ports)


def _node_ports(rule: Rule, node_ports: PortSet) -> PortSet:
    if rule.traffic is None:
        return node_ports
    both = rule.traffic.tcp_udp_ports("tcp") | rule.traffic.tcp_udp_ports("udp")
    return both & node_ports


def _together(
    group: SecurityGroup, rules: list[Rule], node_ports: PortSet
) -> Iterator[NodeOpening]:
    """Yield the ports on which the sources of several rules make up the internet."""
    found: dict[str, Rule] = {}
    opened = NO_PORTS
    for protocol in _WIRED:
        admits = [(r, r.traffic.tcp_udp_ports(protocol)) for r in rules if r.traffic is not None]
        for part in cut(node_ports, (ports for _, ports in admits)):
            union, concerned = EMPTY, [rule for rule, ports in admits if ports.covers(part)]
            for rule in concerned:
                union |= rule.addresses
            if is_internet(union):
                opened |= part
                found.update((f"{rule.origin} {rule.peers}", rule) for rule in concerned)
    if opened:
        yield NodeOpening(group, tuple(found.values()), opened)


@dataclass(frozen=True, slots=True)
class Reached:
    """What the internet reaches of some nodes: the best answer, and the node it is about."""

    verdict: Truth
    node: Workload
    answer: Exposure
    unknowns: tuple[str, ...] = ()


def reached(network: Network, opening: NodeOpening, nodes: list[Workload]) -> Reached:
    """Tell whether the internet reaches some of the nodes (at least one) on the opened ports."""
    packets = [p for rule in opening.rules for p in packets_of(rule, opening.ports)]
    answers = [(node, exposure(network, node, packets)) for node in nodes]
    for verdict in (Truth.YES, Truth.UNKNOWN, Truth.NO):
        found = [(node, answer) for node, answer in answers if answer.verdict is verdict]
        if found:
            unknown = found if verdict is Truth.UNKNOWN else []
            settles = dict.fromkeys(text for _, answer in unknown for text in answer.settles)
            return Reached(verdict, *found[0], tuple(settles))
    message = "no nodes were asked about"
    raise ValueError(message)


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
