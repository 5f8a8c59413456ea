"""The network as JSON: sorted nodes and edges, each edge with its certainty."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, cast

from netplan_audit.formats.graph_json import render
from netplan_audit.terraform.value import Certainty

if TYPE_CHECKING:
    from netplan_audit.network.network import Network


class Node(NamedTuple):
    address: str
    kind: str
    label: str


class Edge(NamedTuple):
    source: str
    target: str
    kind: str
    certainty: Certainty


class FakeNetwork:
    """A network of two subnets that were found in the wrong order."""

    def nodes(self) -> list[Node]:
        return [Node("aws_vpc.v", "vpc", "10.0.0.0/16"), Node("aws_subnet.a\x9b", "subnet", "")]

    def edges(self) -> list[Edge]:
        return [
            Edge("b", "v", "in", Certainty.ONE_OF),
            Edge("a", "v", "in", Certainty.CERTAIN),
        ]


def test_nodes_and_edges_are_sorted() -> None:
    text = render(cast("Network", FakeNetwork()))
    assert "\\u009b" in text
    assert json.loads(text) == {
        "schema_version": "1",
        "nodes": [
            {"address": "aws_subnet.a\x9b", "kind": "subnet", "label": ""},
            {"address": "aws_vpc.v", "kind": "vpc", "label": "10.0.0.0/16"},
        ],
        "edges": [
            {"source": "a", "target": "v", "kind": "in", "certainty": "certain"},
            {"source": "b", "target": "v", "kind": "in", "certainty": "one-of"},
        ],
    }
