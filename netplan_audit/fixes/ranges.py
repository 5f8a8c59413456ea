"""Other ranges for what is no VPC of its own: further blocks, sizes, pools and Services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.addresses import free_range, placed_at, subnet_range, taken_by_all
from netplan_audit.fixes.edits import OutOfSightError, Put
from netplan_audit.fixes.names import single
from netplan_audit.network.cidr import AddressSet, Cidr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.addressing.address_plan import ClientVpn, ClusterRanges
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock, Subnet, Vpc
    from netplan_audit.network.workloads import Workload

_IPV4: Final = 4
_SHARED: Final = AddressSet.parse("100.64.0.0/10")
"""Goes with every VPC ("VPC CIDR block association restrictions", VPC user guide)."""
_WIDTH: Final = {4: 32, 6: 128}
_SERVICES: Final = AddressSet.parse("172.20.0.0/16", "10.100.0.0/16")
_PRIVATE: Final = AddressSet.parse("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


def secondary_range(network: Network, vpc: Vpc, block: AddressBlock) -> list[Edit]:
    """Give a further block of a VPC a range that AWS adds to every VPC, and that nothing uses."""
    taken = network.once(taken_by_all)
    for table in network.route_tables.values():
        if table.vpc is not None and table.vpc.only == vpc.address:
            for route in table.routes:
                if route.destination is not None:
                    taken |= AddressSet.of(c for c in route.destination.cidrs() if c.prefix_length)
    if block.sensitive or not block.is_secondary or block.cidr.family != _IPV4:
        raise OutOfSightError(block.origin)
    return list(
        placed_at(network, vpc, block, _found(free_range(_SHARED, taken, block.cidr), block.origin))
    )


def _found(free: Cidr | None, owner: str) -> Cidr:
    if free is None:
        raise OutOfSightError(owner)
    return free


def resized(network: Network, owner: Vpc | Subnet, block: AddressBlock, sizes: range) -> list[Edit]:
    """Give a block the nearest size that AWS gives, from the same first address.

    A subnet that grows gets a free range of its VPC; a VPC that shrinks must hold its subnets.
    """
    length = block.cidr.prefix_length
    family, width = block.cidr.family, _WIDTH[block.cidr.family]
    wanted = next((size for size in sizes if size >= length), sizes[-1])
    size = 1 << (width - wanted)
    if block.sensitive:
        raise OutOfSightError(block.origin)
    subnet = network.subnets.get(owner.address)
    if subnet is not None and size > block.cidr.size:
        return list(subnet_range(network, subnet, block, size))
    start = block.cidr.lo & ~(size - 1)
    new = Cidr(family, start, start + size - 1)
    inside = [] if subnet is not None else network.subnets_by_vpc.get(owner.address, [])
    held = [each for each in inside for one in each.blocks if block.cidr.contains(one.cidr)]
    lost = [each for each in held for one in each.blocks if not new.contains(one.cidr)]
    if lost or (size > block.cidr.size and _meets(network, new, block)):
        raise OutOfSightError(block.origin)
    argument = "cidr_block" if family == _IPV4 else "ipv6_cidr_block"
    return [Put(single(block.origin), ((argument, str(new)),), note=f"was {block}")]


def _meets(network: Network, new: Cidr, own: AddressBlock) -> bool:
    blocks = (block for vpc in network.vpcs.values() for block in vpc.blocks)
    return any(block is not own and block.cidr.overlaps(new) for block in blocks)


def pool(network: Network, vpn: ClientVpn) -> list[Edit]:
    """Give the clients of a VPN a pool that no network of the input uses."""
    if vpn.pool is None or vpn.pool.sensitive:
        raise OutOfSightError(vpn.address)
    reached = AddressSet.of(route.cidr for route in vpn.routes if route.cidr.prefix_length)
    free = _found(
        free_range(_PRIVATE, network.once(taken_by_all) | reached, vpn.pool.cidr), vpn.address
    )
    note = f"was {vpn.pool}"
    return [Put(single(vpn.address), (("client_cidr_block", str(free)),), note=note)]


def services(network: Network, clusters: Iterable[ClusterRanges]) -> list[Edit]:
    """Give the Services of clusters a range that no network of the input uses."""
    taken = network.once(taken_by_all)
    like = _SERVICES.cidrs()[0]
    free = free_range(_SERVICES, taken, like) or free_range(_PRIVATE, taken, like)
    put = (("service_ipv4_cidr", str(_found(free, "clusters"))),)
    note = "the range of a cluster cannot be changed: it is made again"
    block = "kubernetes_network_config"
    return [Put(single(one.address), put, within=block, note=note) for one in clusters]


def with_room(network: Network, subnet: Subnet, users: Iterable[Workload], size: int) -> list[Edit]:
    """Give a new subnet a range with more addresses; one that is there would be made again.

    One with reservations is left alone: they would have to move too.
    """
    blocks = [block for block in subnet.blocks if block.cidr.family == _IPV4]
    is_free = subnet.is_new and not subnet.reservations
    if not is_free or len(blocks) != 1 or not tuple(users):
        raise OutOfSightError(subnet.address)
    return list(subnet_range(network, subnet, blocks[0], size))
