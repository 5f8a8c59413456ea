"""The NodePort range of Kubernetes nodes is open to the internet.

What it finds
-------------
Ingress rules of security groups on Kubernetes nodes that admit the internet to ports of the
NodePort range (`node_ports`). High where the nodes can be reached: a public address, a route to an
internet gateway and a network ACL that lets the packets through. Medium where they cannot today, or
where that is not known, with what would settle it. A group in a VPC with nodes that nothing in the
input uses is told as info. Without nodes in the input the check is silent. It is undecided where
the sources or ports of a rule are known only after apply.

Nodes are EKS node groups, and instances or Auto Scaling groups with the tag
`kubernetes.io/cluster/…` or user data that joins a cluster.

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
  name   = "nodes"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 30000
    to_port     = 32767
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

resource "aws_subnet" "nodes" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "lb" {
  name   = "lb"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "nodes" {
  name   = "nodes"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "nodeports_from_lb" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.lb.id
  ip_protocol                  = "tcp"
  from_port                    = 30000
  to_port                      = 32767
}

resource "aws_instance" "node" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.nodes.id
  vpc_security_group_ids = [aws_security_group.nodes.id]
  tags                   = { "kubernetes.io/cluster/demo" = "owned" }
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

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from netplan_audit.check import check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.network.cidr import AddressSet, is_internet
from netplan_audit.network.exposure import Exposure, exposure
from netplan_audit.network.ports import PortSet
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.security_groups import Rule, SecurityGroup
    from netplan_audit.network.workloads import Workload


@dataclass(frozen=True, slots=True)
class Params:
    """The NodePort range of the clusters, as the API server's flag writes it."""

    node_ports: str = "30000-32767"

    @property
    def ports(self) -> PortSet:
        """The range as ports; ValueError where it is none."""
        low, _, high = self.node_ports.partition("-")
        return PortSet.span(int(low), int(high or low))


@dataclass(frozen=True, slots=True)
class _Opening:
    """Node ports that a rule opens on the nodes of a group, each sure or only possible."""

    group: SecurityGroup
    rule: Rule
    ports: PortSet
    nodes: tuple[tuple[Workload, bool], ...] = ()


@check(severity=Severity.HIGH, code="NODE001", params=Params)
def nodeport_range_open_to_internet(network: Network, params: Params) -> Iterator[Outcome]:
    """Judge the groups of nodes, then those in their VPCs that nothing uses."""
    for address, group in network.security_groups.items():
        users = network.workloads_by_group.get(address, ())
        nodes = tuple((workload, sure) for workload, sure in users if workload.is_node)
        if nodes:
            for rule, ports in _rules(group, params.ports):
                yield _judge(network, _Opening(group, rule, ports, nodes))
        elif not users and _beside_nodes(network, group):
            for rule, ports in _rules(group, params.ports):
                if is_internet(rule.addresses):
                    yield _unused(network, _Opening(group, rule, ports))


def _beside_nodes(network: Network, group: SecurityGroup) -> bool:
    vpc = None if group.vpc is None else group.vpc.only
    return vpc in network.kubernetes_vpcs


def _rules(group: SecurityGroup, node_ports: PortSet) -> Iterator[tuple[Rule, PortSet]]:
    """Yield ingress rules that open node ports to the internet, or may do so."""
    rules = [
        (rule, ports)
        for rule in group.rules
        if rule.direction == "ingress" and (ports := _node_ports(rule, node_ports))
    ]
    alone = [(rule, ports) for rule, ports in rules if is_internet(rule.addresses)]
    union = AddressSet.of(())
    for rule, _ in rules:
        union |= rule.addresses
    if alone or not is_internet(union):
        yield from alone
        yield from ((r, ports) for r, ports in rules if r.unknown and (r, ports) not in alone)
    else:  # only together do the rules admit the internet
        first, ports = next((r, p) for r, p in rules if r.addresses)
        texts = tuple(text for r, _ in rules for text in r.texts)
        yield replace(first, addresses=union, texts=texts, groups=(), unknown=()), ports


