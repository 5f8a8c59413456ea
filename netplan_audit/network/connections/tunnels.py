"""How large packets may be on ways out of a VPC: Direct Connect interfaces and VPN tunnels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from netplan_audit.network.link import Link


class VirtualInterface(Struct, frozen=True):
    """A private or transit virtual interface; `mtu` is None where it is not known."""

    address: str
    kind: str
    mtu: int | None
    gateway: Link | None


class VpnTunnels(Struct, frozen=True):
    """What the two tunnels of a VPN connection may agree on; None where it is not known."""

    address: str
    encryption: tuple[str, ...] | None
    integrity: tuple[str, ...] | None


class Tunnels(Struct, frozen=True):
    """All of them."""

    interfaces: tuple[VirtualInterface, ...] = ()
    vpns: tuple[VpnTunnels, ...] = ()


NO_TUNNELS = Tunnels()

_GCM: Final = 1438
_CBC: Final = {"SHA1": 1422, "SHA2-256": 1422, "SHA2-384": 1422, "SHA2-512": 1406}
_IP_AND_TCP: Final = 40


def smallest_mtu(tunnels: VpnTunnels) -> int:
    """Return the largest packet that fits in whatever the ends agree on, with NAT traversal.

    The sizes are those of the Site-to-Site VPN guide, "Maximum transmission unit". Where the
    connection does not say, both ends may choose any of them.
    """
    ciphers = tunnels.encryption or ("AES128",)
    if all("GCM" in cipher for cipher in ciphers):
        return _GCM
    return min(_CBC.get(each, min(_CBC.values())) for each in tunnels.integrity or ("SHA2-512",))


def segment_size(mtu: int) -> int:
    """Return the payload of TCP over IPv4 in a packet: what to clamp to."""
    return mtu - _IP_AND_TCP
