"""EKS nodes in a public subnet get no public addresses.

What it finds
-------------
An EKS node group, or instances whose user data or tags make them nodes of a cluster, with a subnet
whose default route leads to an internet gateway, where neither the launch template nor the subnet
gives the nodes public addresses, in a VPC without interface endpoints. It is undecided where the
launch template, the subnet's setting or its default route is not known.

Why it matters
--------------
EKS asks that a public subnet assigns public addresses to its nodes. Without them nodes have no way
out through the internet gateway: they do not reach the cluster and the registries, and the node
group fails to be made.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eks_node_group" "main" {
  cluster_name  = "main"
  node_role_arn = "arn:aws:iam::123456789012:role/node"
  subnet_ids    = [aws_subnet.main.id]

  scaling_config {
    desired_size = 2
    max_size     = 3
    min_size     = 1
  }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = true
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eks_node_group" "main" {
  cluster_name  = "main"
  node_role_arn = "arn:aws:iam::123456789012:role/node"
  subnet_ids    = [aws_subnet.main.id]

  scaling_config {
    desired_size = 2
    max_size     = 3
    min_size     = 1
  }
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import NO_FIX
from netplan_audit.network.routing.egress import has_endpoints, public_subnets, unknowns, ways_out
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload


@check(severity=Severity.HIGH, code="RTE006", needs=("nodes",))
def eks_public_subnet_no_auto_ip(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for nodes in public subnets that give no public addresses."""
    for workload in network.nodes:
        if has_endpoints(network, workload):
            continue
        public, doubtful = public_subnets(network, workload)
        plain = [s for s in public if workload.has_public_ipv4(s) is Truth.NO]
        unsure = [s for s in public if workload.has_public_ipv4(s) is Truth.UNKNOWN]
        unsure += [s for s in doubtful if workload.has_public_ipv4(s) is Truth.NO]
        if plain:
            yield _finding(network, workload, plain)
        elif unsure:
            yield _undecided(network, workload, unsure)


def _finding(network: Network, workload: Workload, plain: list[Subnet]) -> Finding:
    sure, hops = ways_out(network, workload, plain)
    return Finding(
        subject=workload.address,
        message=f"its nodes get no public addresses in {plain[0].address}, from where only an "
        "internet gateway leads out",
        severity=Severity.HIGH,
        confidence=Confidence.of(sure) if workload.node_is_sure else Confidence.LIKELY,
        related=tuple((subnet.address, "public subnet") for subnet in plain),
        path=hops,
        remediation="set map_public_ip_on_launch = true for the subnets, or use subnets behind a "
        "NAT gateway",
        fix=fixes.arguments.settings(
            (subnet.address for subnet in plain if subnet.maps_public_ip is not Truth.YES),
            map_public_ip_on_launch=True,
        )
        if workload.public_ipv4 is None
        else NO_FIX,
    )


def _undecided(network: Network, workload: Workload, unsure: list[Subnet]) -> Undecided:
    named = [
        workload.public_ip_reason if workload.public_ipv4 is Truth.UNKNOWN else "",
        *(
            f"{s.address}.map_public_ip_on_launch"
            for s in unsure
            if workload.public_ipv4 is None and s.maps_public_ip is Truth.UNKNOWN
        ),
        *unknowns(network, workload, unsure),
    ]
    return Undecided(
        subject=workload.address,
        message=f"cannot tell whether its nodes get public addresses in {unsure[0].address}, or "
        "whether that is public",
        severity=Severity.MEDIUM,
        unknowns=tuple(text for text in named if text) or (f"{unsure[0].address}",),
    )
