"""Which controller serves an Ingress, and how an input sets controllers up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.network.kubernetes.path_match import Controller

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netplan_audit.network.kubernetes.services import Ingress, Service

NGINX: Final = "nginx.ingress.kubernetes.io/"
ALB: Final = "alb.ingress.kubernetes.io/"
TRAEFIK: Final = "traefik.ingress.kubernetes.io/"
"""What the annotations of a controller begin with."""
_NAME: Final = "app.kubernetes.io/name"
_CONTROLLERS: Final = frozenset(
    {"haproxy-ingress", "ingress-nginx", "kubernetes-ingress", "nginx-ingress", "traefik"}
)
"""What the charts and manifests of controllers label their pods with."""
_OF_KUBERNETES: Final = "k8s.io/"
"""Begins the names that instances of ingress-nginx answer to, by its documentation."""
_OF_NGINX: Final = ("nginx.org/", "nginx.com/")
"""What those of NGINX's own controller begin with, whose class is called nginx as well."""


def annotation(ingress: Ingress, prefix: str, name: str) -> str:
    """Return an annotation, '' where it is not there or unknown."""
    return ingress.meta.annotations.known.get(f"{prefix}{name}", "")


def doubt(ingress: Ingress, *keys: str) -> str:
    """Name one of these annotations that it may have with an unknown value, '' if none."""
    told, where = ingress.meta.annotations, f"{ingress.address}.metadata.annotations"
    if told.complete:
        return ""
    vague = next((key for key in keys if key in told.vague), "")
    if vague:
        return f"{where}.{vague}"
    return "" if told.vague else where


def runs_controller(service: Service) -> bool:
    """Tell whether a Service is that of an Ingress controller, by the pods that it asks for."""
    asked = () if service.selector is None else service.selector.requirements
    return any(one.key == _NAME and not _CONTROLLERS.isdisjoint(one.values) for one in asked)


class IngressClass(Struct, frozen=True):
    """A class of Ingresses and the controller that its `spec.controller` names."""

    address: str
    name: str
    controller: str
    is_default: bool = False


class IngressController(Struct, frozen=True):
    """Which controller serves an Ingress, by what sign, and whether that is more than a name."""

    controller: Controller
    sign: str
    is_sure: bool


class IngressSetup(Struct, frozen=True):
    """The classes of an input and the controllers that it sets up.

    `installed` are the controllers that the input installs, with the address of what does, and
    `workloads` whatever runs a controller of any kind. `foreign` are classes that ingress-nginx
    does not serve, by the annotations of their Ingresses, whatever they are called.
    `strict_prefixes` is what it sets Traefik's `strictPrefixMatching` to: None where it sets up no
    Traefik. `lax_paths` tells that it turns ingress-nginx' strict validation of paths off, and
    `answers` are the words in `spec.controller` of a class that it makes ingress-nginx answer to.
    """

    classes: tuple[IngressClass, ...] = ()
    installed: Mapping[Controller, str] = field(default_factory=dict)
    workloads: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    strict_prefixes: bool | None = None
    lax_paths: bool = False
    answers: frozenset[str] = frozenset()

    def controller_of(self, ingress: Ingress) -> IngressController:
        """Return what serves an Ingress: by its class, a well-known name, or its annotations."""
        by_class = self._by_class(ingress)
        if by_class is not None:
            return by_class
        own = _by_annotations(ingress)
        name = ingress.class_name or ""
        if own is Controller.OTHER or (own is Controller.UNKNOWN and name in self.foreign):
            sign = "it, its class or what is beside it is written for the controller of NGINX"
            return IngressController(Controller.OTHER, sign, is_sure=False)
        named = _by_name(name) if name else Controller.UNKNOWN
        if named is Controller.UNKNOWN:
            known = own is not Controller.UNKNOWN
            return IngressController(
                own, f"its annotations are those of {own.value}" * known, is_sure=False
            )
        sure = own is named or named in self.installed
        return IngressController(named, f"its class is called {name}", sure)

    def _by_class(self, ingress: Ingress) -> IngressController | None:
        for each in self.classes:
            if each.name == ingress.class_name or (each.is_default and ingress.class_name == ""):
                controller = _by_controller(each.controller)
                sign = f"the controller of its class {each.name} is {each.controller}"
                known = controller is not Controller.OTHER or each.controller in self.answers
                if each.controller in self.answers:
                    controller = Controller.NGINX
                elif not known and each.controller.startswith(_OF_KUBERNETES):
                    own = _by_annotations(ingress)
                    known = own is not Controller.NGINX
                    controller = controller if known else own
                return IngressController(controller, sign, is_sure=known)
        return None


def _by_controller(name: str) -> Controller:
    """Return the controller that the `spec.controller` of a class names."""
    if name.startswith("k8s.io/") and "ingress-nginx" in name:
        return Controller.NGINX
    if name in {"ingress.k8s.aws/alb", "eks.amazonaws.com/alb"}:
        return Controller.ALB
    return Controller.TRAEFIK if name == "traefik.io/ingress-controller" else Controller.OTHER


_OTHERS: Final = frozenset(
    [
        "gce",
        "gce-internal",
        "kong",
        "haproxy",
        "contour",
        "istio",
        "cilium",
        "openshift-default",
        "webapprouting.kubernetes.azure.com",
    ]
)


_AZURE: Final = frozenset({"azure-application-gateway", "azure/application-gateway"})
"""Classes whose controller does with Prefix what the documentation of Kubernetes does not say."""


def is_of_azure(ingress: Ingress) -> bool:
    """Tell whether it is of the class of Azure's Application Gateway Ingress Controller.

    That compares text, and takes a star at the end of a path for it whatever the type: tests of the
    controller say so (https://github.com/Azure/application-gateway-kubernetes-ingress).
    """
    return ingress.class_name in _AZURE


def _by_name(name: str) -> Controller:
    """Return the controller that goes by the name of a class, by convention."""
    words = name.lower().replace("_", "-").split("-")
    if "nginx" in words and "plus" not in words:
        return Controller.NGINX
    if name == "alb" or (words[0] == "alb" and len(words) > 1):
        return Controller.ALB
    if "traefik" in words:
        return Controller.TRAEFIK
    return Controller.OTHER if name.lower() in _OTHERS else Controller.UNKNOWN


def foreign_classes(ingresses: Iterable[Ingress], *, is_beside: bool) -> frozenset[str]:
    """Return the classes whose Ingresses have annotations of NGINX's controller, and no others.

    Where its own resources are beside them, and no ingress-nginx, they may have no annotations.
    """
    found: dict[str, set[Controller]] = {}
    for ingress in ingresses:
        if ingress.class_name:
            found.setdefault(ingress.class_name, set()).add(_by_annotations(ingress))
    return frozenset(
        n
        for n, by in found.items()
        if by - {Controller.UNKNOWN} == {Controller.OTHER}
        or (is_beside and by == {Controller.UNKNOWN})
    )


def _by_annotations(ingress: Ingress) -> Controller:
    prefixes = {NGINX: Controller.NGINX, ALB: Controller.ALB, TRAEFIK: Controller.TRAEFIK}
    prefixes |= dict.fromkeys(_OF_NGINX, Controller.OTHER)
    keys = (*ingress.meta.annotations.known, *ingress.meta.annotations.vague)
    found = {prefixes[prefix] for prefix in prefixes if any(k.startswith(prefix) for k in keys)}
    return found.pop() if len(found) == 1 else Controller.UNKNOWN
