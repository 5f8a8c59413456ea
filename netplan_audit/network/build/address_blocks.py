"""Reads the address blocks of VPCs: their own, those of associations, and what pools give."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from netplan_audit.network.build import values
from netplan_audit.network.build.pools import Pools
from netplan_audit.network.cidr import EMPTY, AddressSet
from netplan_audit.network.vpcs import AddressBlock
from netplan_audit.terraform.value import is_symbolic
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_ASSOCIATIONS: Final = (
    "aws_vpc_ipv4_cidr_block_association",
    "aws_vpc_ipv6_cidr_block_association",
)
_ARGUMENTS: Final = {"cidr_block": "ipv4_ipam_pool_id", "ipv6_cidr_block": "ipv6_ipam_pool_id"}
"""The arguments for blocks, each with that for the pool which may give one."""
_GONE: Final = frozenset({"disassociating", "disassociated", "failing", "failed"})


class Blocks(Struct):
    """Address blocks while they are gathered, and the arguments that hold unknown ones.

    Those of `unique` overlap nothing: Amazon gives each VPC an IPv6 block of its own. `within` are
    what holds the unknown ones, None where nothing tells it.
    """

    known: list[AddressBlock] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unique: list[str] = field(default_factory=list)
    within: list[AddressSet | None] = field(default_factory=list)

    def add_unknown(self, settles: str, within: AddressSet | None = None) -> None:
        """Add the argument that holds an unknown block."""
        self.unknown.append(settles)
        self.within.append(within)

    def add(self, more: Blocks) -> None:
        """Add those of associations."""
        self.known += more.known
        self.unknown += more.unknown
        self.unique += more.unique
        self.within += more.within

    @property
    def around(self) -> AddressSet | None:
        """What holds all unknown blocks; None where nothing tells it."""
        found = EMPTY
        for each in self.within:
            if each is None:
                return None
            found |= each
        return found


class BlockReader:
    """Reads the blocks of the VPCs of one input."""

    def __init__(self, resources: Resources, linker: Linker) -> None:
        """Index nothing yet."""
        self._resources = resources
        self._linker = linker
        self._pools = Pools(resources, linker)

    def of(self, vpc: Resource) -> Blocks:
        """Return the blocks of a VPC, the primary first."""
        found = Blocks()
        self._gather(vpc, found, is_secondary=False)
        found.add(self._secondary.get(vpc.address, Blocks()))
        found.known += _listed(vpc, {block.cidr for block in found.known})
        return found

    @cached_property
    def _secondary(self) -> dict[str, Blocks]:
        """What associations add, by VPC; it is unknown where the VPC is one of several."""
        found: dict[str, Blocks] = {}
        for resource in self._resources.of_type(*_ASSOCIATIONS):
            link = self._linker.link(resource, "vpc_id")
            for target in () if link is None else link.targets:
                blocks = found.setdefault(target, Blocks())
                if link is not None and link.only is None:
                    blocks.add_unknown(link.settles or f"{resource.address}.vpc_id")
                elif resource.exists_if:
                    blocks.add_unknown(values.doubt(resource))
                else:
                    self._gather(resource, blocks, is_secondary=True)
        return found

    def _gather(self, resource: Resource, blocks: Blocks, *, is_secondary: bool) -> None:
        for name, pool in _ARGUMENTS.items():
            block, settles = values.address_block(resource, name)
            if block is not None:
                blocks.known.append(replace(block, is_secondary=is_secondary))
            elif settles and not _never_set(resource, name):
                blocks.add_unknown(settles, self._pools.around(resource, pool))
            elif settles and name == "ipv6_cidr_block" and asks_amazon(resource) is not Truth.NO:
                blocks.unique.append(settles)


def asks_amazon(resource: Resource) -> Truth:
    """Tell whether a block of Amazon's IPv6 addresses is asked for."""
    return values.flag(resource.get("assign_generated_ipv6_cidr_block"), default=False)


def _never_set(resource: Resource, name: str) -> bool:
    """Tell whether an unknown CIDR cannot overlap: nobody asked for one, or Amazon gives it.

    Amazon-provided IPv6 blocks are unique, so only pools and literal blocks can overlap.
    """
    if name == "cidr_block":
        return resource.type == _ASSOCIATIONS[1]
    asked = (resource.get("ipv6_ipam_pool_id"), resource.get("ipv6_pool"))
    return resource.body.configured(name) is not True and not any(
        is_symbolic(value) or bool(value) for value in asked
    )


def _listed(resource: Resource, known: set[object]) -> Iterator[AddressBlock]:
    """Yield the secondary CIDRs that a data source lists, those that are gone left out."""
    for association in values.blocks(resource.get("cidr_block_associations")):
        if values.text(association.get("state")) in _GONE:
            continue
        written = values.text(association.get("cidr_block"))
        cidr = values.cidr_or_none(written) if written else None
        if cidr is not None and cidr not in known:
            yield AddressBlock(cidr, resource.address, is_secondary=True)
