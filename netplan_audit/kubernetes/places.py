"""Finds the lines of fields in a file of manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from netplan_audit.kubernetes.documents import DocumentError, read_nodes
from netplan_audit.terraform.fields import whole_place

if TYPE_CHECKING:
    from collections.abc import Sequence


class Places:
    """The objects of one file, by the line that each begins in."""

    def __init__(self, text: bytes) -> None:
        """Read the file as far as it can be read."""
        self._nodes: dict[int, yaml.Node] = {}
        try:
            for node in read_nodes(text):
                self._nodes[node.start_mark.line + 1] = node
        except DocumentError:  # told where its objects are read
            return

    def lines(self, start: int, kind: str, place: Sequence[str | int]) -> tuple[int, int] | None:
        """Return the first and the last line of a field, or of as much of its way as there is."""
        found = None
        node = self._nodes.get(start)
        for step in whole_place(kind, place):
            inner = None if node is None else _inner(node, step)
            if inner is None:
                break
            key, node = inner
            end = node.end_mark
            found = key.start_mark.line + 1, end.line + (1 if end.column else 0)
        return found


def _inner(node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """Return what a step leads to: its key, or itself in a list, and its value."""
    if isinstance(node, yaml.SequenceNode):
        items = node.value
        is_there = isinstance(step, int) and step < len(items)
        return (items[step], items[step]) if is_there else None
    fields = node.value if isinstance(node, yaml.MappingNode) else ()
    for key, value in reversed(fields):  # of a key that is there twice, the last is read
        if isinstance(key, yaml.ScalarNode) and key.value == step:
            return key, value
    return None
