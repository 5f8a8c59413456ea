"""Address ranges beside those of VPCs: of networks outside, clusters and VPN clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.link import Link
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import AddressBlock


class OutsidePrefix(Struct, frozen=True):
    """A block of a network outside AWS, which `connection` leads to."""

    block: AddressBlock
    connection: Link


class ClusterRanges(Struct, frozen=True):
    """The address ranges of an EKS cluster.

    `services` is the block of its Services, None where EKS picks one or where it is not known
    (`unknown` then says what would tell). `nodes` and `pods` are those of its hybrid nodes.
    """

    address: str
    services: AddressBlock | None
    unknown: str
    nodes: tuple[AddressBlock, ...]
    pods: tuple[AddressBlock, ...]
    remote_unknown: tuple[str, ...] = ()
    is_ipv6: bool = False


class ClientVpn(Struct, frozen=True):
    """A Client VPN endpoint: the pool of its clients, its subnets, and the routes it gives them."""

    address: str
    pool: AddressBlock | None
    unknown: str
    vpcs: tuple[Link, ...]
    subnets: tuple[Link, ...]
    routes: tuple[AddressBlock, ...]


class AddressPlan(Struct, frozen=True):
    """Every such range of one input."""

    outside: tuple[OutsidePrefix, ...] = ()
    clusters: tuple[ClusterRanges, ...] = ()
    client_vpns: tuple[ClientVpn, ...] = ()


NO_PLAN: Final = AddressPlan()


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


def neighbours(network: Network, vpc: str) -> dict[str, str]:
    """Return the VPCs that a VPC is certainly joined to, with the connection that joins them."""
    found: dict[str, str] = {}
    for peering in network.peering_connections.values():
        ends = (peering.requester.only, peering.accepter.only)
        if vpc in ends:
            found.update((end, peering.address) for end in ends if end not in {None, vpc})
    hubs = {a.gateway.only for a in network.attachments_by_vpc.get(vpc, ())} - {None}
    for attachment in network.attachments.values() if hubs else ():
        other = attachment.vpc.only
        if attachment.gateway.only in hubs and other is not None and other != vpc:
            found.setdefault(other, attachment.address)
    return found
