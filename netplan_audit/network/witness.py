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
