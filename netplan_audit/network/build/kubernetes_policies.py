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
    is_unset,
    items,
    name_of,
    namespace_of,
    number_or_name,
    selector_of,
)
from netplan_audit.network.build.kubernetes_sources import TEXT, TEXT_TYPE
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.kubernetes.governed import Pods
from netplan_audit.network.kubernetes.network_policies import (
    NetworkPolicy,
    PolicyPeer,
    PolicyPort,
    PolicyRule,
)
from netplan_audit.terraform.value import is_symbolic
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.kubernetes_fields import Fields
    from netplan_audit.network.build.kubernetes_sources import Declared
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.selectors import Selector
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.value import Value

_RENDERED_ELSEWHERE: Final = "helm_release"
_ANY_POLICY: Final = "NetworkPolicy"
"""In the kind of every engine's policies: Cilium's, Calico's, AdminNetworkPolicy."""
_NO_ENGINE: Final = ("MultiNetworkPolicy", "Staged")
"""Begin the kinds of policies for networks beside the cluster's, and of those that only watch."""
_NAMESPACED: Final = frozenset({"CiliumNetworkPolicy", "NetworkPolicy"})
_POLICY_GROUP: Final = "networking.k8s.io/"


def build_pods(
    resources: Resources, found: tuple[Declared, ...], objects: KubernetesObjects
) -> Pods:
    """Return the policies of the input and the pods that they govern."""
    policies = tuple(_policy(one) for one in found if _is_policy(one))
    if not policies:
        return Pods()
    spaces = {each.name: each.labels for each in objects.namespaces if each.name is not None}
    return Pods(objects.templates, policies, tuple(_unseen(resources, found)), spaces)


def _is_policy(one: Declared) -> bool:
    return one.kind == _ANY_POLICY and one.version.startswith(_POLICY_GROUP)


def _policy(one: Declared) -> NetworkPolicy:
    address, fields, spec = one.address, one.fields, one.spec()
    egress, ingress = field(spec, "egress"), field(spec, "ingress")
    types, tops = field(spec, "policy_types"), one.resource.get("tops")
    unknown = is_unknown(field(fields, "spec"))
    unset = Truth.UNKNOWN if is_unknown(egress) else truth(bool(items(egress)))
    return NetworkPolicy(
        address,
        namespace_of(fields),
        selector_of(field(fields, "spec") if unknown else field(spec, "pod_selector")),
        Truth.UNKNOWN if unknown else _isolates(types, "Egress", unset),
        tuple(_rule(each, "to") for each in items(egress)),
        not unknown and not is_unknown(egress) and not is_unknown(ingress),
        Truth.UNKNOWN if unknown else _isolates(types, "Ingress", Truth.YES),
        tuple(_rule(each, "from") for each in items(ingress)),
        name_of(fields) or "",
        values.text(one.resource.get("folder")) or "",
        frozenset(map(str, tops)) if isinstance(tops, list) else frozenset(),
    )


def _isolates(types: Value, wanted: str, unset: Truth) -> Truth:
    """Tell whether a direction is isolated; `unset` answers for a policy without types."""
    if is_unknown(types):
        return Truth.UNKNOWN
    if isinstance(types, list) and types:
        return truth(wanted in types)
    return unset


def _rule(fields: Fields, direction: str) -> PolicyRule:
    to, ports = field(fields, direction), field(fields, "ports")
    return PolicyRule(
        None if is_unknown(to) else tuple(map(_peer, items(to))),
        None if is_unknown(ports) else tuple(map(_port, items(ports))),
    )


def _peer(fields: Fields) -> PolicyPeer:
    if is_unknown(field(fields, "ip_block")):
        return PolicyPeer()
    addresses = block(fields, "ip_block")
    if addresses is not None:
        return PolicyPeer(block=_addresses(addresses))
    namespaces, pods = field(fields, "namespace_selector"), field(fields, "pod_selector")
    return PolicyPeer(_optional(namespaces), _optional(pods))


def _addresses(fields: Fields) -> AddressSet | None:
    """Return a block without its exceptions; None where it is unknown."""
    excepted = field(fields, "except")
    texts = [field(fields, "cidr"), *(excepted if isinstance(excepted, list) else ())]
    cidrs = [values.cidr_or_none(values.text(each) or "") for each in texts]
    whole, *holes = [None if cidr is None else AddressSet.of((cidr,)) for cidr in cidrs]
    if whole is None or (is_symbolic(excepted) and not is_unset(excepted)):
        return None
    for hole in holes:
        if hole is None:
            return None
        whole -= hole
    return whole


def _optional(value: Value) -> Selector | None:
    return None if value is None or value == [] else selector_of(value)


def _port(fields: Fields) -> PolicyPort:
    told, last = field(fields, "port"), field(fields, "end_port")
    protocol = field(fields, "protocol")
    return PolicyPort(
        "" if is_symbolic(protocol) else values.text(protocol) or "TCP",
        number_or_name(told),
        last if type(last) is int and last > 0 else None,
        known=not is_symbolic(told) and not is_symbolic(last),
    )


def _unseen(resources: Resources, found: tuple[Declared, ...]) -> Iterator[tuple[str, str | None]]:
    """Yield what may hold more policies, with its namespace; None where that is unknown."""
    for resource in resources.of_type(_RENDERED_ELSEWHERE):
        where = resource.get("namespace")
        yield resource.address, None if is_symbolic(where) else values.text(where) or NAMESPACE
    for one in found:
        is_other = _ANY_POLICY in one.kind and not one.kind.startswith(_NO_ENGINE)
        if is_other and not _is_policy(one):
            yield one.address, namespace_of(one.fields) if one.kind in _NAMESPACED else None
    read = {one.address for one in found}
    for resource in resources.of_type(MANIFEST, TEXT_TYPE):
        body = resource.get(TEXT) if resource.type == TEXT_TYPE else None
        if resource.address not in read and (not isinstance(body, str) or _ANY_POLICY in body):
            yield resource.address, values.text(resource.get("override_namespace"))
