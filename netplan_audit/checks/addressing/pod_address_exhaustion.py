"""Node groups of an EKS cluster can run more pods than their subnets have addresses.

What it finds
-------------
An EKS cluster whose node groups, each at its largest size and with as many pods as its instance
type has addresses for, need more addresses than all their subnets have, without what explicit
subnet CIDR reservations set aside. Counted is the plain VPC
CNI, in which every pod takes an address of the node's subnet; a cluster with IPv6 is silent, and
so is one whose add-on is told to use custom networking. It is undecided where subnets, sizes or
instance types cannot be told, unless there would be room for any type.

Why it matters
--------------
Where the subnets run out, new pods stay in ContainerCreating and new nodes do not join. It
happens when the cluster scales, that is under load.

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
  cidr_block        = cidrsubnet("10.0.0.0/16", 10, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = "nat-0123456789abcdef0"
  }
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

resource "aws_eks_node_group" "app" {
  cluster_name  = aws_eks_cluster.main.name
  node_role_arn = "arn:aws:iam::123456789012:role/node"
  subnet_ids    = aws_subnet.app[*].id

  scaling_config {
    desired_size = 2
    max_size     = 20
    min_size     = 2
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
  cidr_block        = cidrsubnet("10.0.0.0/16", 4, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = "nat-0123456789abcdef0"
  }
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

resource "aws_eks_node_group" "app" {
  cluster_name  = aws_eks_cluster.main.name
  node_role_arn = "arn:aws:iam::123456789012:role/node"
  subnet_ids    = aws_subnet.app[*].id

  scaling_config {
    desired_size = 2
    max_size     = 20
    min_size     = 2
  }
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html>
- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.addressing.pod_addresses import PodAddresses, pod_addresses
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(
    severity=Severity.MEDIUM,
    code="EKS003",
    pack="strict",
    no_fix="larger subnets, a block for pods or IPv6: that is a decision for years",
    standards=("AWS Well-Architected REL02-BP03",),
    needs=("clusters",),
)
def pod_address_exhaustion(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the pods that each cluster's nodes can run with the addresses of their subnets."""
    for cluster in network.clusters.values():
        count = pod_addresses(network, cluster)
        if count.verdict is Truth.YES:
            yield _finding(cluster.address, count)
        elif count.verdict is Truth.UNKNOWN:
            yield Undecided(
                subject=cluster.address,
                message="cannot tell whether the subnets of its nodes have addresses for all pods",
                severity=Severity.LOW,
                unknowns=count.unknowns,
                related=tuple((group, "node group") for group in count.groups),
            )


def _finding(address: str, count: PodAddresses) -> Finding:
    return Finding(
        subject=address,
        message=f"its node groups can grow to {count.nodes} nodes, whose pods need up to "
        f"{count.needed} addresses, and their subnets have {count.usable}",
        severity=Severity.MEDIUM,
        confidence=Confidence.LIKELY,
        related=(
            *((group, "node group") for group in count.groups),
            *((subnet, "subnet of nodes") for subnet in count.subnets),
        ),
        evidence={"addresses_needed": count.needed, "addresses_usable": count.usable},
        remediation="give the nodes larger subnets, pods a secondary block by custom networking, "
        "or the cluster IPv6",
    )
