"""The NodePort range of Kubernetes nodes is open to the internet.

What it finds
-------------
Ingress rules of security groups on Kubernetes nodes that admit the internet to ports of the NodePort
range (`node_ports`). High where the nodes can be reached: a public address, a route to an internet
gateway and a network ACL that lets the packets through. Medium where they cannot today, or where
that is not known, with what would settle it. A group in a VPC with nodes that nothing in the input
uses is told as info. Without nodes in the input the check is silent. It is undecided where the
sources or ports of a rule are known only after apply.

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

from dataclasses import dataclass
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


@check(severity=Severity.HIGH, code="NODE001", params=Params)
def nodeport_range_open_to_internet(network: Network, params: Params) -> Iterator[Outcome]:
    """Judge the groups of nodes, then those in their VPCs that nothing uses."""
    nodes: dict[str, list[tuple[Workload, bool]]] = {}
    for address, users in network.workloads_by_group.items():
        of_nodes = [(workload, sure) for workload, sure in users if workload.is_node]
        if of_nodes:
            nodes[address] = of_nodes
    for address, group in network.security_groups.items():
        if address in nodes:
            for rule, ports in _openings(group, params.ports):
                yield _judge(network, group, rule, ports, nodes[address])
        elif address not in network.workloads_by_group and _beside_nodes(network, group):
            for rule, ports in _openings(group, params.ports):
                if is_internet(rule.addresses):
                    yield _unused(network, group, rule, ports)


def _beside_nodes(network: Network, group: SecurityGroup) -> bool:
    vpc = None if group.vpc is None else group.vpc.only
    return vpc in network.kubernetes_vpcs


def _openings(group: SecurityGroup, node_ports: PortSet) -> Iterator[tuple[Rule, PortSet]]:
    """Yield ingress rules that open node ports to the internet, or may do so."""
    rules = []
    union = AddressSet.of(())
    for rule in group.rules:
        ports = node_ports if rule.traffic is None else _node_ports(rule, node_ports)
        if rule.direction != "ingress" or not ports:
            continue
        rules.append((rule, ports))
        union |= rule.addresses
    alone = [(rule, ports) for rule, ports in rules if is_internet(rule.addresses)]
    if alone or not is_internet(union):
        unknown = [
            (rule, ports) for rule, ports in rules if rule.unknown and (rule, ports) not in alone
        ]
        yield from (*alone, *unknown)
    else:  # only together do the rules admit the internet
        rule, ports = next((r, p) for r, p in rules if r.addresses)
        texts = tuple(text for r, _ in rules for text in r.texts)
        yield _joined(rule, union, texts), ports


def _joined(rule: Rule, union: AddressSet, texts: tuple[str, ...]) -> Rule:
    return type(rule)(
        origin=rule.origin,
        group=rule.group,
        direction=rule.direction,
        traffic=rule.traffic,
        addresses=union,
        texts=texts,
        sensitive=rule.sensitive,
    )


def _node_ports(rule: Rule, node_ports: PortSet) -> PortSet:
    traffic = rule.traffic
    if traffic is None:
        return node_ports
    return (traffic.tcp_udp_ports("tcp") | traffic.tcp_udp_ports("udp")) & node_ports


def _families(rule: Rule) -> tuple[int, ...]:
    return tuple(
        family
        for family in (4, 6)
        if is_internet(
            AddressSet.of(cidr for cidr in rule.addresses.cidrs() if cidr.family == family)
        )
    )


def _judge(
    network: Network,
    group: SecurityGroup,
    rule: Rule,
    ports: PortSet,
    nodes: list[tuple[Workload, bool]],
) -> Outcome:
    if not is_internet(rule.addresses):
        return Undecided(
            subject=rule.origin,
            message=f"cannot tell whether node ports {ports} are open to the internet",
            severity=Severity.MEDIUM,
            unknowns=rule.unknown,
            related=tuple((node.address, node.kind) for node, _ in nodes),
        )
    protocol = "tcp" if rule.traffic is None else rule.traffic.protocol
    answers = [
        (node, sure, exposure(network, node, protocol, ports, _families(rule)))
        for node, sure in nodes
    ]
    reached = [a for a in answers if a[1] and a[2].verdict is Truth.YES]
    unclear = [a for a in answers if a[2].verdict is not Truth.NO and a not in reached]
    best = (reached or unclear or answers)[0]
    unknowns = () if reached else tuple(t for a in unclear for t in a[2].settles)
    return _finding(
        group,
        rule,
        ports,
        best[0],
        best[2],
        Severity.HIGH if reached else Severity.MEDIUM,
        tuple(dict.fromkeys(unknowns)),
        [node for node, _ in nodes],
    )


def _finding(  # noqa: PLR0913 - the parts of one proof
    group: SecurityGroup,
    rule: Rule,
    ports: PortSet,
    node: Workload,
    answer: Exposure,
    severity: Severity,
    unknowns: tuple[str, ...],
    nodes: list[Workload],
) -> Finding:
    if severity is Severity.HIGH:
        state = "the nodes can be reached"
    elif unknowns:
        state = "whether the nodes can be reached is not known"
    else:
        state = f"the nodes cannot be reached today ({answer.closed_by})"
    sure = rule.group.proven and severity is Severity.HIGH
    legs = tuple(
        Step(node.address, answer.subnet or "?", "reached", "certain", leg.reason)
        for leg in answer.legs
    )
    return Finding(
        subject=rule.origin,
        message=f"admits {rule.traffic} from {rule.peers} to Kubernetes nodes, node ports {ports} "
        f"included; {state}",
        severity=severity,
        confidence=Confidence.POSSIBLE
        if unknowns
        else Confidence.CERTAIN
        if sure or (not unknowns and rule.group.proven)
        else Confidence.LIKELY,
        related=(
            *(((group.address, "security group"),) if group.address != rule.origin else ()),
            *((n.address, n.kind) for n in nodes),
        ),
        path=(
            Step("internet", rule.origin, "admitted by", "certain", str(rule.traffic)),
            Step(rule.origin, group.address, "rule of", rule.group.certainty.label),
            Step(group.address, node.address, "protects", "certain", node.node_reason),
            *legs,
        ),
        evidence={"ports": str(ports), "sources": rule.peers, "nodes": len(nodes)},
        unknowns=unknowns,
        remediation="admit the load balancer's security group instead of the internet",
    )


def _unused(network: Network, group: SecurityGroup, rule: Rule, ports: PortSet) -> Finding:
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
        remediation="delete the rule, or admit the load balancer's security group instead",
    )
