"""VPCs, their address blocks and subnets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.cidr import AddressSet, Cidr
    from netplan_audit.network.environment import Environment
    from netplan_audit.network.link import Link
    from netplan_audit.network.zones import Zone


class AddressBlock(Struct, frozen=True):
    """One CIDR of a VPC or subnet; `origin` is the address of the resource that sets it.

    `is_new` tells that the plan adds it, `is_secondary` that a VPC has it besides its own.
    """

    cidr: Cidr
    origin: str
    sensitive: bool = False
    is_new: bool = False
    is_secondary: bool = False

    def __str__(self) -> str:
        """Write the CIDR, unless it is marked sensitive."""
        return "(sensitive value)" if self.sensitive else str(self.cidr)


class Vpc(Struct, frozen=True):
    """A virtual private cloud.

    `blocks` are its known CIDRs, the primary first; `unknown` names the arguments that hold
    further ones; `unique` those of which it is known that they overlap nothing (Amazon's IPv6).
    `pool` is the IPAM pool that gives it its only block, '' for none and while it may have others.
    `within` are the addresses that hold its unknown blocks, None where nothing tells it.
    `closed` is False where blocks may exist that the input does not show.
    `dns_support` and `dns_hostnames` tell whether it resolves names and gives them out.
    `environment` is `prod`, `nonprod` or `unknown`. `is_new` tells that the plan creates it.
    `may_be_another` tells that it is read by an id that is not known, which may be that of a VPC
    in the input.
    """

    address: str
    block: str
    module: str
    blocks: tuple[AddressBlock, ...]
    unknown: tuple[str, ...]
    region: str | None
    environment: Environment
    is_default: bool
    has_ipv6: bool
    is_new: bool = True
    closed: bool = True
    unique: tuple[str, ...] = ()
    pool: str = ""
    within: AddressSet | None = None
    dns_support: Truth = Truth.UNKNOWN
    dns_hostnames: Truth = Truth.UNKNOWN
    may_be_another: bool = False


class Reservation(Struct, frozen=True):
    """A range of a subnet out of which AWS assigns no single addresses by itself.

    `cidr` is None where it is not known whether and what it takes; `settles` names what would tell.
    `for_prefixes` tells that interfaces get prefixes of it.
    """

    address: str
    cidr: Cidr | None
    settles: str
    for_prefixes: Truth


class Subnet(Struct, frozen=True):
    """A subnet.

    `assigns_ipv6` tells whether it gives interfaces IPv6 addresses on creation, `has_ipv6` whether
    it has a block of them. `free_addresses` is what a data source counts. `balancer_roles` are the
    words that its tags `kubernetes.io/role/` end in, None where its tags are unknown.
    `leaves_zone_open` tells that AWS is to pick its zone. `asked_length` is the prefix length of
    the block that an IPAM pool is to give it, None where it has another. `reservations` are set
    aside in it.
    """

    address: str
    vpc: Link
    blocks: tuple[AddressBlock, ...]
    unknown: tuple[str, ...]
    zone: Zone
    maps_public_ip: Truth
    assigns_ipv6: Truth
    on_outpost: bool
    is_new: bool = True
    leaves_zone_open: bool = False
    has_ipv6: Truth = Truth.NO
    free_addresses: int | None = None
    balancer_roles: frozenset[str] | None = frozenset()
    asked_length: int | None = None
    reservations: tuple[Reservation, ...] = ()
