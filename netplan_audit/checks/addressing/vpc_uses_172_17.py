"""A VPC uses addresses of 172.17.0.0/16.

What it finds
-------------
A VPC with a block that overlaps 172.17.0.0/16. Medium where the input places container instances of
ECS or notebooks of SageMaker in it, which have Docker.

Why it matters
--------------
Docker gives its bridge 172.17.0.0/16 unless told otherwise, and some AWS services use the range
too; the VPC user guide says not to use it for a VPC. A container cannot reach an address of the VPC
that its host takes for one of its own bridge.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "172.17.0.0/16"
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "172.18.0.0/16"
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
from netplan_audit.finding import Finding, Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.cidr import parse_cidr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock, Vpc

_BRIDGE: Final = parse_cidr("172.17.0.0/16")


@check(severity=Severity.MEDIUM, code="CIDR015", pack="strict", needs=("vpcs",))
def vpc_uses_172_17(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Hold every block of every VPC against the range of Docker's bridge."""
    for vpc in network.vpcs.values():
        for block in vpc.blocks:
            if _BRIDGE.overlaps(block.cidr):
                yield _finding(network, vpc, block)


def _with_docker(network: Network, vpc: Vpc) -> str:
    """Return a workload of a VPC that runs Docker, '' where none is known to."""
    every = network.workloads_by_vpc.get(vpc.address, ())
    return next((w.address for w in every if w.is_container_instance or w.kind == "notebook"), "")


def _finding(network: Network, vpc: Vpc, block: AddressBlock) -> Finding:
    host = _with_docker(network, vpc)
    has_docker = f"; {host} has Docker" if host else ""
    return Finding(
        subject=block.origin,
        message=f"uses {block}, in which Docker's bridge and some services have their own "
        f"addresses{has_docker}",
        severity=Severity.MEDIUM if host else Severity.LOW,
        related=(
            *(((vpc.address, "VPC"),) if block.origin != vpc.address else ()),
            *(((host, "has Docker"),) if host else ()),
        ),
        evidence={"block": str(block)},
        remediation="take another block, such as one of 10.0.0.0/8",
        fix=Fix(lambda: fixes.addresses.vpc_range(network, vpc, block)),
    )
