"""The network as nodes and typed edges, each edge with its certainty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.link import Certainty
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.link import Link, Links
    from netplan_audit.network.network import Network


class Node(Struct, frozen=True, order=True):
    """An object of the network: its address, its kind in AWS's words, and what to call it."""

    address: str
    kind: str
    label: str = ""


class Edge(Struct, frozen=True, order=True):
    """`source` --kind--> `target`; several one-of edges of a kind are alternatives."""

    source: str
    target: str
    kind: str
    certainty: Certainty


def nodes(network: Network) -> list[Node]:
    """Return every object by its address, targets outside the input included, in order."""
    found = {node.address: node for node in _known(network)}
    for edge in _edges(network):
        for address in (edge.source, edge.target):
            found.setdefault(address, Node(address, "outside the input"))
    return sorted(found.values())


def edges(network: Network) -> list[Edge]:
    """Return every edge once, in order."""
    return sorted(set(_edges(network)))


def _known(network: Network) -> Iterator[Node]:
    for vpc in network.vpcs.values():
        yield Node(vpc.address, "VPC", ", ".join(map(str, vpc.blocks)))
    for subnet in network.subnets.values():
        yield Node(subnet.address, "subnet", ", ".join(map(str, subnet.blocks)))
    for nat in network.nat_gateways.values():
        yield Node(nat.address, "NAT gateway")
    for gateway in network.gateways.values():
        yield Node(gateway.address, gateway.kind)
    for workload in network.workloads.values():
        yield Node(workload.address, workload.kind, workload.name)
    for connection in network.outside:
        yield Node(connection.address, connection.kind)
    kinds = {
        "route table": network.route_tables,
        "peering connection": network.peering_connections,
        "transit gateway": network.transit_gateways,
        "transit gateway attachment": network.attachments,
        "security group": network.security_groups,
        "prefix list": network.prefix_lists,
        "network ACL": network.network_acls,
    }
    for kind, objects in kinds.items():
        yield from (Node(address, kind) for address in objects)
    kubernetes = network.kubernetes
    declared = [one.meta for one in kubernetes.ingresses]
    declared += [one.meta for one in kubernetes.services]
    declared += [one.meta for one in kubernetes.templates]
    yield from (Node(meta.address, meta.kind, meta.name or "") for meta in declared)


def _edges(network: Network) -> Iterator[Edge]:
    yield from _placement(network)
    yield from _routing(network)
    yield from _connections(network)
    yield from _filters(network)
    yield from _kubernetes(network.kubernetes)


def _placement(network: Network) -> Iterator[Edge]:
    for subnet in network.subnets.values():
        yield from _to(subnet.address, "in VPC", subnet.vpc)
    for nat in network.nat_gateways.values():
        yield from _to(nat.address, "in subnet", nat.subnet)
        yield from _to(nat.address, "in VPC", nat.vpc)
    for gateway in network.gateways.values():
        yield from _to(gateway.address, "attached to", gateway.vpc)
    for group in network.node_groups.values():
        yield from _to(group.address, "in cluster", group.cluster)
    for workload in network.workloads.values():
        yield from _to_all(workload.address, "in subnet", workload.subnets)
        yield from _to_all(workload.address, "uses security group", workload.groups)


def _routing(network: Network) -> Iterator[Edge]:
    for association in network.associations:
        for subnet in association.subnet.targets:
            sure = min(association.subnet.certainty, association.table.certainty)
            yield from (
                Edge(subnet, table, "uses route table", sure) for table in association.table.targets
            )
    for vpc, link in network.main_route_tables.items():
        yield from _to(vpc, "has main route table", link)
    for table in network.route_tables.values():
        yield from _to(table.address, "in VPC", table.vpc)
        for route in table.routes:
            kind = f"routes {route.destination_text} to"
            sure = min(route.table.certainty, route.target.certainty)
            yield from (Edge(table.address, t, kind, sure) for t in route.target.targets)


def _connections(network: Network) -> Iterator[Edge]:
    for peering in network.peering_connections.values():
        yield from _to(peering.address, "requester", peering.requester)
        yield from _to(peering.address, "accepter", peering.accepter)
    for attachment in network.attachments.values():
        yield from _to(attachment.address, "attaches", attachment.vpc)
        yield from _to(attachment.address, "to transit gateway", attachment.gateway)
        yield from _to_all(attachment.address, "in subnet", attachment.subnets)
        yield from _to_all(attachment.address, "associated with", attachment.associated)
        yield from _to_all(attachment.address, "propagates to", attachment.propagated)
    for connection in network.outside:
        yield from _to(connection.address, "in VPC", connection.vpc)
        yield from _to(connection.address, "over gateway", connection.gateway)


def _filters(network: Network) -> Iterator[Edge]:
    for group in network.security_groups.values():
        yield from _to(group.address, "in VPC", group.vpc)
        for rule in group.rules:
            kind = "admits" if rule.direction == "ingress" else "may call"
            sure = rule.group.certainty
            for link in rule.groups:
                both = min(sure, link.certainty)
                yield from (Edge(group.address, t, kind, both) for t in link.targets)
    for acl in network.network_acls.values():
        yield from _to(acl.address, "in VPC", acl.vpc)
        yield from _to_all(acl.address, "filters", acl.subnets)


def _kubernetes(objects: KubernetesObjects) -> Iterator[Edge]:
    for served, ingresses in objects.routes.items():
        yield from (Edge(i.address, served, "routes to", Certainty.CERTAIN) for i in ingresses)
    for service in objects.services:
        if service.cluster:
            yield Edge(service.address, service.cluster, "in cluster", Certainty.CERTAIN)
        for pods, answer in objects.may_select(service):
            sure = Certainty.CERTAIN if answer is Truth.YES else Certainty.ONE_OF
            yield Edge(service.address, pods.address, "selects", sure)
        for binding in objects.bindings_of(service):
            yield Edge(binding.meta.address, service.address, "registers", Certainty.CERTAIN)


def _to(source: str, kind: str, link: Link | None) -> Iterator[Edge]:
    for target in () if link is None else link.targets:
        yield Edge(source, target, kind, link.certainty)  # type: ignore[union-attr]


def _to_all(source: str, kind: str, links: Links) -> Iterable[Edge]:
    for link in links.members:
        yield from _to(source, kind, link)
    yield from (Edge(source, target, kind, Certainty.ONE_OF) for target in links.candidates)
