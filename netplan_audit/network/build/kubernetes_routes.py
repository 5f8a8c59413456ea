"""Reads routes of the Gateway API as the Ingresses that they stand for.

https://gateway-api.sigs.k8s.io/reference/spec/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.kubernetes_fields import (
    block,
    field,
    is_unknown,
    items,
    number_or_name,
    several,
)
from netplan_audit.network.kubernetes.services import Backend, Ingress, IngressPath
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.kubernetes_fields import Fields
    from netplan_audit.network.build.kubernetes_sources import Declared
    from netplan_audit.terraform.value import Value

ROLLOUT: Final = "Rollout"
PROXIED: Final[dict[str, tuple[str, tuple[str, ...], str]]] = {
    "VirtualServer": ("k8s.nginx.org/", ("upstreams",), "service"),
    "VirtualServerRoute": ("k8s.nginx.org/", ("upstreams",), "service"),
    "IngressRoute": ("traefik.", ("routes", "services"), "name"),
    "HTTPProxy": ("projectcontour.io/", ("routes", "services"), "name"),
    "Route": ("route.openshift.io/", ("to",), "name"),
}
"""Custom resources of Ingress controllers: the group, and where they name Services."""
ROUTES: Final = ("HTTPRoute", "GRPCRoute")
_GROUP: Final = "gateway.networking.k8s.io/"
_TYPES: Final = {
    "Exact": "Exact",
    "PathPrefix": "Prefix",
    "RegularExpression": "ImplementationSpecific",
}
_PARENT: Final = "Gateway"
_CONDITIONS: Final = ("method", "headers", "query_params")


def is_route(one: Declared) -> bool:
    """Tell whether it is a route that chooses by paths or methods."""
    return one.kind in ROUTES and one.version.startswith(_GROUP)


def routed_services(one: Declared) -> Iterator[tuple[str | None, str | None]]:
    """Yield the names and namespaces of the Services that a route leads to."""
    here = one.meta().namespace
    for rule in several(one.spec(), "rule"):
        for reference in items(field(rule, "backend_refs")):
            if values.text(field(reference, "kind")) in {None, "Service"}:
                there = values.text(field(reference, "namespace")) or here
                yield values.text(field(reference, "name")), there


def proxied_services(one: Declared) -> Iterator[tuple[str | None, str | None]]:
    """Yield the names and namespaces of the Services that a controller's own resource leads to."""
    group, path, key = PROXIED[one.kind]
    if not one.version.startswith(group):
        return
    found = [one.spec()]
    for name in path:
        found = [inner for fields in found for inner in items(field(fields, name))]
    for fields in found:
        yield (
            values.text(field(fields, key)),
            (values.text(field(fields, "namespace")) or one.meta().namespace),
        )


def shifted_services(one: Declared) -> Iterator[tuple[str | None, str | None]]:
    """Yield the names and namespaces of the Services between which a Rollout shifts requests.

    It does so by the objects of an Ingress controller or a mesh
    (https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/).
    """
    canary = block(block(one.spec(), "strategy") or {}, "canary") or {}
    routing = block(canary, "traffic_routing")
    if routing is None:
        return
    for fields, name in (
        *((canary, name) for name in ("stable_service", "canary_service")),
        *((block(canary, "ping_pong") or {}, name) for name in ("ping_service", "pong_service")),
        (block(routing, "alb") or {}, "root_service"),
    ):
        told = values.text(field(fields, name))
        if told:
            yield told, one.meta().namespace


def route_of(one: Declared) -> Ingress:
    """Read a route: its class is what it is attached to.

    What matches by more than the path, such as a header, is left out.
    """
    spec = one.spec()
    return Ingress(
        meta=one.meta(),
        class_name=_parents(one),
        paths=tuple(_paths(one)),
        complete=one.is_known and not is_unknown(field(spec, "rules")),
        unit=values.text(one.resource.get("folder")) or "",
    )


def _parents(one: Declared) -> str | None:
    """Name the Gateways and their listeners, '' where there are none; None where unknown."""
    told = field(one.spec(), "parent_refs")
    here = one.meta().namespace
    if is_unknown(told) or here is None:
        return None
    found = []
    for parent in items(told):
        names = (field(parent, name) for name in ("kind", "name", "section_name", "port"))
        written = [str(value) for value in names if value not in (None, _PARENT)]
        found.append("/".join([values.text(field(parent, "namespace")) or here, *written]))
    return ", ".join(sorted(found))


def _paths(one: Declared) -> Iterator[IngressPath]:
    read = _by_path if one.kind == "HTTPRoute" else _by_method
    for host in _hosts(field(one.spec(), "hostnames")):
        for at, rule in enumerate(several(one.spec(), "rule")):
            backend = _backend(one, rule)
            for number, match in enumerate(items(field(rule, "matches")) or [{}]):
                path, kind = read(match)
                place = ("spec", "rules", at, "matches", number)
                if kind:
                    yield IngressPath(host, path, kind, backend, place=place)


def _hosts(told: Value) -> list[str | None]:
    if is_symbolic(told):
        return [None]
    listed = told if isinstance(told, list) else []
    return [None if is_symbolic(each) else values.text(each) for each in listed] or [""]


def _by_path(match: Fields) -> tuple[str | None, str]:
    """Return the path that a match of an HTTPRoute asks for, and its type; '' for more than it."""
    conditions = [field(match, name) for name in _CONDITIONS]
    told = field(match, "path")
    if any(each for each in conditions if not is_symbolic(each)):
        return None, ""
    if any(map(is_symbolic, (*conditions, told))):
        return None, "ImplementationSpecific"
    fields = block(match, "path") or {}
    kind, value = field(fields, "type"), field(fields, "value")
    path = None if is_symbolic(value) else values.text(value) or "/"
    return path, _TYPES.get(values.text(kind) or "PathPrefix", "")


def _by_method(match: Fields) -> tuple[str | None, str]:
    """Return the path of the method that a match of a GRPCRoute asks for, and its type."""
    headers = field(match, "headers")
    if is_symbolic(headers):
        return None, "ImplementationSpecific"
    if headers:
        return None, ""
    told = block(match, "method")
    if told is None:
        return ("/", "Prefix") if field(match, "method") is None else (None, "")
    service, method = (values.text(field(told, name)) for name in ("service", "method"))
    if not service or values.text(field(told, "type")) not in {None, "Exact"}:
        return None, ""
    return (f"/{service}/{method}", "Exact") if method else (f"/{service}", "Prefix")


def _backend(one: Declared, rule: Fields) -> Backend:
    """Return what a rule sends requests to: one Service, or several that share them."""
    told = field(rule, "backend_refs")
    if is_unknown(told):
        return Backend(None)
    found = []
    for reference in items(told):
        name = values.text(field(reference, "name"))
        port = number_or_name(field(reference, "port"))
        if name is None:
            return Backend(None)
        space = values.text(field(reference, "namespace")) or one.meta().namespace
        away = "" if space == one.meta().namespace else f"{space}/"
        found.append((f"{away}{name}", port))
    if not found:
        return Backend("")
    *others, (last, port) = sorted(found, key=str)
    return Backend(", ".join([*(f"{name}:{number}" for name, number in others), last]), port)
