"""Virtual interfaces to one gateway have different MTUs.

What it finds
-------------
Private or transit virtual interfaces of one kind to the same Direct Connect gateway or virtual
private gateway with different `mtu`, which is 1500 by default; or one with jumbo frames to a
virtual private gateway that has a Site-to-Site VPN connection too.

Why it matters
--------------
For routes that come over several ways with different MTUs, AWS uses 1500. The jumbo frames that one
interface was made for never leave.

Bad
---
```hcl
resource "aws_dx_gateway" "main" {
  name            = "main"
  amazon_side_asn = "64512"
}

resource "aws_dx_private_virtual_interface" "first" {
  connection_id  = "dxcon-0a1b2c3d"
  name           = "first"
  vlan           = 101
  address_family = "ipv4"
  bgp_asn        = 65000
  dx_gateway_id  = aws_dx_gateway.main.id
  mtu            = 9001
}

resource "aws_dx_private_virtual_interface" "second" {
  connection_id  = "dxcon-4e5f6071"
  name           = "second"
  vlan           = 102
  address_family = "ipv4"
  bgp_asn        = 65000
  dx_gateway_id  = aws_dx_gateway.main.id
}
```

Good
----
```hcl
resource "aws_dx_gateway" "main" {
  name            = "main"
  amazon_side_asn = "64512"
}

resource "aws_dx_private_virtual_interface" "first" {
  connection_id  = "dxcon-0a1b2c3d"
  name           = "first"
  vlan           = 101
  address_family = "ipv4"
  bgp_asn        = 65000
  dx_gateway_id  = aws_dx_gateway.main.id
  mtu            = 9001
}

resource "aws_dx_private_virtual_interface" "second" {
  connection_id  = "dxcon-4e5f6071"
  name           = "second"
  vlan           = 102
  address_family = "ipv4"
  bgp_asn        = 65000
  dx_gateway_id  = aws_dx_gateway.main.id
  mtu            = 9001
}
```

References
----------
- <https://docs.aws.amazon.com/directconnect/latest/UserGuide/set-jumbo-frames-vif.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.tunnels import VirtualInterface
    from netplan_audit.network.network import Network

_ORDINARY: Final = 1500


@check(severity=Severity.MEDIUM, code="MTU003", pack="strict", needs=("tunnels.interfaces",))
def dx_vif_mtu_inconsistent(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the interfaces of each gateway, and look for VPN connections beside them."""
    by_gateway: dict[tuple[str, str], list[VirtualInterface]] = {}
    for interface in network.tunnels.interfaces:
        if interface.gateway is not None and interface.gateway.only is not None:
            key = (interface.gateway.only, interface.kind)
            by_gateway.setdefault(key, []).append(interface)
    vpns = {
        connection.gateway.only: connection.address
        for connection in network.outside
        if connection.kind == "VPN connection" and connection.gateway is not None
    }
    for (gateway, _), interfaces in by_gateway.items():
        sizes = {one.mtu for one in interfaces if one.mtu is not None}
        large = [one for one in interfaces if one.mtu is not None and one.mtu > _ORDINARY]
        if len(sizes) > 1:
            small = next(one for one in interfaces if one.mtu == min(sizes))
            larger = [one for one in large if one.mtu != small.mtu]
            yield _finding(larger, small.mtu, (small.address, f"{small.mtu}"), gateway)
        elif large and gateway in vpns:
            other = (vpns[gateway], f"{_ORDINARY} at most")
            yield _finding(large, _ORDINARY, other, gateway)


def _finding(
    larger: list[VirtualInterface], mtu: int | None, beside: tuple[str, str], gateway: str
) -> Finding:
    large, (other, size) = larger[0], beside
    return Finding(
        subject=large.address,
        message=f"has an MTU of {large.mtu} to {gateway}, and {other} one of {size}",
        severity=Severity.MEDIUM,
        related=((other, "other way"), (gateway, "gateway")),
        evidence={"mtu": large.mtu or 0, "other": size},
        remediation="give all interfaces to the gateway one MTU, and keep VPN routes less specific",
        fix=fixes.arguments.settings((one.address for one in larger), mtu=mtu or _ORDINARY),
    )
