"""Set algebra of ports, the protocol and ports of a rule, and the interval arithmetic below it."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Interval: TypeAlias = tuple[int, int]
"""From the first number to the last, both included."""
Intervals: TypeAlias = tuple[Interval, ...]
"""Sorted intervals, no two of which overlap or touch: one form for every set of integers."""

LAST_PORT: Final = 65535


def joined(intervals: Iterable[Interval]) -> Intervals:
    """Bring intervals in any order into the one form; linear where the order is nearly right."""
    ordered = sorted(intervals)
    if not ordered:
        return ()
    result = []
    lo, hi = ordered[0]
    for next_lo, next_hi in ordered:
        if next_lo > hi + 1:
            result.append((lo, hi))
            lo, hi = next_lo, next_hi
        elif next_hi > hi:
            hi = next_hi
    result.append((lo, hi))
    return tuple(result)


def united(first: Intervals, second: Intervals) -> Intervals:
    """Return the numbers of either set, in linear time."""
    if not first or not second or first == second:
        return first or second
    # The sort sees two sorted runs and merges them.
    return joined(first + second)


def shared(first: Intervals, second: Intervals) -> Intervals:
    """Return the numbers of both sets, in linear time."""
    result = []
    i = j = 0
    while i < len(first) and j < len(second):
        lo, hi = first[i]
        other_lo, other_hi = second[j]
        if lo <= other_hi and other_lo <= hi:
            result.append((max(lo, other_lo), min(hi, other_hi)))
        if hi < other_hi:
            i += 1
        else:
            j += 1
    return tuple(result)


def without(first: Intervals, second: Intervals) -> Intervals:
    """Return the numbers of the first set that are not of the second, in linear time."""
    if not first or not second:
        return first
    result = []
    start = 0
    for first_lo, hi in first:
        lo = first_lo
        while start < len(second) and second[start][1] < lo:
            start += 1
        # An interval of the second set may reach into the next one of the first: `start` stays.
        at = start
        while at < len(second) and second[at][0] <= hi:
            if lo < second[at][0]:
                result.append((lo, second[at][0] - 1))
            lo = second[at][1] + 1
            at += 1
        if lo <= hi:
            result.append((lo, hi))
    return tuple(result)


def includes(outer: Intervals, inner: Intervals) -> bool:
    """Tell whether every number of the inner set is in the outer one."""
    for lo, hi in inner:
        at = bisect_left(outer, (lo + 1, 0)) - 1
        if at < 0 or outer[at][1] < hi:
            return False
    return True


def meet(first: Intervals, second: Intervals) -> bool:
    """Tell whether any number is in both sets."""
    fewer, more = (first, second) if len(first) < len(second) else (second, first)
    for lo, hi in fewer:
        at = bisect_left(more, (hi + 1, 0)) - 1
        if at >= 0 and more[at][1] >= lo:
            return True
    return False


class PortSet(Struct, frozen=True):
    """A set of ports from 0 to 65535; build one with `span` or `of`, not from spans."""

    spans: Intervals

    @classmethod
    def span(cls, lo: int, hi: int) -> PortSet:
        """Return the ports from `lo` to `hi`, both included; raises ValueError if that is none."""
        if not 0 <= lo <= hi <= LAST_PORT:
            message = f"{lo}-{hi} is not a range of ports between 0 and {LAST_PORT}"
            raise ValueError(message)
        return cls(((lo, hi),))

    @classmethod
    def of(cls, ports: Iterable[int]) -> PortSet:
        """Return the set of these ports; raises ValueError where one is not a port."""
        spans = joined((port, port) for port in ports)
        if spans and not 0 <= spans[0][0] <= spans[-1][1] <= LAST_PORT:
            wrong = spans[0][0] if spans[0][0] < 0 else spans[-1][1]
            message = f"{wrong} is not a port between 0 and {LAST_PORT}"
            raise ValueError(message)
        return cls(spans)

    def __or__(self, other: PortSet) -> PortSet:
        """Return the ports of either set."""
        return PortSet(united(self.spans, other.spans))

    def __and__(self, other: PortSet) -> PortSet:
        """Return the ports of both sets."""
        return PortSet(shared(self.spans, other.spans))

    def __sub__(self, other: PortSet) -> PortSet:
        """Return the ports of this set that are not of the other."""
        return PortSet(without(self.spans, other.spans))

    def covers(self, other: PortSet) -> bool:
        """Tell whether every port of the other set is in this one."""
        return includes(self.spans, other.spans)

    def overlaps(self, other: PortSet) -> bool:
        """Tell whether any port is in both sets."""
        return meet(self.spans, other.spans)

    def widest_span(self) -> int:
        """Count the ports of the longest run without a gap; 0 for no ports."""
        return max((hi - lo + 1 for lo, hi in self.spans), default=0)

    def __contains__(self, port: int) -> bool:
        """Tell whether a port is in the set."""
        return includes(self.spans, ((port, port),))

    def __len__(self) -> int:
        """Count the ports."""
        return sum(hi - lo + 1 for lo, hi in self.spans)

    def __bool__(self) -> bool:
        """Tell whether there is any port."""
        return bool(self.spans)

    def __str__(self) -> str:
        """Write `22, 443, 30000-32767`; nothing for no ports."""
        return ", ".join(str(lo) if lo == hi else f"{lo}-{hi}" for lo, hi in self.spans)


def cut(ports: PortSet, at: Iterable[PortSet]) -> Iterator[PortSet]:
    """Cut ports where other sets begin and end: each of those holds all of a part, or none."""
    places = {place for each in at for lo, hi in each.spans for place in (lo, hi + 1)}
    for first, hi in ports.spans:
        lo = first
        for place in sorted(place for place in places if first < place <= hi):
            yield PortSet.span(lo, place - 1)
            lo = place
        yield PortSet.span(lo, hi)


ALL_PORTS: Final = PortSet.span(0, LAST_PORT)
NO_PORTS: Final = PortSet(())

# IANA's protocol numbers, and the ways ICMP for IPv6 is written.
_PROTOCOLS: Final = {
    "-1": "all",
    "1": "icmp",
    "6": "tcp",
    "17": "udp",
    "58": "icmpv6",
    "icmp6": "icmpv6",
    "icmp-v6": "icmpv6",
    "ipv6-icmp": "icmpv6",
    "ipv6icmp": "icmpv6",
}


@lru_cache(maxsize=1024, typed=True)
def normalise_protocol(value: str | float) -> str:
    """Return `all`, `tcp`, `udp`, `icmp`, `icmpv6`, another number as text, or a name.

    Numbers are those of the IP header, -1 is every protocol; names become lower-case.
    """
    whole = isinstance(value, float) and value.is_integer()
    text = str(int(value) if whole else value).lower()
    if text.isdigit():
        text = text.lstrip("0") or "0"
    return _PROTOCOLS.get(text, text)


class Traffic(Struct, frozen=True, eq=False):
    """What a rule lets through: a protocol as `normalise_protocol` writes it, and its ports.

    `icmp_type` and `icmp_code` are the one type and code of ICMP that it is about, None for every.
    """

    protocol: str
    ports: PortSet
    icmp_type: int | None = None
    icmp_code: int | None = None

    def __eq__(self, other: object) -> bool:
        """Compare protocol and ports: a type of ICMP makes no other traffic."""
        return isinstance(other, Traffic) and (self.protocol, self.ports) == (
            other.protocol,
            other.ports,
        )

    def __hash__(self) -> int:
        """Hash what is compared."""
        return hash((self.protocol, self.ports))

    @classmethod
    def of_rule(cls, protocol: str | float, from_port: int | None, to_port: int | None) -> Traffic:
        """Return the traffic of a security group rule or network ACL rule of AWS.

        The range counts for tcp and udp only: 0 to 0 is port 0, 1 to 65535 is every port, and so
        is a range that is not set or starts at -1, as AWS shows one that is not set. ICMP has
        types where others have ports, and so gets no ports. Every other protocol gets all ports,
        whatever the range says (EC2 API reference, IpPermission and NetworkAclEntry).

        Raises ValueError for tcp and udp where only one end is set, or the range is not one.
        """
        return _traffic_of_rule(protocol, from_port, to_port)

    def tcp_udp_ports(self, protocol: Literal["tcp", "udp"]) -> PortSet:
        """Return the ports of one of the two protocols; all traffic contains both."""
        return self.ports if self.protocol in (protocol, "all") else NO_PORTS

    def covers(self, other: Traffic) -> bool:
        """Tell whether all that the other lets through is let through by this."""
        if self.protocol != other.protocol:
            return self.protocol == "all"
        kinds = (self.icmp_type, other.icmp_type), (self.icmp_code, other.icmp_code)
        same = all(wide is None or wide == narrow for wide, narrow in kinds)
        return same and self.ports.covers(other.ports)

    def __str__(self) -> str:
        """Write `tcp 22`, `udp 30000-32767`, `all traffic`, `icmp` or `protocol 50`."""
        if self.protocol == "all":
            return "all traffic"
        if self.protocol in _WITH_PORTS:
            return f"{self.protocol} {self.ports or 'no ports'}"
        return f"protocol {self.protocol}" if self.protocol.isdigit() else self.protocol


_WITH_PORTS: Final = ("tcp", "udp")
_WITH_TYPES: Final = ("icmp", "icmpv6")


@lru_cache(maxsize=1 << 14)
def _traffic_of_rule(protocol: str | float, from_port: int | None, to_port: int | None) -> Traffic:
    name = normalise_protocol(protocol)
    if name in _WITH_PORTS:
        return Traffic(name, _range_of_rule(from_port, to_port))
    if name not in _WITH_TYPES:
        return Traffic(name, ALL_PORTS)
    return Traffic(name, NO_PORTS, _icmp(from_port), _icmp(to_port))


def _icmp(number: int | None) -> int | None:
    return None if number == -1 else number


def _range_of_rule(from_port: int | None, to_port: int | None) -> PortSet:
    if from_port == -1 or (from_port is None and to_port in (None, -1)):
        return ALL_PORTS
    if from_port is None or to_port is None:
        message = f"a range of ports needs both ends, not {from_port} to {to_port}"
        raise ValueError(message)
    # Nothing listens on port 0: a range from 1 leaves none out.
    return ALL_PORTS if (from_port, to_port) == (1, LAST_PORT) else PortSet.span(from_port, to_port)
