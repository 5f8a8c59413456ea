"""Walks over expressions as they are written: the names in them, and their literals."""

from __future__ import annotations

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

_Put: TypeAlias = "Callable[[Literal], Expression]"


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
    if isinstance(root, Literal):
        yield root, lambda other: other
    elif isinstance(root, Parens):
        yield from _in_parentheses(root)
    elif isinstance(root, TupleCons):
        yield from _in_items(root)
    elif isinstance(root, ObjectCons):
        yield from _in_attributes(root)


def _in_parentheses(root: Parens) -> Iterator[tuple[Literal, _Put]]:
    for literal, put in literals_in(root.inner):

        def placed(other: Literal, put: _Put = put) -> Expression:
            return replace(root, inner=put(other))

        yield literal, placed


def _in_items(root: TupleCons) -> Iterator[tuple[Literal, _Put]]:
    for at, item in enumerate(root.items):
        for literal, put in literals_in(item):

            def placed(other: Literal, at: int = at, put: _Put = put) -> Expression:
                items = (*root.items[:at], put(other), *root.items[at + 1 :])
                return replace(root, items=items)

            yield literal, placed


def _in_attributes(root: ObjectCons) -> Iterator[tuple[Literal, _Put]]:
    for at, item in enumerate(root.items):
        for literal, put in literals_in(item.value):

            def placed(other: Literal, at: int = at, put: _Put = put) -> Expression:
                changed = replace(root.items[at], value=put(other))
                return replace(root, items=(*root.items[:at], changed, *root.items[at + 1 :]))

            yield literal, placed


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
