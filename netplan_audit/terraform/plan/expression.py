"""What a plan keeps of an expression: the references in it, and nothing of how they are used."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from netplan_audit.terraform.address import parse_traversal
from netplan_audit.terraform.plan import identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.terraform.address import Key, Traversal

# The last step of a traversal: `.id`, `[0]`, `["a.b[c]"]`.
_STEP: Final = re.compile(r'\.[^.\[\]]+|\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]')
_KNOWN: Final = frozenset({"count", "path", "terraform"})
"""What is known whenever a plan is made, and never an object."""


class Expression:
    """What the plan keeps of an expression: the traversals in it, parents left out.

    `flat` says that the references are those of several nested blocks, not of one argument.
    `plain` tells that there is a single reference, so that nothing can choose between it and
    something else; `indexed` that beside it only the iteration's key stands, which was its index
    (`aws_subnet.s[count.index].id`). `aligned` is the name of the block that has this index and
    nothing else to choose by, else ''. `iterates` says that the value depends on the instance,
    `uses_index` that `count.index` is in it, `uses_key` that `each.key` is (or `each.value`, a
    key in a set).
    """

    __slots__ = (
        "aligned",
        "direct",
        "flat",
        "indexed",
        "iterates",
        "opaque",
        "plain",
        "traversals",
        "uses_index",
        "uses_key",
    )

    def __init__(self, references: Iterable[object], *, flat: bool = False) -> None:
        """Parse a `references` list, most specific entries first."""
        self.flat = flat
        texts = _without_parents(references)
        parsed = [(text, parse_traversal(text)) for text in texts]
        self.opaque = tuple(t for t, one in parsed if one is None or one.kind in {"local", "self"})
        known = [one for _, one in parsed if one is not None]
        self.traversals = tuple(t for t in known if t.kind not in _KNOWN | {"local", "self"})
        each = [t for t in known if t.kind == "each"]
        self.uses_index = any(t.kind == "count" for t in known)
        self.uses_key = any(not t.rest for t in each)
        self.iterates = self.uses_index or bool(each)
        self.plain = len(texts) <= 1
        others = [t for t in known if t.kind not in {"count", "each"}]
        self.indexed = len(others) == 1 and not self.opaque and _is_cut(others[0])
        alone = self.indexed and not flat and all(t.name == "key" for t in each)
        self.aligned = others[0].name if alone else ""
        direct = self.plain and not flat and bool(self.traversals)
        self.direct = _direct(self.traversals[0]) if direct else None

    def is_keyed(self, instances: int, siblings: int) -> bool:
        """Tell whether the iteration's own key may choose among the instances of a block.

        A count takes two blocks as going together where they have as many instances.
        """
        return self.uses_key or (self.uses_index and instances == siblings)


def _without_parents(references: Iterable[object]) -> list[str]:
    """Leave out the parents that follow each traversal, one step shorter each.

    What is another traversal must stay, though it be shorter: `x[0].id` and `x[count.index].id`
    make `x[0].id`, `x[0]`, `x`, `x`, `count.index`.
    """
    texts: list[str] = []
    last = ""
    for text in references:
        if not isinstance(text, str):
            continue
        if not (last.startswith(text) and _STEP.fullmatch(last, len(text))):
            texts.append(text)
        last = text
    return texts


def _is_cut(traversal: Traversal) -> bool:
    """Tell whether a traversal of a block ends where an index that is computed followed."""
    return traversal.kind == "resource" and traversal.key is None and not traversal.rest


def _direct(traversal: Traversal) -> tuple[str, Key, str, str] | None:
    """Return block name, key, attribute and block type of a plain reference to an id.

    None for references that must be followed further (variables, outputs, passed-on ids).
    """
    if traversal.kind != "resource" or len(traversal.rest) != 1:
        return None
    attribute = str(traversal.rest[0])
    block_type = traversal.name.rpartition(".")[0]
    if (block_type, attribute) in identity.ALIASES or identity.kind_of(attribute) is not None:
        return None
    return traversal.name, traversal.key, attribute, block_type


NO_EXPRESSION = Expression(())


def expression_of(references: list[Any], *, flat: bool = False) -> Expression:
    """Return the expression of a `references` list; equal lists give one and the same object.

    So what it refers to is found once for all arguments of a module instance that share it.
    """
    return _expression(tuple(text for text in references if isinstance(text, str)), flat)


@lru_cache(maxsize=65536)
def _expression(references: tuple[str, ...], flat: bool) -> Expression:  # noqa: FBT001 - a key
    return Expression(references, flat=flat)


def gather(node: object) -> list[Any]:
    """Collect every reference beneath a node (several blocks, or one expression)."""
    found: list[Any] = []
    left = [node]
    while left:
        one = left.pop()
        if isinstance(one, list):
            left.extend(reversed(one))
        elif isinstance(one, dict):
            references = one.get("references")
            if isinstance(references, list):
                found.extend(references)
            elif "constant_value" not in one:
                left.extend(reversed(one.values()))
    return found
