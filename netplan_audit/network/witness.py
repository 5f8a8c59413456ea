"""The hops of a path that proves something about a network."""

from __future__ import annotations

from msgspec import Struct


class Step(Struct, frozen=True, order=True):
    """One hop: `source` --kind--> `target`.

    `certainty` is `certain`, `likely` or `one-of`; `note` says what this hop shows, in words.
    """

    source: str
    target: str
    kind: str
    certainty: str = "certain"
    note: str = ""


def rule_of(origin: str, group: str, certainty: str) -> tuple[Step, ...]:
    """Return the hop from what writes a rule to its group; none where the group writes it."""
    return () if origin == group else (Step(origin, group, "rule of", certainty),)
