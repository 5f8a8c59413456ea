"""The NodePort range of Kubernetes nodes is open to the internet.

What it finds
-------------
Ingress rules of security groups on Kubernetes nodes that admit the internet to ports of the
NodePort range (`node_ports`), alone or together. High where the nodes can be reached: a public
address, a route to an internet gateway, a network ACL that lets the packets through; critical if
their cluster has a Service on such a port, or if the rule opens ports of administration (SSH,
kubelet) as well. Medium where they cannot be reached today, or where that is not known, with what
would settle it. It is undecided where the sources, the ports or the group of a rule are known only
after apply, or whether nodes have the group.

It is info for a group in a VPC with nodes that nothing in the input uses. Node ports of a Network
Load Balancer without a security group are left to `nlb-needs-client-cidr`, as long as nothing else
reaches the nodes. Without nodes in the input the check is silent. Services of manifests count where
these are joined with the cluster; of those that may be in one of several, it names some.

Nodes are EKS node groups, and instances or Auto Scaling groups with the tag
`kubernetes.io/cluster/…` or user data that joins a cluster. A group that carries this tag, or
`karpenter.sh/discovery`, counts as one of nodes (medium at most).

Why it matters
--------------
Every node answers on the NodePort of every Service of type NodePort or LoadBalancer, whichever pod
it belongs to: Services meant for the inside are published without TLS, authentication or a load
balancer in front.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
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

resource "aws_subnet" "nodes" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = true
}

resource "aws_route_table_association" "nodes" {
  subnet_id      = aws_subnet.nodes.id
  route_table_id = aws_route_table.public.id
}

resource "aws_security_group" "nodes" {
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 30000
    to_port     = 32767
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
  tags                   = { "kubernetes.io/cluster/demo" = "owned" }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "lb" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "nodes" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "nodeports_from_lb" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.lb.id
  ip_protocol                  = "tcp"
  from_port                    = 30000
  to_port                      = 32767
}
```

Parameters
----------
- `node_ports` (default `30000-32767`): the range given to the API server's
  `--service-node-port-range`

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport>
- <https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html>

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.cidr import is_internet
from netplan_audit.network.exposure.named_ports import ADMIN_PORTS
from netplan_audit.network.exposure.node_ports import (
    Answers,
    answers_on,
    client_ports,
    groups_of,
    node_beside,
    path_to,
    possible_nodes,
)
from netplan_audit.network.exposure.openings import openings
from netplan_audit.network.exposure.standing import reached
from netplan_audit.network.filtering.group_use import group_use
from netplan_audit.network.ports import PortSet
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Evidence, Outcome
    from netplan_audit.network.exposure.openings import Opening
    from netplan_audit.network.exposure.standing import Reached
    from netplan_audit.network.kubernetes.services import Service
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload

_REMEDIATION = "admit the load balancer's security group instead of the internet"


@dataclass(frozen=True, slots=True)
class Params:
    """The NodePort range of the clusters, as the API server's flag writes it."""

    node_ports: str = "30000-32767"

    @property
    def ports(self) -> PortSet:
        """The range as ports; ValueError where it is none."""
        low, _, high = self.node_ports.partition("-")
        return PortSet.span(int(low), int(high or low))


@check(
    severity=Severity.CRITICAL,
    likely=Severity.CRITICAL,
    code="NODE001",
    params=Params,
    standards=("AWS Security Hub EC2.18",),
    needs=("security_groups",),
)
def nodeport_range_open_to_internet(network: Network, params: Params) -> Iterator[Outcome]:
    """Judge the groups of nodes, then those that nodes may have, and those that nothing uses."""
    for group in network.security_groups.values():
        for opening in openings(group, params.ports):
            yield from _judge(network, opening, params.ports)


def _judge(network: Network, opening: Opening, node_ports: PortSet) -> Iterator[Outcome]:
    group = opening.group
    users = network.workloads_by_group.get(group.address, ())
    nodes = [workload for workload, sure in users if sure and workload.is_node]
    maybe = possible_nodes(network, group)
    if nodes and opening.every_doubt:
        found = reached(network, opening, nodes, opening.ports)
        severity = Severity.LOW if found.verdict is Truth.NO else Severity.MEDIUM
        yield _undecided(opening, severity, opening.every_doubt, nodes)
    elif nodes:
        yield from _found(network, opening, nodes, node_ports)
    elif maybe and not any(sure for _, sure in users):
        doubts = dict.fromkeys((*opening.every_doubt, *(groups_of(node) for node in maybe)))
        yield _undecided(opening, Severity.MEDIUM, tuple(doubts), maybe)
    elif not users and not opening.every_doubt:
        yield from _unused(network, opening)


