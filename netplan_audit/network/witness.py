"""The hops of a path that proves something about a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.exposure.exposure import Exposure, Leg


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


def condition(workload: str, answer: Exposure, leg: Leg) -> Step:
    """Return the hop for one condition of exposure; its kind tells how far packets come."""
    kind = "perhaps reached" if answer.verdict is Truth.UNKNOWN else "reached"
    if answer.verdict is Truth.NO:
        kind = "not reached" if leg.verdict is Truth.NO else "in subnet"
    return Step(workload, answer.subnet or "?", kind, note=leg.reason)
