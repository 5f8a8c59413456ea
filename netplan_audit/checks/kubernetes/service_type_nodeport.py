"""A Service opens a port on every node although nothing needs it.

What it finds
-------------
Services of type NodePort that no Ingress, no route of a gateway or a Rollout and no
TargetGroupBinding of the input leads to, and whose node ports no target group and no Classic Load
Balancer of the input names. The Service of an Ingress controller is left out. It is undecided where
the type is known only after apply, or the port of the nodes or of a load balancer, where an Ingress
names the Service but one of the two manifests names no namespace, and where a load balancer or
target group of another input of the scan takes the port: nobody knows whether its targets are nodes
of this cluster.

Why it matters
--------------
Every node answers on that port for every pod behind the Service, on all of its addresses: past the
load balancer, past TLS and past access rules of the Ingress. Only the nodes' security groups keep
others away.

Bad
---
```hcl
resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
  }

  spec {
    type     = "NodePort"
    selector = { app = "web" }

    port {
      port = 80
    }
  }
}
```

Good
----
```hcl
resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
  }

  spec {
    type     = "ClusterIP"
    selector = { app = "web" }

    port {
      port = 80
    }
  }
}
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import NO_FIX, Fix
from netplan_audit.network.kubernetes.ingress_setup import runs_controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.balancing.load_balancers import TargetGroup
    from netplan_audit.network.kubernetes.services import Ingress, Service
    from netplan_audit.network.network import Network


@check(
    severity=Severity.LOW,
    code="NODE002",
    pack="strict",
    place=("spec", "type"),
    needs=("kubernetes.services",),
)
def service_type_nodeport(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge the Services by what leads to them."""
    kubernetes, groups = network.kubernetes, network.load_balancing.sending
    controllers = network.ingress_setup.workloads
    for service in kubernetes.services:
        led_to = kubernetes.routes.get(service.address) or kubernetes.bindings_of(service)
        routed = (service.meta.name, service.meta.namespace) in kubernetes.routed
        if led_to or routed or any(_leads(group, service) for group in groups):
            continue
        pods = kubernetes.pods_of(service)
        if runs_controller(service) or any(each.address in controllers for each in pods):
            continue
        if service.type == "NodePort":
            yield _doubt(network, service) or _open(network, service)
        elif service.type == "":
            yield Undecided(
                subject=service.address,
                message="cannot tell whether every node answers for it: its type is not known",
                severity=Severity.INFO,
                unknowns=(f"{service.address}.spec.type",),
            )


def _open(network: Network, service: Service) -> Finding:
    """Say that nothing leads to a Service; load balancers count where the inputs have any."""
    many = "s" if len(service.node_ports) > 1 else ""
    ports = f"on port{many} {service.node_ports}" if service.node_ports else "on a port"
    is_told = network.load_balancing.sending or network.elsewhere
    ways = "Ingress or load balancer" if is_told else "Ingress"
    where = "these inputs" if network.elsewhere else "this input"
    is_udp = any(port.protocol == "UDP" for port in service.ports)
    publishers = "a load balancer" if is_udp else "an Ingress or a load balancer"
    return Finding(
        subject=service.address,
        message=f"every node answers for it {ports}, and no {ways} of {where} leads to it",
        severity=Severity.LOW,
        remediation=f"make it ClusterIP, and publish it by {publishers}",
        fix=NO_FIX
        if service.node_ports
        else Fix(partial(fixes.kubernetes.service_with, service, type="ClusterIP")),
    )


def _doubt(network: Network, service: Service) -> Undecided | None:
    """Doubt about what may lead to a Service, None where nothing may."""
    nearest = next(network.kubernetes.may_route(service), None)
    if nearest is not None:
        return _in_doubt(service, nearest)
    groups = network.load_balancing.sending
    perhaps = next((group for group in groups if _may_lead(group, service)), None)
    if perhaps is not None:
        is_classic = perhaps.address in network.load_balancing.classic
        return _in_doubt_of(service, perhaps, "load balancer" if is_classic else "target group")
    others = (g for g in network.elsewhere if _leads(g, service) or _may_lead(g, service))
    elsewhere = next(others, None)
    return None if elsewhere is None else _in_doubt_of_cluster(service, elsewhere)


def _in_doubt(service: Service, ingress: Ingress) -> Undecided:
    """Doubt about an Ingress that names the Service, in a namespace that is not written."""
    unnamed = service if service.meta.is_unnamed else ingress
    return Undecided(
        subject=service.address,
        message=f"cannot tell whether {ingress.meta.display} leads to it, in the same namespace",
        severity=Severity.INFO,
        unknowns=(f"{unnamed.address}.metadata.namespace",),
        related=((ingress.address, "Ingress"),),
    )


def _leads(group: TargetGroup, service: Service) -> bool:
    """Tell whether it sends to the nodes where they answer for a Service."""
    return group.ports.overlaps(service.node_ports) or service.address in group.made_of


def _may_lead(group: TargetGroup, service: Service) -> bool:
    """Tell whether it may, but for a port that is known only after apply."""
    vague = not all(port.is_settled for port in service.ports)
    return vague or bool(group.settles and service.node_ports)


def _in_doubt_of(service: Service, group: TargetGroup, kind: str) -> Undecided:
    """Doubt about what may send to the nodes."""
    return Undecided(
        subject=service.address,
        message=f"cannot tell whether {group.address} leads to it, by a port of the nodes",
        severity=Severity.INFO,
        unknowns=(
            *((group.settles,) if group.settles else ()),
            *(
                f"{service.address}.spec.port[{number}].node_port"
                for number, port in enumerate(service.ports)
                if not port.is_settled
            ),
        ),
        related=((group.address, kind),),
    )


def _in_doubt_of_cluster(service: Service, group: TargetGroup) -> Undecided:
    """Doubt about what takes the port in another input, or may."""
    return Undecided(
        subject=service.address,
        message=f"cannot tell whether {group.address} leads to it: its targets may be nodes "
        "of the same cluster, or of none",
        severity=Severity.INFO,
        unknowns=(f"the cluster of {service.address}",),
    )
