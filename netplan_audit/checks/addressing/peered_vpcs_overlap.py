"""VPCs joined by a peering connection have overlapping CIDRs.

What it finds
-------------
A VPC peering connection between two VPCs of which any CIDRs overlap: primary or secondary, IPv4 or
IPv6. It is undecided where a CIDR or an end of the connection is known only after apply or lies
outside the input.

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

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.network.link import Certainty
from netplan_audit.network.overlap import common_blocks, described, shared_space

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections import PeeringConnection
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Vpc


@check(severity=Severity.CRITICAL, code="CIDR001")
def peered_vpcs_overlap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the VPCs at both ends of each peering connection."""
    for peering in network.peering_connections.values():
        yield from _judge(network, peering)


def _judge(network: Network, peering: PeeringConnection) -> Iterator[Outcome]:
    pairs, missing = _possible_pairs(network, peering)
    hits = [(a, b) for a, b in pairs if common_blocks(a, b)]
    missing += [text for a, b in pairs for text in (*a.unknown, *b.unknown)]
    if hits and len(hits) == len(pairs) and not _open_ends(peering):
        yield _finding(peering, *hits[0])
    elif hits or missing or _open_ends(peering):
        yield _undecided(peering, pairs, tuple(dict.fromkeys((*missing, *_open_ends(peering)))))


def _possible_pairs(
    network: Network, peering: PeeringConnection
) -> tuple[list[tuple[Vpc, Vpc]], list[str]]:
    """Return the VPCs that the connection may join, and the ends that are outside the input."""
    missing = [
        f"the CIDRs of {target}"
        for end in (peering.requester, peering.accepter)
        for target in end.targets
        if target not in network.vpcs
    ]
    pairs = [
        (network.vpcs[a], network.vpcs[b])
        for a in peering.requester.targets
        for b in peering.accepter.targets
        if a in network.vpcs and b in network.vpcs and a != b
    ]
    return pairs, missing


def _open_ends(peering: PeeringConnection) -> tuple[str, ...]:
    """Name the ends whose VPC cannot be told for sure."""
    ends = (peering.requester, peering.accepter)
    return tuple(end.settles for end in ends if end.settles and not end.complete)


def _finding(peering: PeeringConnection, first: Vpc, second: Vpc) -> Finding:
    blocks = common_blocks(first, second)
    sure = min(peering.requester.certainty, peering.accepter.certainty)
    return Finding(
        subject=peering.address,
        message=f"joins {first.address} and {second.address}, whose CIDRs overlap: "
        f"{described(blocks)}",
        severity=Severity.CRITICAL,
        confidence=Confidence.CERTAIN if sure is Certainty.CERTAIN else Confidence.LIKELY,
        related=((first.address, "requester"), (second.address, "accepter")),
        path=(
            Step(peering.address, first.address, "requester", peering.requester.certainty.label),
            Step(peering.address, second.address, "accepter", peering.accepter.certainty.label),
        ),
        evidence={"overlap": shared_space(blocks)},
        remediation="give one of the VPCs a CIDR that no peer uses",
    )


def _undecided(
    peering: PeeringConnection, pairs: list[tuple[Vpc, Vpc]], unknowns: tuple[str, ...]
) -> Undecided:
    named = dict.fromkeys(vpc.address for pair in pairs for vpc in pair)
    settles = unknowns or tuple(
        end.settles for end in (peering.requester, peering.accepter) if end.settles
    )
    return Undecided(
        subject=peering.address,
        message="cannot tell whether the CIDRs of the peered VPCs overlap",
        severity=Severity.HIGH,
        unknowns=settles or (f"{peering.address}.peer_vpc_id",),
        related=tuple((address, "possible end") for address in named),
    )
