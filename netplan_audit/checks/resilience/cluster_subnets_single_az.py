"""The subnets of an EKS cluster are all in one availability zone.

What it finds
-------------
An EKS cluster whose subnets are all in one availability zone, or that has one subnet only. It is
undecided where the subnets or their zones cannot be told.

Why it matters
--------------
EKS wants subnets in at least two availability zones and refuses to make a cluster that has
fewer: the apply fails.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1a"][count.index]
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids              = aws_subnet.app[*].id
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids              = aws_subnet.app[*].id
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.fixes.zones import for_workload
from netplan_audit.network.zones import UNKNOWN_ZONE, Zone, spread, zone_names
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload


@check(severity=Severity.CRITICAL, code="EKS001")
def cluster_subnets_single_az(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Count the zones of each cluster's subnets."""
    for address in network.clusters:
        cluster = network.workloads.get(address)
        if cluster is None or not cluster.subnets.everything:
            continue
        subnets = [network.subnets.get(name) for name in cluster.subnets.everything]
        if any(subnet is not None and subnet.on_outpost for subnet in subnets):
            continue
        zones = [UNKNOWN_ZONE if subnet is None else subnet.zone for subnet in subnets]
        apart = spread(zones)
        if apart is Truth.NO and cluster.subnets.settled:
            yield _finding(network, cluster, zones)
        elif apart is not Truth.YES:
            yield _undecided(cluster, zones)


def _finding(network: Network, cluster: Workload, zones: list[Zone]) -> Finding:
    names = list(cluster.subnets)
    place = f"in {zone_names(zones)}" if zones[0].is_known else "in one availability zone"
    sure = Confidence.of(cluster.subnets.certainty)
    return Finding(
        subject=cluster.address,
        message=f"has {len(names)} subnets, all {place}" if len(names) > 1 else "has one subnet",
        severity=Severity.CRITICAL,
        confidence=sure,
        related=tuple((name, "subnet") for name in names),
        evidence={"zones": tuple(sorted({zone.text for zone in zones}))},
        remediation="give it subnets in at least two availability zones",
        fix=Fix(lambda: for_workload(network, cluster)),
    )


def _undecided(cluster: Workload, zones: list[Zone]) -> Undecided:
    places = zip(cluster.subnets.everything, zones, strict=True)
    unknown = [z.settles or f"the zone of {name}" for name, z in places if not z.is_known]
    own = () if cluster.subnets.settled else (cluster.subnets.settles,)
    unknowns = tuple(dict.fromkeys(text for text in (*own, *unknown) if text))
    return Undecided(
        subject=cluster.address,
        message="cannot tell whether its subnets are in two availability zones",
        severity=Severity.HIGH,
        unknowns=unknowns or (f"{cluster.address}.vpc_config.subnet_ids",),
        related=tuple((name, "subnet") for name in cluster.subnets.everything),
    )
