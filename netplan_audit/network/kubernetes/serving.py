"""How requests come to the pods of a Service, and how long their connections last.

kube-proxy chooses a pod for each connection, not for each request
(https://kubernetes.io/docs/reference/networking/virtual-ips/). What a protocol is, manifests only
hint at: what is told here of protocols is a convention.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.network.kubernetes.hostnames import naming, texts_of
from netplan_audit.network.kubernetes.lookups import CLUSTER_DOMAIN
from netplan_audit.unknown import Truth, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.kubernetes.selectors import Labels
    from netplan_audit.network.kubernetes.services import Ingress, Service, ServicePort

_APP_PROTOCOLS: Final = frozenset(
    {"grpc", "kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss"}
)
_PORT_NAME: Final = re.compile(r"(grpc|grpc-web|h2c|http2|ws|wss|amqp|mqtt|nats|kafka)([-_].*)?")
_BROKERS: Final = frozenset({"amqp", "mqtt", "nats", "kafka"})
_GRPC_BACKENDS: Final = {
    "nginx.ingress.kubernetes.io/backend-protocol": ("GRPC", "GRPCS"),
    "alb.ingress.kubernetes.io/backend-protocol-version": ("GRPC",),
}
_REPLICATED: Final = frozenset(
    {"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout"}
)
_MESH_NAMESPACE: Final = (
    ("istio-injection", ("enabled",)),
    ("istio.io/rev", ()),
    ("istio.io/use-waypoint", ()),
    ("linkerd.io/inject", ("enabled", "ingress")),
    ("consul.hashicorp.com/connect-inject", ("true",)),
)
_MESH_PODS: Final = (
    ("sidecar.istio.io/inject", ("true",)),
    ("linkerd.io/inject", ("enabled", "ingress")),
    ("consul.hashicorp.com/connect-inject", ("true",)),
    ("istio.io/use-waypoint", ()),
)
_MESH_KINDS: Final = frozenset(
    {"VirtualService", "DestinationRule", "PeerAuthentication", "ServiceProfile", "ServiceDefaults"}
    | {"RouteRule", "DestinationPolicy", "ServiceEntry", "Sidecar", "EnvoyFilter", "MeshPolicy"}
)
_MESH_HEADERS: Final = "l5d-dst-override"
"""What an Ingress controller tells the proxies of Linkerd."""
_MESH_SERVER: Final = "istiod"
"""The server of a mesh, which ends its clients' connections after a while."""
_MESH_GATEWAY: Final = "gateway"
"""Ends the label `istio` of the mesh's own proxies, whose clients are proxies too."""
_KNATIVE: Final = "knative-serving"
"""The name of a proxy whose clients, proxies of Ingresses, balance over its pods themselves."""
_CONNECTION_AGE: Final = re.compile(r"max[-_]?connection[-_]?age", re.IGNORECASE)


def has_several(objects: KubernetesObjects, pods: PodTemplate) -> Truth:
    """Tell whether a workload has two pods or more at the same time."""
    if pods.kind not in _REPLICATED:
        return Truth.NO
    most = objects.most_replicas(pods)
    return Truth.UNKNOWN if most is None else truth(most > 1)


def long_lived(objects: KubernetesObjects, service: Service, pods: PodTemplate) -> str:
    """Say what hints at connections that carry many requests; '' where nothing does."""
    clues = (
        *_clues_of_ports(service, pods),
        *_clues_of_probes(service, pods),
        *_clues_of_ingresses(objects.routes.get(service.address, ())),
    )
    return next(iter(clues), "")


def _clues_of_ports(service: Service, pods: PodTemplate) -> Iterator[str]:
    for port in service.ports:
        if port.protocol != "TCP":
            continue
        if port.app_protocol in _APP_PROTOCOLS:
            yield f"appProtocol {port.app_protocol}"
        behind = _container_names(port, pods)
        for name in (port.name, *behind):
            if _says_long_lived(name, service, pods):
                yield f"a port named {name}"


def _says_long_lived(name: str, service: Service, pods: PodTemplate) -> bool:
    """Tell whether a port's name is that of such a protocol.

    Clients of clustered brokers find the members themselves, and HTTP/2 from outside the cluster
    comes from many clients.
    """
    found = _PORT_NAME.fullmatch(name)
    if found is None or _is_of_mesh(service, pods):
        return False
    if found[1] == "http2":
        return service.type == "ClusterIP"
    return not (found[1] in _BROKERS and pods.kind == "StatefulSet")


def _is_of_mesh(service: Service, pods: PodTemplate) -> bool:
    labels = pods.labels.known
    is_gateway = labels.get("istio", "").endswith(_MESH_GATEWAY)
    names = (labels, service.meta.labels.known)
    is_knative = any(each.get("app.kubernetes.io/name") == _KNATIVE for each in names)
    return labels.get("app") == _MESH_SERVER or is_gateway or is_knative


