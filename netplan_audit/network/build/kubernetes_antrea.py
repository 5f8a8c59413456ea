"""Reads the MTU that Antrea gives to pods: in its chart, or in the ConfigMap of its agents.

Overheads are those of its code (`pkg/agent/config/node_config.go`), over IPv4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.kubernetes_fields import number_or_name
from netplan_audit.network.kubernetes.cni import Overlay
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.helm import Release
    from netplan_audit.network.build.kubernetes_fields import Fields
    from netplan_audit.network.kubernetes.services import ConfigMap
    from netplan_audit.terraform.value import Value

CHART: Final = "antrea"
CONFIG: Final = "antrea-config"
_AGENT: Final = "antrea-agent.conf"
_TUNNELS: Final = {"geneve": 50, "vxlan": 50, "gre": 42}
_WIREGUARD: Final = 60
_IPSEC: Final = 38
_MODES: Final = {"encap": True, "hybrid": True, "noencap": False, "networkpolicyonly": False}
_SETTINGS: Final = ("defaultMTU", "trafficEncapMode", "tunnelType", "trafficEncryptionMode")


def of_chart(release: Release) -> Iterator[Overlay]:
    """Yield what a release of the chart sets."""
    where = f"{release.address}.values"
    yield from _made(release.address, release.given, where, "" if release.complete else where)


def of_config(each: ConfigMap) -> Iterator[Overlay]:
    """Yield what the ConfigMap sets."""
    # Here and not above: nobody else waits for the reader of YAML.
    from netplan_audit.kubernetes import documents  # noqa: PLC0415

    text = each.data.get(_AGENT, "")
    try:
        found = [each.value for each in documents.read_documents(text.encode())]
    except documents.DocumentError:
        return
    if found and isinstance(found[0], dict):
        yield from _made(each.meta.address, found[0], f"{each.meta.address}.data", "")


def _made(address: str, given: Fields, where: str, settles: str) -> Iterator[Overlay]:
    told = number_or_name(given.get("defaultMTU"))
    vague = [name for name in _SETTINGS if is_symbolic(given.get(name))]
    settles = f"{where}.{vague[0]}" if vague else settles
    mtu = told if isinstance(told, int) and told > 0 else None
    if mtu is None and not settles:
        return
    overhead, wraps = _overhead(given)
    if overhead is None:
        settles = settles or f"{where}.tunnelType"
    yield Overlay(address, "Antrea", mtu, None if vague else overhead, wraps, settles)


def _overhead(given: Fields) -> tuple[int | None, str]:
    """Return what is put around packets, and what that is called; None where it is not known."""
    encryption = _word(given.get("trafficEncryptionMode"), "none")
    if encryption == "wireguard":
        return _WIREGUARD, "WireGuard"
    wraps = _MODES.get(_word(given.get("trafficEncapMode"), "encap"))
    tunnel = _word(given.get("tunnelType"), "geneve")
    around = _TUNNELS.get(tunnel) if wraps else None if wraps is None else 0
    if encryption == "ipsec" and around is not None:
        return around + _IPSEC, f"{tunnel.upper()} and IPsec"
    return around, tunnel.upper() if around else ""


def _word(value: Value, default: str) -> str:
    return (values.text(value) or default).lower()
