"""A workload of production stands in one availability zone.

What it finds
-------------
An Auto Scaling group, EKS node group, EKS Fargate profile or ECS service of a VPC of production
whose subnets are all in one zone, where nothing of its kind in that VPC is in another: a node group
in each zone is silent. What belongs to production is told by tags, variables and names. It is
undecided where the zones are not known.

Why it matters
--------------
When the zone fails, all of it fails at once, and Auto Scaling has nowhere to start it anew.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Environment = "production" }
}

resource "aws_subnet" "app" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_autoscaling_group" "app" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [aws_subnet.app.id]

  launch_template {
    name = "app"
  }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Environment = "production" }
}

resource "aws_subnet" "app" {
  for_each          = { eu-west-1a = 0, eu-west-1b = 1 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, each.value)
  availability_zone = each.key
}

resource "aws_autoscaling_group" "app" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [for subnet in aws_subnet.app : subnet.id]

  launch_template {
    name = "app"
  }
}
```

References
----------
- <https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/use-fault-isolation-to-protect-your-workload.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.zones import spread, zone_names
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload

_KINDS: Final = frozenset(
    {"Auto Scaling group", "EKS node group", "EKS Fargate profile", "ECS service"}
)


@check(
    severity=Severity.MEDIUM,
    code="RTE030",
    pack="strict",
    standards=("AWS Security Hub AutoScaling.2", "AWS Well-Architected REL10-BP01"),
    needs=("workloads",),
)
def single_az_workload(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the zones of what runs in each VPC of production, kind by kind."""
    for vpc, workloads in network.workloads_by_vpc.items():
        known = network.vpcs.get(vpc)
        if known is None or known.environment != "prod":
            continue
        for kind in sorted(_KINDS):
            alike = [w for w in workloads if w.kind == kind]
            if alike:
                yield from _judged(network, alike)


def _judged(network: Network, alike: list[Workload]) -> Iterator[Outcome]:
    subnets = {each.address: _subnets(network, each) for each in alike}
    together = spread(s.zone for each in subnets.values() for s in each)
    for workload in alike if together is not Truth.YES else ():
        own = subnets[workload.address]
        if not own or any(not s.zone.is_regional or s.on_outpost for s in own):
            continue
        known = workload.subnets.settled and len(own) == len(tuple(workload.subnets))
        if together is Truth.NO and known and own[0].zone.is_known:
            yield _finding(network, workload, own)
        elif len(own) > 1:
            yield _undecided(workload, own)


def _subnets(network: Network, workload: Workload) -> list[Subnet]:
    found = (network.subnets.get(address) for address in workload.subnets.everything)
    return [subnet for subnet in found if subnet is not None]


def _finding(network: Network, workload: Workload, own: list[Subnet]) -> Finding:
    return Finding(
        subject=workload.address,
        message=f"stands in {zone_names(s.zone for s in own)} alone, and so does all of its kind "
        "in its VPC, which is production",
        severity=Severity.MEDIUM,
        confidence=Confidence.LIKELY,
        related=tuple((subnet.address, "subnet") for subnet in own),
        evidence={"zone": own[0].zone.text},
        remediation="give it subnets in a second zone",
        fix=Fix(lambda: fixes.zones.for_workload(network, workload)),
    )


def _undecided(workload: Workload, own: list[Subnet]) -> Undecided:
    named = [s.zone.settles for s in own if s.zone.settles]
    return Undecided(
        subject=workload.address,
        message="cannot tell whether it stands in more than one availability zone",
        severity=Severity.LOW,
        unknowns=tuple(dict.fromkeys(named)) or (f"the zones of {own[0].address}",),
    )
