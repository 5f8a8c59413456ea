"""Address ranges beside those of VPCs: of networks outside, clusters and VPN clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.connections.transit import meeting_of
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.link import Link
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock


class OutsidePrefix(Struct, frozen=True):
    """A block of a network outside AWS, which `connection` leads to.

    `ends` are the machines of the input that the connection ends at: what is behind it is no
    network outside then, but one of theirs.
    """

    block: AddressBlock
    connection: Link
    ends: tuple[str, ...] = ()


class ClusterRanges(Struct, frozen=True):
    """The address ranges of an EKS cluster.

    `services` is the block of its Services, None where EKS picks one or where it is not known
    (`unknown` then says what would tell). `nodes` and `pods` are those of its hybrid nodes,
    `remote_unknown` the arguments that hold others of these.
    """

    address: str
    services: AddressBlock | None
    unknown: str
    nodes: tuple[AddressBlock, ...]
    pods: tuple[AddressBlock, ...]
    remote_unknown: tuple[str, ...] = ()
    is_ipv6: bool = False


class ClientVpn(Struct, frozen=True):
    """A Client VPN endpoint: the pool of its clients, its subnets, and the routes it gives them.

    `authorized` are the destinations that its rules let clients to; `doubts` name routes and rules
    that are not known.
    """

    address: str
    pool: AddressBlock | None
    unknown: str
    vpcs: tuple[Link, ...]
    subnets: tuple[Link, ...]
    routes: tuple[AddressBlock, ...]
    authorized: tuple[AddressBlock, ...] = ()
    doubts: tuple[str, ...] = ()


class AddressPlan(Struct, frozen=True):
    """Every such range of one input."""

    outside: tuple[OutsidePrefix, ...] = ()
    clusters: tuple[ClusterRanges, ...] = ()
    client_vpns: tuple[ClientVpn, ...] = ()


NO_PLAN: Final = AddressPlan()


def vpcs_at_end(network: Network, prefix: OutsidePrefix) -> set[str]:
    """Return the VPCs of the machines that a connection ends at."""
    machines = (network.workloads.get(each) for each in prefix.ends)
    return {vpc for each in machines if each is not None for vpc in network.vpcs_of(each)}


def vpcs_behind(network: Network, connection: str) -> Iterator[str]:
    """Yield the VPCs that a VPN or other outside connection leads into, by its address."""
    for outside in network.outside:
        if outside.address != connection:
            continue
        for link in (outside.vpc, outside.gateway):
            for target in () if link is None or link.only is None else (link.only,):
                yield from _attached(network, target)


def _attached(network: Network, target: str) -> Iterator[str]:
    if target in network.vpcs:
        yield target
        return
    gateway = network.gateways.get(target)
    if gateway is not None and gateway.vpc is not None and gateway.vpc.only is not None:
        yield gateway.vpc.only
    for attachment in network.attachments.values():
        if attachment.gateway.only == target and attachment.vpc.only is not None:
            yield attachment.vpc.only


def are_joined(network: Network, first: str, second: str) -> bool:
    """Tell whether two VPCs are certainly joined, by peering or through a transit gateway."""
    if frozenset({first, second}) in network.once(_peered):
        return True
    pairs = (
        (one, other)
        for one in network.attachments_by_vpc.get(first, ())
        for other in network.attachments_by_vpc.get(second, ())
    )
    return first != second and any(_meet(*pair) for pair in pairs)


def _peered(network: Network) -> frozenset[frozenset[str | None]]:
    every = network.peering_connections.values()
    return frozenset(frozenset({one.requester.only, one.accepter.only}) for one in every)


def _meet(first: TransitGatewayAttachment, second: TransitGatewayAttachment) -> bool:
    met = meeting_of(first, second)
    return met is not None and met.verdict is Truth.YES
