"""Finds the classes of Ingresses, the controllers that an input installs, and how it sets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.helm import Release, releases
from netplan_audit.network.build.kubernetes_class_params import IS_DEFAULT
from netplan_audit.network.build.kubernetes_fields import annotations_of, field
from netplan_audit.network.kubernetes.ingress_setup import (
    IngressClass,
    IngressSetup,
    foreign_classes,
)
from netplan_audit.network.kubernetes.path_match import Controller
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.kubernetes_sources import Declared
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import Container
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.value import Value

_CHARTS: Final = {
    "ingress-nginx": Controller.NGINX,
    "aws-load-balancer-controller": Controller.ALB,
    "traefik": Controller.TRAEFIK,
}
_IMAGES: Final = {
    "ingress-nginx/controller": Controller.NGINX,
    "kubernetes-ingress-controller/nginx-ingress-controller": Controller.NGINX,
    "nginx/nginx-ingress": Controller.OTHER,
    "nginx-ic/nginx-plus-ingress": Controller.OTHER,
    "haproxytech/kubernetes-ingress": Controller.OTHER,
    "jcmoraisjr/haproxy-ingress": Controller.OTHER,
    "kong/kubernetes-ingress-controller": Controller.OTHER,
    "amazon/aws-load-balancer-controller": Controller.ALB,
    "eks/aws-load-balancer-controller": Controller.ALB,
    "traefik": Controller.TRAEFIK,
}
_OF_NGINX: Final = frozenset({"VirtualServer", "VirtualServerRoute", "TransportServer"})
"""Kinds of NGINX's own controller, whose class is called nginx as well."""
_STRICT: Final = "providers.kubernetesingress.strictprefixmatching"
_CLASS: Final = "--controller-class="
_LAX: Final = "strict-validate-path-type"


def build_ingress_setup(
    resources: Resources, found: tuple[Declared, ...], objects: KubernetesObjects
) -> IngressSetup:
    """Return how Ingresses are served; without any, just what runs controllers."""
    workloads = dict(_workloads(objects))
    if not objects.ingresses:
        return IngressSetup(workloads=frozenset(workloads))
    charts = tuple(releases(resources))
    installed = _installed(charts, workloads)
    is_beside = Controller.NGINX not in installed and any(
        o.kind in _OF_NGINX for o in objects.others
    )
    return IngressSetup(
        tuple(_classes(found)),
        installed,
        frozenset(workloads),
        foreign_classes(objects.ingresses, is_beside=is_beside),
        _is_strict(charts, objects),
        _takes_any_path(charts, objects),
        frozenset(_answers(charts, objects)),
    )


def _classes(found: tuple[Declared, ...]) -> Iterator[IngressClass]:
    for one in found:
        name = one.meta().name
        controller = values.text(field(one.spec(), "controller"))
        if one.kind == "IngressClass" and name and controller:
            is_default = annotations_of(one.fields).known.get(IS_DEFAULT) == "true"
            yield IngressClass(one.address, name, controller, is_default)


def _installed(
    charts: tuple[Release, ...], workloads: Mapping[str, Controller]
) -> dict[Controller, str]:
    """Return the controllers that charts or workloads run, with what does."""
    found = {_CHARTS[r.chart]: r.address for r in charts if r.chart in _CHARTS}
    for address, controller in workloads.items():
        found.setdefault(controller, address)
    return found


def _workloads(objects: KubernetesObjects) -> Iterator[tuple[str, Controller]]:
    """Yield the workloads that run a controller, and which one."""
    for address, container in _containers(objects):
        controller = _IMAGES.get(_name_of(container.image))
        if controller is not None:
            yield address, controller


def _name_of(image: str) -> str:
    """Return what an image is called: no registry, no tag, and the last two names at most."""
    names = image.partition("@")[0].split("/")
    names[-1] = names[-1].partition(":")[0]
    return names[-1] if names[-1] in _IMAGES else "/".join(names[-2:])


def _is_strict(charts: tuple[Release, ...], objects: KubernetesObjects) -> bool | None:
    """Tell whether Traefik is set to match prefixes by elements; None where none is set up."""
    answer: bool | None = None
    for release in charts:
        if release.chart == "traefik":
            told = release.value("providers", "kubernetesIngress", "strictPrefixMatching")
            flags = release.value("additionalArguments")
            answer = values.flag(told, default=False) is Truth.YES or _sets(flags)
            if not answer and not release.complete:
                return None
    for _, container in _containers(objects):
        if _IMAGES.get(_name_of(container.image)) is Controller.TRAEFIK:
            answer = bool(answer) or _sets([text.value for text in container.texts])
    return answer


def _sets(flags: Value) -> bool:
    """Tell whether arguments turn strict matching on."""
    given = flags if isinstance(flags, list) else []
    written = [flag.lstrip("-").lower() for flag in given if isinstance(flag, str)]
    return any(flag in {_STRICT, f"{_STRICT}=true"} for flag in written)


def _takes_any_path(charts: tuple[Release, ...], objects: KubernetesObjects) -> bool:
    """Tell whether ingress-nginx is set to take patterns in paths of every type."""
    told = [release.value("controller", "config", _LAX) for release in charts]
    told += [each.data.get(_LAX) for each in objects.config_maps]
    return any(value is False or value == "false" for value in told)


def _answers(charts: tuple[Release, ...], objects: KubernetesObjects) -> Iterator[str]:
    """Yield the words in classes that ingress-nginx is told to answer to."""
    for release in charts:
        if _CHARTS.get(release.chart) is Controller.NGINX:
            told = release.value("controller", "ingressClassResource", "controllerValue")
            yield from [told] if isinstance(told, str) else []
    for _, container in _containers(objects):
        if _IMAGES.get(_name_of(container.image)) is Controller.NGINX:
            flags = (text.value or "" for text in container.texts)
            yield from (f.removeprefix(_CLASS) for f in flags if f.startswith(_CLASS))


def _containers(objects: KubernetesObjects) -> Iterator[tuple[str, Container]]:
    for pods in objects.templates:
        for container in pods.containers:
            yield pods.address, container
