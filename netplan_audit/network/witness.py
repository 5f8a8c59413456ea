"""The hops of a path that proves something about a network."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One hop: `source` --kind--> `target`.

    `certainty` is `certain`, `likely` or `one-of`; `note` says what this hop shows, in words.
    """

    source: str
    target: str
    kind: str
    certainty: str = "certain"
    note: str = ""
