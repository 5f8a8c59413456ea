"""The address pool of a Client VPN overlaps what its clients are to reach.

What it finds
-------------
A Client VPN endpoint whose `client_cidr_block` overlaps a block of the VPC that its subnets are in,
or the destination of a route of the endpoint. A default route and the route by which clients reach
each other do not count. Undecided where the pool or a block of the VPC is known only
after apply.

Why it matters
--------------
Client VPN does not allow it: a client could not tell another client from a host of the VPC. The
pool cannot be changed later; the endpoint has to be made again, and every client needs a new
configuration.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_ec2_client_vpn_endpoint" "staff" {
  server_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d"
  client_cidr_block      = "10.0.252.0/22"

  authentication_options {
    type                       = "certificate-authentication"
    root_certificate_chain_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/4e5f6071"
  }

  connection_log_options {
    enabled = false
  }
}

resource "aws_ec2_client_vpn_network_association" "a" {
  client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.staff.id
  subnet_id              = aws_subnet.a.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_ec2_client_vpn_endpoint" "staff" {
  server_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d"
  client_cidr_block      = "172.20.252.0/22"

  authentication_options {
    type                       = "certificate-authentication"
    root_certificate_chain_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/4e5f6071"
  }

  connection_log_options {
    enabled = false
  }
}

resource "aws_ec2_client_vpn_network_association" "a" {
  client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.staff.id
  subnet_id              = aws_subnet.a.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is-best-practices.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.addressing.address_plan import ClientVpn
    from netplan_audit.network.link import Link
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock, Vpc


@check(
    severity=Severity.CRITICAL,
    code="CIDR020",
    standards=("AWS Well-Architected REL02-BP05",),
    needs=("address_plan.client_vpns",),
)
def clientvpn_pool_overlap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Hold each pool against the VPCs and routes of its endpoint."""
    for vpn in network.address_plan.client_vpns:
        vpcs = _vpcs(network, vpn)
        if vpn.pool is None:
            if vpn.unknown and vpcs:
                yield _unknown_pool(vpn, list(vpcs))
            continue
        for vpc, link in vpcs.values():
            hits = [block for block in vpc.blocks if block.cidr.overlaps(vpn.pool.cidr)]
            for block in hits:
                yield _finding(network, vpn, block, vpc.address, Confidence.of(link.certainty))
            if not hits and vpc.unknown:
                yield _undecided(vpn, vpn.pool, vpc)
        for route in vpn.routes:
            if route.cidr.prefix_length and route.cidr.overlaps(vpn.pool.cidr):
                yield _finding(network, vpn, route, route.origin, Confidence.CERTAIN)


def _vpcs(network: Network, vpn: ClientVpn) -> dict[str, tuple[Vpc, Link]]:
    """Return the VPCs that an endpoint is certainly or likely associated with."""
    links = list(vpn.vpcs)
    subnets = [network.subnets.get(link.only or "") for link in vpn.subnets]
    links += [subnet.vpc for subnet in subnets if subnet is not None]
    known = [(network.vpcs.get(link.only or ""), link) for link in links]
    return {vpc.address: (vpc, link) for vpc, link in known if vpc is not None}


def _finding(
    network: Network,
    vpn: ClientVpn,
    other: AddressBlock,
    owner: str,
    confidence: Confidence,
) -> Finding:
    return Finding(
        subject=vpn.address,
        message=f"gives its clients addresses of {vpn.pool}, which overlaps {other} of {owner}",
        severity=Severity.CRITICAL,
        confidence=confidence,
        related=((owner, "overlaps the pool"),),
        evidence={"pool": str(vpn.pool), "other": str(other)},
        remediation="take a pool that neither the VPC nor any network behind it uses",
        fix=Fix(lambda: fixes.ranges.pool(network, vpn)),
        identity=(owner,),
    )


def _undecided(vpn: ClientVpn, pool: AddressBlock, vpc: Vpc) -> Undecided:
    return Undecided(
        subject=vpn.address,
        message=f"cannot tell whether the pool {pool} of its clients overlaps {vpc.address}",
        severity=Severity.HIGH,
        unknowns=vpc.unknown,
        related=((vpc.address, "VPC"),),
        identity=(vpc.address,),
    )


def _unknown_pool(vpn: ClientVpn, vpcs: list[str]) -> Undecided:
    return Undecided(
        subject=vpn.address,
        message="cannot tell whether the pool of its clients overlaps "
        f"{and_more(vpcs[0], len(vpcs))}",
        severity=Severity.HIGH,
        unknowns=(vpn.unknown,),
        related=tuple((vpc, "VPC") for vpc in vpcs),
    )
