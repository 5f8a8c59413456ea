"""A VPN tunnel needs its ends to keep packets small.

What it finds
-------------
Every Site-to-Site VPN connection, with the largest packet and segment that fit through its tunnels
for the algorithms it allows, with NAT traversal. Nothing in a configuration tells whether the
customer's side keeps to them.

Why it matters
--------------
Site-to-Site VPN has no jumbo frames and does not support path MTU discovery. Unless the customer
gateway clamps the segment size, connections open and then hang at the first large packet.

Bad
---
```hcl
resource "aws_customer_gateway" "office" {
  bgp_asn    = 65000
  ip_address = "198.51.100.7"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "office" {
  vpn_gateway_id      = "vgw-0a1b2c3d4e5f60718"
  customer_gateway_id = aws_customer_gateway.office.id
  type                = "ipsec.1"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
```

References
----------
- <https://docs.aws.amazon.com/vpn/latest/s2svpn/cgw-best-practice.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity
from netplan_audit.network.connections.tunnels import segment_size, smallest_mtu

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(
    severity=Severity.INFO,
    code="MTU008 vpn-no-mss-guidance",
    pack="hygiene",
    no_fix="the segment size is set on the customer gateway, which is no resource of AWS",
    needs=("tunnels.vpns",),
)
def vpn_clamp_segment_size(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Tell the sizes of each connection."""
    for tunnels in network.tunnels.vpns:
        mtu = smallest_mtu(tunnels)
        yield Finding(
            subject=tunnels.address,
            message=f"takes packets of up to {mtu} bytes, segments of {segment_size(mtu)}, "
            "whatever its ends agree on",
            severity=Severity.INFO,
            evidence={"mtu": mtu, "mss": segment_size(mtu)},
            remediation=f"clamp the segment size to {segment_size(mtu)} on the customer gateway",
        )
