"""A bound on the work that one evaluation may do, so that hostile input ends in a diagnostic."""

from __future__ import annotations

from typing import Final

from netplan_audit.terraform.hcl.faults import MAX_DEPTH, LimitError

STEPS: Final = 4_000_000
"""Steps that a whole configuration may take; a step is a node, an element or some characters."""
MAX_TEXT: Final = 16 * 1024 * 1024
"""Characters that one string may have."""


class Budget:
    """Counts the steps of an evaluation and the depth it is at.

    One budget serves a whole configuration. Its methods raise `LimitError` when it is used up.
    """

    __slots__ = ("depth", "left", "steps")

    def __init__(self, steps: int = STEPS) -> None:
        """Start with all the steps."""
        self.steps = steps
        self.left = steps
        self.depth = 0

    def enter(self) -> None:
        """Go one expression deeper, which is a step; the caller takes `depth` back afterwards."""
        self.left -= 1
        self.depth += 1
        if self.left < 0:
            self.spend(0)
        if self.depth > MAX_DEPTH:
            message = f"expressions are nested more than {MAX_DEPTH} deep"
            raise LimitError(message)

    def spend(self, steps: int) -> None:
        """Take steps off before the work they stand for is begun."""
        self.left -= steps
        if self.left < 0:
            message = f"evaluation needs more than {self.steps:,} steps"
            raise LimitError(message)

    def spend_text(self, length: int) -> None:
        """Take the steps of a string of this length off; refuse one that is too long."""
        if length > MAX_TEXT:
            message = f"a string of {length:,} characters is longer than {MAX_TEXT:,}"
            raise LimitError(message)
        self.spend(length >> 6)
