"""A VPC overlaps the network at the other end of its VPN.

What it finds
-------------
A block that leads out of AWS (a static route of a VPN connection, its `local_ipv4_network_cidr`, a
transit gateway's static route to a VPN or Connect attachment, or one of the parameter
`onprem_cidrs`) that overlaps a VPC which the connection leads into. High where the block is the
VPC's or part of it; medium where it is wider, as what is behind it may leave the VPC out. A block
that holds all of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 is a summary, and silent. So is the
VPC of the machine that a VPN connection ends at, where the input has that machine. The
`local_` of a VPN connection is the customer's side: a block of the VPC there is likely to be meant
for `remote_ipv4_network_cidr`.

Why it matters
--------------
Inside the VPC its own local route comes first. Hosts of the other network that have addresses of
the VPC cannot be reached from it, nor can it answer them.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.21.0.0/16"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_gateway_route_propagation" "main" {
  vpn_gateway_id = aws_vpn_gateway.main.id
  route_table_id = aws_vpc.main.main_route_table_id
}

resource "aws_customer_gateway" "office" {
  bgp_asn    = 65000
  ip_address = "198.51.100.7"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "office" {
  vpn_gateway_id      = aws_vpn_gateway.main.id
  customer_gateway_id = aws_customer_gateway.office.id
  type                = "ipsec.1"
  static_routes_only  = true
}

resource "aws_vpn_connection_route" "office" {
  vpn_connection_id      = aws_vpn_connection.office.id
  destination_cidr_block = "10.21.0.0/16"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.21.0.0/16"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_gateway_route_propagation" "main" {
  vpn_gateway_id = aws_vpn_gateway.main.id
  route_table_id = aws_vpc.main.main_route_table_id
}

resource "aws_customer_gateway" "office" {
  bgp_asn    = 65000
  ip_address = "198.51.100.7"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "office" {
  vpn_gateway_id      = aws_vpn_gateway.main.id
  customer_gateway_id = aws_customer_gateway.office.id
  type                = "ipsec.1"
  static_routes_only  = true
}

resource "aws_vpn_connection_route" "office" {
  vpn_connection_id      = aws_vpn_connection.office.id
  destination_cidr_block = "10.30.0.0/16"
}
```

Parameters
----------
- `onprem_cidrs` (default none): blocks of networks outside AWS; every VPC that
  overlaps one is told

References
----------
- <https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.fixes.edits import NO_FIX, Fix
from netplan_audit.network.addressing.address_plan import vpcs_at_end, vpcs_behind
from netplan_audit.network.cidr import RFC1918, Cidr, parse_cidr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.addressing.address_plan import OutsidePrefix
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock, Vpc

_RENUMBER: Final = "give the VPC a block that the other network does not use"
_SWAP: Final = (
    "local_ipv4_network_cidr is the customer's side of the connection, remote_ipv4_network_cidr "
    "that of AWS: swap them if they are mixed up, else give the VPC a block of its own"
)


@dataclass(frozen=True, slots=True)
class Params:
    """Blocks of networks outside AWS that the configuration does not name, as CIDRs."""

    onprem_cidrs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no CIDR; raises ValueError."""
        self.cidrs()

    def cidrs(self) -> tuple[Cidr, ...]:
        """Return the blocks."""
        return tuple(map(parse_cidr, self.onprem_cidrs))


@check(
    severity=Severity.HIGH,
    code="CIDR005",
    params=Params,
    standards=("AWS Well-Architected REL02-BP05",),
    needs=("vpcs",),
)
def vpc_overlaps_onprem(network: Network, params: Params) -> Iterator[Outcome]:
    """Hold each outside block against the VPCs that its connection leads into."""
    for prefix in network.address_plan.outside:
        if prefix.connection.only is not None and not _is_summary(prefix.block.cidr):
            own = vpcs_at_end(network, prefix)
            behind = dict.fromkeys(vpcs_behind(network, prefix.connection.only))
            for address in (each for each in behind if each not in own):
                vpc = network.vpcs.get(address)
                for block in () if vpc is None else vpc.blocks:
                    if vpc is not None and block.cidr.overlaps(prefix.block.cidr):
                        yield _finding(network, vpc, block, prefix)
    named = params.cidrs()
    for vpc in network.vpcs.values() if named else ():
        for block in vpc.blocks:
            for cidr in named:
                if block.cidr.overlaps(cidr):
                    yield _named(network, vpc, block, cidr)


def _is_summary(cidr: Cidr) -> bool:
    """Tell whether a block holds a whole private range: nobody means that all of it is used."""
    return any(cidr.contains(whole) for whole in RFC1918.cidrs())


def _finding(network: Network, vpc: Vpc, block: AddressBlock, prefix: OutsidePrefix) -> Finding:
    outside = prefix.block
    inside = block.cidr.contains(outside.cidr)
    where = f"behind {prefix.connection.only}" if prefix.ends else "outside AWS"
    may_be_swapped = inside and outside.origin == prefix.connection.only
    return Finding(
        subject=outside.origin,
        message=f"leads to {outside} {where} from {vpc.address}, which has {block} itself",
        severity=Severity.HIGH if inside else Severity.MEDIUM,
        confidence=Confidence.of(prefix.connection.certainty),
        related=((vpc.address, "VPC"),),
        evidence={"outside": str(outside), "vpc": str(block)},
        remediation=_SWAP if may_be_swapped else _RENUMBER,
        fix=NO_FIX
        if may_be_swapped
        else Fix(lambda: fixes.addresses.vpc_range(network, vpc, block)),
        identity=(vpc.address, str(outside)),
    )


def _named(network: Network, vpc: Vpc, block: AddressBlock, cidr: Cidr) -> Finding:
    return Finding(
        subject=block.origin,
        message=f"uses {block}, which overlaps {cidr} of a network outside AWS",
        severity=Severity.HIGH,
        related=((vpc.address, "VPC"),) if vpc.address != block.origin else (),
        evidence={"outside": str(cidr), "vpc": str(block)},
        remediation=_RENUMBER,
        fix=Fix(lambda: fixes.addresses.vpc_range(network, vpc, block, (cidr,))),
        identity=(str(cidr),),
    )
