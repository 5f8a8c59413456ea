"""Puts what an IngressClassParams settles into the Ingresses of its class, as their annotations.

The AWS Load Balancer Controller takes its fields before the annotations of an Ingress
(https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/ingress_class/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.build import values
from netplan_audit.network.build.kubernetes_fields import annotations_of, block, field
from netplan_audit.network.kubernetes.ingress_setup import ALB
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.kubernetes_fields import Fields
    from netplan_audit.network.build.kubernetes_sources import Declared
    from netplan_audit.terraform.value import Value

PARAMS: Final = "IngressClassParams"
IS_DEFAULT: Final = "ingressclass.kubernetes.io/is-default-class"
_CLASS: Final = "kubernetes.io/ingress.class"
"""Chooses the controller and no class, and so no parameters."""
_UNKNOWN: Final = "?"
_GROUPS: Final = ("elbv2.k8s.aws/", "eks.amazonaws.com/")
_FIELDS: Final = {
    ("scheme",): "scheme",
    ("group", "name"): "group.name",
    ("target_type",): "target-type",
    ("subnets", "ids"): "subnets",
    ("inbound_cidrs",): "inbound-cidrs",
    ("certificate_arn",): "certificate-arn",
    ("certificate_arns",): "certificate-arn",
}
"""The annotation that each field stands for."""
_NAMES: Final = {"inbound_cidrs": "inboundCIDRs", "certificate_arns": "certificateARNs"}


def with_class_params(found: tuple[Declared, ...]) -> tuple[Declared, ...]:
    """Return all objects, the Ingresses with what the parameters of their class settle."""
    params = {one.meta().name: one for one in found if _is_params(one)}
    if not params:
        return found
    settled = dict(_classes(found, params))
    return tuple(_settled(one, settled) if one.kind == "Ingress" else one for one in found)


def _is_params(one: Declared) -> bool:
    return one.kind == PARAMS and one.version.startswith(_GROUPS)


def _classes(
    found: tuple[Declared, ...], params: dict[str | None, Declared]
) -> Iterator[tuple[str, Fields]]:
    """Yield what is settled for a class, by its name; '' is the class of those that name none."""
    for one in found:
        named = block(one.spec(), "parameters") if one.kind == "IngressClass" else None
        name, told = one.meta().name, values.text(field(named or {}, "name"))
        if name is None or told not in params:
            continue
        annotations = _annotations(params[told])
        yield name, annotations
        if annotations_of(one.fields).known.get(IS_DEFAULT) == "true":
            yield "", annotations


def _annotations(params: Declared) -> Fields:
    spec = params.spec()
    found = {}
    for (first, *rest), name in _FIELDS.items():
        value = field(spec, _NAMES.get(first, first))
        for each in rest:
            value = field(value, each) if isinstance(value, dict) else value
        if value is not None:
            found[f"{ALB}{name}"] = _text(value)
    return found


def _text(value: Value) -> Value:
    """Write a list as annotations do, where all of it is known."""
    if isinstance(value, list) and not any(map(is_symbolic, value)):
        return ",".join(map(str, value))
    return value


def _settled(one: Declared, settled: dict[str, Fields]) -> Declared:
    metadata = block(one.fields, "metadata")
    own = field(metadata or {}, "annotations")
    own = {} if own is None else own
    if metadata is None or not isinstance(own, dict) or _CLASS in own:
        return one
    told = field(one.spec(), "ingress_class_name")
    more = settled.get("" if told is None else values.text(told) or _UNKNOWN, {})
    metadata = {**metadata, "annotations": {**own, **more}}
    return replace(one, fields={**one.fields, "metadata": metadata}) if more else one
