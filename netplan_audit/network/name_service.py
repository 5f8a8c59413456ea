"""What answers DNS queries of VPCs: DHCP options, resolver endpoints and private zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from netplan_audit.network.link import Link, Links


class DhcpOptions(Struct, frozen=True):
    """A set of DHCP options with the name servers that it hands out, and the VPCs it is for.

    `servers` is None where they are not known; empty where the set names none.
    """

    address: str
    servers: tuple[str, ...] | None
    vpcs: tuple[Link, ...]


class ResolverEndpoint(Struct, frozen=True):
    """A Route 53 Resolver endpoint with one link for each of its addresses."""

    address: str
    subnets: Links
    addresses: int


class PrivateZone(Struct, frozen=True):
    """A private hosted zone with a link for each VPC that it is associated with."""

    address: str
    vpcs: tuple[Link, ...]


class NameService(Struct, frozen=True):
    """All of it."""

    options: tuple[DhcpOptions, ...] = ()
    resolvers: tuple[ResolverEndpoint, ...] = ()
    zones: tuple[PrivateZone, ...] = ()


NO_NAMES = NameService()
