"""The next free range of the right size, for a subnet or a VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.edits import Name, OutOfSightError, Put
from netplan_audit.fixes.names import MOST_KEYS, by_key, key_of
from netplan_audit.network.cidr import AddressSet, Cidr
from netplan_audit.terraform.address import block_address, split_module

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock, Subnet, Vpc

_PRIVATE: Final = AddressSet.parse("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
_SHUNNED: Final = AddressSet.parse("172.17.0.0/16")
"""Some services of AWS use it themselves (VPC user guide, "VPC CIDR blocks")."""
_IPV4: Final = 4
_ARGUMENT: Final = {4: "cidr_block", 6: "ipv6_cidr_block"}


def free_range(space: AddressSet, taken: AddressSet, like: Cidr) -> Cidr | None:
    """Return the first range in `space` as long as `like`, of which nothing is taken."""
    for block in (space - taken).cidrs():
        if block.family == like.family and block.size >= like.size:
            return Cidr(like.family, block.lo, block.lo + like.size - 1)
    return None


def subnet_range(
    network: Network, subnet: Subnet, block: AddressBlock, size: int = 0
) -> tuple[Edit, ...]:
    """Return the change that gives a subnet a free range of its VPC, as large as its own or larger.

    Nothing where other ranges of the VPC are unknown, for one of them may be taken.
    """
    vpc = network.vpcs.get(subnet.vpc.only or "")
    if vpc is None or block.sensitive:
        return ()
    wanted = block.cidr if size <= block.cidr.size else Cidr(block.cidr.family, 0, size - 1)
    siblings = network.subnets_by_vpc.get(vpc.address, ())
    taken = taken_in(network, vpc, besides=subnet)
    free = None if taken is None else free_in(vpc, taken, wanted)
    if free is None:
        return ()
    argument = _ARGUMENT[block.cidr.family]
    return _put(subnet.address, argument, free, _ranges(siblings, subnet, block), block)


def _ranges(siblings: Iterable[Subnet], subnet: Subnet, block: AddressBlock) -> dict[str, Cidr]:
    """Return the ranges of all instances of a subnet's block, by their addresses."""
    own = block_address(split_module(subnet.address)[1])
    return {
        s.address: b.cidr
        for s in siblings
        if block_address(split_module(s.address)[1]) == own
        for b in s.blocks
        if b.cidr.family == block.cidr.family and not b.sensitive
    }


def vpc_range(
    network: Network, vpc: Vpc, block: AddressBlock, besides: Iterable[Cidr] = ()
) -> tuple[Edit, ...]:
    """Return the changes that give a VPC a private range which no network of the input has.

    Its subnets move along, each to the same place in the new range.
    """
    others = AddressSet.of(besides)
    if block.sensitive or block.is_secondary or block.cidr.family != _IPV4:
        return ()
    ranges = network.once(_free)
    if others.is_empty and block.cidr.size in ranges:
        free = ranges[block.cidr.size]
    else:
        free = free_range(_PRIVATE, network.once(taken_by_all) | others, block.cidr)
    if others.is_empty:
        ranges[block.cidr.size] = free
    return () if free is None else placed_at(network, vpc, block, free)


def placed_at(network: Network, vpc: Vpc, block: AddressBlock, free: Cidr) -> tuple[Edit, ...]:
    """Return the changes that give a block of a VPC another range, its subnets along with it."""
    siblings = network.once(_blocks_by_block)[block_address(block.origin)]
    vpc_edit = _put(block.origin, "cidr_block", free, siblings, block)
    moved = _moved_subnets(network, vpc, block.cidr, free)
    return () if moved is None or not vpc_edit else (*vpc_edit, *moved)


