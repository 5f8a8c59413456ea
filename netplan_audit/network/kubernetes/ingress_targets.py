"""What load balancers of Ingresses check on the nodes of their cluster.

Where an Ingress names its security groups, the AWS Load Balancer Controller leaves the rules of
nodes and pods alone, unless it is told to manage them
(https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.balancing.health_access import pairings
from netplan_audit.network.kubernetes.alb import is_alb, setting, settings_known
from netplan_audit.network.kubernetes.ingress_setup import ALB, annotation
from netplan_audit.network.kubernetes.node_targets import may_have_own_groups, paired
from netplan_audit.network.kubernetes.service_targets import of_bindings, of_services
from netplan_audit.network.kubernetes.serving import target_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.balancing.health_access import Pairing
    from netplan_audit.network.kubernetes.services import Ingress, Service
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload

_MANAGED: Final = "manage-backend-security-group-rules"
_PORT: Final = "traffic-port"


def every_pairing(network: Network) -> Iterator[Pairing]:
    """Yield what load balancers of Terraform, of Ingresses and of Services check."""
    yield from pairings(network)
    for ingress in network.kubernetes.ingresses:
        balancer = network.workloads.get(ingress.address)
        if balancer is not None and _leaves_rules_alone(network, ingress, balancer):
            yield from _of_ingress(network, ingress, balancer)
    yield from of_services(network)
    yield from of_bindings(network)


def _leaves_rules_alone(network: Network, ingress: Ingress, balancer: Workload) -> bool:
    managed = annotation(ingress, ALB, _MANAGED)
    known = ingress.meta.annotations.complete and balancer.groups.settled
    has_groups = bool(tuple(balancer.groups))
    return known and has_groups and managed != "true" and is_alb(network, ingress)


def _of_ingress(network: Network, ingress: Ingress, balancer: Workload) -> Iterator[Pairing]:
    routes = network.kubernetes.routes
    for service in network.kubernetes.services:
        if ingress not in routes.get(service.address, ()) or not settings_known(ingress, service):
            continue
        kind = setting(ingress, service, "target-type") or "instance"
        for port in _checked(network, ingress, service, kind):
            yield from paired(network, balancer, kind, port)


def _checked(network: Network, ingress: Ingress, service: Service, kind: str) -> set[int]:
    """Return the ports of nodes or pods that are checked, as far as they are known."""
    told = setting(ingress, service, "healthcheck-port") or _PORT
    if told.isdecimal():
        return {int(told)}
    objects = network.kubernetes
    if told != _PORT or (kind == "ip" and may_have_own_groups(objects)):
        return set()
    wanted = {b.port for b in ingress.backends if b.service == service.meta.name}
    ports = service.ports_called(*wanted)
    if kind == "ip":
        every = {target_number(p, pods) for p in ports for pods in objects.pods_of(service)}
        return {number for number in every if number is not None}
    return {port.node_port for port in ports if port.node_port is not None}
