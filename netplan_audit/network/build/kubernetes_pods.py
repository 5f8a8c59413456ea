"""Reads the pods of workloads: containers, probes, name resolution, how they end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.kubernetes_fields import (
    annotations_of,
    block,
    field,
    is_unknown,
    is_unset,
    items,
    labels_of,
    listed,
    number,
    number_or_name,
    plain,
    several,
    word,
)
from netplan_audit.network.build.kubernetes_volumes import mounted_maps
from netplan_audit.network.kubernetes.pods import (
    GRACE,
    NDOTS,
    Container,
    ContainerPort,
    DnsConfig,
    MapUse,
    PodTemplate,
    PreStop,
    Probe,
    Text,
)
from netplan_audit.terraform.value import Unknown, is_symbolic
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.kubernetes_fields import Fields
    from netplan_audit.network.build.kubernetes_sources import Declared
    from netplan_audit.terraform.value import Value

WORKLOADS: Final = frozenset(
    {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"}
    | {"Job", "CronJob", "Pod", "Rollout"}
)
_SELECTING: Final = frozenset({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"})
_REPLICATED: Final = frozenset(
    {"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout"}
)
_HANDLERS: Final = ("http_get", "grpc", "tcp_socket", "exec", "sleep")
_SLEEP: Final = re.compile(r"(?:^|[\s;&'\"/(])sleep\s+(\d+)(m?)s?(?![\w.])")
_BRANCHES: Final = re.compile(
    r"\b(?:if|while|until|for|case|trap|timeout)\b|\|\||&\s*(?:$|\n|[^&])"
)
_OS: Final = "kubernetes.io/os"


def pod_template(one: Declared) -> PodTemplate:
    """Read the pods of a workload."""
    pod = _pod(one)
    read = block(pod, "spec") or {}
    is_known = one.is_known and not is_unknown(field(pod, "spec"))
    containers = tuple(_containers(read))
    policy = word(field(read, "dns_policy"), "ClusterFirst")
    return PodTemplate(
        meta=one.meta(),
        labels=labels_of(pod),
        annotations=annotations_of(pod),
        host_network=_flag(read, "host_network") if is_known else Truth.UNKNOWN,
        dns_policy=policy if is_known else "",
        dns=_dns(read) if is_known else DnsConfig(None, None, None),
        replicas=_replicas(one),
        grace=number(field(read, "termination_grace_period_seconds"), GRACE) if is_known else None,
        containers=containers,
        config_maps=tuple(mounted_maps(read)),
        governing=_governing(one),
        min_ready=number(field(one.spec(), "min_ready_seconds"), 0),
        is_windows=_is_windows(read),
        is_patch=_is_patch(one, read, containers),
        is_sensitive=one.is_sensitive,
        complete=is_known and not is_unknown(listed(read, "container")),
        aliases=tuple(_aliases(read)),
    )


def _pod(one: Declared) -> Fields:
    """Return what holds the metadata and the specification of the pods."""
    path = () if one.kind == "Pod" else ("spec", "template")
    holder = one.fields
    for name in ("spec", "job_template", *path) if one.kind == "CronJob" else path:
        told = field(holder, name)
        if is_unknown(told):
            return {"metadata": Unknown(), "spec": Unknown()}
        holder = block(holder, name) or {}
    return holder


def _flag(spec: Fields, name: str) -> Truth:
    return values.flag(field(spec, name), default=False)


def _replicas(one: Declared) -> int | None:
    if one.kind not in _REPLICATED:
        return 1
    return number(field(one.spec(), "replicas"), 1) if one.is_known else None


def _governing(one: Declared) -> str | None:
    """Return the name of the Service that governs a StatefulSet; None where it is unknown."""
    if one.kind != "StatefulSet":
        return ""
    told = field(one.spec(), "service_name")
    return None if is_symbolic(told) or not one.is_known else values.text(told) or ""


def _is_windows(spec: Fields) -> Truth:
    system = field(block(spec, "os") or {}, "name")
    if system is None:
        chosen = field(spec, "node_selector")
        system = chosen.get(_OS) if isinstance(chosen, dict) else chosen
    if is_symbolic(system):
        return Truth.UNKNOWN
    return truth(system == "windows")


def _is_patch(one: Declared, spec: Fields, containers: tuple[Container, ...]) -> bool:
    """Tell whether a manifest only changes a workload: one of its own must say what it runs."""
    if one.resource.type not in {"kubernetes_manifest", "kubectl_manifest"} or not one.is_known:
        return False
    if one.kind in _SELECTING and one.version.startswith("apps/v1"):
        missing = field(one.spec(), "selector") is None
        return missing and not any(container.image for container in containers)
    return all(field(each, "image") is None for each in several(spec, "container"))


def _dns(spec: Fields) -> DnsConfig:
    config = field(spec, "dns_config")
    if is_unknown(config):
        return DnsConfig(None, None, None)
    fields = block(spec, "dns_config") or {}
    return DnsConfig(_ndots(fields), _names(fields, "nameservers"), _names(fields, "searches"))


def _ndots(fields: Fields) -> int | None:
    """Return the option, which is a text; None where it is unknown or no number."""
    if is_unknown(listed(fields, "option")):
        return None
    options = several(fields, "option")
    if any(is_symbolic(field(option, "name")) for option in options):
        return None
    found = [option for option in options if field(option, "name") == "ndots"]
    return number(field(found[-1], "value"), NDOTS) if found else NDOTS


def _names(fields: Fields, name: str) -> tuple[str, ...] | None:
    told = field(fields, name)
    if is_unknown(told) and not is_unset(told):
        return None
    return tuple(v for v in told if isinstance(v, str)) if isinstance(told, list) else ()


def _aliases(spec: Fields) -> Iterator[str]:
    """Yield the names that the pods' own hosts file has addresses for."""
    for alias in items(field(spec, "host_aliases")):
        yield from (name.lower() for name in _names(alias, "hostnames") or ())


