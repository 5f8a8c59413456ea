"""Reads NetworkPolicies and the pods they govern out of Terraform's Kubernetes resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.kubernetes_fields import (
    MANIFEST,
    NAMESPACE,
    block,
    field,
    is_unknown,
    items,
    labels_of,
    manifests,
    namespace_of,
    selector_of,
)
from netplan_audit.network.network_policies import (
    EgressRule,
    NetworkPolicy,
    Pods,
    PodTemplate,
    PolicyPeer,
    PolicyPort,
)
from netplan_audit.terraform.value import is_symbolic
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.kubernetes_fields import Fields
    from netplan_audit.network.selectors import Selector
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

_POLICIES: Final = ("kubernetes_network_policy", "kubernetes_network_policy_v1")
_KINDS: Final = {
    "kubernetes_deployment": "Deployment",
    "kubernetes_deployment_v1": "Deployment",
    "kubernetes_stateful_set": "StatefulSet",
    "kubernetes_stateful_set_v1": "StatefulSet",
    "kubernetes_daemonset": "DaemonSet",
    "kubernetes_daemon_set_v1": "DaemonSet",
    "kubernetes_job": "Job",
    "kubernetes_job_v1": "Job",
    "kubernetes_cron_job": "CronJob",
    "kubernetes_cron_job_v1": "CronJob",
    "kubernetes_pod": "Pod",
    "kubernetes_pod_v1": "Pod",
}
_RENDERED_ELSEWHERE: Final = "helm_release"
_TEXTS: Final = {"kubectl_manifest": "yaml_body"}
_ANY_POLICY: Final = "NetworkPolicy"
"""In the kind of every engine's policies: Cilium's, Calico's, AdminNetworkPolicy."""
_NAMESPACED: Final = frozenset({"CiliumNetworkPolicy", "NetworkPolicy"})
_POLICY_GROUP: Final = "networking.k8s.io/"
KUBERNETES_TYPES: Final = frozenset({*_POLICIES, *_KINDS})


def build_pods(resources: Resources) -> Pods:
    """Return the pods and policies of the input; nothing is read where there is no policy."""
    policies = tuple(_policies(resources))
    if not policies:
        return Pods()
    return Pods(tuple(_templates(resources)), policies, tuple(_unseen(resources)))


def is_governed(resource: Resource) -> bool:
    """Tell whether a manifest is that of a NetworkPolicy or of pods."""
    manifest = resource.get("manifest") if resource.type == MANIFEST else None
    if not isinstance(manifest, dict):
        return False
    return manifest.get("kind") in _KINDS.values() or _is_policy(manifest)


def _policies(resources: Resources) -> Iterator[NetworkPolicy]:
    for resource in resources.of_type(*_POLICIES):
        fields = {name: resource.get(name) for name in ("metadata", "spec")}
        yield _policy(resource.address, fields)
    for resource, fields in manifests(resources):
        if _is_policy(fields):
            yield _policy(resource.address, fields)


def _is_policy(fields: Fields) -> bool:
    version = values.text(fields.get("apiVersion")) or ""
    return fields.get("kind") == _ANY_POLICY and version.startswith(_POLICY_GROUP)


def _policy(address: str, fields: Fields) -> NetworkPolicy:
    spec = block(fields, "spec") or {}
    egress = field(spec, "egress")
    unknown = is_unknown(field(fields, "spec"))
    rules = tuple(map(_rule, items(egress)))
    isolates = Truth.UNKNOWN if unknown else _isolates(field(spec, "policy_types"), egress)
    pods = selector_of(field(fields, "spec") if unknown else field(spec, "pod_selector"))
    complete = not unknown and not is_unknown(egress)
    return NetworkPolicy(address, namespace_of(fields), pods, isolates, rules, complete)


def _isolates(types: Value, egress: Value) -> Truth:
    """Tell whether egress is isolated; without types, it is where there are rules for it."""
    if is_unknown(types):
        return Truth.UNKNOWN
    if isinstance(types, list) and types:
        return truth("Egress" in types)
    return Truth.UNKNOWN if is_unknown(egress) else truth(bool(items(egress)))


