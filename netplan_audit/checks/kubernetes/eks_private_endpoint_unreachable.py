"""The API of an EKS cluster is private, and nothing leads to its VPC.

What it finds
-------------
An EKS cluster with its private endpoint only, in a VPC without a peering connection, a transit
gateway, a VPN, Direct Connect or Cloud WAN, and without an instance, a Client VPN endpoint or
anything else to run kubectl on. It is undecided where the endpoints or the VPC cannot be told.

Why it matters
--------------
Nobody gets to the API from outside the VPC, Terraform's Kubernetes provider included. It is worth
knowing before the first change that needs it.

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

resource "aws_ec2_transit_gateway" "hub" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = aws_subnet.app[*].id
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


_MANAGED: Final = frozenset({"EKS control plane", "EKS node group", "EKS Fargate profile"})
_CLOSED: Final = frozenset({"load balancer", "VPC endpoint", "network interface"})


@check(
    severity=Severity.INFO,
    code="EKS006 endpoint-private-only-no-path",
    pack="hygiene",
    no_fix="whether to join the VPC or to work inside it is for its owner to say",
    needs=("clusters",),
)
def eks_private_endpoint_unreachable(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for anything that joins the VPC of a private cluster, or stands in it."""
    for cluster in network.clusters.values():
        private_only = cluster.private_endpoint & ~cluster.public_endpoint
        control_plane = network.workloads.get(cluster.address)
        if private_only is Truth.NO or control_plane is None:
            continue
        vpcs = network.vpcs_of(control_plane)
        vpc = vpcs.pop() if len(vpcs) == 1 else ""
        if vpc in network.connected_vpcs or _has_hosts(network, vpc):
            continue
        known = network.vpcs.get(vpc)
        if private_only is Truth.YES and known is not None and known.is_new:
            yield Finding(
                subject=cluster.address,
                message=f"has a private endpoint only, and nothing leads to {vpc}",
                severity=Severity.INFO,
                related=((vpc, "VPC"),),
                remediation="connect the VPC to where kubectl runs, or run it inside",
            )
        else:
            settles = cluster.settles or f"{cluster.address}.vpc_config"
            if private_only is Truth.YES:
                settles = f"what leads to {vpc}" if vpc else f"the VPC of {cluster.address}"
            yield Undecided(
                subject=cluster.address,
                message="cannot tell whether anything leads to its private endpoint",
                severity=Severity.INFO,
                unknowns=(settles,),
            )


def _has_hosts(network: Network, vpc: str) -> bool:
    """Tell whether something in a VPC may run kubectl."""
    workloads = network.workloads_by_vpc.get(vpc, ())
    return any(workload.kind not in _MANAGED | _CLOSED for workload in workloads)
