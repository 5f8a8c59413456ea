"""The subnets of an EKS cluster are all in one availability zone.

What it finds
-------------
An EKS cluster whose subnets are all in one availability zone, or that has one subnet only. It is
undecided where the subnets or their zones cannot be told, unless the cluster and its subnets are
there already: EKS has taken them.

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
from netplan_audit.finding import Severity
from netplan_audit.network.zones import UNKNOWN_ZONE, spread
from netplan_audit.outcomes import in_one_zone, perhaps_in_one_zone
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet


@check(severity=Severity.CRITICAL, code="EKS001", needs=("clusters",))
def cluster_subnets_single_az(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Count the zones of each cluster's subnets."""
    for address, known in network.clusters.items():
        cluster = network.workloads.get(address)
        if cluster is None or not cluster.subnets.everything:
            continue
        subnets = [network.subnets.get(name) for name in cluster.subnets.everything]
        if any(subnet is not None and subnet.on_outpost for subnet in subnets):
            continue
        zones = [UNKNOWN_ZONE if subnet is None else subnet.zone for subnet in subnets]
        apart = spread(zones)
        if apart is Truth.NO and cluster.subnets.settled:
            yield in_one_zone(network, cluster, zones)
        elif apart is not Truth.YES and (known.is_new or _are_made(subnets)):
            yield perhaps_in_one_zone(cluster, zones, "vpc_config.subnet_ids")


def _are_made(subnets: list[Subnet | None]) -> bool:
    """Tell whether some are new: a cluster that is there has been taken with those that are."""
    return any(subnet is not None and subnet.is_new for subnet in subnets)
