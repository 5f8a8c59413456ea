"""The network of a cluster's hybrid nodes overlaps its VPC or its Services.

What it finds
-------------
A block of `remote_node_networks` or `remote_pod_networks` of an EKS cluster that overlaps a block
of the cluster's VPC, or the block of its Services. It is undecided where a block of either side is
known only after apply.

Why it matters
--------------
EKS requires that these blocks overlap neither. The cluster could not tell a hybrid node from an
address of the VPC, and its own local route would win.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block           = "10.100.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.100.0.0/20"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.100.16.0/20"
  availability_zone = "eu-west-1b"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids              = [aws_subnet.a.id, aws_subnet.b.id]
    endpoint_private_access = true
    endpoint_public_access  = false
  }

  remote_network_config {
    remote_node_networks {
      cidrs = ["10.100.64.0/18"]
    }
  }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block           = "10.100.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.100.0.0/20"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.100.16.0/20"
  availability_zone = "eu-west-1b"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids              = [aws_subnet.a.id, aws_subnet.b.id]
    endpoint_private_access = true
    endpoint_public_access  = false
  }

  remote_network_config {
    remote_node_networks {
      cidrs = ["192.168.64.0/18"]
    }
  }
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteNetworkConfigRequest.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.addressing.address_plan import ClusterRanges
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock


@check(
    severity=Severity.HIGH,
    code="CIDR017",
    no_fix="which addresses the hybrid nodes have is for the owner of their network to say",
    standards=("AWS Well-Architected REL02-BP05",),
    needs=("address_plan.clusters",),
)
def eks_remote_network_overlap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Hold each remote block against the VPC and the Services of its cluster."""
    for cluster in network.address_plan.clusters:
        workload = network.workloads.get(cluster.address)
        vpcs = set() if workload is None else network.vpcs_of(workload)
        vpc = network.vpcs.get(vpcs.pop()) if len(vpcs) == 1 else None
        for remote in (*cluster.nodes, *cluster.pods):
            for block in () if vpc is None else vpc.blocks:
                if remote.cidr.overlaps(block.cidr):
                    yield _finding(cluster, remote, block, "its VPC")
            services = cluster.services
            if services is not None and remote.cidr.overlaps(services.cidr):
                yield _finding(cluster, remote, services, "its Services")
        has_remote = cluster.nodes or cluster.pods or cluster.remote_unknown
        own = () if vpc is None or not has_remote else vpc.unknown
        if cluster.remote_unknown or own:
            yield _undecided(cluster, (*cluster.remote_unknown, *own))


def _finding(
    cluster: ClusterRanges, remote: AddressBlock, block: AddressBlock, owner: str
) -> Finding:
    return Finding(
        subject=cluster.address,
        message=f"expects hybrid nodes or pods in {remote}, which overlaps {block} of {owner}",
        severity=Severity.HIGH,
        evidence={"remote": str(remote), "other": str(block)},
        remediation="name the blocks that the hybrid nodes and their pods really have, apart from "
        "those of the VPC and the Services",
        identity=(str(remote), owner),
    )


def _undecided(cluster: ClusterRanges, unknowns: tuple[str, ...]) -> Undecided:
    return Undecided(
        subject=cluster.address,
        message="cannot tell whether its hybrid nodes or pods overlap its VPC or its Services",
        severity=Severity.MEDIUM,
        unknowns=unknowns,
    )
