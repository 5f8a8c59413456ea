"""No subnet of an EKS cluster's VPC says that it is for load balancers.

What it finds
-------------
An EKS cluster in whose VPC there are public subnets and none carries the tag
`kubernetes.io/role/elb`, or private subnets and none carries `kubernetes.io/role/internal-elb`.
Tags that `aws_ec2_tag` adds count. It is undecided where tags or routes cannot be told.

Why it matters
--------------
The AWS Load Balancer Controller looks for subnets by these tags. Without them a Service or an
Ingress that names no subnets gets no load balancer.

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

  tags = {
    "kubernetes.io/role/internal-elb" = "1"
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
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.exposure.public_subnets import is_public, subnets_of
from netplan_audit.unknown import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet


_ROLES: Final = {Truth.YES: "elb", Truth.NO: "internal-elb"}


@check(severity=Severity.LOW, code="EKS004", pack="hygiene", needs=("clusters",))
def subnets_missing_lb_tags(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the tags of the subnets in each cluster's VPC."""
    for address in network.clusters:
        cluster = network.workloads.get(address)
        vpcs = () if cluster is None else network.vpcs_of(cluster)
        for vpc in sorted(vpcs) if len(vpcs) == 1 else ():
            known = network.subnets_by_vpc.get(vpc, [])
            named = subnets_of(network, () if cluster is None else cluster.subnets)
            yield from _outcomes(network, address, known or named)


def _outcomes(network: Network, cluster: str, subnets: list[Subnet]) -> Iterator[Outcome]:
    kinds = {subnet.address: is_public(network, subnet) for subnet in subnets}
    missing = {
        role: all_of([_lacks(subnet, role) for subnet in subnets])
        & any_of(kind if public is Truth.YES else ~kind for kind in kinds.values())
        for public, role in _ROLES.items()
    }
    sure = [role for role, verdict in missing.items() if verdict is Truth.YES]
    if sure:
        tags = " and ".join(f"kubernetes.io/role/{role}" for role in sure)
        yield Finding(
            subject=cluster,
            message=f"no subnet of its VPC carries {tags}",
            severity=Severity.LOW,
            related=tuple((subnet.address, "subnet") for subnet in subnets),
            remediation="tag public subnets with kubernetes.io/role/elb and private ones with "
            "kubernetes.io/role/internal-elb",
            fix=Fix(
                lambda: fixes.endpoints.tagged(
                    network,
                    subnets,
                    {public: role for public, role in _ROLES.items() if role in sure},
                )
            ),
        )
    elif Truth.UNKNOWN in missing.values():
        tags_of = [s.address for s in subnets if s.balancer_roles is None]
        routes_of = [name for name, kind in kinds.items() if kind is Truth.UNKNOWN]
        yield Undecided(
            subject=cluster,
            message="cannot tell whether subnets of its VPC carry the tags for load balancers",
            severity=Severity.INFO,
            unknowns=(
                *(f"{name}.tags" for name in tags_of),
                *(f"the routes of {name}" for name in routes_of),
            ),
        )


def _lacks(subnet: Subnet, role: str) -> Truth:
    if subnet.balancer_roles is None:
        return Truth.UNKNOWN
    return Truth.NO if role in subnet.balancer_roles else Truth.YES
