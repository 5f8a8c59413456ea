"""The addresses of a cluster's Services overlap those of a network.

What it finds
-------------
An EKS cluster whose `service_ipv4_cidr` overlaps a block of its own VPC, which EKS refuses, or a
block of a network that the VPC is joined to: a peered VPC, another VPC on the same transit gateway,
or the other end of a VPN. Where the cluster does not say, EKS takes 10.100.0.0/16 or 172.20.0.0/16;
one that overlaps the VPC is left out here. A joined network that overlaps all that is left is a
finding, one that overlaps one of two is undecided. So it is where the block that a cluster names is
known only after apply, or the VPC's. All clusters that a network collides with are
one finding, at the network.

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
    subnet_ids              = [aws_subnet.a.id, aws_subnet.b.id]
    endpoint_private_access = true
    endpoint_public_access  = false
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
    subnet_ids              = [aws_subnet.a.id, aws_subnet.b.id]
    endpoint_private_access = true
    endpoint_public_access  = false
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

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.addressing.address_plan import are_joined, vpcs_behind
from netplan_audit.network.cidr import parse_cidr
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.addressing.address_plan import ClusterRanges
    from netplan_audit.network.cidr import Cidr
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock, Vpc

_DEFAULTS: Final = (parse_cidr("10.100.0.0/16"), parse_cidr("172.20.0.0/16"))
"""What EKS chooses from where a cluster does not say (KubernetesNetworkConfigRequest)."""
_SHOWN: Final = 5
"""Most clusters named in one result; the evidence counts them all."""
_IPV4: Final = 4


@check(
    severity=Severity.CRITICAL,
    code="CIDR016",
    standards=("AWS Well-Architected REL02-BP05",),
    needs=("address_plan.clusters",),
)
def eks_service_cidr_overlap(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Hold the blocks of clusters' Services against their own VPC and what that is joined to."""
    by_range: dict[tuple[Cidr, ...], list[tuple[ClusterRanges, Vpc]]] = {}
    for cluster, vpc in _placed(network):
        if cluster.unknown or (cluster.services is not None and _is_unknown(vpc)):
            yield _unknown(cluster, vpc)
        if cluster.unknown:
            continue
        for block in vpc.blocks if cluster.services is not None else ():
            if cluster.services is not None and block.cidr.overlaps(cluster.services.cidr):
                yield _own(network, cluster, cluster.services, vpc.address, block)
        by_range.setdefault(_possible(cluster, vpc), []).append((cluster, vpc))
    for possible, clusters in by_range.items():
        for other, block in _others(network):
            hit = [one for one in possible if one.overlaps(block.cidr)]
            joined = [c for c, vpc in clusters if hit and _is_joined(network, vpc, other)]
            if joined:
                whole = len(hit) == len(possible)
                told = (joined, hit, other, block)
                yield _finding(network, *told) if whole else _undecided(*told)


def _placed(network: Network) -> Iterator[tuple[ClusterRanges, Vpc]]:
    """Yield the clusters whose VPC is known, with that VPC."""
    for cluster in network.address_plan.clusters:
        workload = network.workloads.get(cluster.address)
        vpcs = set() if workload is None else network.vpcs_of(workload)
        if len(vpcs) == 1 and not cluster.is_ipv6:
            vpc = network.vpcs.get(vpcs.pop())
            if vpc is not None:
                yield cluster, vpc


def _is_unknown(vpc: Vpc) -> bool:
    """Tell whether no block of a VPC is known that Services could overlap."""
    return bool(vpc.unknown) and all(block.cidr.family != _IPV4 for block in vpc.blocks)


def _possible(cluster: ClusterRanges, vpc: Vpc) -> tuple[Cidr, ...]:
    """Return the block of a cluster's Services, or those that EKS picks one of."""
    if cluster.services is not None:
        return (cluster.services.cidr,)
    own = [block.cidr for block in vpc.blocks]
    return tuple(one for one in _DEFAULTS if not any(one.overlaps(each) for each in own))


def _others(network: Network) -> Iterator[tuple[str, AddressBlock]]:
    """Yield the blocks of VPCs, and those beyond a connection, with what has them."""
    for vpc in network.vpcs.values():
        yield from ((vpc.address, block) for block in vpc.blocks)
    for prefix in network.address_plan.outside:
        if prefix.connection.only is not None:
            yield prefix.connection.only, prefix.block


def _is_joined(network: Network, vpc: Vpc, other: str) -> bool:
    if other in network.vpcs:
        return are_joined(network, vpc.address, other)
    return vpc.address in vpcs_behind(network, other)


def _own(
    network: Network, cluster: ClusterRanges, services: AddressBlock, vpc: str, block: AddressBlock
) -> Finding:
    return Finding(
        subject=cluster.address,
        message=f"gives its Services {services}, which overlaps {block} of its own VPC {vpc}",
        severity=Severity.CRITICAL,
        related=((vpc, "VPC"),),
        evidence={"services": str(services), "vpc": str(block)},
        remediation="take a private block that no network of the cluster uses, such as one of "
        "172.20.0.0/16",
        fix=Fix(lambda: fixes.ranges.services(network, (cluster,))),
    )


def _unknown(cluster: ClusterRanges, vpc: Vpc) -> Undecided:
    return Undecided(
        subject=cluster.address,
        message=f"cannot tell whether the block of its Services overlaps {vpc.address}, its VPC",
        severity=Severity.HIGH,
        unknowns=(cluster.unknown,) if cluster.unknown else vpc.unknown,
        related=((vpc.address, "VPC"),),
    )


def _told(clusters: list[ClusterRanges], hit: list[Cidr]) -> str:
    """Write the blocks that are hit, unless one is sensitive."""
    if any(c.services is not None and c.services.sensitive for c in clusters):
        return "(sensitive value)"
    return " or ".join(map(str, hit))


def _named(clusters: list[ClusterRanges]) -> str:
    return and_more(clusters[0].address, len(clusters))


def _finding(
    network: Network,
    clusters: list[ClusterRanges],
    hit: list[Cidr],
    other: str,
    block: AddressBlock,
) -> Finding:
    services = _told(clusters, hit)
    return Finding(
        subject=block.origin,
        message=f"{block} overlaps the Services' block {services} of {_named(clusters)}, to which "
        f"{other} is joined",
        severity=Severity.HIGH,
        related=tuple((cluster.address, "cluster") for cluster in clusters[:_SHOWN]),
        evidence={"services": services, "network": str(block), "clusters": len(clusters)},
        remediation="set service_ipv4_cidr to a private block that no joined network uses",
        fix=Fix(lambda: fixes.ranges.services(network, clusters)),
        identity=(other, services),
    )


def _undecided(
    clusters: list[ClusterRanges], hit: list[Cidr], other: str, block: AddressBlock
) -> Undecided:
    services = _told(clusters, hit)
    asked = [f"{c.address}.kubernetes_network_config.service_ipv4_cidr" for c in clusters]
    return Undecided(
        subject=block.origin,
        message=f"{block} of {other} overlaps {services}, which {_named(clusters)}, joined to it, "
        "may get for its Services",
        severity=Severity.MEDIUM,
        unknowns=tuple(asked[:_SHOWN]),
        related=tuple((cluster.address, "cluster") for cluster in clusters[:_SHOWN]),
        evidence={"services": services, "network": str(block), "clusters": len(clusters)},
        identity=(other, services),
    )
