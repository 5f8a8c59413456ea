"""Functions that compute addresses and prefixes of IPv4 and IPv6.

https://developer.hashicorp.com/terraform/language/functions (IP network functions).
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.numeric import whole
from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.value_types import NUMBER, STRING, ListOf
from netplan_audit.terraform.hcl.values import List, Value

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.functions.signature import Surroundings
    from netplan_audit.terraform.hcl.number import Number

_MAX_NEW_BITS: Final = 32
_IPV4_BITS: Final = 32
_MAPPED: Final = 96
"""Length of the prefix of IPv6 addresses that stand for IPv4 ones."""
_LEADING_ZEROS: Final = re.compile(r"(?<![\d.])0+(?=\d)|(?<=\.)0+(?=\d)")


class _Prefix(Struct, frozen=True):
    """A network: its first address as a number, its length and the bits of its addresses."""

    start: int
    length: int
    bits: int


def parse_prefix(text: str) -> _Prefix:
    """Read `10.0.0.0/8`; host bits are dropped and zeros in front of IPv4 numbers allowed.

    Raises EvaluationError for anything else.
    """
    address, slash, length = text.partition("/")
    if "." in address and ":" not in address:
        address = _LEADING_ZEROS.sub("", address)
    try:
        found = ip_address(address)
    except ValueError:
        found = None
    if found is None or not slash or not re.fullmatch(r"\d{1,3}", length, re.ASCII):
        raise _invalid(text)
    bits, size = found.max_prefixlen, int(length)
    if size > bits or "%" in address:
        raise _invalid(text)
    if isinstance(found, IPv6Address) and found.ipv4_mapped and size >= _MAPPED:
        found, size = found.ipv4_mapped, size - _MAPPED
        bits = found.max_prefixlen
    host = bits - size
    return _Prefix(int(found) >> host << host, size, bits)


def _invalid(text: str) -> EvaluationError:
    return EvaluationError(f"not a CIDR prefix: {text[:60]!r}")


def _address(value: int, bits: int) -> str:
    return str(IPv4Address(value) if bits == _IPV4_BITS else IPv6Address(value))


@function("cidrhost", STRING, NUMBER, result=STRING)
def cidrhost(prefix: str, place: Number) -> Value:
    """Return the address at a place in the prefix; a negative place counts from its end."""
    network, host = parse_prefix(prefix), whole(place, "the host number")
    size = 1 << (network.bits - network.length)
    if not -size <= host < size:
        message = f"prefix of {network.length} does not accommodate a host numbered {host}"
        raise EvaluationError(message)
    return _address(network.start + (host if host >= 0 else size + host), network.bits)


@function("cidrnetmask", STRING, result=STRING)
def cidrnetmask(prefix: str) -> Value:
    """Return the mask of an IPv4 prefix, as dotted numbers."""
    network = parse_prefix(prefix)
    if network.bits != _IPV4_BITS:
        message = "an IPv6 prefix has no netmask"
        raise EvaluationError(message)
    host = network.bits - network.length
    return _address((1 << network.bits) - (1 << host), network.bits)


def _subnet(network: _Prefix, new_bits: int, place: int) -> str:
    length = network.length + new_bits
    if not 0 <= length <= network.bits:
        message = f"not enough remaining address space to extend the prefix by {new_bits} bits"
        raise EvaluationError(message)
    if place.bit_length() > new_bits >= 0:
        message = f"a prefix extended by {new_bits} bits has no subnet numbered {place}"
        raise EvaluationError(message)
    # Terraform accepts negative numbers and makes nonsense of the prefix; so it does here.
    start = abs(network.start | place << (network.bits - length)) & ((1 << network.bits) - 1)
    return f"{_address(start, network.bits)}/{length}"


@function("cidrsubnet", STRING, NUMBER, NUMBER, result=STRING)
def cidrsubnet(prefix: str, new_bits: Number, place: Number) -> Value:
    """Return the subnet of a given number in a prefix extended by some bits."""
    return _subnet(
        parse_prefix(prefix), whole(new_bits, "the bits"), whole(place, "the subnet number")
    )


@function("cidrsubnets", STRING, rest=NUMBER, result=ListOf(STRING), surroundings=True)
def cidrsubnets(around: Surroundings, prefix: str, *new_bits: Number) -> Value:
    """Return consecutive subnets of a prefix, each as long as its number of bits says."""
    network = parse_prefix(prefix)
    around.budget.spend(len(new_bits))
    if new_bits and not network.start:
        message = "Terraform cannot number the subnets of a prefix that starts at the first address"
        raise EvaluationError(message)
    found: list[Value] = []
    at, end = network.start, network.start + (1 << (network.bits - network.length))
    for each in new_bits:
        bits = whole(each, "the bits")
        length = network.length + bits
        if not 1 <= bits <= _MAX_NEW_BITS or length > network.bits:
            message = f"a prefix of {network.length} cannot be extended by {bits} bits"
            raise EvaluationError(message)
        size = 1 << (network.bits - length)
        at = -(-at // size) * size
        if at + size > end:
            message = f"not enough remaining address space for a subnet of /{length}"
            raise EvaluationError(message)
        found.append(f"{_address(at, network.bits)}/{length}")
        at += size
    return List(STRING, found)


FUNCTIONS: Final[tuple[Function, ...]] = (cidrhost, cidrnetmask, cidrsubnet, cidrsubnets)
