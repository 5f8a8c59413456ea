"""The network as JSON: its objects and the typed edges between them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from netplan_audit.formats import harmless_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.edges import Edge, Node


def render(nodes: Iterable[Node], edges: Iterable[Edge]) -> str:
    """Render nodes by address and edges by source, target and kind."""
    document = {
        "schema_version": "1",
        "nodes": [
            {"address": node.address, "kind": node.kind, "label": node.label}
            for node in sorted(nodes)
        ],
        "edges": [
            {
                "source": edge.source,
                "target": edge.target,
                "kind": edge.kind,
                "certainty": edge.certainty.label,
            }
            for edge in sorted(edges)
        ],
    }
    return harmless_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"
