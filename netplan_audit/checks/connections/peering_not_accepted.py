"""A peering connection is asked for, and nothing accepts it.

What it finds
-------------
A peering connection that AWS reports as pending, refused or expired and that this plan does not
accept; one to be made between two VPCs of the input, or within one account and region, with neither
`auto_accept` nor an accepter that has it. Critical for a new one with both `auto_accept` and
`peer_region`, which the provider refuses when it is applied. A connection to another account or
region whose accepter is not in the input is silent: it is accepted over there. It is undecided
where `auto_accept` is not known.

Why it matters
--------------
A connection that nobody accepts passes no packets, and AWS removes the request after a week. Routes
over it are blackholes meanwhile, and the apply says nothing.

Bad
---
```hcl
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "app_data" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.data.id
}
```

Good
----
```hcl
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "app_data" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.data.id
  auto_accept = true
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_peering_connection>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.terraform.address import is_data
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.connections import PeeringConnection
    from netplan_audit.network.network import Network


@check(severity=Severity.CRITICAL, code="PEER003", needs=("peering_connections",))
def peering_not_accepted(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Ask of each peering connection who accepts it."""
    for peering in network.peering_connections.values():
        refused = peering.accepts_itself & peering.names_region
        if refused is Truth.YES and not peering.status:
            why = "asks for auto_accept and for a peer_region: no apply makes it"
            yield _finding(peering, why, Severity.CRITICAL)
        elif peering.accepted is Truth.NO:
            yield _finding(peering, f"is {peering.status}, and nothing in the input accepts it")
        elif not peering.status and _is_ours(network, peering):
            planned = peering.accepts_itself | peering.accepted_beside
            if planned is Truth.NO:
                yield _finding(peering, _why(peering))
            elif planned is Truth.UNKNOWN:
                yield _undecided(peering)


def _is_ours(network: Network, peering: PeeringConnection) -> bool:
    """Tell whether accepting a new connection is the business of this input.

    It is where it has the accepter, or the VPC to be peered with, or where that is in the same
    account and region.
    """
    peer = network.vpcs.get(peering.accepter.only or "")
    has_peer = peer is not None and not is_data(peer.address)
    near = (peering.names_region | peering.names_owner) is Truth.NO
    return bool(peering.also_called) or has_peer or near


def _why(peering: PeeringConnection) -> str:
    if peering.also_called:
        return f"has no auto_accept, and neither has {peering.also_called[0]}"
    return "has no auto_accept, and nothing else in the input accepts it"


def _finding(peering: PeeringConnection, why: str, severity: Severity = Severity.MEDIUM) -> Finding:
    return Finding(
        subject=peering.address,
        message=why,
        severity=severity,
        related=tuple((address, "accepter") for address in peering.also_called),
        evidence={"status": peering.status or "not made yet"},
        remediation="set auto_accept = true on it, or on an aws_vpc_peering_connection_accepter "
        "where the other VPC is in another account or region",
        fix=Fix(lambda: fixes.joining.accepted(peering)),
    )


def _undecided(peering: PeeringConnection) -> Undecided:
    itself = peering.accepts_itself is Truth.UNKNOWN
    owner = peering.address if itself else (*peering.also_called, peering.address)[0]
    settles = peering.may_accept or f"{owner}.auto_accept"
    return Undecided(
        subject=peering.address,
        message="cannot tell whether something accepts it",
        severity=Severity.LOW,
        unknowns=(f"{owner}.auto_accept" if itself else settles,),
    )
