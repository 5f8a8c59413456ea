"""The security groups of nodes do not let their control plane in.

What it finds
-------------
Nodes of an EKS cluster with security groups of their own, none of whose rules admits TCP 10250
from a security group of the cluster or from its subnets. Nodes that have the security group which
EKS makes for the cluster are silent: it admits all that have it. It is undecided where groups or
rules cannot be told.

Why it matters
--------------
The control plane talks to the kubelet on port 10250: without it `kubectl logs` and `exec`, and
metrics, run into timeouts, while the nodes are Ready.

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

resource "aws_security_group" "nodes" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_egress_rule" "nodes" {
  security_group_id = aws_security_group.nodes.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "web" {
  security_group_id = aws_security_group.nodes.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/16"
}

resource "aws_launch_template" "nodes" {
  vpc_security_group_ids = [aws_security_group.nodes.id]
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

  launch_template {
    id      = aws_launch_template.nodes.id
    version = "1"
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

resource "aws_security_group" "nodes" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_egress_rule" "nodes" {
  security_group_id = aws_security_group.nodes.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "web" {
  security_group_id            = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 10250
  to_port                      = 10250
  referenced_security_group_id = aws_eks_cluster.main.vpc_config[0].cluster_security_group_id
}

resource "aws_launch_template" "nodes" {
  vpc_security_group_ids = [aws_security_group.nodes.id]
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

  launch_template {
    id      = aws_launch_template.nodes.id
    version = "1"
  }
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.control_plane import clusters_of, lets_control_plane_in
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload


@check(severity=Severity.HIGH, code="EKS007", needs=("nodes",))
def node_sg_missing_control_plane_ports(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Ask the groups of nodes about packets from the control plane of their cluster."""
    for nodes in network.nodes:
        clusters = clusters_of(network, nodes)
        if not clusters or not nodes.groups.everything:
            continue
        verdict, unknowns = lets_control_plane_in(network, nodes, clusters)
        if verdict is Truth.NO:
            yield _finding(network, nodes, [cluster.address for cluster in clusters])
        elif verdict is Truth.UNKNOWN:
            yield Undecided(
                subject=nodes.address,
                message="cannot tell whether its security groups admit TCP 10250 from the control "
                "plane",
                severity=Severity.MEDIUM,
                unknowns=unknowns,
                related=tuple((group, "security group") for group in nodes.groups.everything),
            )


def _finding(network: Network, nodes: Workload, clusters: list[str]) -> Finding:
    groups = list(nodes.groups)
    sure = Confidence.of(nodes.groups.certainty) if nodes.node_is_sure else Confidence.LIKELY
    return Finding(
        subject=nodes.address,
        message=f"its security groups ({', '.join(groups)}) admit no TCP 10250 from {clusters[0]}",
        severity=Severity.HIGH,
        confidence=sure,
        related=(
            *((group, "security group") for group in groups),
            *((cluster, "control plane") for cluster in clusters),
        ),
        remediation="admit TCP 443 and 10250 from the security group of the cluster, or give the "
        "nodes that group too",
        fix=Fix(lambda: fixes.endpoints.from_control_plane(network, nodes, clusters[0])),
    )
