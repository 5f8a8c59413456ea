"""Overlapping address blocks between VPCs."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

from netplan_audit.network.cidr import AddressSet, overlapping_pairs
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from netplan_audit.network.vpcs import AddressBlock, Vpc

T = TypeVar("T")
BlockPair = tuple["AddressBlock", "AddressBlock"]


def common_blocks(first: Vpc, second: Vpc) -> tuple[BlockPair, ...]:
    """Return the pairs of blocks of two VPCs that overlap."""
    return tuple(
        (mine, theirs)
        for mine in first.blocks
        for theirs in second.blocks
        if mine.cidr.overlaps(theirs.cidr)
    )


def overlap(first: Vpc, second: Vpc) -> Truth:
    """Tell whether two VPCs have addresses in common, as far as their blocks are known.

    An IPAM pool allocates no address twice ("Allocate CIDRs", IPAM guide).
    """
    if common_blocks(first, second):
        return Truth.YES
    if first is not second and first.pool and first.pool == second.pool:
        return Truth.NO
    if not first.unknown and not second.unknown:
        return Truth.NO
    mine, theirs = _possible(first), _possible(second)
    apart = mine is not None and theirs is not None and not mine.overlaps(theirs)
    return Truth.NO if apart else Truth.UNKNOWN


def _possible(vpc: Vpc) -> AddressSet | None:
    """Return what holds all blocks of a VPC; None where nothing tells it."""
    known = AddressSet.of(block.cidr for block in vpc.blocks)
    if not vpc.unknown:
        return known
    return None if vpc.within is None else known | vpc.within


def overlapping_vpcs(vpcs: Iterable[Vpc]) -> Iterator[tuple[Vpc, Vpc]]:
    """Yield each pair of distinct VPCs with overlapping blocks once, by address order."""
    items = [(block.cidr, vpc) for vpc in vpcs for block in vpc.blocks]
    seen: set[tuple[str, str]] = set()
    for (_, one), (_, other) in overlapping_pairs(items):
        first, second = sorted((one, other), key=lambda vpc: vpc.address)
        pair = (first.address, second.address)
        if first is not second and pair not in seen:
            seen.add(pair)
            yield first, second


class Earlier(Struct, Generic[T], frozen=True):
    """The first `count` of a group whose members are in the order of their `keys`."""

    group: list[T]
    keys: list[str]
    count: int

    def __iter__(self) -> Iterator[T]:
        """Iterate over them in order."""
        return islice(self.group, self.count)

    def __contains__(self, key: object) -> bool:
        """Tell whether one of them has a key."""
        place = bisect_left(self.keys, str(key))
        return place < self.count and self.keys[place] == key


def overlapping_groups(groups: Iterable[list[Vpc]]) -> Iterator[tuple[list[Vpc], list[Vpc]]]:
    """Yield each two groups whose VPCs overlap, and each of several VPCs with itself.

    All VPCs of a group have the same blocks: many equal ones need not be compared in pairs.
    """
    by_first = {group[0].address: group for group in groups}
    for group in by_first.values():
        if len(group) > 1 and group[0].blocks:
            yield group, group
    for one, other in overlapping_vpcs(group[0] for group in by_first.values()):
        yield by_first[one.address], by_first[other.address]


def with_earlier(
    one: list[T], other: list[T], key: Callable[[T], str]
) -> Iterator[tuple[T, Earlier[T]]]:
    """Yield each member of two groups with those of the other group that come before it."""
    for mine, theirs in ((one, other), (other, one))[: 1 if one is other else 2]:
        keys = list(map(key, theirs))
        for each in mine:
            count = bisect_left(keys, key(each))
            if count:
                yield each, Earlier(theirs, keys, count)


def described(pairs: Iterable[BlockPair]) -> str:
    """Write overlapping blocks for a message: `10.0.0.0/16 and 10.0.128.0/17`."""
    return "; ".join(f"{mine} and {theirs}" for mine, theirs in pairs)


def shared_space(pairs: Iterable[BlockPair]) -> tuple[str, ...]:
    """Return the CIDRs that both sides use."""
    found = []
    for mine, theirs in pairs:
        both = mine.cidr.intersection(theirs.cidr)
        if mine.sensitive or theirs.sensitive:
            found.append("(sensitive value)")
        elif both is not None:
            found.append(str(both))
    return tuple(dict.fromkeys(found))


def shared_addresses(pairs: Iterable[BlockPair]) -> int:
    """Count the IPv4 addresses that both sides use; 0 where a block is marked sensitive."""
    every = list(pairs)
    if any(mine.sensitive or theirs.sensitive for mine, theirs in every):
        return 0
    both = (mine.cidr.intersection(theirs.cidr) for mine, theirs in every)
    return AddressSet.of(cidr for cidr in both if cidr is not None).size(4)
