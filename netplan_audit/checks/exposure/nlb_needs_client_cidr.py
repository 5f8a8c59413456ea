"""Nodes admit the internet because their load balancer has no security group.

What it finds
-------------
Rules of security groups on Kubernetes nodes that admit the internet to node ports, all of which
belong to an internet-facing Network Load Balancer without a security group that keeps the addresses
of its clients, while nothing else reaches the nodes. Such a load balancer is one of the input or,
where the input has one EKS cluster, one that Kubernetes makes for a Service of type LoadBalancer
(`aws-load-balancer-type: nlb`).

Why it matters
--------------
The rule is right as things stand: targets see the clients and must admit them. It also lasts when
the load balancer is gone, and holds for every node that is given a public address later. With a
security group on the load balancer, the nodes need to admit that group only.

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

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.main.id
}

resource "aws_subnet" "nodes" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}

resource "aws_route_table" "nodes" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "nodes" {
  subnet_id      = aws_subnet.nodes.id
  route_table_id = aws_route_table.nodes.id
}

resource "aws_lb" "public" {
  name               = "public"
  load_balancer_type = "network"
  subnets            = [aws_subnet.main.id]
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  vpc_id   = aws_vpc.main.id
  port     = 30443
  protocol = "TCP"
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.public.arn
  port              = 443
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_security_group" "nodes" {
  name   = "nodes"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 30443
    to_port     = 30443
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "node" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.nodes.id
  vpc_security_group_ids = [aws_security_group.nodes.id]
  tags                   = { "kubernetes.io/cluster/main" = "owned" }
}
```

Good
----
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

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.main.id
}

resource "aws_subnet" "nodes" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}

resource "aws_route_table" "nodes" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "nodes" {
  subnet_id      = aws_subnet.nodes.id
  route_table_id = aws_route_table.nodes.id
}

resource "aws_security_group" "lb" {
  name   = "lb"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "public" {
  name               = "public"
  load_balancer_type = "network"
  subnets            = [aws_subnet.main.id]
  security_groups    = [aws_security_group.lb.id]
}

resource "aws_security_group" "nodes" {
  name   = "nodes"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol        = "tcp"
    from_port       = 30443
    to_port         = 30443
    security_groups = [aws_security_group.lb.id]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "node" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.nodes.id
  vpc_security_group_ids = [aws_security_group.nodes.id]
  tags                   = { "kubernetes.io/cluster/main" = "owned" }
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html>
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.exposure.node_ports import NODE_PORTS, client_ports
from netplan_audit.network.exposure.openings import openings
from netplan_audit.network.exposure.standing import reached
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.exposure.openings import Opening
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload


@check(severity=Severity.INFO, code="NODE004", pack="hygiene", needs=("security_groups", "nodes"))
def nlb_needs_client_cidr(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge what groups of nodes open by the ports on which load balancers show their clients."""
    for group in network.security_groups.values():
        users = network.workloads_by_group.get(group.address, ())
        nodes = [workload for workload, sure in users if sure and workload.is_node]
        for opening in openings(group, NODE_PORTS) if nodes else ():
            if not opening.doubts:
                yield from _judged(network, opening, nodes)


def _judged(network: Network, opening: Opening, nodes: list[Workload]) -> Iterator[Finding]:
    found = reached(network, opening, nodes, opening.ports)
    clients = client_ports(network, network.vpcs_of(found.workload))
    if found.verdict is not Truth.NO or not clients.covers(opening.ports):
        return
    sure = opening.rules[0].group.proven and found.workload.node_is_sure
    yield Finding(
        subject=opening.subject,
        message=f"admits {opening.admitted} to nodes on {opening.ports}, because a Network Load "
        "Balancer without a security group shows them its clients",
        severity=Severity.INFO,
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
        related=(*opening.related, *((node.address, node.kind) for node in nodes)),
        evidence={"ports": str(opening.ports), "sources": opening.peers},
        identity=opening.identity,
        remediation="give the load balancer a security group, or register pods by their addresses",
        fix=Fix(lambda: fixes.groups.clients_by_group(network, opening)),
    )
