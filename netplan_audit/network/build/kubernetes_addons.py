"""Reads how a cluster's DNS and proxy are set: by ConfigMaps, or by add-ons of EKS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from netplan_audit.network.build import values
from netplan_audit.network.build.helm import parsed, releases
from netplan_audit.network.build.kubernetes_fields import block, field, is_unset
from netplan_audit.network.kubernetes.cluster_settings import Corefile, ProxyMode
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.helm import Release
    from netplan_audit.network.build.kubernetes_sources import Declared
    from netplan_audit.network.kubernetes.services import ConfigMap
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.value import Value

_ADDON: Final = "aws_eks_addon"
PROXY: Final = "KubeProxyConfiguration"
_MODE: Final = re.compile(r"^\s*mode:\s*[\"']?(\w*)", re.MULTILINE)
_PROXY_MAP: Final = "kube-proxy"
_PROXY_KEY: Final = "config.conf"
_COREFILE: Final = "Corefile"
_CHART: Final = "coredns"


def proxy_modes(
    resources: Resources, found: tuple[Declared, ...], maps: tuple[ConfigMap, ...]
) -> Iterator[ProxyMode]:
    """Yield every mode of kube-proxy that is set."""
    for one in found:
        if one.kind == PROXY:
            mode = field(one.fields, "mode")
            yield ProxyMode(one.address, None if is_symbolic(mode) else values.text(mode) or "")
    for each in maps:
        is_proxy = each.meta.name == _PROXY_MAP
        told = _MODE.search(each.data.get(_PROXY_KEY, "")) if is_proxy else None
        if told is not None:
            yield ProxyMode(each.meta.address, told[1])
    for address, settings in _settings(resources, _PROXY_MAP):
        if settings is None:
            yield ProxyMode(address, None)
        elif "mode" in settings:
            yield ProxyMode(address, str(settings["mode"]))


def corefiles(resources: Resources, maps: tuple[ConfigMap, ...]) -> Iterator[Corefile]:
    """Yield every configuration of CoreDNS."""
    for each in maps:
        if _COREFILE in each.data:
            yield Corefile(each.meta.address, each.data[_COREFILE])
    for address, settings in _settings(resources, "coredns"):
        if settings is None:
            yield Corefile(address, None)
        elif "corefile" in settings:
            yield Corefile(address, str(settings["corefile"]))
    for release in releases(resources):
        text = _of_chart(release) if release.chart == _CHART else ""
        if text != "":
            yield Corefile(release.address, text)


def _settings(resources: Resources, name: str) -> Iterator[tuple[str, Mapping[str, object] | None]]:
    """Yield the configuration of an add-on; None where it is unknown."""
    for resource in resources.of_type(_ADDON):
        told = resource.get("configuration_values")
        if resource.get("addon_name") != name or is_unset(told):
            continue
        if is_symbolic(told):
            yield resource.address, None
        elif isinstance(told, str):
            yield resource.address, _decoded(told)


def _decoded(text: str) -> Mapping[str, object] | None:
    """Read JSON or YAML, both of which AWS takes; None where it is neither."""
    try:
        made = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return parsed(text)
    return made if isinstance(made, dict) else None


def _of_chart(release: Release) -> str | None:
    """Write the Corefile that the chart of CoreDNS makes of its values.

    None where these are not known; '' where none are given, so that the chart's own count
    (https://github.com/coredns/helm).
    """
    servers = release.value("servers")
    if not release.complete or is_symbolic(servers):
        return None
    return "\n".join(_server(each) for each in values.blocks(servers))


def _server(fields: dict[str, Value]) -> str:
    zones = [zone.get("zone") for zone in values.blocks(fields.get("zones"))]
    plugins = "\n".join(map(_plugin, values.blocks(fields.get("plugins"))))
    return f"{' '.join(map(str, zones)) or '.'} {{\n{plugins}\n}}"


def _plugin(fields: dict[str, Value]) -> str:
    told = [str(fields[name]) for name in ("name", "parameters") if fields.get(name) is not None]
    inner = values.text(fields.get("configBlock"))
    return " ".join(told) + (f" {{\n{inner}\n}}" if inner else "")


def node_count(resources: Resources) -> int | None:
    """Count the nodes that the node groups of EKS start with; None where that is unknown."""
    total = 0
    groups = list(resources.of_type("aws_eks_node_group"))
    for resource in groups:
        config = {"scaling_config": resource.get("scaling_config")}
        desired = field(block(config, "scaling_config") or {}, "desired_size")
        if type(desired) is not int:
            return None
        total += desired
    return total if groups else None
