"""A secondary CIDR block comes from a range that AWS does not add to such a VPC.

What it finds
-------------
An IPv4 block that the plan associates with a VPC and that AWS refuses beside the VPC's own, primary
block: a VPC in one private range takes none of another, one in 10.0.0.0/15 none of 10.0.0.0/16, and
nothing takes 169.254.0.0/16. Secondary blocks are not held against each other. Blocks of
100.64.0.0/10 and public ones go with every VPC. It is undecided where the VPC's own block is known
only after apply or not in the input.

Why it matters
--------------
AWS refuses the association, and the apply stops half way.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "more" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "192.168.0.0/20"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "more" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "pods" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "100.64.0.0/16"
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.cidr import AddressSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock, Vpc

_IPV4: Final = 4
_LINK_LOCAL: Final = "169.254.0.0/16"
_BENCHMARK: Final = "198.19.0.0/16"
_TEN, _TWELVE, _SIXTEEN = "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"
_RESTRICTED: Final = {
    _TEN: (_TWELVE, _SIXTEEN, _BENCHMARK),
    "10.0.0.0/15": ("10.0.0.0/16",),
    _TWELVE: (_TEN, _SIXTEEN, _BENCHMARK, "172.31.0.0/16"),
    _SIXTEEN: (_TEN, _TWELVE, _BENCHMARK),
    _BENCHMARK: (_TEN, _TWELVE, _SIXTEEN),
}
"""What a VPC with a block in the first range does not take (VPC user guide, "IPv4 CIDR block
association restrictions")."""
_PRIVATE: Final = (_TEN, _TWELVE, _SIXTEEN, _BENCHMARK)


@check(severity=Severity.CRITICAL, code="CIDR013", needs=("vpcs",))
def secondary_cidr_restricted(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Hold each new secondary block against the blocks that its VPC has."""
    for vpc in network.vpcs.values():
        own = [block for block in vpc.blocks if block.cidr.family == _IPV4]
        primary = [block for block in own if not block.is_secondary]
        for block in own:
            if not block.is_secondary or not block.is_new:
                continue
            refused = next(filter(None, (_refused(each, block) for each in primary)), "")
            if not refused and _meets(block, _LINK_LOCAL):
                refused = f"to any VPC, AWS adds nothing of {_LINK_LOCAL}"
            if refused:
                yield _finding(network, vpc, block, refused)
            elif not primary and any(_meets(block, each) for each in _PRIVATE):
                yield _undecided(vpc, block)


def _refused(primary: AddressBlock, block: AddressBlock) -> str:
    """Say why AWS adds no such block to a VPC with that primary one, '' where it does.

    One that overlaps the primary block is refused anyway.
    """
    if primary.cidr.overlaps(block.cidr):
        return ""
    told = f"to a VPC with {primary}"
    if not any(_meets(primary, each) for each in _PRIVATE):
        private = next((each for each in _PRIVATE if _meets(block, each)), "")
        return private and f"{told}, which is in no private range, AWS adds nothing of {private}"
    for inside, ranges in _RESTRICTED.items():
        for each in ranges if _meets(primary, inside) else ():
            if _meets(block, each):
                return f"{told}, which is in {inside}, AWS adds nothing of {each}"
    return ""


def _meets(block: AddressBlock, text: str) -> bool:
    return AddressSet.parse(text).overlaps(block.cidr)


def _finding(network: Network, vpc: Vpc, block: AddressBlock, refused: str) -> Finding:
    return Finding(
        subject=block.origin,
        message=f"adds {block} to {vpc.address}, and {refused}",
        severity=Severity.CRITICAL,
        related=((vpc.address, "VPC"),),
        evidence={"block": str(block), "vpc": tuple(str(own) for own in vpc.blocks)},
        remediation="take a block that AWS adds: one of the VPC's own range or of 100.64.0.0/10",
        fix=Fix(lambda: fixes.ranges.secondary_range(network, vpc, block)),
    )


def _undecided(vpc: Vpc, block: AddressBlock) -> Undecided:
    return Undecided(
        subject=block.origin,
        message=f"cannot tell whether AWS adds {block} to {vpc.address}, whose own block is not "
        "known",
        severity=Severity.HIGH,
        unknowns=vpc.unknown or (f"{vpc.address}.cidr_block",),
        related=((vpc.address, "VPC"),),
    )
