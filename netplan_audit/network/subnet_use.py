"""How many addresses a subnet has, and what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload

_RESERVED: Final = 5
"""So many addresses of each subnet AWS keeps ("Subnet sizing", VPC user guide)."""
_IPV4: Final = 4


def usable_addresses(subnet: Subnet) -> int | None:
    """Count the IPv4 addresses of a subnet that AWS does not keep; None where it is unknown."""
    sizes = [block.cidr.size for block in subnet.blocks if block.cidr.family == _IPV4]
    if not sizes and subnet.asked_length is not None:
        sizes = [1 << (32 - subnet.asked_length)]
    return sum(sizes) - _RESERVED if sizes else None


def workloads_by_subnet(network: Network) -> dict[str, list[Workload]]:
    """Return what certainly or likely stands in each subnet, by its address."""
    found: dict[str, list[Workload]] = {}
    for workload in network.workloads.values():
        for address in workload.subnets:
            found.setdefault(address, []).append(workload)
    return found
