"""Subnets of one VPC have overlapping CIDRs.

What it finds
-------------
Two subnets of one VPC whose IPv4 or IPv6 CIDRs overlap, where the plan creates at least one of
them. It is undecided where the VPC of a subnet cannot be told.

Why it matters
--------------
The CIDR blocks of the subnets of a VPC cannot overlap: AWS refuses the second one and the apply
fails half-way.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/20"
}

resource "aws_subnet" "db" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.8.0/21"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/20"
}

resource "aws_subnet" "db" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.16.0/21"
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.cidr import overlapping_pairs
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.cidr import Cidr
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock, Subnet

_MOST: Final = 100
"""So many of the subnets that one overlaps are looked at."""
Placed = tuple["Subnet", "AddressBlock"]


@check(severity=Severity.CRITICAL, code="CIDR011", needs=("subnets",))
def subnets_overlap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the subnets of each VPC."""
    by_vpc: dict[str, list[tuple[Cidr, Placed]]] = {}
    for subnet in network.subnets.values():
        for vpc in subnet.vpc.targets:
            for block in subnet.blocks:
                by_vpc.setdefault(vpc, []).append((block.cidr, (subnet, block)))
    seen: set[tuple[str, str]] = set()
    for vpc, items in sorted(by_vpc.items()):
        found: dict[str, list[tuple[Placed, Placed]]] = {}
        for (_, one), (_, other) in overlapping_pairs(items, _MOST):
            first, second = sorted((one, other), key=lambda placed: placed[0].address)
            pair = (first[0].address, second[0].address)
            if pair in seen or first[0] is second[0]:
                continue
            seen.add(pair)
            if first[0].is_new or second[0].is_new:
                found.setdefault(second[0].address, []).append((first, second))
        for pairs in found.values():
            yield _outcome(network, vpc, sorted(pairs, key=lambda pair: pair[0][0].address))


def _outcome(network: Network, vpc: str, pairs: list[tuple[Placed, Placed]]) -> Outcome:
    """Tell all overlaps of one subnet with those before it."""
    subject = pairs[0][1][0]
    sure = [pair for pair in pairs if pair[0][0].vpc.only is not None]
    if subject.vpc.only is None or not sure:
        return _undecided(pairs)
    weakest = min(
        link.certainty for first, second in sure for link in (first[0].vpc, second[0].vpc)
    )
    first, second = sure[0]
    others = and_more(first[0].address, len(sure), at_least=len(sure) >= _MOST)
    return Finding(
        subject=subject.address,
        message=f"overlaps {others} of the same VPC: {second[1]} and {first[1]}",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(weakest),
        related=(*((a[0].address, "overlapping subnet") for a, _ in sure), (vpc, "VPC")),
        path=(
            Step(first[0].address, vpc, "in VPC", first[0].vpc.certainty.label),
            Step(subject.address, vpc, "in VPC", subject.vpc.certainty.label),
        ),
        evidence={"overlap": tuple(dict.fromkeys(_shared(pair) for pair in sure))},
        remediation="give each subnet a range of its own, for example with cidrsubnet()",
        fix=Fix(lambda: fixes.addresses.subnet_range(network, subject, second[1])),
    )


def _shared(pair: tuple[Placed, Placed]) -> str:
    (_, mine), (_, theirs) = pair
    if mine.sensitive or theirs.sensitive:
        return "(sensitive value)"
    return str(mine.cidr.intersection(theirs.cidr))


def _undecided(pairs: list[tuple[Placed, Placed]]) -> Undecided:
    first, second = pairs[0]
    links = [placed[0].vpc for pair in pairs for placed in pair]
    return Undecided(
        subject=second[0].address,
        message=f"cannot tell whether it is in one VPC with {first[0].address}, which it overlaps: "
        f"{second[1]} and {first[1]}",
        severity=Severity.HIGH,
        unknowns=tuple(dict.fromkeys(link.settles for link in links if link.settles))
        or (f"{second[0].address}.vpc_id",),
        related=tuple((a[0].address, "overlapping subnet") for a, _ in pairs),
    )
