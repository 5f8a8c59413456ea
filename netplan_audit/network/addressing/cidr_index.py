"""Finds, among many CIDRs, those that overlap one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Generic, TypeVar

from netplan_audit.network.cidr import Cidr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


class CidrIndex(Generic[T]):
    """Items by their CIDRs; of two CIDRs that overlap, one holds the other."""

    def __init__(self, items: Iterable[tuple[Cidr, T]]) -> None:
        """Sort the items by where their CIDRs start; those of equal CIDRs keep their order."""
        every = sorted(items, key=lambda item: (item[0].family, item[0].lo))
        self._starts = [(cidr.family, cidr.lo) for cidr, _ in every]
        self._items = [item for _, item in every]
        self._exact: dict[Cidr, list[T]] = {}
        for cidr, item in every:
            self._exact.setdefault(cidr, []).append(item)
        self._sizes = sorted({(cidr.family, cidr.size) for cidr in self._exact})

    def overlapping(self, cidr: Cidr) -> Iterator[T]:
        """Yield the items whose CIDRs overlap one, each once for each of its CIDRs that does."""
        first = bisect_left(self._starts, (cidr.family, cidr.lo))
        last = bisect_right(self._starts, (cidr.family, cidr.hi))
        yield from self._items[first:last]
        for family, size in self._sizes:
            start = cidr.lo - cidr.lo % size
            if family == cidr.family and start < cidr.lo:
                yield from self._exact.get(Cidr(family, start, start + size - 1), ())
