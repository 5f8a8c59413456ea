"""Builds virtual interfaces of Direct Connect, and the tunnels of VPN connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import launch, values
from netplan_audit.network.connections.tunnels import Tunnels, VirtualInterface, VpnTunnels

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_INTERFACES: Final = {
    "aws_dx_private_virtual_interface": "private",
    "aws_dx_transit_virtual_interface": "transit",
    "aws_dx_hosted_private_virtual_interface": "private",
    "aws_dx_hosted_transit_virtual_interface": "transit",
    "aws_dx_hosted_private_virtual_interface_accepter": "private",
    "aws_dx_hosted_transit_virtual_interface_accepter": "transit",
}
TUNNEL_TYPES: Final = frozenset(_INTERFACES)
_ORDINARY: Final = 1500


def build_tunnels(resources: Resources, linker: Linker) -> Tunnels:
    """Build every virtual interface and VPN connection.

    An accepter tells the gateway of an interface that another account makes, which has the MTU.
    """
    accepted = {}
    for kind in _INTERFACES:
        for one in resources.of_type(kind) if kind.endswith("accepter") else ():
            owner = linker.link(one, "virtual_interface_id")
            if owner is not None and owner.only is not None:
                accepted[owner.only] = one
    interfaces = []
    for kind, word in _INTERFACES.items():
        for one in resources.of_type(kind) if not kind.endswith("accepter") else ():
            holder = accepted.get(one.address, one)
            gateway = linker.link(holder, "dx_gateway_id")
            if gateway is None or launch.unset(holder.get("dx_gateway_id")):
                gateway = linker.link(holder, "vpn_gateway_id")
            interfaces.append(VirtualInterface(one.address, word, _mtu(one), gateway))
    vpns = tuple(
        VpnTunnels(one.address, _choices(one, "encryption"), _choices(one, "integrity"))
        for one in resources.of_type("aws_vpn_connection")
    )
    return Tunnels(tuple(interfaces), vpns)


def _mtu(resource: Resource) -> int | None:
    value = resource.get("mtu")
    if launch.unset(value):
        return _ORDINARY
    return int(value) if isinstance(value, (int, float, str)) and str(value).isdecimal() else None


def _choices(resource: Resource, what: str) -> tuple[str, ...] | None:
    """Return what either tunnel may agree on in the second phase; None where one leaves it open."""
    found: list[str] = []
    for tunnel in ("tunnel1", "tunnel2"):
        value = resource.get(f"{tunnel}_phase2_{what}_algorithms")
        if launch.unset(value) or not isinstance(value, list):
            return None
        found += [text for one in value if (text := values.text(one))]
    return tuple(dict.fromkeys(found))
