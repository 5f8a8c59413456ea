"""How many addresses a subnet has, and what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.cidr import AddressSet, Cidr
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Reservation, Subnet
    from netplan_audit.network.workloads import Workload

_FIRST: Final = 4
_LAST: Final = 1
"""So many addresses AWS keeps at either end of each subnet ("Subnet sizing", VPC user guide)."""
_IPV4: Final = 4


def usable_addresses(subnet: Subnet, *, prefixes: bool = False) -> int | None:
    """Count the IPv4 addresses of a subnet that AWS may assign; None where that is unknown.

    It keeps some, and takes none out of reservations ("Subnet CIDR reservations", VPC user guide).
    Those for prefixes count where `prefixes` asks for them too.
    """
    blocks = [block.cidr for block in subnet.blocks if block.cidr.family == _IPV4]
    if unsized_by(subnet, prefixes=prefixes):
        return None
    if not blocks:
        length = subnet.asked_length
        return None if length is None else (1 << (32 - length)) - _FIRST - _LAST
    if not subnet.reservations:
        return sum(block.hi - block.lo + 1 - _FIRST - _LAST for block in blocks)
    kept = [Cidr(_IPV4, block.lo, block.lo + _FIRST - 1) for block in blocks]
    kept += [Cidr(_IPV4, block.hi - _LAST + 1, block.hi) for block in blocks]
    taken = (each.cidr for each in _taken(subnet, prefixes=prefixes) if each.cidr is not None)
    return (AddressSet.of(blocks) - AddressSet.of((*kept, *taken))).size(_IPV4)


def unsized_by(subnet: Subnet, *, prefixes: bool = False) -> str:
    """Return what would tell how many addresses of a subnet AWS may assign; '' where known."""
    taken = _taken(subnet, prefixes=prefixes)
    sized = any(block.cidr.family == _IPV4 for block in subnet.blocks)
    if not sized and (taken or subnet.asked_length is None):
        return f"{subnet.address}.cidr_block"
    for each in taken:
        if each.cidr is None:
            return each.settles
        if prefixes and each.for_prefixes is Truth.UNKNOWN:
            return f"{each.address}.reservation_type"
    return ""


def _taken(subnet: Subnet, *, prefixes: bool) -> list[Reservation]:
    """Return the reservations of a subnet out of which nothing is assigned."""
    return [
        each for each in subnet.reservations if not (prefixes and each.for_prefixes is Truth.YES)
    ]


def workloads_by_subnet(network: Network) -> dict[str, list[Workload]]:
    """Return what certainly or likely stands in each subnet, by its address."""
    found: dict[str, list[Workload]] = {}
    for workload in network.workloads.values():
        for address in workload.subnets:
            found.setdefault(address, []).append(workload)
    return found