def _moved_subnets(network: Network, vpc: Vpc, old: Cidr, new: Cidr) -> list[Edit] | None:
    """Return the changes to subnets in a range that moves, None where they cannot be written."""
    blocks: dict[str, dict[str, Name]] = {}
    for subnet in network.subnets_by_vpc.get(vpc.address, ()):
        for block in subnet.blocks:
            if not old.contains(block.cidr):
                continue
            if block.sensitive or subnet.unknown:
                return None
            offset = new.lo - old.lo
            moved = Cidr(block.cidr.family, block.cidr.lo + offset, block.cidr.hi + offset)
            own = blocks.setdefault(block_address(subnet.address), {})
            own[subnet.address] = Name(f'"{moved}"')
    every = network.once(_ranges_by_block)
    note = "unless it is cut from the range of the VPC"
    try:
        return [
            Put(next(iter(own)), (("cidr_block", by_key(every[block] | own)),), note=note)
            for block, own in blocks.items()
        ]
    except OutOfSightError:
        return None


def _free(_: Network) -> dict[int, Cidr | None]:
    """Return the first free private ranges by their size, as far as somebody asked."""
    return {}


def taken_by_all(network: Network) -> AddressSet:
    """Return the addresses of all VPCs and what they meet, and those that no VPC should have."""
    plan = network.address_plan
    blocks = [block for vpc in network.vpcs.values() for block in vpc.blocks]
    blocks += [prefix.block for prefix in plan.outside]
    blocks += [vpn.pool for vpn in plan.client_vpns if vpn.pool is not None]
    for cluster in plan.clusters:
        blocks += [*cluster.nodes, *cluster.pods]
        blocks += [cluster.services] if cluster.services is not None else []
    used = (block.cidr for block in blocks if not _is_summary(block.cidr))
    return AddressSet.of(used) | _SHUNNED


def _is_summary(cidr: Cidr) -> bool:
    """Tell whether a block holds a whole private range, all of which nobody uses."""
    return any(cidr.contains(whole) for whole in _PRIVATE.cidrs())


def _blocks_by_block(network: Network) -> dict[str, dict[str, Cidr]]:
    """Return the ranges of all VPCs by the blocks of the configuration that make them."""
    found: dict[str, dict[str, Cidr]] = {}
    for vpc in network.vpcs.values():
        for block in vpc.blocks:
            own = found.setdefault(block_address(block.origin), {})
            if not block.sensitive:
                own[block.origin] = block.cidr
    return found


def _ranges_by_block(network: Network) -> dict[str, dict[str, Name]]:
    """Return the IPv4 ranges of all subnets by the blocks that make them."""
    found: dict[str, dict[str, Name]] = {}
    for subnet in network.subnets.values():
        own = found.setdefault(block_address(subnet.address), {})
        ranges = [Name(f'"{b}"') for b in subnet.blocks if b.cidr.family == _IPV4]
        own.update((subnet.address, name) for name in ranges)
    return found


def free_in(vpc: Vpc, taken: AddressSet, like: Cidr) -> Cidr | None:
    """Return a free range inside one block of a VPC: a subnet does not span two."""
    found = (free_range(AddressSet.of((own.cidr,)), taken, like) for own in vpc.blocks)
    return next((free for free in found if free is not None), None)


def taken_in(network: Network, vpc: Vpc, besides: Subnet | None = None) -> AddressSet | None:
    """Return the addresses of a VPC's subnets, None where those of one are not known."""
    others = [s for s in network.subnets_by_vpc.get(vpc.address, ()) if s is not besides]
    if vpc.unknown or not vpc.closed or any(other.unknown for other in others):
        return None
    return AddressSet.of(block.cidr for other in others for block in other.blocks)


def _put(
    address: str, argument: str, free: Cidr, ranges: dict[str, Cidr], block: AddressBlock
) -> tuple[Edit, ...]:
    """Write the range; where the block has many instances, those of the others as they are."""
    if key_of(address) is None:
        again = "" if block.is_new else "; what has it is made again"
        return (Put(address, ((argument, str(free)),), note=f"was {block}{again}"),)
    if not 0 < len(ranges) <= MOST_KEYS:
        return ()
    every = {a: Name(f'"{cidr}"') for a, cidr in ranges.items()} | {address: Name(f'"{free}"')}
    try:
        return (Put(address, ((argument, by_key(every)),), note=f"{block} becomes {free}"),)
    except OutOfSightError:
        return ()
