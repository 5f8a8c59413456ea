"""Services of Kubernetes as their nodes answer for them: on a port that every node has for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.errors import UsageError
from netplan_audit.network.exposure.node_ports import NODE_PORTS
from netplan_audit.network.kubernetes.belonging import cluster_of, cluster_running, nodes_in
from netplan_audit.network.ports import LAST_PORT, PortSet
from netplan_audit.network.reach.trail import Trail, any_way, blocked, passed, unsure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from netplan_audit.network.kubernetes.services import Service, ServicePort
    from netplan_audit.network.network import Network

_KINDS: Final = frozenset({"service", "services", "svc"})


def service_named(network: Network, name: str) -> Service | None:
    """Return the Service of an address, or of a name as `service/NAMESPACE/NAME`, if it is one."""
    kind, _, place = name.partition("/")
    for service in network.kubernetes.services:
        if service.address == name:
            return service
        named = f"{service.meta.namespace}/{service.meta.name}"
        if kind.lower() in _KINDS and place == named:
            return service
    return None


def nodes_of(network: Network, service: Service) -> list[str]:
    """Return the nodes of the cluster of a Service; none where either is not known."""
    return [node.address for node in nodes_in(network, cluster_running(network, service))]


def seen_nodes_of(network: Network, service: Service) -> list[str]:
    """Return the nodes that answer for a Service; raises UsageError where none is known."""
    _check(service)
    found = nodes_of(network, service)
    if not found:
        message = f"it is not known which nodes answer for {service.address}"
        raise UsageError(message, source="to", hint="`clusters` in the configuration says so")
    return found


def _check(service: Service) -> None:
    if not service.has_node_ports:
        message = f"no node answers for {service.address}"
        raise UsageError(message, source="to", hint=f"its type is {service.type or 'not known'}")


def asked(
    network: Network, service: Service, protocol: str, port: int, ask: Callable[[str, int], Trail]
) -> Trail:
    """Follow packets to a Service by any node; `port` is that of the Service or of the nodes.

    `ask` follows them to a port of a node. Raises UsageError where nodes answer for no Service.
    """
    _check(service)
    meant = [p for p in _ports(service, protocol) if port in {p.node_port, p.number}]
    nodes = nodes_of(network, service)
    if not meant and service.complete:
        return blocked(service.address, f"it has no {protocol} port {port}")
    if not nodes:
        return unsure(service.address, "its nodes", f"the cluster of {service.address}")
    number = meant[0].node_port if meant else None
    if number is None:
        settles = f"the node port of {service.address}"
        return unsure(service.address, f"a port of {NODE_PORTS} that its cluster chooses", settles)

    def through(node: str) -> Trail:
        return ask(node, number).then(lambda: _answers(service, node, f"port {number}"))

    return any_way(map(through, nodes))


def behind(
    network: Network, node: str, protocol: str, ports: PortSet
) -> Iterator[tuple[Service, PortSet, Trail]]:
    """Yield the Services that a node answers for on some of its ports, on which, and how."""
    workload = network.workloads.get(node)
    if workload is None or not workload.is_node:
        return
    home = cluster_of(network, workload)
    for service in network.kubernetes.node_port_services:
        if home is None or cluster_running(network, service) != home:
            continue
        told = _ports(service, protocol)
        numbers = (p.node_port for p in told if p.node_port is not None)
        mine = PortSet.of(n for n in numbers if 0 < n <= LAST_PORT) & ports
        if mine:
            yield service, mine, _answers(service, node, f"port {mine}")
        elif any(p.node_port is None for p in told) and ports.covers(NODE_PORTS):
            yield service, NODE_PORTS, _answers(service, node, "a port of these that it chooses")


def _ports(service: Service, protocol: str) -> list[ServicePort]:
    return [port for port in service.ports if port.protocol.lower() in {protocol, ""}]


def _answers(service: Service, node: str, ports: str) -> Trail:
    return passed(node, f"it answers for {service.address} on {ports}")
