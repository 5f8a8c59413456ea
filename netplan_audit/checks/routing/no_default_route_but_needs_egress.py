"""Nodes or Fargate tasks stand in a subnet without a way out.

What it finds
-------------
An EKS node group or Fargate profile, an ECS service of Fargate, or instances whose user data or
tags make them nodes of a cluster, with a subnet that has no default route, IPv4 or IPv6, nor any
other route out of its VPC, in a VPC of the input without interface endpoints. It is undecided where
the route table or its routes are not known, and where other routes lead out of the VPC: a proxy may
be there. Lambda functions are left out, for many need nothing but their VPC.

Why it matters
--------------
Nodes have to reach the cluster and its registries, and tasks of Fargate pull their image, over the
internet or by VPC endpoints. With neither the nodes never join, and the tasks never start.

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
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
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

resource "aws_security_group" "endpoints" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_endpoint" "main" {
  for_each            = toset(["ec2", "ecr.api", "ecr.dkr", "sts", "eks"])
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.eu-west-1.${each.value}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.main.id]
  security_group_ids  = [aws_security_group.endpoints.id]
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.routing.egress import has_endpoints, is_likely, unknowns
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload

_INSIDE: Final = frozenset({"VPC endpoint"})


@check(severity=Severity.HIGH, code="RTE003", needs=("workloads",))
def no_default_route_but_needs_egress(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for a way out of the subnets of what cannot start without one."""
    for workload in network.workloads.values():
        is_host = workload.is_node or workload.is_container_instance
        needs = workload.on_fargate | truth(is_host or workload.kind == "EKS Fargate profile")
        if needs is Truth.NO or has_endpoints(network, workload):
            continue
        subnets = [network.subnets[a] for a in workload.subnets if a in network.subnets]
        verdicts = {s.address: needs & _is_isolated(network, s) for s in subnets}
        isolated = [s for s in subnets if verdicts[s.address] is Truth.YES]
        doubtful = [s for s in subnets if verdicts[s.address] is Truth.UNKNOWN]
        mixed = len(isolated) < len(subnets) and is_likely(workload)
        settled = workload.subnets.settled and not mixed
        if isolated and settled:
            yield _finding(network, workload, isolated)
        elif subnets and (doubtful if settled else Truth.NO not in verdicts.values()):
            yield _undecided(network, workload, doubtful or isolated)


def _is_isolated(network: Network, subnet: Subnet) -> Truth:
    """Tell whether nothing leads out of a subnet: unknown where a route leads somewhere else."""
    defaults = [network.routing.default_route(subnet, family) for family in (4, 6)]
    if any(route is not None for default in defaults for _, route in default.ways):
        return Truth.NO
    if not all(default.decided for default in defaults):
        return Truth.UNKNOWN
    tables = [network.route_tables.get(table) for table in defaults[0].choice.tables]
    routes = [route for table in tables if table is not None for route in table.routes]
    return Truth.UNKNOWN if any(r.target_kind not in _INSIDE for r in routes) else Truth.YES


def _finding(network: Network, workload: Workload, isolated: list[Subnet]) -> Finding:
    choices = [network.routing.table_of(subnet) for subnet in isolated]
    sure = min(workload.subnets.certainty, *(choice.certainty for choice in choices))
    is_guess = not workload.node_is_sure and (workload.is_node or workload.is_container_instance)
    return Finding(
        subject=workload.address,
        message=f"no route leads out of {isolated[0].address}, in which it stands, and its VPC has "
        "no interface endpoints",
        severity=Severity.HIGH,
        confidence=Confidence.LIKELY if is_guess else Confidence.of(sure),
        related=tuple((subnet.address, "subnet without a way out") for subnet in isolated),
        path=tuple(c.hop_from(s) for s, c in zip(isolated, choices, strict=True)),
        remediation="route 0.0.0.0/0 to a NAT gateway, or make the VPC endpoints that it needs",
        fix=Fix(lambda: fixes.leaving.given_nat(network, isolated)),
    )


def _undecided(network: Network, workload: Workload, doubtful: list[Subnet]) -> Undecided:
    return Undecided(
        subject=workload.address,
        message=f"cannot tell whether a way leads out of {doubtful[0].address}, in which it stands",
        severity=Severity.MEDIUM,
        unknowns=unknowns(network, workload, doubtful) or (f"the routes of {doubtful[0].address}",),
        related=tuple((subnet.address, "subnet") for subnet in doubtful),
    )
