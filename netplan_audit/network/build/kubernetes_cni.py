"""Reads the MTU that network plugins are given: in charts, manifests, and add-ons of EKS.

Overheads are those of "Configure MTU" of Calico's documentation. The `MTU` of Cilium's chart and of
Flannel's backend is that of the network beneath; both take off what they add.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
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
_INTERFACE, _POD = "AWS_VPC_ENI_MTU", "POD_MTU"
_OWN: Final = ("calico-config", "canal-config", "cilium-config", "kube-flannel-cfg")


def build_cnis(
    resources: Resources, found: tuple[Declared, ...], objects: KubernetesObjects
) -> Cnis:
    """Return the plugins that the input sets an MTU of."""
    charts = tuple(releases(resources))
    overlays = [
        *(one for release in charts for one in _of_chart(release)),
        *(one for each in found if each.kind == "Installation" for one in _of_operator(each)),
        *(one for each in objects.config_maps for one in _of_config_map(each, objects)),
    ]
    vpc = [
        *(_vpc_cni(r.address, r.given.get("env")) for r in charts if r.chart == "aws-vpc-cni"),
        *_of_add_ons(resources),
        *_of_daemon_sets(objects),
    ]
    return Cnis(tuple(overlays), tuple(one for one in vpc if one is not None))


def _of_chart(release: Release) -> Iterator[Overlay]:
    where = f"{release.address}.values"
    settles = "" if release.complete else where
    if release.chart == "cilium":
        mtu = _number(release.value("MTU"))
        if mtu is not None or settles:
            yield Overlay(release.address, "Cilium", mtu, 0, "", settles)
    elif release.chart == "tigera-operator":
        installation = release.value("installation")
        fields = installation if isinstance(installation, dict) else {}
        yield from _calico(release.address, fields, f"{where}.installation", settles)


def _of_operator(one: Declared) -> Iterator[Overlay]:
    if one.version.startswith("operator.tigera.io/"):
        yield from _calico(one.address, one.spec(), f"{one.address}.spec", "")


def _calico(address: str, fields: Fields, where: str, settles: str) -> Iterator[Overlay]:
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
    yield Overlay(address, "Calico", mtu, overhead, told or "", settles)


def _of_config_map(each: ConfigMap, objects: KubernetesObjects) -> Iterator[Overlay]:
    name = each.meta.name
    if name not in _OWN:
        return
    if name == "kube-flannel-cfg":
        mtu = _number(_json(each.data.get("net-conf.json")).get("MTU"))
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
    yield Overlay(each.meta.address, "Calico", mtu, _OVERHEAD.get(told), told, settles)


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
