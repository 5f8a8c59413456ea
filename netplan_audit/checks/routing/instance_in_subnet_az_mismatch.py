"""An instance asks for one availability zone, and its subnet is in another.

What it finds
-------------
A new instance whose `availability_zone` is not that of its subnet. It is undecided where AWS picks
the zone of the subnet; where that, or which subnet it is, is known after apply only, it is silent.

Why it matters
--------------
A subnet is in one zone, so no instance can be in it and elsewhere: the launch fails, and the apply
with it.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_instance" "app" {
  ami               = "ami-0123456789abcdef0"
  instance_type     = "t3.micro"
  subnet_id         = aws_subnet.main.id
  availability_zone = "eu-west-1b"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.main.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.unknown import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload
    from netplan_audit.network.zones import Zone


@check(severity=Severity.CRITICAL, code="RTE032", needs=("workloads",))
def instance_in_subnet_az_mismatch(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the zone of each instance that asks for one with that of its subnet."""
    for workload in network.workloads.values():
        own = workload.zone
        if own is None:
            continue
        found = [network.subnets.get(address) for address in workload.subnets.everything]
        subnets = [subnet for subnet in found if subnet is not None]
        closed = workload.subnets.complete and len(subnets) == len(found)
        verdict = all_of((~subnet.zone.same_as(own) for subnet in subnets), closed=closed)
        if subnets and verdict is Truth.YES:
            yield _finding(workload, own, subnets)
        elif verdict is Truth.UNKNOWN and subnets and all(s.leaves_zone_open for s in subnets):
            yield _undecided(workload, own, subnets)


def _finding(workload: Workload, own: Zone, subnets: list[Subnet]) -> Finding:
    sure = workload.subnets.certainty
    return Finding(
        subject=workload.address,
        message=f"asks for {own.text}, and its subnet {subnets[0].address} is in "
        f"{subnets[0].zone.text}",
        severity=Severity.CRITICAL,
        confidence=Confidence.of(sure),
        related=((subnets[0].address, "subnet"),),
        evidence={"asked": own.text, "subnet": subnets[0].zone.text},
        remediation="leave availability_zone out, or choose a subnet in that zone",
        fix=fixes.arguments.dropping(workload.address, "availability_zone"),
    )


def _undecided(workload: Workload, own: Zone, subnets: list[Subnet]) -> Undecided:
    zones = [s.zone.settles for s in subnets if s.zone.settles]
    named = (workload.subnets.settles, *zones)
    return Undecided(
        subject=workload.address,
        message=f"cannot tell whether its subnet is in {own.text}, the zone that it asks for",
        severity=Severity.HIGH,
        unknowns=tuple(dict.fromkeys(text for text in named if text))
        or (f"{subnets[0].address}.availability_zone",),
        related=tuple((subnet.address, "subnet") for subnet in subnets),
    )
