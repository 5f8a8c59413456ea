"""Reads Services, what scales the pods behind them, and what registers those with AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.kubernetes import CLUSTER
from netplan_audit.network.build import values
from netplan_audit.network.build.kubernetes_fields import (
    block,
    field,
    is_unknown,
    is_unset,
    known_texts,
    listed,
    number,
    number_or_name,
    several,
    word,
)
from netplan_audit.network.kubernetes.selectors import Requirement, Selector
from netplan_audit.network.kubernetes.services import (
    Autoscaler,
    ConfigMap,
    Service,
    ServicePort,
    TargetGroupBinding,
)
from netplan_audit.terraform.value import Reference, is_symbolic
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from netplan_audit.network.build.kubernetes_fields import Fields
    from netplan_audit.network.build.kubernetes_sources import Declared
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

DRAIN: Final = 300
"""Seconds that a target group drains a target, where nothing is set."""
_HTTP: Final = frozenset({"HTTP", "HTTPS"})
AUTOSCALERS: Final = {
    "HorizontalPodAutoscaler": ("min_replicas", "max_replicas", 1, 1),
    "ScaledObject": ("min_replica_count", "max_replica_count", 0, 100),
}
"""The fields of the least and the most pods, and what they are where nothing is set."""
_TARGET_GROUPS: Final = ("aws_lb_target_group", "aws_alb_target_group")
_OPENING: Final = frozenset({"NodePort", "LoadBalancer"})
_UNSET: Final = ("", "0", 0)
"""Target ports that Kubernetes takes for none; the provider writes numbers as texts."""
_HEADLESS: Final = "None"


def service_of(one: Declared) -> Service:
    """Read a Service."""
    spec = one.spec()
    kind = word(field(spec, "type"), "ClusterIP") if one.is_known else ""
    ports = several(spec, "port")
    policy = word(field(spec, "external_traffic_policy"), "Cluster")
    return Service(
        meta=one.meta(),
        type=kind,
        selector=_selector(field(spec, "selector")) if one.is_known else Selector(complete=False),
        ports=tuple(map(_port, ports)),
        is_headless=_is_headless(field(spec, "cluster_ip")) if one.is_known else Truth.UNKNOWN,
        affinity=word(field(spec, "session_affinity"), "None") if one.is_known else "",
        traffic_policy=policy if one.is_known else "",
        publishes_unready=(
            values.flag(field(spec, "publish_not_ready_addresses"), default=False)
            if one.is_known
            else Truth.UNKNOWN
        ),
        has_node_ports=kind in _OPENING and not _opts_out(spec, kind),
        complete=one.is_known and not is_unknown(listed(spec, "port")),
        cluster=values.text(one.resource.get(CLUSTER)) or "",
        health_port=_number(field(spec, "health_check_node_port")),
        balancer_class=values.text(field(spec, "load_balancer_class")) or "",
    )


def _selector(value: Value) -> Selector | None:
    """Read the labels that a Service asks for; None where it asks for none."""
    if is_symbolic(value) and not is_unset(value):
        return Selector(complete=False)
    known = known_texts(value) if isinstance(value, dict) else {}
    whole = not isinstance(value, dict) or not any(map(is_symbolic, value.values()))
    if whole and not known:
        return None
    return Selector(tuple(Requirement(k, "In", (v,)) for k, v in known.items()), complete=whole)


def _is_headless(address: Value) -> Truth:
    if is_unset(address):
        return Truth.NO
    return Truth.UNKNOWN if is_symbolic(address) else truth(address == _HEADLESS)


def _opts_out(spec: Fields, kind: str) -> bool:
    """Tell whether a LoadBalancer Service is told to do without NodePorts, which is no default."""
    return kind == "LoadBalancer" and field(spec, "allocate_load_balancer_node_ports") is False


def _port(fields: Fields) -> ServicePort:
    own, target = number_or_name(field(fields, "port")), field(fields, "target_port")
    node_port = field(fields, "node_port")
    protocol, name = field(fields, "app_protocol"), field(fields, "name")
    return ServicePort(
        name=word(name, ""),
        number=own if isinstance(own, int) else None,
        target=own if is_unset(target) or target in _UNSET else number_or_name(target),
        protocol=word(field(fields, "protocol"), "TCP"),
        app_protocol=None if is_symbolic(protocol) else values.text(protocol) or "",
        node_port=_number(node_port),
        is_settled=is_unset(node_port) or not is_symbolic(node_port),
        is_name_known=is_unset(name) or not is_symbolic(name),
    )


def _number(value: Value) -> int | None:
    """Return a port that the input chooses; 0 stands for none."""
    return number(value, 0) or None


def autoscaler_of(one: Declared) -> Autoscaler:
    """Read a HorizontalPodAutoscaler, or a ScaledObject of KEDA."""
    spec = one.spec()
    target = block(spec, "scale_target_ref") or {}
    least, most, least_default, most_default = AUTOSCALERS[one.kind]
    return Autoscaler(
        one.meta(),
        word(field(target, "kind"), "Deployment") or None,
        values.text(field(target, "name")),
        number(field(spec, most), most_default) if one.is_known else None,
        number(field(spec, least), least_default) if one.is_known else None,
    )


def binding_of(one: Declared, resources: Resources) -> TargetGroupBinding:
    """Read a TargetGroupBinding, and what the target group that it names is set to."""
    spec = one.spec()
    named = values.text(field(block(spec, "service_ref") or {}, "name"))
    kind = word(field(spec, "target_type"), "")
    group = _target_group(spec, resources)
    if group is None:
        return TargetGroupBinding(one.meta(), named, kind)
    return TargetGroupBinding(
        one.meta(),
        named,
        kind or word(group.get("target_type"), "instance"),
        group.address,
        number(group.get("deregistration_delay"), DRAIN),
        _health_path(group),
        number_or_name(field(block(spec, "service_ref") or {}, "port")),
        opens=not one.is_known or not is_unset(field(spec, "networking")),
    )


def _target_group(spec: Fields, resources: Resources) -> Resource | None:
    """Return the target group that a binding names, by a reference, its ARN or its name."""
    told, name = spec.get("targetGroupARN"), values.text(spec.get("targetGroupName"))
    if isinstance(told, Reference):
        return resources.by_address.get(told.address)
    if isinstance(told, str):
        every = resources.of_type(*_TARGET_GROUPS)
        return next((group for group in every if group.get("arn") == told), None)
    return None if name is None else resources.named(name, *_TARGET_GROUPS)


def _health_path(group: Resource) -> str | None:
    """Return the path that a target group asks for health.

    '' for one that asks none, or takes other answers than 200.
    """
    checked = {"health_check": group.get("health_check")}
    if is_unknown(checked["health_check"]) or is_symbolic(group.get("protocol")):
        return None
    check = block(checked, "health_check") or {}
    own = word(group.get("protocol"), "")
    protocol = word(field(check, "protocol"), own if own in _HTTP else "TCP")
    told = field(check, "path")
    is_grpc = group.get("protocol_version") == "GRPC"
    if (
        protocol not in _HTTP
        or is_grpc
        or values.text(field(check, "matcher")) not in {None, "200"}
    ):
        return ""
    return None if is_symbolic(told) and not is_unset(told) else word(told, "/")


def config_map_of(one: Declared) -> ConfigMap:
    """Read the texts of a ConfigMap."""
    data = field(one.fields, "data")
    pairs = data.items() if isinstance(data, dict) else ()
    known = {key: value for key, value in pairs if isinstance(value, str)}
    complete = is_unset(data) or (isinstance(data, dict) and len(known) == len(data))
    return ConfigMap(one.meta(), known, one.is_sensitive, complete)
