"""The addresses of a cluster's Services overlap those of a network.

What it finds
-------------
An EKS cluster whose `service_ipv4_cidr` overlaps a block of its own VPC, which EKS refuses, or a
block of a network that the VPC is joined to: a peered VPC, another VPC on the same transit gateway,
or the other end of a VPN. Where the cluster does not say, EKS takes 10.100.0.0/16 or 172.20.0.0/16,
never one that overlaps the VPC: a joined network that overlaps both is a finding, one that overlaps
one of the two is undecided.

Why it matters
--------------
Nodes rewrite packets to addresses of Services before they leave. A host of a joined network that
has such an address cannot be reached from a pod.

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
    subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
  }

  kubernetes_network_config {
    service_ipv4_cidr = "10.100.0.0/20"
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
    subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
  }

  kubernetes_network_config {
    service_ipv4_cidr = "172.20.0.0/16"
  }
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html>
- <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.address_plan import neighbours, vpcs_behind
from netplan_audit.network.cidr import parse_cidr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.address_plan import ClusterRanges
    from netplan_audit.network.cidr import Cidr
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock

_DEFAULTS: Final = (parse_cidr("10.100.0.0/16"), parse_cidr("172.20.0.0/16"))
"""What EKS chooses from where a cluster does not say (KubernetesNetworkConfigRequest)."""


@check(severity=Severity.CRITICAL, code="CIDR016")
def eks_service_cidr_overlap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Hold the block of each cluster's Services against its own VPC and what that is joined to."""
    for cluster in network.address_plan.clusters:
        workload = network.workloads.get(cluster.address)
        vpcs = set() if workload is None else network.vpcs_of(workload)
        if len(vpcs) != 1 or cluster.is_ipv6 or cluster.unknown:
            continue
        vpc = network.vpcs.get(vpcs.pop())
        if vpc is None:
            continue
        for block in vpc.blocks if cluster.services is not None else ():
            if cluster.services is not None and block.cidr.overlaps(cluster.services.cidr):
                yield _own(cluster, cluster.services, vpc.address, block)
        blocks = [block.cidr for block in vpc.blocks]
        for other, block in _joined(network, vpc.address):
            yield from _beside(cluster, blocks, other, block)


def _joined(network: Network, vpc: str) -> Iterator[tuple[str, AddressBlock]]:
    """Yield the blocks of the networks that a VPC is joined to, with what has them."""
    for address in neighbours(network, vpc):
        other = network.vpcs.get(address)
        for block in () if other is None else other.blocks:
            yield address, block
    for prefix in network.address_plan.outside:
        connection = prefix.connection.only
        if connection is not None and vpc in vpcs_behind(network, connection):
            yield prefix.block.origin, prefix.block


def _own(cluster: ClusterRanges, services: AddressBlock, vpc: str, block: AddressBlock) -> Finding:
    return Finding(
        subject=cluster.address,
        message=f"gives its Services {services}, which overlaps {block} of its own VPC {vpc}",
        severity=Severity.CRITICAL,
        related=((vpc, "VPC"),),
        evidence={"services": str(services), "vpc": str(block)},
        remediation="take a private block that no network of the cluster uses, such as one of "
        "172.20.0.0/16",
    )


def _beside(
    cluster: ClusterRanges, own: list[Cidr], other: str, block: AddressBlock
) -> Iterator[Outcome]:
    """Judge a block of a joined network, against the possible blocks where EKS picks one."""
    if cluster.services is not None:
        possible = [cluster.services.cidr]
    else:
        possible = [one for one in _DEFAULTS if not any(one.overlaps(each) for each in own)]
    hit = [one for one in possible if one.overlaps(block.cidr)]
    shown = cluster.services or " or ".join(map(str, hit))
    evidence = {"services": str(shown), "network": str(block)}
    if hit and len(hit) == len(possible):
        yield Finding(
            subject=cluster.address,
            message=f"gives its Services {shown}, which overlaps {block} of {other}, to which its "
            "VPC is joined",
            severity=Severity.HIGH,
            confidence=Confidence.CERTAIN,
            related=((other, "joined network"),),
            evidence=evidence,
            remediation="set service_ipv4_cidr to a private block that no joined network uses",
            identity=(other,),
        )
    elif hit:
        yield Undecided(
            subject=cluster.address,
            message=f"may give its Services {shown}, which overlaps {block} of {other}, to which "
            "its VPC is joined",
            severity=Severity.MEDIUM,
            unknowns=(f"{cluster.address}.kubernetes_network_config.service_ipv4_cidr",),
            related=((other, "joined network"),),
            evidence=evidence,
            identity=(other,),
        )
