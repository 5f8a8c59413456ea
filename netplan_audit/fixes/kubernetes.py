"""Changes to objects of Kubernetes: policies that let DNS through, fields of pods and Services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.edits import Object, OutOfSightError
from netplan_audit.fixes.objects import is_blocks
from netplan_audit.kubernetes import UNNAMED
from netplan_audit.network.kubernetes.network_policies import NAME_LABEL
from netplan_audit.network.kubernetes.selectors import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.fixes.edits import Edit, Fields
    from netplan_audit.network.kubernetes.meta import Meta
    from netplan_audit.network.kubernetes.network_policies import NetworkPolicy
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.kubernetes.selectors import Selector
    from netplan_audit.network.kubernetes.services import Service

_TO_PODS: Final = {
    "Pod": ("spec",),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}
_DNS_PODS: Final = (("matchLabels", (("k8s-app", "kube-dns"),)),)


def dns_allowed(
    policy: NetworkPolicy,
    policies: Iterable[NetworkPolicy],
    protocols: tuple[str, ...] = ("UDP", "TCP"),
) -> list[Edit]:
    """Let the pods that a policy selects ask the cluster's DNS: policies add up."""
    if not policy.name or policy.namespace is None:
        raise OutOfSightError(policy.address)
    number = _number(policy.address)
    to = (
        ("namespaceSelector", (("matchLabels", ((NAME_LABEL, "kube-system"),)),)),
        ("podSelector", _DNS_PODS),
    )
    rule = (("to", (to,)), ("ports", _dns_ports(number, protocols)))
    fields = (
        ("podSelector", _selector(policy.pods, policy.address)),
        ("policyTypes", ("Egress",)),
        ("egress", (rule,)),
    )
    taken = {each.name for each in policies}
    own = f"{policy.name}-{'dns' if len(protocols) > 1 else protocols[0].lower()}"
    names = ("allow-dns", own) if policy.pods == EVERYTHING else (own,)
    return [_beside(policy, next((n for n in names if n not in taken), f"{own}-2"), fields)]


def dns_served(policy: NetworkPolicy) -> list[Edit]:
    """Let every namespace ask the cluster's DNS in the namespace of a policy."""
    if policy.namespace is None:
        raise OutOfSightError(policy.address)
    everybody: Fields = (("namespaceSelector", ()),)
    rule = (("from", (everybody,)), ("ports", _dns_ports(_number(policy.address))))
    fields = (
        ("podSelector", _DNS_PODS),
        ("policyTypes", ("Ingress",)),
        ("ingress", (rule,)),
    )
    return [_beside(policy, "allow-dns", fields)]


def _number(address: str) -> int | str:
    """Return the port of DNS: the provider wants a text, for it may be a name."""
    return "53" if is_blocks(address) else 53


def _dns_ports(
    number: int | str, protocols: tuple[str, ...] = ("UDP", "TCP")
) -> tuple[Fields, ...]:
    return tuple((("protocol", each), ("port", number)) for each in protocols)


def _beside(policy: NetworkPolicy, name: str, spec: Fields) -> Edit:
    space = _space(policy.namespace)
    return Object("NetworkPolicy", name, space, (("spec", spec),), near=policy.address)


def _space(namespace: str | None) -> str:
    """Return what to write for a namespace, '' for that of the folder."""
    return "" if namespace is None or namespace.startswith(UNNAMED) else namespace


def _selector(selector: Selector, owner: str) -> Fields:
    if not selector.complete:
        raise OutOfSightError(owner)
    labels = tuple(
        (each.key, each.values[0])
        for each in selector.requirements
        if each.operator == "In" and len(each.values) == 1
    )
    if len(labels) < len(selector.requirements):
        raise OutOfSightError(owner)
    return (("matchLabels", labels),) if labels else ()


def _changed(meta: Meta, fields: Fields) -> list[Edit]:
    if not meta.name or meta.name == "?":
        raise OutOfSightError(meta.address)
    is_blocks(meta.address)
    return [Object(meta.kind, meta.name, _space(meta.namespace), fields, address=meta.address)]


def pods_with(pods: PodTemplate, *fields: tuple[str, str | int | Fields]) -> list[Edit]:
    """Set fields of the pods of a workload."""
    nested: Fields = fields
    for name in reversed(_TO_PODS.get(pods.kind, ("spec", "template", "spec"))):
        nested = ((name, nested),)
    return _changed(pods.meta, nested)


def with_ndots(pods: PodTemplate, ndots: int) -> list[Edit]:
    """Set the dots that a name has at least which is not looked up in the search list first."""
    option: Fields = (("name", "ndots"), ("value", str(ndots)))
    config: Fields = (("options", (option,)),)
    return pods_with(pods, ("dnsConfig", config))


def service_with(service: Service, **fields: str | bool) -> list[Edit]:
    """Set fields of a Service."""
    return _changed(service.meta, (("spec", tuple(fields.items())),))


def annotated(meta: Meta, key: str, value: str) -> list[Edit]:
    """Set an annotation of an object."""
    return _changed(meta, (("metadata", (("annotations", ((key, value),)),)),))
