"""A subnet's CIDR lies outside its VPC's.

What it finds
-------------
A subnet that the plan creates whose CIDR is in none of its VPC's CIDR blocks, secondary blocks
included. It is undecided where a block of the VPC is known only after apply, where the VPC exists
already and another block may be associated elsewhere, and where the subnet may be in one of several
VPCs and not all hold it; once for all subnets that the same would settle. A VPC outside the input
is not judged.

Why it matters
--------------
AWS refuses such a subnet: the apply fails half-way.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.0.0/24"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "second" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc_ipv4_cidr_block_association.second.vpc_id
  cidr_block = "10.1.0.0/24"
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.unknown import Truth, all_of, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock, Subnet, Vpc

_IPV6: Final = 6


@check(severity=Severity.CRITICAL, code="CIDR012", needs=("subnets",))
def subnet_outside_vpc(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for each new subnet's blocks in its VPC."""
    asked: list[Undecided] = []
    for subnet in network.subnets.values():
        vpcs = [network.vpcs[target] for target in subnet.vpc.targets if target in network.vpcs]
        if not subnet.is_new or not vpcs:
            continue
        closed = subnet.vpc.complete and len(vpcs) == len(subnet.vpc.targets)
        for block in subnet.blocks:
            outside = [~_holds(vpc, block) for vpc in vpcs]
            if closed and all_of(outside) is Truth.YES:
                yield _finding(network, subnet, block, vpcs)
            elif any_of(outside) is not Truth.NO:
                asked.append(_undecided(subnet, block, vpcs))
    yield from _together(asked)


def _together(asked: list[Undecided]) -> Iterator[Undecided]:
    """Ask once for all subnets of a VPC that the same would settle."""
    same: dict[tuple[str, ...], list[Undecided]] = {}
    for one in asked:
        same.setdefault((one.related[0][0], *one.unknowns), []).append(one)
    for first, *rest in same.values():
        others = dict.fromkeys(one.subject for one in rest if one.subject != first.subject)
        also = tuple((address, "subnet") for address in others)
        yield replace(first, related=(*first.related, *also))


def _holds(vpc: Vpc, block: AddressBlock) -> Truth:
    """Tell whether one of a VPC's blocks holds another; subnets do not span two blocks."""
    inside = (truth(own.cidr.contains(block.cidr)) for own in vpc.blocks)
    return any_of(inside, closed=vpc.closed and not _unknown(vpc, block))


def _unknown(vpc: Vpc, block: AddressBlock) -> tuple[str, ...]:
    """Name the arguments whose unknown CIDR may hold a block."""
    return (*vpc.unknown, *(vpc.unique if block.cidr.family == _IPV6 else ()))


def _told(block: AddressBlock, vpc: Vpc) -> str:
    listed = ", ".join(str(own) for own in vpc.blocks) or "no known block"
    return f"{block} is in no CIDR block of {vpc.address} ({listed})"


def _finding(network: Network, subnet: Subnet, block: AddressBlock, vpcs: list[Vpc]) -> Finding:
    vpc = vpcs[0]
    return Finding(
        subject=subnet.address,
        message=_told(block, vpc),
        severity=Severity.CRITICAL,
        confidence=Confidence.of(subnet.vpc.certainty),
        related=((vpc.address, "VPC"),),
        path=(Step(subnet.address, vpc.address, "in VPC", subnet.vpc.certainty.label),),
        evidence={"subnet": (str(block),), "vpc": tuple(str(own) for own in vpc.blocks)},
        remediation="take the subnet's CIDR from the VPC's, or associate a secondary CIDR block",
        fix=Fix(lambda: fixes.addresses.subnet_range(network, subnet, block)),
    )


def _undecided(subnet: Subnet, block: AddressBlock, vpcs: list[Vpc]) -> Undecided:
    doubtful = [vpc for vpc in vpcs if _holds(vpc, block) is not Truth.YES]
    unknowns = [text for vpc in doubtful for text in _unknown(vpc, block)]
    unknowns += [
        f"the CIDR blocks of {vpc.address} made elsewhere" for vpc in doubtful if not vpc.closed
    ]
    if subnet.vpc.only is None:
        unknowns.append(subnet.vpc.settles or f"{subnet.address}.vpc_id")
    return Undecided(
        subject=subnet.address,
        message=f"cannot tell whether it lies in its VPC: {_told(block, doubtful[0])}",
        severity=Severity.HIGH,
        unknowns=tuple(dict.fromkeys(unknowns)),
        related=((doubtful[0].address, "VPC"),),
    )
