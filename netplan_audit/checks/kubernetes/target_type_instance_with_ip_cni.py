"""A target group has the nodes of an EKS cluster as its targets, not the pods.

What it finds
-------------
A target group of type `instance` that nodes of an EKS cluster are registered with. Pods of EKS
have addresses of the VPC, so that a group of type `ip` can have them as its targets itself. It is
undecided where the type cannot be told.

Why it matters
--------------
Each connection goes to a NodePort of some node and from there, by chance, to a pod that may be on
another: one hop more, one NodePort open on every node, and health checks that ask the node.

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

resource "aws_lb_target_group" "app" {
  vpc_id      = aws_vpc.main.id
  protocol    = "TCP"
  port        = 30443
  target_type = "instance"
}

resource "aws_autoscaling_attachment" "app" {
  autoscaling_group_name = aws_eks_node_group.app.resources[0].autoscaling_groups[0].name
  lb_target_group_arn    = aws_lb_target_group.app.arn
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

resource "aws_lb_target_group" "app" {
  vpc_id      = aws_vpc.main.id
  protocol    = "TCP"
  port        = 30443
  target_type = "ip"
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/best-practices/load-balancing.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.network.control_plane import clusters_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(
    severity=Severity.INFO,
    code="LB007",
    pack="hygiene",
    no_fix="pods are registered by a controller in the cluster, by objects of its own",
    needs=("load_balancing.groups",),
)
def target_type_instance_with_ip_cni(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for nodes among the targets of each target group."""
    for group in network.load_balancing.groups.values():
        members = [network.workloads.get(address) for address in group.members]
        nodes = [each for each in members if each is not None and each.is_node]
        nodes = [each for each in nodes if clusters_of(network, each)]
        if not nodes or group.kind not in {"instance", ""}:
            continue
        related = tuple((each.address, "nodes") for each in nodes)
        if group.kind:
            yield Finding(
                subject=group.address,
                message=f"has {nodes[0].address} as its target by instance, not the pods on it",
                severity=Severity.INFO,
                related=related,
                remediation='set target_type = "ip", and let the AWS Load Balancer Controller '
                "register the pods by a TargetGroupBinding",
            )
        else:
            yield Undecided(
                subject=group.address,
                message=f"cannot tell whether it has {nodes[0].address} as its target by instance",
                severity=Severity.INFO,
                unknowns=(f"{group.address}.target_type",),
                related=related,
            )
