"""VPCs joined by a peering connection have overlapping CIDRs.

What it finds
-------------
A VPC peering connection between two VPCs of which any CIDRs overlap: primary or secondary, IPv4 or
IPv6. It is undecided where a CIDR or an end of the connection is known only after apply or lies
outside the input; a connection that AWS has accepted already is not, unless a CIDR is new.

Why it matters
--------------
AWS refuses a peering connection between VPCs with matching or overlapping IPv4 CIDR blocks, even if
only one of several blocks overlaps and even if only IPv6 is wanted: the apply fails, or the
connection ends in the state `failed`.

Bad
---
```hcl
resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "billing" {
  cidr_block = "10.0.128.0/17"
}

resource "aws_vpc_peering_connection" "shop_billing" {
  vpc_id      = aws_vpc.shop.id
  peer_vpc_id = aws_vpc.billing.id
  auto_accept = true
}
```

Good
----
```hcl
resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "billing" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "shop_billing" {
  vpc_id      = aws_vpc.shop.id
  peer_vpc_id = aws_vpc.billing.id
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
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.addressing.overlap import (
    common_blocks,
    described,
    overlap,
    shared_addresses,
    shared_space,
)
from netplan_audit.unknown import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.connections import PeeringConnection
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Vpc


@check(
    severity=Severity.CRITICAL,
    code="CIDR001",
    standards=("AWS Well-Architected REL02-BP05",),
    needs=("peering_connections",),
)
def peered_vpcs_overlap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the VPCs at both ends of each peering connection."""
    for peering in network.peering_connections.values():
        pairs = _possible_pairs(network, peering)
        missing = _missing(network, peering)
        verdict = all_of(overlap(*pair) for pair in pairs) if pairs else Truth.UNKNOWN
        some = any_of((overlap(*pair) for pair in pairs), closed=not missing)
        if verdict is Truth.YES and not missing:
            yield _finding(network, peering, pairs)
        elif some is not Truth.NO and not _is_settled(network, peering):
            yield _undecided(peering, pairs, missing)


def _possible_pairs(network: Network, peering: PeeringConnection) -> list[tuple[Vpc, Vpc]]:
    """Return the VPCs of the input that the connection may join."""
    return [
        (network.vpcs[a], network.vpcs[b])
        for a in peering.requester.targets
        for b in peering.accepter.targets
        if a in network.vpcs and b in network.vpcs and a != b
    ]


def _missing(network: Network, peering: PeeringConnection) -> tuple[str, ...]:
    """Name the ends whose VPC is, or may be, outside the input."""
    ends = (peering.requester, peering.accepter)
    outside = [f"the CIDRs of {t}" for end in ends for t in end.targets if t not in network.vpcs]
    return (*outside, *(end.settles for end in ends if not end.complete))


def _is_settled(network: Network, peering: PeeringConnection) -> bool:
    """Tell whether AWS has compared these CIDRs: it accepted the connection, and none is new."""
    ends = (*peering.requester.targets, *peering.accepter.targets)
    known = [network.vpcs[target] for target in ends if target in network.vpcs]
    fresh = any(vpc.unknown or any(block.is_new for block in vpc.blocks) for vpc in known)
    return peering.is_active and bool(known) and not fresh


def _finding(network: Network, peering: PeeringConnection, pairs: list[tuple[Vpc, Vpc]]) -> Finding:
    first, second = pairs[0]
    blocks = common_blocks(first, second)
    sure = min(peering.requester.certainty, peering.accepter.certainty)
    more = f" (or {len(pairs) - 1} other pairs that overlap too)" if len(pairs) > 1 else ""
    return Finding(
        subject=peering.address,
        message=f"joins {first.address} and {second.address}{more}, whose CIDRs overlap: "
        f"{described(blocks)}",
        severity=Severity.CRITICAL,
        confidence=Confidence.CERTAIN if len(pairs) > 1 else Confidence.of(sure),
        related=((first.address, "requester"), (second.address, "accepter")),
        path=(
            Step(peering.address, first.address, "requester", peering.requester.certainty.label),
            Step(peering.address, second.address, "accepter", peering.accepter.certainty.label),
        ),
        evidence={"overlap": shared_space(blocks), "addresses": shared_addresses(blocks)},
        remediation="give one of the VPCs a CIDR that no peer uses",
        fix=Fix(lambda: fixes.addresses.vpc_range(network, second, blocks[0][1])),
    )


def _undecided(
    peering: PeeringConnection, pairs: list[tuple[Vpc, Vpc]], missing: tuple[str, ...]
) -> Undecided:
    named = dict.fromkeys(vpc.address for pair in pairs for vpc in pair)
    blocks = [text for pair in pairs for vpc in pair for text in vpc.unknown]
    ends = [end.settles for end in (peering.requester, peering.accepter) if end.only is None]
    unknowns = tuple(dict.fromkeys(text for text in (*blocks, *missing, *ends) if text))
    return Undecided(
        subject=peering.address,
        message="cannot tell whether the CIDRs of the peered VPCs overlap",
        severity=Severity.HIGH,
        unknowns=unknowns or (f"{peering.address}.peer_vpc_id",),
        related=tuple((address, "possible end") for address in named),
    )
