"""A subnet's CIDR lies outside its VPC's.

What it finds
-------------
A subnet that the plan creates whose CIDR is in none of its VPC's CIDR blocks, secondary blocks
included. It is undecided where a block of the VPC is known only after apply, and where the VPC
exists already, since a block may be associated elsewhere. A VPC outside the input is not judged.

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

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.network.link import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock, Subnet, Vpc


@check(severity=Severity.CRITICAL, code="CIDR012")
def subnet_outside_vpc(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for each new subnet's blocks in its VPC."""
    for subnet in network.subnets.values():
        vpcs = [network.vpcs.get(target) for target in subnet.vpc.targets]
        known = [vpc for vpc in vpcs if vpc is not None]
        if not subnet.is_new or not known or len(known) < len(vpcs):
            continue
        for block in subnet.blocks:
            if not any(_holds(vpc, block) for vpc in known):
                yield _outcome(subnet, block, known)


def _holds(vpc: Vpc, block: AddressBlock) -> bool:
    return any(own.cidr.contains(block.cidr) for own in vpc.blocks)


def _outcome(subnet: Subnet, block: AddressBlock, vpcs: list[Vpc]) -> Outcome:
    vpc = vpcs[0]
    unknowns = [text for candidate in vpcs for text in candidate.unknown]
    unknowns += [f"the CIDR blocks of {v.address} made elsewhere" for v in vpcs if not v.is_new]
    if subnet.vpc.only is None and not subnet.vpc.complete:
        unknowns.append(subnet.vpc.settles)
    listed = ", ".join(str(own) for own in vpc.blocks) or "no known block"
    message = f"{block} is in no CIDR block of {vpc.address} ({listed})"
    if unknowns:
        return Undecided(
            subject=subnet.address,
            message=f"cannot tell whether it lies in its VPC: {message}",
            severity=Severity.HIGH,
            unknowns=tuple(dict.fromkeys(unknowns)),
            related=((vpc.address, "VPC"),),
        )
    sure = subnet.vpc.certainty is Certainty.CERTAIN
    return Finding(
        subject=subnet.address,
        message=message,
        severity=Severity.CRITICAL,
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
        related=((vpc.address, "VPC"),),
        path=(Step(subnet.address, vpc.address, "in VPC", subnet.vpc.certainty.label),),
        evidence={"subnet": (str(block),), "vpc": tuple(str(own) for own in vpc.blocks)},
        remediation="take the subnet's CIDR from the VPC's, or associate a secondary CIDR block",
    )
