"""Walks over expressions as they are written: the names in them, and their literals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace

from netplan_audit.terraform.hcl.nodes import (
    AttrStep,
    BinaryOp,
    Literal,
    Node,
    ObjectCons,
    Parens,
    ScopeTraversal,
    TupleCons,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from netplan_audit.terraform.hcl.nodes import Expression

_Put: TypeAlias = "Callable[[Expression], Expression]"


def nodes_in(root: Node) -> Iterator[Node]:
    """Yield an expression and everything in it."""
    pending: list[object] = [root]
    while pending:
        found = pending.pop()
        if isinstance(found, tuple):
            pending += reversed(found)
        elif isinstance(found, Node):
            yield found
            pending += (getattr(found, name) for name in reversed(found.__struct_fields__))


def names_in(root: Node) -> Iterator[str]:
    """Yield the first two words of every name in an expression: `var.size`, `aws_subnet.app`."""
    for node in nodes_in(root):
        if isinstance(node, ScopeTraversal) and node.steps and isinstance(node.steps[0], AttrStep):
            yield f"{node.root}.{node.steps[0].name}"


def literals_in(root: Expression) -> Iterator[tuple[Literal, _Put]]:
    """Yield the literals that a written object or list is made of, and how to put others there."""
    for part, put in parts_in(root):
        if isinstance(part, Literal):
            yield part, put


def parts_in(root: Expression) -> Iterator[tuple[Literal | TupleCons, _Put]]:
    """Yield the literals and the lists in a written object or list, as `literals_in` does."""
    if isinstance(root, Parens):
        yield from _beneath(root.inner, lambda inner: replace(root, inner=inner))
    elif isinstance(root, TupleCons):
        for at, item in enumerate(root.items):
            yield from _beneath(item, partial(_with_item, root, at))
    elif isinstance(root, ObjectCons):
        for at, pair in enumerate(root.items):
            yield from _beneath(pair.value, partial(_with_value, root, at))


def _beneath(node: Expression, around: _Put) -> Iterator[tuple[Literal | TupleCons, _Put]]:
    if isinstance(node, Literal | TupleCons):
        yield node, around
    for part, put in parts_in(node):
        yield part, partial(_both, around, put)


def _both(around: _Put, put: _Put, other: Expression) -> Expression:
    return around(put(other))


def _with_item(root: TupleCons, at: int, item: Expression) -> Expression:
    return replace(root, items=(*root.items[:at], item, *root.items[at + 1 :]))


def _with_value(root: ObjectCons, at: int, value: Expression) -> Expression:
    changed = replace(root.items[at], value=value)
    return replace(root, items=(*root.items[:at], changed, *root.items[at + 1 :]))


def alternatives(name: str, word: str, expressions: Iterable[Expression]) -> Iterator[str]:
    """Yield what a name may be instead of a word, as far as expressions tell.

    `{ single = a, each = b }[var.mode]`, `contains(["single", "each"], var.mode)` and
    `var.mode == "each"` do.
    """
    for root in expressions:
        for node in nodes_in(root):
            if isinstance(node, ObjectCons):
                found = _words(item.key for item in node.items)
            elif isinstance(node, TupleCons):
                found = _words(node.items)
            elif isinstance(node, BinaryOp) and name in names_in(node):
                found = [word, *_words((node.left, node.right))]
            else:
                continue
            if word in found:
                yield from (other for other in found if other != word)


def _words(nodes: Iterable[Node]) -> list[str]:
    return [n.value for n in nodes if isinstance(n, Literal) and isinstance(n.value, str)]
