"""Reads the objects of Kubernetes that the resources of one input declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build.kubernetes_addons import (
    PROXY,
    corefiles,
    node_count,
    proxy_modes,
)
from netplan_audit.network.build.kubernetes_class_params import PARAMS
from netplan_audit.network.build.kubernetes_fields import MANIFEST
from netplan_audit.network.build.kubernetes_ingresses import ingress_of
from netplan_audit.network.build.kubernetes_pods import WORKLOADS, pod_template
from netplan_audit.network.build.kubernetes_routes import (
    PROXIED,
    ROLLOUT,
    ROUTES,
    is_route,
    proxied_services,
    route_of,
    routed_services,
    shifted_services,
)
from netplan_audit.network.build.kubernetes_services import (
    AUTOSCALERS,
    autoscaler_of,
    binding_of,
    config_map_of,
    service_of,
)
from netplan_audit.network.build.kubernetes_sources import TEXT_TYPE, manifest_of, object_of
from netplan_audit.network.kubernetes.objects import KubernetesObjects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.kubernetes_sources import Declared
    from netplan_audit.network.kubernetes.services import Service
    from netplan_audit.terraform.resource import Resource, Resources

_INGRESS_GROUPS: Final = ("networking.k8s.io/", "extensions/")
_SINGLE: Final = frozenset(
    {
        "Service",
        "Ingress",
        "IngressClass",
        PARAMS,
        "Namespace",
        "ConfigMap",
        "TargetGroupBinding",
        "NetworkPolicy",
        PROXY,
    }
)
_NOT_BUILT: Final = "kustomization-not-built"
_NODE_DOMAIN: Final = "compute.internal"
"""Stands for the domain of the region, which AWS gives to instances by DHCP."""
MODELLED: Final = WORKLOADS | _SINGLE | set(ROUTES) | set(AUTOSCALERS)
"""The kinds of objects that are analysed."""


def build_objects(resources: Resources, found: tuple[Declared, ...]) -> KubernetesObjects:
    """Build the objects; what is not rendered is told about."""
    by_kind: dict[str, list[Declared]] = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(one)

    def of(*kinds: str) -> Iterator[Declared]:
        return (one for kind in kinds for one in by_kind.get(kind, ()))

    routes = tuple(of(*ROUTES))
    maps = tuple(map(config_map_of, of("ConfigMap")))
    templates = [pod_template(one) for one in of(*sorted(WORKLOADS))]
    return KubernetesObjects(
        templates=tuple(each for each in templates if not each.is_patch),
        services=tuple(map(service_of, filter(_is_core, of("Service")))),
        autoscalers=tuple(map(autoscaler_of, of(*AUTOSCALERS))),
        ingresses=tuple(map(ingress_of, filter(_is_ingress, of("Ingress")))),
        bindings=tuple(binding_of(one, resources) for one in of("TargetGroupBinding")),
        config_maps=maps,
        namespaces=tuple(one.meta() for one in of("Namespace")),
        others=tuple(one.meta() for one in found if one.kind not in MODELLED),
        unseen=tuple(_unseen(resources)),
        is_raw=any(one.code == _NOT_BUILT for one in resources.diagnostics),
        node_domains=_node_domains(resources),
        nodes=node_count(resources),
        routed=frozenset(
            (
                *(name for one in routes for name in routed_services(one)),
                *(name for one in of(*PROXIED) for name in proxied_services(one)),
                *(name for one in of(ROLLOUT) for name in shifted_services(one)),
            )
        ),
        gateway_routes=tuple(map(route_of, filter(is_route, routes))),
        proxies=tuple(proxy_modes(resources, found, maps)),
        corefiles=tuple(corefiles(resources, maps)),
        perhaps=tuple(_perhaps(resources)),
    )


def _perhaps(resources: Resources) -> Iterator[Service]:
    """Yield the Services of other inputs that may be for a cluster of this one."""
    for one in filter(None, map(object_of, resources.beside)):
        if one.kind == "Service" and _is_core(one):
            yield service_of(one)


def _node_domains(resources: Resources) -> tuple[str, ...] | None:
    """Return the domains that the nodes of a cluster on AWS search; None where nothing tells."""
    options = list(resources.of_type("aws_vpc_dhcp_options"))
    if len(options) == 1:
        told = options[0].get("domain_name")
        return tuple(told.split()) if isinstance(told, str) else () if told is None else None
    clusters = any(True for _ in resources.of_type("aws_eks_cluster"))
    return (_NODE_DOMAIN,) if clusters and not options else None


def _is_core(one: Declared) -> bool:
    """Tell whether it is a Service of Kubernetes and not of Knative or the like."""
    return one.version in {"", "v1"}


def _is_ingress(one: Declared) -> bool:
    return one.version.startswith(_INGRESS_GROUPS)


def _unseen(resources: Resources) -> Iterator[str]:
    """Yield what may hold more objects."""
    for resource in resources.of_type("helm_release"):
        yield resource.address
    for resource in resources.of_type(MANIFEST, TEXT_TYPE):
        if not _is_seen(resource):
            yield resource.address


def _is_seen(resource: Resource) -> bool:
    manifest = manifest_of(resource)
    return manifest is not None and isinstance(manifest.get("kind"), str)
