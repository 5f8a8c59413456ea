"""Set algebra of IP addresses: CIDRs, sets of addresses, and what counts as the internet."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar

from msgspec import Struct

from netplan_audit.network.ports import (
    Interval,
    Intervals,
    includes,
    joined,
    meet,
    shared,
    united,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Family: TypeAlias = Literal[4, 6]
T = TypeVar("T")

_IPV4: Final = 4
_IPV6: Final = 6
_WIDTH: Final[dict[Family, int]] = {_IPV4: 32, _IPV6: 128}
# What comes before the IPv4 address in an IPv4-mapped one (RFC 4291, section 2.5.5.2).
_MAPPED: Final = 0xFFFF
# Looking a number up refuses leading zeros, signs, spaces and foreign digits at once.
_OCTETS: Final = {str(number): number for number in range(256)}
_LENGTHS: Final = {str(number): number for number in range(129)}


class Cidr(Struct, frozen=True, order=True):
    """A block of addresses, `lo` to `hi` as integers; ordered by family, then address.

    Build one with `parse`: the constructor does not check that the range is a CIDR.
    """

    family: Family
    lo: int
    hi: int

    @classmethod
    def parse(cls, text: str) -> Cidr:
        """Read `10.0.0.0/8`, `::/0` or a bare address; see `parse_cidr`."""
        return parse_cidr(text)

    @property
    def prefix_length(self) -> int:
        """How many leading bits its addresses share."""
        return _WIDTH[self.family] - (self.hi - self.lo).bit_length()

    @property
    def size(self) -> int:
        """How many addresses it holds."""
        return self.hi - self.lo + 1

    def overlaps(self, other: Cidr) -> bool:
        """Tell whether any address is in both; IPv4 and IPv6 never overlap."""
        return self.family == other.family and self.lo <= other.hi and other.lo <= self.hi

    def contains(self, other: Cidr) -> bool:
        """Tell whether every address of the other is in this one."""
        return self.family == other.family and self.lo <= other.lo and other.hi <= self.hi

    def intersection(self, other: Cidr) -> Cidr | None:
        """Return the smaller one where they overlap: of two such CIDRs, one holds the other."""
        if self.contains(other):
            return other
        return self if other.contains(self) else None

    def __str__(self) -> str:
        """Write it with its lowest address, in the form of RFC 5952 for IPv6."""
        return f"{_address_text(self.family, self.lo)}/{self.prefix_length}"


def _address_text(family: Family, number: int) -> str:
    if family == _IPV6 and number >> 32 != _MAPPED:
        return str(ipaddress.IPv6Address(number))
    # Python writes IPv4-mapped addresses in this form from 3.13 only; the text must not depend
    # on the version.
    mapped = "::ffff:" if family == _IPV6 else ""
    return f"{mapped}{number >> 24 & 255}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


@lru_cache(maxsize=1 << 17)
def parse_cidr(text: str) -> Cidr:
    """Read a CIDR or a bare address (a block of one).

    Host bits are dropped, any spelling of an IPv6 address is read, and an IPv4-mapped address
    stays IPv6. Raises ValueError, naming the text, for leading zeros in decimal numbers, numbers
    out of range, netmasks, scope ids and everything else.
    """
    address, slash, length = text.partition("/")
    family: Family = _IPV6 if ":" in address else _IPV4
    number = _ipv6_number(address, text) if family == _IPV6 else _ipv4_number(address, text)
    width = _WIDTH[family]
    prefix = _LENGTHS.get(length, -1) if slash else width
    if not 0 <= prefix <= width:
        message = f"{text!r} is not a CIDR: the prefix length is a plain number from 0 to {width}"
        raise ValueError(message)
    host_bits = (1 << (width - prefix)) - 1
    hi = number | host_bits
    return Cidr(family, hi - host_bits, hi)


def _ipv4_number(address: str, text: str) -> int:
    try:
        a, b, c, d = address.split(".")
        return _OCTETS[a] << 24 | _OCTETS[b] << 16 | _OCTETS[c] << 8 | _OCTETS[d]
    except (KeyError, ValueError):
        message = f"{text!r} is not a CIDR: an IPv4 address is four plain numbers from 0 to 255"
        raise ValueError(message) from None


def _ipv6_number(address: str, text: str) -> int:
    if "%" in address:
        message = f"{text!r} is not a CIDR: it has a scope id"
        raise ValueError(message)
    try:
        return int(ipaddress.IPv6Address(address))
    except ValueError as error:
        message = f"{text!r} is not a CIDR: {error}"
        raise ValueError(message) from None


class AddressSet(Struct, frozen=True):
    """A set of addresses of both families, equal to any other that holds the same addresses.

    Build one with `of` or `parse`: the constructor takes intervals that are in form already.
    """

    ipv4: Intervals
    ipv6: Intervals

    @classmethod
    def of(cls, cidrs: Iterable[Cidr]) -> AddressSet:
        """Return the addresses of all these CIDRs."""
        ipv4: list[Interval] = []
        ipv6: list[Interval] = []
        for cidr in cidrs:
            (ipv4 if cidr.family == _IPV4 else ipv6).append((cidr.lo, cidr.hi))
        return cls(joined(ipv4), joined(ipv6))

    @classmethod
    def parse(cls, *texts: str) -> AddressSet:
        """Read CIDRs and bare addresses; raises ValueError as `parse_cidr` does."""
        return cls.of(map(parse_cidr, texts))

    def __or__(self, other: AddressSet) -> AddressSet:
        """Return the addresses of either set."""
        return AddressSet(united(self.ipv4, other.ipv4), united(self.ipv6, other.ipv6))

    def __and__(self, other: AddressSet) -> AddressSet:
        """Return the addresses of both sets."""
        return AddressSet(shared(self.ipv4, other.ipv4), shared(self.ipv6, other.ipv6))

    def __sub__(self, other: AddressSet) -> AddressSet:
        """Return the addresses of this set that are not of the other."""
        return AddressSet(without(self.ipv4, other.ipv4), without(self.ipv6, other.ipv6))

    def covers(self, other: AddressSet | Cidr) -> bool:
        """Tell whether every address of the other is in this set (so it is for no address)."""
        inner = _as_set(other)
        return includes(self.ipv4, inner.ipv4) and includes(self.ipv6, inner.ipv6)

    def overlaps(self, other: AddressSet | Cidr) -> bool:
        """Tell whether any address is in both."""
        second = _as_set(other)
        return meet(self.ipv4, second.ipv4) or meet(self.ipv6, second.ipv6)

    def size(self, family: Family) -> int:
        """Count the addresses of one family."""
        intervals = self.ipv4 if family == _IPV4 else self.ipv6
        return sum(hi - lo + 1 for lo, hi in intervals)

    @property
    def is_empty(self) -> bool:
        """Whether it holds no address."""
        return not self.ipv4 and not self.ipv6

    def __bool__(self) -> bool:
        """Tell whether it holds any address."""
        return not self.is_empty

    def cidrs(self) -> tuple[Cidr, ...]:
        """Return the fewest CIDRs that hold exactly these addresses, in order."""
        blocks4 = (block for lo, hi in self.ipv4 for block in _blocks(_IPV4, lo, hi))
        blocks6 = (block for lo, hi in self.ipv6 for block in _blocks(_IPV6, lo, hi))
        return (*blocks4, *blocks6)

    def __str__(self) -> str:
        """Write the fewest CIDRs, `10.0.0.0/8, fd00::/8`; nothing for no address."""
        return ", ".join(map(str, self.cidrs()))


def _as_set(addresses: AddressSet | Cidr) -> AddressSet:
    return addresses if isinstance(addresses, AddressSet) else AddressSet.of((addresses,))


def _blocks(family: Family, lo: int, hi: int) -> Iterator[Cidr]:
    while lo <= hi:
        fitting = 1 << ((hi - lo + 1).bit_length() - 1)
        # The lowest set bit of an address is the size of the largest block that starts there.
        size = min(lo & -lo, fitting) if lo else fitting
        yield Cidr(family, lo, lo + size - 1)
        lo += size


EMPTY: Final = AddressSet((), ())
ALL_IPV4: Final = AddressSet.parse("0.0.0.0/0")
ALL_IPV6: Final = AddressSet.parse("::/0")

RFC1918: Final = AddressSet.parse("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
"""The IPv4 addresses for private networks (RFC 1918, section 3)."""

PRIVATE: Final = RFC1918 | AddressSet.parse(
    "100.64.0.0/10",  # shared address space: RFC 6598, section 7
    "127.0.0.0/8",  # loopback: RFC 1122, section 3.2.1.3
    "169.254.0.0/16",  # link-local: RFC 3927, section 2.1
    "fc00::/7",  # unique local: RFC 4193, section 3.1
    "fe80::/10",  # link-local: RFC 4291, section 2.5.6
    "::1/128",  # loopback: RFC 4291, section 2.5.3
)
"""Addresses that the internet does not route: no peer there has one."""

_WIDE_PREFIX: Final[dict[Family, int]] = {_IPV4: 8, _IPV6: 16}


def internet_part(addresses: AddressSet) -> AddressSet:
    """Return what remains without the private addresses."""
    return addresses - PRIVATE


@lru_cache(maxsize=8192)
def is_internet(addresses: AddressSet) -> bool:
    """Tell whether peers with these addresses amount to "anyone on the internet".

    So they do where what remains of them without `PRIVATE` holds, in either family, a whole CIDR
    of /8 or shorter (IPv4) or /16 or shorter (IPv6), or at least half of all addresses. How the
    set was written does not matter: 0.0.0.0/1 with 128.0.0.0/1 is 0.0.0.0/0. 10.0.0.0/8 is not
    the internet, nor is 172.0.0.0/8, of which less than a /8 is public.
    """
    # Taking addresses away never makes a set wide: most sets are refused without the subtraction.
    return _is_wide(addresses) and _is_wide(internet_part(addresses))


def _is_wide(addresses: AddressSet) -> bool:
    return _is_wide_in(_IPV4, addresses.ipv4) or _is_wide_in(_IPV6, addresses.ipv6)


def _is_wide_in(family: Family, intervals: Intervals) -> bool:
    width = _WIDTH[family]
    block = 1 << (width - _WIDE_PREFIX[family])
    for lo, hi in intervals:
        aligned = lo + (-lo % block)
        if aligned + block - 1 <= hi:
            return True
    return sum(hi - lo + 1 for lo, hi in intervals) >= 1 << (width - 1)


def overlapping_pairs(
    items: Iterable[tuple[Cidr, T]], most: int | None = None
) -> Iterator[tuple[tuple[Cidr, T], tuple[Cidr, T]]]:
    """Yield every two items whose CIDRs overlap, equal ones included, the wider one first.

    Pairs come in the order of their second item, by family, address and size; items with equal
    CIDRs keep the order they were given in. An item that more than `most` are around comes with so
    many of them, the widest. Takes n log n steps and one for each pair.
    """
    ordered = sorted(items, key=lambda item: (item[0].family, item[0].lo, -item[0].hi))
    # Of two CIDRs that overlap, one holds the other: `around` is a nest, the widest first.
    around: list[tuple[Cidr, T]] = []
    for item in ordered:
        while around and not around[-1][0].overlaps(item[0]):
            around.pop()
        for wider in around[:most]:
            yield wider, item
        around.append(item)
