"""Kubernetes nodes get public addresses from their subnet.

What it finds
-------------
A node group, or other Kubernetes nodes, in a subnet that gives public IPv4 addresses on launch
and whose default route leads to an internet gateway. Nodes that ask for a public address
themselves are for `node-with-public-address`; nodes without one are silent. It is undecided where
the subnet's routes or addresses cannot be told.

Why it matters
--------------
Every node gets an address that the internet can send packets to, and a rule of a security group
is all that keeps them out. AWS recommends private subnets for nodes, and public ones for load
balancers.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "app" {
  count                   = 2
  vpc_id                  = aws_vpc.main.id
  cidr_block              = cidrsubnet("10.0.0.0/16", 8, count.index)
  map_public_ip_on_launch = true
  availability_zone       = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "app" {
  count          = 2
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = aws_route_table.public.id
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
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
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

References
----------
- <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>
- <https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.exposure.public_subnets import is_public, route_settles, subnets_of
from netplan_audit.unknown import Truth
from netplan_audit.wording import and_more, do

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload


@check(
    severity=Severity.MEDIUM,
    code="NODE006 EKS008 cluster-subnet-public-nodes",
    pack="strict",
    needs=("nodes",),
)
def nodes_in_public_subnet(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the subnets of nodes that get their addresses from them."""
    for nodes in network.nodes:
        if nodes.public_ipv4 is not None:
            continue
        subnets = subnets_of(network, nodes.subnets.everything)
        verdicts = {s.address: s.maps_public_ip & is_public(network, s) for s in subnets}
        sure = [s for s in subnets_of(network, nodes.subnets) if verdicts[s.address] is Truth.YES]
        if sure:
            yield _finding(network, nodes, sure)
        elif any(verdict is not Truth.NO for verdict in verdicts.values()):
            yield _undecided(network, nodes, subnets)


def _finding(network: Network, nodes: Workload, public: list[Subnet]) -> Finding:
    places = and_more(public[0].address, len(public))
    sure = Confidence.of(nodes.subnets.certainty) if nodes.node_is_sure else Confidence.LIKELY
    return Finding(
        subject=nodes.address,
        message=f"gets public addresses in {places}, which {do('route', len(public))} to an "
        "internet gateway",
        severity=Severity.MEDIUM,
        confidence=sure,
        related=tuple((subnet.address, "public subnet") for subnet in public),
        evidence={"node": nodes.node_reason},
        remediation="put nodes into private subnets",
        fix=Fix(lambda: fixes.places.moved(network, nodes, public)),
    )


def _undecided(network: Network, nodes: Workload, subnets: list[Subnet]) -> Undecided:
    maps = [s.address for s in subnets if s.maps_public_ip is Truth.UNKNOWN]
    unknowns = [
        *route_settles(network, [s for s in subnets if s.maps_public_ip is not Truth.NO]),
        *(f"{address}.map_public_ip_on_launch" for address in maps),
        *(() if nodes.subnets.settled else (nodes.subnets.settles,)),
    ]
    return Undecided(
        subject=nodes.address,
        message="cannot tell whether its subnets give its nodes public addresses",
        severity=Severity.LOW,
        unknowns=tuple(dict.fromkeys(filter(None, unknowns))) or (f"{nodes.address}.subnet_ids",),
        related=tuple((subnet.address, "subnet") for subnet in subnets),
    )
