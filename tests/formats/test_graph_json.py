"""The network as JSON: sorted nodes and edges, each edge with its certainty."""

from __future__ import annotations

import json

from netplan_audit.formats.graph_json import render
from netplan_audit.network.edges import Edge, Node
from netplan_audit.terraform.value import Certainty


def test_nodes_and_edges_are_sorted() -> None:
    text = render(
        [Node("aws_vpc.v", "VPC", "10.0.0.0/16"), Node("aws_subnet.a\x9b", "subnet")],
        [Edge("b", "v", "in VPC", Certainty.ONE_OF), Edge("a", "v", "in VPC", Certainty.CERTAIN)],
    )
    assert "\\u009b" in text
    assert json.loads(text) == {
        "schema_version": "1",
        "nodes": [
            {"address": "aws_subnet.a\x9b", "kind": "subnet", "label": ""},
            {"address": "aws_vpc.v", "kind": "VPC", "label": "10.0.0.0/16"},
        ],
        "edges": [
            {"source": "a", "target": "v", "kind": "in VPC", "certainty": "certain"},
            {"source": "b", "target": "v", "kind": "in VPC", "certainty": "one-of"},
        ],
    }
