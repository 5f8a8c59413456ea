"""The load balancers that AWS makes for Services, as far as their annotations decide it.

https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from netplan_audit.network.kubernetes.services import Service

PREFIX: Final = "service.beta.kubernetes.io/aws-load-balancer-"
_CLASS: Final = "service.k8s.aws/nlb"
_OF_CONTROLLER: Final = frozenset({"external", "nlb-ip"})


class ServiceBalancer(Struct, frozen=True):
    """What a Service of type LoadBalancer gets.

    `made_by` is `controller` for the AWS Load Balancer Controller, `cloud` for the provider in
    Kubernetes, '' where its class or the controller's webhook decides. `targets` is '' where that
    is unknown.
    """

    service: Service
    made_by: Literal["controller", "cloud", ""]
    targets: Literal["ip", "instance", ""]
    faces_internet: Truth
    keeps_clients: Truth

    @property
    def shows_clients(self) -> Truth:
        """Tell whether nodes must admit the clients: a Network Load Balancer without a group.

        The provider in Kubernetes gives none to it, the controller does since version 2.6.
        """
        made = truth(self.made_by == "cloud") if self.made_by else Truth.UNKNOWN
        nodes = truth(self.targets == "instance") if self.targets else Truth.UNKNOWN
        return made & nodes & self.faces_internet & self.keeps_clients


def balancer_of(service: Service) -> ServiceBalancer | None:
    """Return the load balancer of a Service; None where it is of another type."""
    if service.type != "LoadBalancer":
        return None
    kind = _told(service, "type")
    made_by: Literal["controller", "cloud", ""] = ""
    if kind in _OF_CONTROLLER or service.balancer_class == _CLASS:
        made_by = "controller"
    elif kind == "nlb":
        made_by = "cloud"
    return ServiceBalancer(
        service,
        made_by,
        _targets(service, kind),
        _faces_internet(service, made_by),
        _keeps(service),
    )


def _told(service: Service, name: str) -> str | None:
    """Return an annotation, '' where it is not set; None where it is unknown."""
    return service.meta.annotation(f"{PREFIX}{name}")


def _targets(service: Service, kind: str | None) -> Literal["ip", "instance", ""]:
    told = _told(service, "nlb-target-type")
    if kind == "nlb" and told == "ip" and service.balancer_class != _CLASS:
        return ""  # the provider in Kubernetes knows no other targets than instances
    if kind not in {"", None, "nlb", *_OF_CONTROLLER} and service.balancer_class != _CLASS:
        return ""  # of no type that the controller takes, unless its webhook gives it a class
    if kind == "nlb-ip" or told == "ip":
        return "ip"
    if kind == "nlb" or told == "instance":
        return "instance"
    return "instance" if told == "" and service.balancer_class == _CLASS else ""


def _faces_internet(service: Service, made_by: str) -> Truth:
    scheme, internal = _told(service, "scheme"), _told(service, "internal")
    if scheme:
        return truth(scheme == "internet-facing")
    if scheme is None or internal is None or not made_by:
        return Truth.UNKNOWN
    if internal:
        return truth(internal.lower() not in {"true", "0.0.0.0/0"})
    return truth(made_by == "cloud")


def _keeps(service: Service) -> Truth:
    """Tell whether instance targets see the clients, which is the default."""
    told = _told(service, "target-group-attributes")
    if told is None:
        return Truth.UNKNOWN
    return truth("preserve_client_ip.enabled=false" not in told.replace(" ", ""))
