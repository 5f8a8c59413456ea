"""Which subnets are public: their default route leads to an internet gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.unknown import Truth, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload

DATA_SERVICES: Final = frozenset(
    {"RDS instance", "RDS cluster", "Redshift cluster", "Redshift workgroup", "MQ broker"}
    | {"DMS replication instance"}
)
"""Workloads that are asked whether they are publicly accessible."""


def is_public(network: Network, subnet: Subnet) -> Truth:
    """Tell whether packets for the internet leave a subnet by an internet gateway."""
    default = network.routing.default_route(subnet)
    kinds = [None if route is None else route.target_kind for _, route in default.ways]
    found = any_of(
        Truth.UNKNOWN if kind == "gateway" else truth(kind == "internet gateway") for kind in kinds
    )
    return found if default.decided else Truth.UNKNOWN


def route_settles(network: Network, subnets: Iterable[Subnet]) -> tuple[str, ...]:
    """Name what would tell of which kind those subnets are that are neither public nor private."""
    unclear = [subnet for subnet in subnets if is_public(network, subnet) is Truth.UNKNOWN]
    waits = [
        network.routing.default_route(subnet).settles or f"the routes of {subnet.address}"
        for subnet in unclear
    ]
    return tuple(dict.fromkeys(waits))


def subnets_of(network: Network, addresses: Iterable[str]) -> list[Subnet]:
    """Return the subnets of the input among some addresses."""
    return [network.subnets[address] for address in addresses if address in network.subnets]


def in_public_subnet(network: Network, workload: Workload) -> Truth:
    """Tell whether a workload has a subnet whose packets for the internet leave by a gateway."""
    addresses = workload.subnets.everything
    subnets = subnets_of(network, addresses)
    closed = workload.subnets.complete and len(subnets) == len(addresses)
    return any_of((is_public(network, subnet) for subnet in subnets), closed=closed)
