"""What load balancers of Services check on the nodes of their cluster.

The AWS Load Balancer Controller lets its load balancers into nodes and pods by itself, unless a
Service names the security groups: then it does so only where it is told to
(https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/).
The provider in Kubernetes always does. What a TargetGroupBinding binds is let in where its
`networking` says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.kubernetes.balancers import PREFIX, balancer_of
from netplan_audit.network.kubernetes.node_targets import may_have_own_groups, paired
from netplan_audit.network.kubernetes.serving import target_number
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.balancing.health_access import Pairing
    from netplan_audit.network.kubernetes.services import Service, ServicePort
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload

_PORT: Final = "traffic-port"


def of_services(network: Network) -> Iterator[Pairing]:
    """Yield what load balancers of Services check whose way in nobody opens by itself."""
    for service in network.kubernetes.services:
        workload = network.workloads.get(service.address)
        made = balancer_of(service)
        if workload is None or made is None or made.made_by != "controller" or not made.targets:
            continue
        if _is_left_to_others(service, workload):
            for port in sorted(_checked(network, service, made.targets)):
                yield from paired(network, workload, made.targets, port)


def of_bindings(network: Network) -> Iterator[Pairing]:
    """Yield what load balancers of Terraform check of the Services that are bound to them."""
    for service in network.kubernetes.services:
        for binding in network.kubernetes.bindings_of(service):
            group = network.targets.groups.get(binding.group)
            if group is None or binding.opens or group.check.is_enabled is not Truth.YES:
                continue
            kind = "ip" if binding.target_type == "ip" else "instance"
            numbers = {group.check.port}
            if group.check.to_traffic_port:
                ports = service.ports_called(binding.port)
                numbers = {n for p in ports for n in _targets(network, service, kind, p)}
            known = sorted(number for number in numbers if number is not None)
            for balancer in filter(None, map(network.workloads.get, group.balancers)):
                for port in known:
                    yield from paired(network, balancer, kind, port, group.address)


def _is_left_to_others(service: Service, workload: Workload) -> bool:
    groups, known = workload.groups, service.meta.annotations
    is_told = known.known.get(f"{PREFIX}manage-backend-security-group-rules", "") == "true"
    has_groups = f"{PREFIX}security-groups" in known.known
    return known.complete and has_groups and groups.settled and not is_told


def _checked(network: Network, service: Service, kind: str) -> set[int]:
    """Return the ports of nodes or pods that are checked, as far as they are known."""
    told = service.meta.annotations.known.get(f"{PREFIX}healthcheck-port", "")
    if told.isdecimal():
        return {int(told)}
    if not told and kind == "instance" and service.traffic_policy != "Cluster":
        is_local = service.traffic_policy == "Local" and service.health_port is not None
        return {service.health_port} if is_local and service.health_port else set()
    ports = [port for port in service.ports if told in {"", _PORT, port.name}]
    numbers = {
        number
        for port in ports
        if port.protocol == "TCP"
        for number in _targets(network, service, kind, port)
    }
    return {number for number in numbers if number is not None}


def _targets(
    network: Network, service: Service, kind: str, port: ServicePort
) -> Iterator[int | None]:
    """Yield where a port of a Service leads to: on nodes, or on its pods."""
    objects = network.kubernetes
    if kind == "instance":
        yield port.node_port
    elif not may_have_own_groups(objects):
        for pods in objects.pods_of(service):
            yield target_number(port, pods)
