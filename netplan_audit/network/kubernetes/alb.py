"""How the load balancer controller of AWS is told to register pods, drain and check them.

Annotations of a Service win over those of the Ingress that leads to it
(https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.kubernetes.balancers import PREFIX, balancer_of
from netplan_audit.network.kubernetes.ingress_setup import ALB
from netplan_audit.network.kubernetes.path_match import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.kubernetes.services import Ingress, Service
    from netplan_audit.network.network import Network

DRAIN: Final = 300
HEALTH_PATH: Final = "/"
_OTHERWISE: Final = (
    "healthcheck-port",
    "healthcheck-protocol",
    "backend-protocol-version",
    "success-codes",
)
_DELAY: Final = re.compile(r"deregistration_delay\.timeout_seconds=(\d+)")


class Registration(Struct, frozen=True):
    """What registers the pods of a Service with a target group by their addresses.

    `kind` is that of the object; `delay` are the seconds that the target group drains them, None
    where that is unknown. `group` is the address of the target group, if the input has it.
    """

    address: str
    kind: str
    delay: int | None
    group: str = ""


def by_ip(network: Network, service: Service) -> Registration | None:
    """Return what is seen to register the pods of a Service by their addresses."""
    objects, known = network.kubernetes, service.meta.annotations.known
    made = balancer_of(service)
    if made is not None and made.targets == "ip":
        told = known.get(f"{PREFIX}target-group-attributes", "")
        delay = _delay(told, is_known=service.meta.annotations.complete)
        return Registration(service.address, "Service", delay)
    for binding in objects.bindings_of(service):
        if binding.target_type == "ip":
            kind = "TargetGroupBinding"
            return Registration(binding.meta.address, kind, binding.delay, binding.group)
    for ingress in objects.routes.get(service.address, ()):
        if is_alb(network, ingress) and setting(ingress, service, "target-type") == "ip":
            told = setting(ingress, service, "target-group-attributes")
            delay = _delay(told, is_known=settings_known(ingress, service))
            return Registration(ingress.address, "Ingress", delay)
    return None


def _delay(attributes: str, *, is_known: bool) -> int | None:
    if not attributes and not is_known:
        return None
    found = _DELAY.search(attributes)
    return DRAIN if found is None else int(found[1])


def doubt(network: Network, service: Service) -> str:
    """Name annotations that may say that pods are registered by address; '' if all are known."""
    if service.type == "LoadBalancer" and not service.meta.annotations.complete:
        return f"{service.address}.metadata.annotations"
    for ingress in network.kubernetes.routes.get(service.address, ()):
        if not settings_known(ingress, service):
            return f"{ingress.address}.metadata.annotations"
    return ""


def is_alb(network: Network, ingress: Ingress) -> bool:
    """Tell whether the controller of AWS serves an Ingress."""
    return network.ingress_setup.controller_of(ingress).controller is Controller.ALB


def setting(ingress: Ingress, service: Service, name: str) -> str:
    """Return what an annotation sets for the targets of a Service; '' where none does."""
    own = service.meta.annotations.known.get(f"{ALB}{name}", "")
    return own or ingress.meta.annotations.known.get(f"{ALB}{name}", "")


def settings_known(ingress: Ingress, service: Service) -> bool:
    """Tell whether every annotation is known."""
    return service.meta.annotations.complete and ingress.meta.annotations.complete


def health_paths(network: Network, service: Service) -> Iterator[tuple[str, str, str | None]]:
    """Yield what checks the health of a Service's pods, its kind and path; None where unknown.

    What asks for no path, on another port, or takes other answers than 200 is left out.
    """
    objects = network.kubernetes
    for ingress in objects.routes.get(service.address, ()):
        if not is_alb(network, ingress) or any(
            setting(ingress, service, name) for name in _OTHERWISE
        ):
            continue
        path = setting(ingress, service, "healthcheck-path")
        known = path or (HEALTH_PATH if settings_known(ingress, service) else None)
        yield ingress.address, "Ingress", known
    for binding in objects.bindings_of(service):
        if binding.group and binding.health_path != "":
            yield binding.group, "target group", binding.health_path
