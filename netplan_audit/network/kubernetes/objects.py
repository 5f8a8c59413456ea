"""All objects of Kubernetes that one input declares, and how they belong together."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from msgspec import Struct, field

from netplan_audit.network.kubernetes.selectors import LabelIndex
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from netplan_audit.network.kubernetes.cluster_settings import Corefile, ProxyMode
    from netplan_audit.network.kubernetes.hostnames import Hosts
    from netplan_audit.network.kubernetes.meta import Meta
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.kubernetes.selectors import Labels, Selector
    from netplan_audit.network.kubernetes.services import (
        Autoscaler,
        ConfigMap,
        Ingress,
        Service,
        TargetGroupBinding,
    )

_K = TypeVar("_K")
_T = TypeVar("_T")


class KubernetesObjects(Struct, eq=False, dict=True):
    """The objects of one input, kind by kind.

    `templates` are the workloads, those that are patches of overlays left out. `namespaces` are
    Namespaces, `others` what is not analysed. `unseen` are the addresses of what may hold more
    objects: charts and templates that are not rendered, manifests that are not known. `is_raw`
    tells of kustomizations that are not built, so that they may change any object.
    `node_domains` are what the nodes search, and so their pods, and `nodes` is how many there are;
    None where nothing tells. `routed` are the names and namespaces of Services that Rollouts,
    routes of the Gateway API and resources of Ingress controllers lead to, and `gateway_routes` the
    routes, read as the Ingresses that they stand for. `proxies` and `corefiles` are how kube-proxy
    and CoreDNS are set. `perhaps` are Services of manifests beside the input that may be for a
    cluster of it.
    """

    templates: tuple[PodTemplate, ...] = ()
    services: tuple[Service, ...] = ()
    autoscalers: tuple[Autoscaler, ...] = ()
    ingresses: tuple[Ingress, ...] = ()
    bindings: tuple[TargetGroupBinding, ...] = ()
    config_maps: tuple[ConfigMap, ...] = ()
    namespaces: tuple[Meta, ...] = ()
    others: tuple[Meta, ...] = ()
    unseen: tuple[str, ...] = ()
    is_raw: bool = False
    node_domains: tuple[str, ...] | None = None
    nodes: int | None = None
    routed: frozenset[tuple[str | None, str | None]] = frozenset()
    gateway_routes: tuple[Ingress, ...] = ()
    proxies: tuple[ProxyMode, ...] = ()
    corefiles: tuple[Corefile, ...] = ()
    perhaps: tuple[Service, ...] = ()
    hosts: dict[str, Hosts] = field(default_factory=dict)
    _selected: dict[str, tuple[tuple[PodTemplate, Truth], ...]] = field(default_factory=dict)

    def pods_of(self, service: Service) -> tuple[PodTemplate, ...]:
        """Return the workloads whose pods a Service certainly selects."""
        return tuple(pods for pods, sure in self.may_select(service) if sure is Truth.YES)

    def may_select(self, service: Service) -> tuple[tuple[PodTemplate, Truth], ...]:
        """Return the workloads whose pods a Service selects, or may select."""
        found = self._selected.get(service.address)
        if found is None:
            found = self._selected[service.address] = tuple(self._selects(service))
        return found

    def _selects(self, service: Service) -> Iterable[tuple[PodTemplate, Truth]]:
        selector, where = service.selector, service.meta.namespace
        if selector is None:
            return
        here = [*self._labelled] if where is None else [where, None]
        for pods in (pods for name in here for pods in self._may_select(selector, name)):
            there = service.meta.shares_namespace(pods.meta)
            answer = there & selector.matches(pods.labels)
            if answer is not Truth.NO:
                yield pods, answer

    def _may_select(self, selector: Selector, namespace: str | None) -> Iterable[PodTemplate]:
        """Yield the workloads of a namespace whose pods a selector selects, or may."""
        templates, index = self._labelled.get(namespace, ((), None))
        return (templates[n] for n in (() if index is None else index.may_match(selector)))

    @cached_property
    def _labelled(self) -> dict[str | None, tuple[Sequence[PodTemplate], LabelIndex]]:
        """The workloads of each namespace, and an index of their labels."""
        by_namespace = _grouped((pods.namespace, pods) for pods in self.templates)
        return {
            name: (templates, LabelIndex([pods.labels for pods in templates]))
            for name, templates in by_namespace.items()
        }

    @cached_property
    def _by_name(self) -> dict[str | None, list[PodTemplate]]:
        return _grouped((pods.meta.name, pods) for pods in self.templates)

    def workloads_named(self, name: str | None) -> Sequence[PodTemplate]:
        """Return the workloads of a name, in whatever namespace."""
        return () if name is None else self._by_name.get(name, ())

    @cached_property
    def _answers(self) -> dict[object, object]:
        return {}

    def once(self, question: Callable[[KubernetesObjects], _T]) -> _T:
        """Answer a question about all objects, that is asked for each of many, one time."""
        if question not in self._answers:
            self._answers[question] = question(self)
        return cast("_T", self._answers[question])

    @cached_property
    def node_port_services(self) -> tuple[Service, ...]:
        """The Services that every node answers for on a port of its own."""
        return tuple(service for service in self.services if service.has_node_ports)

    @cached_property
    def entrances(self) -> tuple[Ingress, ...]:
        """What leads requests to Services by host and path: Ingresses, and attached routes."""
        attached = (route for route in self.gateway_routes if route.class_name != "")
        return (*self.ingresses, *attached)

    @cached_property
    def _autoscalers(self) -> dict[tuple[str | None, str | None], list[Autoscaler]]:
        return _grouped(((a.target_kind, a.target_name), a) for a in self.autoscalers)

    def autoscaler_of(self, pods: PodTemplate) -> Autoscaler | None:
        """Return what certainly scales a workload."""
        found = self._autoscalers.get((pods.kind, pods.meta.name), ())
        same = (a for a in found if a.meta.shares_namespace(pods.meta) is Truth.YES)
        return next(same, None)

    def most_replicas(self, pods: PodTemplate) -> int | None:
        """Return the most pods that a workload has at once; None where it is unknown."""
        scaler = self.autoscaler_of(pods)
        if scaler is None:
            return pods.replicas
        if scaler.most is None or pods.replicas is None:
            return None
        return max(scaler.most, pods.replicas)

    @cached_property
    def _namespaces(self) -> dict[str | None, Meta]:
        return {each.name: each for each in reversed(self.namespaces)}

    def namespace(self, name: str | None) -> Meta | None:
        """Return the Namespace of this name, if the input declares it."""
        return None if name is None else self._namespaces.get(name)

    def labels_of(self, namespace: str | None) -> Labels | None:
        """Return the labels of a namespace; None where the input does not declare it."""
        found = self.namespace(namespace)
        return None if found is None else found.labels

    @cached_property
    def maps_by_name(self) -> dict[str | None, list[ConfigMap]]:
        """The ConfigMaps by name."""
        return _grouped((each.meta.name, each) for each in self.config_maps)

    @cached_property
    def services_by_name(self) -> dict[tuple[str | None, str | None], list[Service]]:
        """The Services by their namespace and name."""
        return _grouped(((s.meta.namespace, s.meta.name), s) for s in self.services)

    def has_service(self, name: str, namespace: str) -> bool:
        """Tell whether the input declares a Service of this name in this namespace."""
        return (namespace, name) in self.services_by_name

    @cached_property
    def routes(self) -> dict[str, list[Ingress]]:
        """The Ingresses that certainly send requests to a Service, by its address."""
        named = self.services_by_name
        pairs: list[tuple[str, Ingress]] = []
        for ingress in self.ingresses:
            wanted = dict.fromkeys((ingress.meta.namespace, b.service) for b in ingress.backends)
            for key in wanted:
                if None not in key:
                    pairs += ((service.address, ingress) for service in named.get(key, ()))
        return _grouped(pairs)

    @cached_property
    def _by_backend(self) -> dict[str | None, list[Ingress]]:
        named = ((i, dict.fromkeys(b.service for b in i.backends)) for i in self.ingresses)
        return _grouped((name, ingress) for ingress, names in named for name in names)

    def may_route(self, service: Service) -> Iterator[Ingress]:
        """Yield the Ingresses that name a Service, if one of the two names no namespace.

        One that has a Service of this name beside it means that one.
        """
        name = service.meta.name
        for ingress in self._by_backend.get(name, ()) if name else ():
            if (ingress.meta.namespace, name) in self.services_by_name:
                continue
            if ingress.meta.is_unnamed or service.meta.is_unnamed:
                yield ingress

    def bindings_of(self, service: Service) -> tuple[TargetGroupBinding, ...]:
        """Return the TargetGroupBindings that certainly name a Service."""
        return tuple(
            each
            for each in self.bindings
            if service.meta.is_named(each.service, each.meta.namespace) is Truth.YES
        )

    def governs(self, service: Service) -> Truth:
        """Tell whether a Service is the governing one of a StatefulSet."""
        return any_of(
            service.meta.is_named(pods.governing, pods.namespace)
            for pods in self.templates
            if pods.kind == "StatefulSet"
        )


def _grouped(pairs: Iterable[tuple[_K, _T]]) -> dict[_K, list[_T]]:
    found: dict[_K, list[_T]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return found
