"""Tunnels between Regions meet a smaller MTU than inside a VPC.

What it finds
-------------
A VPC with a peering connection to another Region and a security group that admits WireGuard (udp
51820), VXLAN (udp 4789) or Geneve (udp 6081) from private addresses outside the VPC. Likely, as a
port is no proof of a tunnel, nor the rule of the way it takes.

Why it matters
--------------
Packets inside a VPC may have 9001 bytes, those between Regions 8500. A tunnel that takes its MTU
from its network interface sends packets which never arrive.

Bad
---
```hcl
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_peering_connection" "far" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = "vpc-0a1b2c3d4e5f60718"
  peer_region = "eu-central-1"
}

resource "aws_security_group" "overlay" {
  name   = "overlay"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "udp"
    from_port   = 4789
    to_port     = 4789
    cidr_blocks = ["10.1.0.0/16"]
  }
}
```

Good
----
```hcl
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_peering_connection" "far" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = "vpc-0a1b2c3d4e5f60718"
  peer_region = "eu-west-1"
}

resource "aws_security_group" "overlay" {
  name   = "overlay"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "udp"
    from_port   = 4789
    to_port     = 4789
    cidr_blocks = ["10.1.0.0/16"]
  }
}
```

References
----------
- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.network.cidr import RFC1918, AddressSet
from netplan_audit.network.ports import PortSet
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.filtering.security_groups import Rule
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Vpc

_TUNNELS: Final = PortSet.of((51820, 4789, 6081))


@check(
    severity=Severity.LOW,
    code="MTU010",
    pack="strict",
    no_fix="the MTU is set in the tunnel, which is no resource of AWS",
    needs=("peering_connections",),
)
def cross_region_peering_jumbo(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for rules about tunnels in VPCs that are peered with another Region."""
    far: dict[str, str] = {}
    for peering in network.peering_connections.values():
        ends = [network.vpcs.get(end.only or "") for end in (peering.requester, peering.accepter)]
        if peering.same_region is Truth.NO:
            far.update((vpc.address, peering.address) for vpc in ends if vpc is not None)
    for group in network.security_groups.values() if far else ():
        vpc = network.vpcs.get("" if group.vpc is None else group.vpc.only or "")
        if vpc is not None and vpc.address in far:
            rule = next((rule for rule in group.rules if _is_tunnel(rule, vpc)), None)
            if rule is not None:
                yield _finding(rule, group.address, far[vpc.address])


def _is_tunnel(rule: Rule, vpc: Vpc) -> bool:
    """Tell whether a rule admits a port of tunnels alone, from private addresses elsewhere."""
    if rule.direction != "ingress" or rule.traffic is None:
        return False
    ports = rule.traffic.tcp_udp_ports("udp")
    own = AddressSet.of(block.cidr for block in vpc.blocks)
    outside = (rule.addresses & RFC1918) - own
    return bool(ports) and _TUNNELS.covers(ports) and not outside.is_empty


def _finding(rule: Rule, group: str, peering: str) -> Finding:
    return Finding(
        subject=group,
        message=f"admits {rule.traffic} from {rule.peers}, as tunnels need it, in a VPC that "
        f"{peering} joins to another Region",
        severity=Severity.LOW,
        confidence=Confidence.LIKELY,
        related=((peering, "peering connection"), (rule.origin, "rule")),
        evidence={"traffic": str(rule.traffic)},
        remediation="set the MTU of the tunnel to 8500 less its overhead, or lower",
    )
