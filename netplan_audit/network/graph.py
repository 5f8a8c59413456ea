"""Questions of the network as a graph; the only importer of networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from netplan_audit.network.edges import edges, nodes

if TYPE_CHECKING:
    from netplan_audit.network.edges import Edge, Node
    from netplan_audit.network.network import Network


def around(network: Network, address: str, depth: int) -> tuple[list[Node], list[Edge]]:
    """Return the nodes within `depth` edges of an object, in any direction, and their edges.

    Raises KeyError where the network has no such object.
    """
    every = {node.address: node for node in nodes(network)}
    if address not in every:
        raise KeyError(address)
    graph = nx.Graph()
    graph.add_nodes_from(every)
    graph.add_edges_from((edge.source, edge.target) for edge in edges(network))
    near = nx.ego_graph(graph, address, radius=depth).nodes
    kept = [edge for edge in edges(network) if edge.source in near and edge.target in near]
    return [node for node in every.values() if node.address in near], kept