def _rule(fields: Fields) -> EgressRule:
    to, ports = field(fields, "to"), field(fields, "ports")
    return EgressRule(
        None if is_unknown(to) else tuple(map(_peer, items(to))),
        None if is_unknown(ports) else tuple(map(_port, items(ports))),
    )


def _peer(fields: Fields) -> PolicyPeer:
    if is_unknown(field(fields, "ip_block")):
        return PolicyPeer()
    addresses = block(fields, "ip_block")
    if addresses is not None:
        excepted = field(addresses, "except")
        cidr = values.text(field(addresses, "cidr")) or ""
        return PolicyPeer(block="" if excepted else cidr)
    namespaces, pods = field(fields, "namespace_selector"), field(fields, "pod_selector")
    return PolicyPeer(_optional(namespaces), _optional(pods))


def _optional(value: Value) -> Selector | None:
    return None if value is None or value == [] else selector_of(value)


def _port(fields: Fields) -> PolicyPort:
    told, last = field(fields, "port"), field(fields, "end_port")
    protocol = field(fields, "protocol")
    return PolicyPort(
        "" if is_symbolic(protocol) else values.text(protocol) or "TCP",
        _number_or_name(told),
        last if type(last) is int and last > 0 else None,
        known=not is_symbolic(told) and not is_symbolic(last),
    )


def _number_or_name(value: Value) -> int | str | None:
    """Read a port: the provider takes numbers as text."""
    if type(value) is int:
        return value
    written = values.text(value)
    return int(written) if written is not None and written.isdecimal() else written


def _templates(resources: Resources) -> Iterator[PodTemplate]:
    for name, kind in _KINDS.items():
        for resource in resources.of_type(name):
            fields = {each: resource.get(each) for each in ("metadata", "spec")}
            yield _template(resource.address, kind, fields)
    for resource, fields in manifests(resources):
        named = fields.get("kind")
        if isinstance(named, str) and named in _KINDS.values():
            yield _template(resource.address, named, fields)


def _template(address: str, kind: str, fields: Fields) -> PodTemplate:
    pod: Fields | None = fields
    if kind == "CronJob":
        pod = block(block(fields, "spec") or {}, "job_template")
    if kind != "Pod":
        pod = block(block(pod or {}, "spec") or {}, "template")
    pod = pod or {}
    spec = block(pod, "spec")
    policy = field(spec or {}, "dns_policy")
    unknown = spec is None or is_symbolic(policy)
    return PodTemplate(
        address,
        kind,
        namespace_of(fields),
        labels_of(pod),
        Truth.UNKNOWN if spec is None else values.flag(field(spec, "host_network"), default=False),
        "" if unknown else values.text(policy) or "ClusterFirst",
    )


def _unseen(resources: Resources) -> Iterator[tuple[str, str | None]]:
    """Yield what may hold more policies, with its namespace; None where that is unknown."""
    for resource in resources.of_type(_RENDERED_ELSEWHERE):
        where = resource.get("namespace")
        yield resource.address, None if is_symbolic(where) else values.text(where) or NAMESPACE
    for resource in resources.of_type(MANIFEST):
        manifest = resource.get("manifest")
        kind = manifest.get("kind") if isinstance(manifest, dict) else manifest
        if isinstance(manifest, dict) and _is_policy(manifest):
            continue
        if not isinstance(manifest, dict) or not isinstance(kind, str):
            yield resource.address, None
        elif _ANY_POLICY in kind:
            yield resource.address, namespace_of(manifest) if kind in _NAMESPACED else None
    for name, argument in _TEXTS.items():
        for resource in resources.of_type(name):
            body = resource.get(argument)
            if not isinstance(body, str) or _ANY_POLICY in body:
                yield resource.address, values.text(resource.get("override_namespace"))
