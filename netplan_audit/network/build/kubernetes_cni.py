"""Reads the MTU that network plugins are given: in charts, manifests, and add-ons of EKS.

Overheads are those of "Configure MTU" of Calico's documentation; with WireGuard, packets have the
larger one of the two around them. The `MTU` of Cilium's chart and of Flannel's backend is that of
the network beneath; both take off what they add, for WireGuard too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.build import kubernetes_antrea, values
from netplan_audit.network.build.helm import releases
from netplan_audit.network.build.kubernetes_fields import block, field, items, number_or_name
from netplan_audit.network.kubernetes.cni import Cnis, Overlay, VpcCni
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.helm import Release
    from netplan_audit.network.build.kubernetes_fields import Fields
    from netplan_audit.network.build.kubernetes_sources import Declared
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.services import ConfigMap
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.value import Value

_OVERHEAD: Final = {
    "VXLAN": 50,
    "VXLANCROSSSUBNET": 50,
    "IPIP": 20,
    "IPIPCROSSSUBNET": 20,
    "NONE": 0,
}
_WIREGUARD: Final = {"wireguard_enabled": 60, "wireguard_enabled_v6": 80}
_FELIX: Final = "FelixConfiguration"
_INTERFACE, _POD = "AWS_VPC_ENI_MTU", "POD_MTU"
_MOST_AROUND: Final = max(_OVERHEAD.values())
_CHART_FELIX: Final = "defaultFelixConfiguration"
_BENEATH: Final = {"cilium": ("Cilium", "MTU"), "flannel": ("Flannel", "flannel", "mtu")}
"""What charts call the MTU of the network beneath, after the name of the plugin."""
_OWN: Final = ("calico-config", "canal-config", "cilium-config", "kube-flannel-cfg")


def build_cnis(
    resources: Resources, found: tuple[Declared, ...], objects: KubernetesObjects
) -> Cnis:
    """Return the plugins that the input sets an MTU of."""
    charts = tuple(releases(resources))
    felix = [each.spec() for each in found if each.kind == _FELIX and "calico" in each.version]
    guard = max(map(_wireguard, felix), default=0)
    overlays = [
        *(one for release in charts for one in _of_chart(release, guard)),
        *(one for each in found if each.kind == "Installation" for one in _operator(each, guard)),
        *(one for each in objects.config_maps for one in _of_config_map(each, objects, guard)),
    ]
    vpc = [
        *(_vpc_cni(r.address, r.given.get("env")) for r in charts if r.chart == "aws-vpc-cni"),
        *_of_add_ons(resources),
        *_of_daemon_sets(objects),
    ]
    return Cnis(tuple(overlays), tuple(one for one in vpc if one is not None))


def _wireguard(fields: Fields) -> int:
    """Return what WireGuard puts around packets where Calico is told to use it."""
    return max(size if field(fields, name) is True else 0 for name, size in _WIREGUARD.items())


def _of_chart(release: Release, guard: int) -> Iterator[Overlay]:
    where = f"{release.address}.values"
    settles = "" if release.complete else where
    if release.chart in _BENEATH:
        name, *path = _BENEATH[release.chart]
        mtu = _number(release.value(*path))
        if mtu is not None or settles:
            yield Overlay(release.address, name, mtu, 0, "", settles)
    elif release.chart == kubernetes_antrea.CHART:
        yield from kubernetes_antrea.of_chart(release)
    elif release.chart == "tigera-operator":
        installation, felix = (release.value(n) for n in ("installation", _CHART_FELIX))
        fields = installation if isinstance(installation, dict) else {}
        if isinstance(felix, dict) and felix.get("enabled") is True:
            guard = max(guard, _wireguard(felix))
        yield from _calico(release.address, fields, f"{where}.installation", settles, guard)


def _operator(one: Declared, guard: int) -> Iterator[Overlay]:
    if one.version.startswith("operator.tigera.io/"):
        yield from _calico(one.address, one.spec(), f"{one.address}.spec", "", guard)


def _calico(
    address: str, fields: Fields, where: str, settles: str, guard: int
) -> Iterator[Overlay]:
    """Read what the operator of Calico is given."""
    network = block(fields, "calicoNetwork") or {}
    mtu = _number(field(network, "mtu"))
    if is_symbolic(field(network, "mtu")):
        settles = f"{where}.calicoNetwork.mtu"
    if mtu is None and not settles:
        return
    pools = items(field(network, "ipPools"))
    told = values.text(field(pools[0], "encapsulation")) if pools else None
    overhead = None if told is None else _OVERHEAD.get(told.upper())
    if overhead is None:
        settles = settles or f"{where}.calicoNetwork.ipPools"
    yield _guarded(Overlay(address, "Calico", mtu, overhead, told or "", settles), guard)


def _guarded(one: Overlay, guard: int) -> Overlay:
    """Return a plugin with what WireGuard puts around packets, where that is more."""
    if not guard or (one.overhead or 0) > guard:
        return one
    if one.overhead is None and guard < _MOST_AROUND:
        return one
    return replace(one, overhead=guard, wraps="WireGuard")


def _of_config_map(each: ConfigMap, objects: KubernetesObjects, guard: int) -> Iterator[Overlay]:
    name = each.meta.name or ""
    if name.startswith(kubernetes_antrea.CONFIG):
        yield from kubernetes_antrea.of_config(each)
    if name not in _OWN:
        return
    if name == "kube-flannel-cfg":
        backend = _json(each.data.get("net-conf.json"))
        mtu = _number(backend.get("MTU", backend.get("mtu")))
        if mtu is not None:
            yield Overlay(each.meta.address, "Flannel", mtu, 0, "")
        return
    key = "mtu" if name == "cilium-config" else "veth_mtu"
    mtu = _number(each.data.get(key))
    if mtu is None:
        return
    if name == "cilium-config":
        yield Overlay(each.meta.address, "Cilium", mtu, 0, "")
        return
    told = _encapsulation(each, objects)
    settles = "" if told else "the encapsulation of Calico's pools"
    overlay = Overlay(each.meta.address, "Calico", mtu, _OVERHEAD.get(told), told, settles)
    yield _guarded(overlay, guard)


def _json(text: str | None) -> Fields:
    """Return the backend of Flannel's `net-conf.json`; empty where it cannot be read."""
    try:
        read = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    backend = read.get("Backend") if isinstance(read, dict) else None
    return backend if isinstance(backend, dict) else {}


