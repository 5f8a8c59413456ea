"""A subnet of an EKS cluster has too few addresses for its control plane.

What it finds
-------------
A subnet of an EKS cluster with fewer than six addresses left, where a data source tells how many
there are; high. A subnet with fewer than 16 addresses that others use too, such as a /28 with
nodes or load balancers in it; medium. A /28 that only the control plane uses is silent. What
subnet CIDR reservations set aside does not count. It is undecided where the block of a subnet, or a
reservation in it, cannot be told.

Why it matters
--------------
EKS puts network interfaces into these subnets, and new ones beside them for an upgrade: each
subnet needs six addresses, and AWS recommends 16. Without them the cluster is not made, or can
no longer be upgraded.

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
  cidr_block        = cidrsubnet("10.0.0.0/16", 12, count.index)
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
    max_size     = 4
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
  cidr_block        = cidrsubnet("10.0.0.0/16", 12, count.index)
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

resource "aws_subnet" "nodes" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 4, count.index + 1)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = "nat-0123456789abcdef0"
  }
}

resource "aws_eks_node_group" "app" {
  cluster_name  = aws_eks_cluster.main.name
  node_role_arn = "arn:aws:iam::123456789012:role/node"
  subnet_ids    = aws_subnet.nodes[*].id

  scaling_config {
    desired_size = 2
    max_size     = 4
    min_size     = 2
  }
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>
- <https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.addressing.subnet_use import (
    unsized_by,
    usable_addresses,
    workloads_by_subnet,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload


_NEEDED: Final = 6
_RECOMMENDED: Final = 16
_ROOM: Final = 32
"""A /27, the smallest block with so many to use."""


@check(
    severity=Severity.HIGH,
    code="EKS002",
    standards=("AWS Well-Architected REL02-BP03",),
    needs=("clusters",),
)
def cluster_subnet_too_small(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Count the addresses of each cluster's subnets."""
    users = network.once(workloads_by_subnet)
    for address in network.clusters:
        cluster = network.workloads.get(address)
        if cluster is None:
            continue
        unclear = {}
        for name in cluster.subnets.everything:
            subnet = network.subnets.get(name)
            usable = None if subnet is None else usable_addresses(subnet)
            if subnet is None or usable is None:
                known = "" if subnet is None else unsized_by(subnet)
                unclear[name] = known or f"{name}.cidr_block"
                continue
            others = [w.address for w in users.get(name, ()) if w.address != address]
            if subnet.free_addresses is not None and subnet.free_addresses < _NEEDED:
                yield _finding(network, cluster, subnet, others, (subnet.free_addresses, "free"))
            elif usable < _RECOMMENDED and others:
                yield _finding(network, cluster, subnet, others, (usable, "usable"))
        if unclear:
            yield _undecided(cluster, unclear)


def _finding(
    network: Network, cluster: Workload, subnet: Subnet, others: list[str], left: tuple[int, str]
) -> Finding:
    count, word = left
    shared = f", which {others[0]} uses too" if others else ""
    sure = Confidence.of(cluster.subnets.certainty)
    return Finding(
        subject=cluster.address,
        message=f"{subnet.address} has {count} {word} addresses{shared}",
        severity=Severity.HIGH if count < _NEEDED else Severity.MEDIUM,
        confidence=sure,
        related=((subnet.address, "subnet"), *((other, "uses it too") for other in others)),
        evidence={f"{word}_addresses": count},
        remediation="give the cluster subnets with 16 free addresses or more, of its own",
        fix=Fix(partial(fixes.ranges.with_room, network, subnet, (cluster,), _ROOM)),
        identity=(subnet.address,),
    )


def _undecided(cluster: Workload, unclear: Mapping[str, str]) -> Undecided:
    return Undecided(
        subject=cluster.address,
        message="cannot tell whether each of its subnets has six free addresses",
        severity=Severity.MEDIUM,
        unknowns=tuple(unclear.values()),
        related=tuple((name, "subnet") for name in unclear),
    )
