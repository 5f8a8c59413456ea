"""Splits sets of addresses into the parts that other sets do not cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.ports import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.ports import Interval, Intervals


def atoms(whole: AddressSet, sets: Iterable[AddressSet]) -> list[AddressSet]:
    """Split addresses so that each of the sets holds all of a part, or nothing of it.

    Parts that the same sets hold are one. Takes n log n steps for n intervals of all sets.
    """
    every = list(dict.fromkeys(sets))
    ipv4 = (AddressSet(part, ()) for part in _atoms(whole.ipv4, [one.ipv4 for one in every]))
    ipv6 = (AddressSet((), part) for part in _atoms(whole.ipv6, [one.ipv6 for one in every]))
    return [*ipv4, *ipv6]


def _atoms(whole: Intervals, sets: list[Intervals]) -> Iterator[Intervals]:
    """Sweep over the ends of all intervals; numbers in the same sets belong together."""
    turns: dict[int, int] = {}
    for index, intervals in enumerate((whole, *sets)):
        for lo, hi in intervals:
            turns[lo] = turns.get(lo, 0) ^ (1 << index)
            turns[hi + 1] = turns.get(hi + 1, 0) ^ (1 << index)
    found: dict[int, list[Interval]] = {}
    inside, start = 0, 0
    for place in sorted(turns):
        if inside & 1:
            found.setdefault(inside, []).append((start, place - 1))
        inside ^= turns[place]
        start = place
    return map(joined, found.values())