def _encapsulation(each: ConfigMap, objects: KubernetesObjects) -> str:
    """Return what Calico wraps packets in by its backend and environment; '' where unknown."""
    if each.meta.name == "canal-config" or each.data.get("calico_backend") == "vxlan":
        return "VXLAN"
    for text in _environment(objects, "calico-node"):
        for kind in ("IPIP", "VXLAN"):
            if text[0] == f"CALICO_IPV4POOL_{kind}" and text[1] in {"Always", "CrossSubnet"}:
                return kind
    told = dict(_environment(objects, "calico-node")).get("CALICO_IPV4POOL_IPIP")
    return "NONE" if told == "Never" else ""


def _environment(objects: KubernetesObjects, name: str) -> Iterator[tuple[str, str | None]]:
    """Yield the environment of the DaemonSets of a name."""
    for pods in objects.templates:
        if pods.kind == "DaemonSet" and pods.meta.name == name:
            for container in pods.containers:
                for text in container.texts:
                    if text.place.startswith("env "):
                        yield text.place.removeprefix("env "), text.value


def _of_daemon_sets(objects: KubernetesObjects) -> Iterator[VpcCni | None]:
    for pods in objects.templates:
        if pods.kind == "DaemonSet" and pods.meta.name == "aws-node":
            given: dict[str, Value] = dict(_environment(objects, "aws-node"))
            yield _vpc_cni(pods.address, given)


def _of_add_ons(resources: Resources) -> Iterator[VpcCni | None]:
    for resource in resources.of_type("aws_eks_addon"):
        told = resource.get("configuration_values")
        if resource.get("addon_name") != "vpc-cni" or told is None:
            continue
        where = f"{resource.address}.configuration_values"
        if not isinstance(told, str):
            if getattr(told, "configured", True) is not False:
                yield VpcCni(resource.address, None, None, values.waits(told, where))
            continue
        try:
            read = json.loads(told or "{}")
        except (ValueError, RecursionError):  # it may be YAML, which EKS takes too
            yield VpcCni(resource.address, None, None, where)
            continue
        yield _vpc_cni(resource.address, read.get("env") if isinstance(read, dict) else None)


def _vpc_cni(address: str, env: Value) -> VpcCni | None:
    """Return what a plugin is given; None where it is no MTU."""
    given = env if isinstance(env, dict) else {}
    interface, pod = given.get(_INTERFACE), given.get(_POD)
    vague = [n for n, v in ((_INTERFACE, interface), (_POD, pod)) if is_symbolic(v)]
    if interface is None and pod is None:
        return None
    settles = f"{address} {vague[0]}" if vague else ""
    return VpcCni(address, _number(interface), _number(pod), settles)


def _number(value: Value) -> int | None:
    """Return an MTU; None where it is unset, unknown, or 0, which leaves it to the plugin."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    told = number_or_name(value)
    return told if isinstance(told, int) and 0 < told < _LARGEST else None


_LARGEST: Final = 65536