def _containers(spec: Fields) -> Iterator[Container]:
    """Yield the containers, and the initial ones that keep running beside them."""
    for fields in several(spec, "container"):
        yield _container(fields)
    for fields in several(spec, "init_container"):
        if field(fields, "restart_policy") == "Always":
            yield _container(fields)


def _container(fields: Fields) -> Container:
    lists = ("env", "env_from", "command", "args", "lifecycle")
    return Container(
        name=values.text(field(fields, "name")) or "",
        image=values.text(field(fields, "image")) or "",
        ports=tuple(map(_port, several(fields, "port"))),
        readiness=_probe(fields, "readiness_probe"),
        startup=_probe(fields, "startup_probe"),
        liveness=_probe(fields, "liveness_probe"),
        pre_stop=_pre_stop(fields),
        texts=tuple(_texts(fields)),
        config_maps=tuple(_config_maps(fields)),
        complete=not any(is_unknown(field(fields, name)) for name in lists),
    )


def _port(fields: Fields) -> ContainerPort:
    told, name = number_or_name(field(fields, "container_port")), field(fields, "name")
    return ContainerPort(
        word(name, ""),
        told if isinstance(told, int) else None,
        word(field(fields, "protocol"), "TCP"),
        is_name_known=is_unset(name) or not is_symbolic(name),
    )


def _probe(fields: Fields, name: str) -> Probe | None:
    if is_unknown(field(fields, name)):
        return Probe("", None, None)
    told = block(fields, name)
    if told is None:
        return None
    kind = _handler(told)
    handler = block(told, kind) or {} if kind else {}
    path, port = field(handler, "path"), field(handler, "port")
    return Probe(
        "".join(w.capitalize() if i else w for i, w in enumerate(kind.split("_"))),
        None if is_symbolic(path) else values.text(path) or "",
        None if is_symbolic(port) else number_or_name(port),
    )


def _handler(fields: Fields) -> str:
    return next((name for name in _HANDLERS if items(field(fields, name))), "")


def _pre_stop(fields: Fields) -> PreStop | None:
    if is_unknown(field(fields, "lifecycle")):
        return PreStop("")
    lifecycle = block(fields, "lifecycle") or {}
    if is_unknown(field(lifecycle, "pre_stop")):
        return PreStop("")
    told = block(lifecycle, "pre_stop")
    if told is None:
        return None
    kind = _handler(told)
    handler = block(told, kind) or {} if kind else {}
    if kind == "sleep":
        return PreStop(kind, number(field(handler, "seconds"), 0))
    return PreStop(kind, _slept(field(handler, "command")) if kind == "exec" else None)


def _slept(command: Value) -> int | None:
    """Return the seconds that a command certainly sleeps; None where it tells none."""
    words = [v for v in command if isinstance(v, str)] if isinstance(command, list) else []
    script = " ".join(words)
    if _BRANCHES.search(script.replace("&&", ";")):
        return None
    found = [int(digits) * (60 if unit else 1) for digits, unit in _SLEEP.findall(script)]
    return sum(found) if found else None


def _texts(fields: Fields) -> Iterator[Text]:
    for variable in items(field(fields, "env")):
        name = values.text(field(variable, "name")) or "?"
        told = field(variable, "value")
        if not is_unset(told):
            yield _text(f"env {name}", told)
    for name in ("command", "args"):
        told = field(fields, name)
        flag = ""
        for value in told if isinstance(told, list) else ():
            given = value if isinstance(value, str) and value.startswith("-") else ""
            yield _text(name if given else f"{name} {flag}".rstrip(), value)
            flag = given


def _text(place: str, told: Value) -> Text:
    if is_symbolic(told):
        return Text(place, None, values.waits(told, ""))
    return Text(place, plain(told))


def _config_maps(fields: Fields) -> Iterator[MapUse]:
    """Yield the ConfigMaps that the environment is taken from: all of one, or a key."""
    for source in items(field(fields, "env_from")):
        name = values.text(field(block(source, "config_map_ref") or {}, "name"))
        if name is not None:
            yield MapUse(name)
    for variable in items(field(fields, "env")):
        source = block(block(variable, "value_from") or {}, "config_map_key_ref") or {}
        name, key = values.text(field(source, "name")), values.text(field(source, "key"))
        if name is not None:
            yield MapUse(name, None if key is None else (key,))
