"""An EKS node group opens SSH to the whole internet.

What it finds
-------------
A managed node group with an SSH key for remote access and no source security groups: EKS then
opens port 22 of its nodes (3389 of Windows nodes) for 0.0.0.0/0. High, and medium where the nodes
certainly have no public address or no way to an internet gateway. It is undecided where the key
or the source groups cannot be told.

Why it matters
--------------
The rule stands in a security group that EKS makes, and in no configuration. Whoever looks for
open ports in the code does not see it.

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

  remote_access {
    ec2_ssh_key = "ops"
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

resource "aws_security_group" "bastion" {
  vpc_id = aws_vpc.main.id
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

  remote_access {
    ec2_ssh_key               = "ops"
    source_security_group_ids = [aws_security_group.bastion.id]
  }
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_node_group>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Asked
from netplan_audit.network.exposure.exposure import Packets, exposure
from netplan_audit.network.ports import PortSet
from netplan_audit.network.routing.lookup import INTERNET
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.clusters import NodeGroup
    from netplan_audit.network.exposure.exposure import Exposure
    from netplan_audit.network.network import Network


_SSH: Final = tuple(
    Packets("tcp", PortSet.of((22, 3389)), internet, family)
    for family, internet in INTERNET.items()
)

_CALLERS: Final = Asked(
    "ssh_security_group_ids", "list(string)", "Security groups from where nodes are administered."
)


@check(
    severity=Severity.HIGH,
    code="EXP010 NODE005",
    standards=(
        "CIS AWS Foundations 3.0.0 5.2",
        "CIS AWS Foundations 5.0.0 5.3",
        "AWS Security Hub EC2.13",
    ),
    needs=("node_groups",),
)
def eks_remote_access_world(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the remote access of each node group, and at where its nodes are."""
    for group in network.node_groups.values():
        named = group.key_groups
        open_to_all = truth(not named.everything) if named.complete else Truth.UNKNOWN
        verdict = group.has_key & (Truth.NO if named.members else open_to_all)
        if verdict is Truth.YES:
            nodes = network.workloads.get(group.address)
            yield _finding(group, None if nodes is None else exposure(network, nodes, _SSH))
        elif verdict is Truth.UNKNOWN:
            yield _undecided(group)


def _finding(group: NodeGroup, reached: Exposure | None) -> Finding:
    closed = reached is not None and reached.verdict is Truth.NO
    unknowns = () if reached is None or closed else reached.settles
    legs = () if reached is None else reached.legs
    return Finding(
        subject=group.address,
        message="has an SSH key and no source security groups for it, so that EKS opens SSH to "
        "0.0.0.0/0",
        severity=Severity.MEDIUM if closed else Severity.HIGH,
        evidence={"nodes": tuple(leg.reason for leg in legs)},
        unknowns=unknowns,
        remediation="name source_security_group_ids in remote_access, or leave the key out and "
        "use Session Manager",
        fix=fixes.arguments.setting(
            group.address, "remote_access", source_security_group_ids=_CALLERS
        ),
    )


def _undecided(group: NodeGroup) -> Undecided:
    where = f"{group.address}.remote_access"
    settles = where if group.has_key is Truth.UNKNOWN else group.key_groups.settles or where
    return Undecided(
        subject=group.address,
        message="cannot tell whether it has an SSH key that EKS opens SSH to 0.0.0.0/0 for",
        severity=Severity.MEDIUM,
        unknowns=(settles,),
    )