def _undecided(
    opening: Opening, severity: Severity, unknowns: tuple[str, ...], nodes: list[Workload]
) -> Undecided:
    return Undecided(
        subject=opening.subject,
        message=f"cannot tell whether node ports {opening.ports} are open to the internet",
        severity=severity,
        unknowns=unknowns,
        related=(*opening.related, *((node.address, node.kind) for node in nodes)),
        identity=opening.identity,
    )


def _found(
    network: Network, opening: Opening, nodes: list[Workload], node_ports: PortSet
) -> Iterator[Finding]:
    """Yield what is found, unless it is clients of a load balancer that the nodes must admit."""
    found = reached(network, opening, nodes, opening.ports)
    clients = client_ports(network, network.vpcs_of(found.workload))
    if found.verdict is Truth.NO and clients.covers(opening.ports):
        return
    answers = answers_on(network, found.workload, opening.ports, node_ports)
    open_to = answers if found.verdict is Truth.YES else Answers(declared=answers.declared)
    yield _finding(network, opening, nodes, found, open_to)


def _finding(
    network: Network, opening: Opening, nodes: list[Workload], found: Reached, answers: Answers
) -> Finding:
    rule = opening.rules[0]
    severity, state = _graded(opening, found, answers.service)
    sure = rule.group.proven and found.workload.node_is_sure and not found.unknowns
    weak = Confidence.POSSIBLE if found.unknowns else Confidence.LIKELY
    return Finding(
        subject=rule.origin,
        message=f"admits {opening.admitted} to Kubernetes nodes, "
        f"node ports {opening.ports} included; {state}",
        severity=severity,
        confidence=Confidence.CERTAIN if sure else weak,
        related=(*opening.related, *((node.address, node.kind) for node in nodes)),
        path=path_to(opening, found, answers.service),
        evidence=_evidence(opening, nodes, answers),
        unknowns=(*found.unknowns, *answers.unknowns),
        identity=opening.identity,
        remediation=_REMEDIATION,
        fix=Fix(lambda: fixes.callers.from_load_balancers(network, opening)),
    )


def _graded(opening: Opening, found: Reached, service: Service | None) -> tuple[Severity, str]:
    if found.verdict is Truth.YES:
        if service is not None:
            return Severity.CRITICAL, f"the nodes can be reached, {service.address} answers there"
        if opening.traffic_ports.overlaps(ADMIN_PORTS):
            return Severity.CRITICAL, "the nodes can be reached, on ports of administration too"
        return Severity.HIGH, "the nodes can be reached"
    if found.verdict is Truth.UNKNOWN:
        return Severity.MEDIUM, "whether the nodes can be reached is not known"
    why = f"{found.workload.address}: {found.answer.closed_by}"
    return Severity.MEDIUM, f"the nodes cannot be reached today ({why})"


def _evidence(opening: Opening, nodes: list[Workload], answers: Answers) -> Evidence:
    found: dict[str, str | int | bool | tuple[str, ...]] = {
        "ports": str(opening.ports),
        "sources": opening.peers,
        "nodes": len(nodes),
    }
    if answers.declared:
        found["services"] = tuple(service.address for service in answers.declared)
    return found


def _unused(network: Network, opening: Opening) -> Iterator[Finding]:
    """Tell about a group that no workload of the input has: by its tag, or because of its VPC."""
    group, rule = opening.group, opening.rules[0]
    vpc = None if group.vpc is None else group.vpc.only
    node = node_beside(network, group)
    if not (group.node_tag or node) or not any(is_internet(r.addresses) for r in opening.rules):
        return
    use = group_use(network, group)
    why = f"it carries the tag {group.node_tag}" if group.node_tag else "its VPC has nodes"
    yield Finding(
        subject=rule.origin,
        message=f"admits {opening.admitted}, node ports {opening.ports} included; "
        f"nothing in this input uses the group, but {why}",
        severity=Severity.MEDIUM if group.node_tag else Severity.INFO,
        confidence=Confidence.LIKELY if group.node_tag else Confidence.POSSIBLE,
        related=tuple((one, role) for one, role in ((vpc, "VPC"), (node, "node")) if one),
        evidence={"ports": str(opening.ports), "sources": opening.peers},
        unknowns=(use.others or f"what uses {group.address}",),
        identity=opening.identity,
        remediation=_REMEDIATION,
    )