def _container_names(port: ServicePort, pods: PodTemplate) -> list[str]:
    """Return the names of the container ports that a port of a Service leads to."""
    ports = (each for each in pods.ports if port.target in {each.name, each.number})
    return [each.name for each in ports if each.name]


def _clues_of_probes(service: Service, pods: PodTemplate) -> Iterator[str]:
    numbers = {target_number(port, pods) for port in service.ports}
    for container in pods.containers:
        for probe in container.probes:
            if probe.kind == "grpc" and (probe.port in numbers or None in numbers):
                yield "a grpc probe"


def _clues_of_ingresses(ingresses: list[Ingress] | tuple[Ingress, ...]) -> Iterator[str]:
    for ingress in ingresses:
        for key, values in _GRPC_BACKENDS.items():
            if ingress.meta.annotations.known.get(key, "") in values:
                yield f"{key} of {ingress.meta.display}"


def target_number(port: ServicePort, pods: PodTemplate) -> int | None:
    """Return the port of the pods that a port of a Service leads to; None where it is unknown."""
    if isinstance(port.target, int):
        return port.target
    named = [each for each in pods.ports if each.name == port.target]
    return named[0].number if named and port.target else None


def in_mesh(objects: KubernetesObjects, pods: PodTemplate) -> Truth:
    """Tell whether a service mesh balances what comes to pods, request by request."""
    signs = [*_signs(pods.annotations, _MESH_PODS), *_signs(pods.labels, _MESH_PODS)]
    namespace = objects.namespace(pods.namespace)
    if namespace is not None:
        signs += _signs(namespace.labels, _MESH_NAMESPACE)
        signs += _signs(namespace.annotations, _MESH_NAMESPACE)
    elif any(each.name is None for each in objects.namespaces):
        signs.append(Truth.UNKNOWN)
    answer = any_of(signs)
    return answer | Truth.UNKNOWN if objects.once(_shows_mesh) else answer


def _shows_mesh(objects: KubernetesObjects) -> bool:
    """Tell whether anything is written for a mesh, which pods may be put into by a command."""
    told = (text for i in objects.ingresses for text in i.meta.annotations.known.values())
    return any(each.kind in _MESH_KINDS for each in objects.others) or any(
        _MESH_HEADERS in text for text in told
    )


def _signs(labels: Labels, wanted: tuple[tuple[str, tuple[str, ...]], ...]) -> list[Truth]:
    return [labels.have(key, values) for key, values in wanted]


def bounds_connections(objects: KubernetesObjects, pods: PodTemplate) -> Truth:
    """Tell whether the server is told how old a connection may get."""
    texts = texts_of(objects, pods)
    if any(_CONNECTION_AGE.search(f"{t.place} {t.value or ''}") is not None for t in texts):
        return Truth.YES
    is_seen = pods.complete and all(container.complete for container in pods.containers)
    return Truth.NO if is_seen else Truth.UNKNOWN


def only_by_requests(objects: KubernetesObjects, service: Service) -> Truth:
    """Tell whether all that is seen to use a Service balances requests: Ingresses and the like."""
    balanced = objects.routes.get(service.address) or objects.bindings_of(service)
    routed = (service.meta.name, service.meta.namespace) in objects.routed
    if service.type == "LoadBalancer":
        return Truth.NO
    if balanced or routed:
        return truth(not names_service(objects, service))
    return Truth.UNKNOWN if _may_be_routed(objects, service) else Truth.NO


def _may_be_routed(objects: KubernetesObjects, service: Service) -> bool:
    """Tell whether an Ingress or a route may lead to a Service by a name that is not known."""
    if service.meta.name is None:
        return bool(objects.ingresses or objects.routed)
    near = [
        ingress
        for ingress in objects.ingresses
        if ingress.meta.shares_namespace(service.meta) is not Truth.NO
    ]
    vague = any(
        not ingress.complete
        or ingress.meta.namespace is None
        or any(backend.service is None for backend in ingress.backends)
        for ingress in near
    )
    return vague or any(None in named for named in objects.routed)


def names_service(objects: KubernetesObjects, service: Service) -> tuple[PodTemplate, ...]:
    """Return the workloads that are given the name of a Service, but for its own."""
    own = {pods.address for pods, _ in objects.may_select(service)}
    return tuple(pods for pods, _ in mentions(objects, service) if pods.address not in own)


def mentions(objects: KubernetesObjects, service: Service) -> list[tuple[PodTemplate, str]]:
    """Return the workloads that are given the name of a Service, and the place of each."""
    name, namespace = service.meta.name, service.meta.namespace
    if not name or namespace is None:
        return []
    far = f"{name}.{namespace}"
    names = ((far, ""), (f"{far}.svc", ""), (f"{far}.svc.{CLUSTER_DOMAIN}", ""), (name, namespace))
    found: dict[int, str] = {}
    given = naming(objects)
    for number, _, place in sorted(each for key in names for each in given.get(key, ())):
        found.setdefault(number, place)
    return [(objects.templates[number], place) for number, place in found.items()]