def _node_ports(rule: Rule, node_ports: PortSet) -> PortSet:
    traffic = rule.traffic
    if traffic is None:
        return node_ports
    return (traffic.tcp_udp_ports("tcp") | traffic.tcp_udp_ports("udp")) & node_ports


def _families(rule: Rule) -> tuple[int, ...]:
    cidrs = rule.addresses.cidrs()
    by_family = ((f, AddressSet.of(c for c in cidrs if c.family == f)) for f in (4, 6))
    return tuple(family for family, addresses in by_family if is_internet(addresses))


def _judge(network: Network, opening: _Opening) -> Outcome:
    rule, ports = opening.rule, opening.ports
    if not is_internet(rule.addresses):
        return Undecided(
            subject=rule.origin,
            message=f"cannot tell whether node ports {ports} are open to the internet",
            severity=Severity.MEDIUM,
            unknowns=rule.unknown,
            related=tuple((node.address, node.kind) for node, _ in opening.nodes),
            identity=(str(rule.traffic), rule.peers),
        )
    protocol = "tcp" if rule.traffic is None else rule.traffic.protocol
    families = _families(rule)
    answers = [
        (node, sure, exposure(network, node, protocol, ports, families))
        for node, sure in opening.nodes
    ]
    reached = [a for a in answers if a[1] and a[2].verdict is Truth.YES]
    unclear = [a for a in answers if a[2].verdict is not Truth.NO and a not in reached]
    node, _, answer = (reached or unclear or answers)[0]
    unknowns = () if reached else tuple(t for a in unclear for t in a[2].settles)
    severity = Severity.HIGH if reached else Severity.MEDIUM
    return _finding(opening, node, answer, severity, tuple(dict.fromkeys(unknowns)))


def _finding(
    opening: _Opening,
    node: Workload,
    answer: Exposure,
    severity: Severity,
    unknowns: tuple[str, ...],
) -> Finding:
    group, rule, ports = opening.group, opening.rule, opening.ports
    if severity is Severity.HIGH:
        state = "the nodes can be reached"
    elif unknowns:
        state = "whether the nodes can be reached is not known"
    else:
        state = f"the nodes cannot be reached today ({answer.closed_by})"
    sure = Confidence.CERTAIN if rule.group.proven else Confidence.LIKELY
    return Finding(
        subject=rule.origin,
        message=f"admits {rule.traffic} from {rule.peers} to Kubernetes nodes, node ports {ports} "
        f"included; {state}",
        severity=severity,
        confidence=Confidence.POSSIBLE if unknowns else sure,
        related=(
            *(((group.address, "security group"),) if group.address != rule.origin else ()),
            *((n.address, n.kind) for n, _ in opening.nodes),
        ),
        path=(
            Step("internet", rule.origin, "admitted by", "certain", str(rule.traffic)),
            Step(rule.origin, group.address, "rule of", rule.group.certainty.label),
            Step(group.address, node.address, "protects", "certain", node.node_reason),
            *(Step(node.address, answer.subnet, "reached", note=leg.reason) for leg in answer.legs),
        ),
        evidence={"ports": str(ports), "sources": rule.peers, "nodes": len(opening.nodes)},
        unknowns=unknowns,
        identity=(str(rule.traffic), rule.peers),
        remediation="admit the load balancer's security group instead of the internet",
    )


def _unused(network: Network, opening: _Opening) -> Finding:
    group, rule, ports = opening.group, opening.rule, opening.ports
    vpc = "" if group.vpc is None else group.vpc.only or ""
    node = network.kubernetes_vpcs[vpc]
    return Finding(
        subject=rule.origin,
        message=f"admits {rule.traffic} from {rule.peers}, node ports {ports} included, in a VPC "
        "with Kubernetes nodes; nothing in this input uses the group",
        severity=Severity.INFO,
        confidence=Confidence.POSSIBLE,
        related=((vpc, "VPC"), (node, "node")),
        evidence={"ports": str(ports), "sources": rule.peers},
        unknowns=(f"what uses {group.address}",),
        identity=(str(rule.traffic), rule.peers),
        remediation="delete the rule, or admit the load balancer's security group instead",
    )
