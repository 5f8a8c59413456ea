"""What is asked of an expression: the value of an argument that is unknown before apply."""

from __future__ import annotations

from functools import lru_cache

from netplan_audit.terraform.plan import identity
from netplan_audit.terraform.plan.computed import may_be_computed


class Question:
    """The argument that is asked for, and what its place tells of it.

    `settled` is False where the argument may be unknown for another reason than its expression.
    `kind` is what the argument can name, None where any object fits. `blocks` is the number of
    nested blocks of one set that ask the same.
    """

    __slots__ = ("argument", "blocks", "is_collection", "kind", "settled")

    def __init__(
        self, argument: str, beside: frozenset[str], blocks: int, *, settled: bool
    ) -> None:
        """Look up what the argument can name; `beside` are others, see `identity.kind_of`."""
        self.argument = argument
        self.settled = settled
        self.blocks = blocks
        self.kind = identity.kind_of(argument, beside)
        self.is_collection = identity.is_collection(argument)


@lru_cache(maxsize=4096)
def ask(
    argument: str, beside: frozenset[str] = frozenset(), blocks: int = 1, *, settled: bool = False
) -> Question:
    """Return a question; the same object for the same question, so that answers are remembered."""
    return Question(argument, beside, blocks, settled=settled)


@lru_cache(maxsize=4096)
def ask_of(block_type: str, argument: str) -> Question:
    """Return the question of an argument that has its expression to itself."""
    return ask(argument, settled=not may_be_computed(block_type, argument))
