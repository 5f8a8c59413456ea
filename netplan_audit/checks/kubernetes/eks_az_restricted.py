"""An EKS cluster has a subnet in a zone that EKS does not take.

What it finds
-------------
An EKS cluster with a subnet in one of the availability zones use1-az3, usw1-az2 and cac1-az3,
which EKS does not allow for subnets of a cluster. Zones are compared by their id: a name such as
us-east-1e stands for a different zone in each account, so that subnets with a name only are
silent. It is undecided where it cannot be told which subnets the cluster has.

Why it matters
--------------
EKS refuses to make the cluster. It is a trap for configurations that take all zones of a region.

Bad
---
```hcl
provider "aws" {
  region = "us-east-1"
}

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "app" {
  count                = 2
  vpc_id               = aws_vpc.main.id
  cidr_block           = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone_id = ["use1-az1", "use1-az3"][count.index]
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
provider "aws" {
  region = "us-east-1"
}

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "app" {
  count                = 2
  vpc_id               = aws_vpc.main.id
  cidr_block           = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone_id = ["use1-az1", "use1-az2"][count.index]
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

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.exposure.public_subnets import subnets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload


_REFUSED: Final = frozenset({"use1-az3", "usw1-az2", "cac1-az3"})


@check(severity=Severity.CRITICAL, code="EKS005 az-restricted", needs=("clusters",))
def eks_az_restricted(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the zones of each cluster's subnets."""
    for address in network.clusters:
        cluster = network.workloads.get(address)
        if cluster is None:
            continue
        subnets = subnets_of(network, cluster.subnets.everything)
        refused = [subnet for subnet in subnets if subnet.zone.id in _REFUSED]
        if refused and cluster.subnets.settled:
            yield _finding(network, cluster, refused)
        elif refused:
            name = refused[0].address
            yield Undecided(
                subject=address,
                message=f"cannot tell whether {name}, in a zone that EKS does not take, is one of "
                "its subnets",
                severity=Severity.HIGH,
                unknowns=(cluster.subnets.settles or f"{address}.vpc_config.subnet_ids",),
                related=tuple((subnet.address, "subnet") for subnet in refused),
            )


def _finding(network: Network, cluster: Workload, refused: list[Subnet]) -> Finding:
    zones = sorted({subnet.zone.id or "" for subnet in refused})
    sure = Confidence.of(cluster.subnets.certainty)
    return Finding(
        subject=cluster.address,
        message=f"has {refused[0].address} in {zones[0]}, where EKS takes no subnets",
        severity=Severity.CRITICAL,
        confidence=sure,
        related=tuple((subnet.address, "subnet") for subnet in refused),
        evidence={"zones": tuple(zones)},
        remediation="give it subnets in other zones of the region",
        fix=Fix(lambda: fixes.zones.taken_by_eks(network, cluster, refused)),
    )
