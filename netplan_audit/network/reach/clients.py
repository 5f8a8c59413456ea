"""What Client VPN lets its clients do before their packets are in a VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.reach.filters import among, which
from netplan_audit.network.reach.trail import OPEN, Trail, judged
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.addressing.address_plan import ClientVpn
    from netplan_audit.network.network import Network
    from netplan_audit.network.reach.ends import End, Packet


def sent_by_client(network: Network, source: End, packet: Packet) -> Trail:
    """Ask the routes and authorization rules of a Client VPN endpoint about its clients.

    Their packets then come from its interfaces, with the addresses of these.
    """
    endpoint = next(
        (each for each in network.address_plan.client_vpns if each.address == source.address), None
    )
    if endpoint is None:
        return OPEN
    vpc = network.vpcs.get(source.vpc or "")
    own = AddressSet.of(block.cidr for block in (() if vpc is None else vpc.blocks))
    routed = own | AddressSet.of(block.cidr for block in endpoint.routes)
    words = ("it has a route to it", "it has no route to it")
    rules = ("an authorization rule admits its clients", "no authorization rule admits its clients")
    admitted = AddressSet.of(block.cidr for block in endpoint.authorized)
    return _asked(endpoint, packet, routed, words).then(
        lambda: _asked(endpoint, packet, admitted, rules)
    )


def _asked(
    endpoint: ClientVpn, packet: Packet, addresses: AddressSet, words: tuple[str, str]
) -> Trail:
    answer = among(packet.target, addresses)
    if endpoint.doubts:
        answer |= Truth.UNKNOWN
    settles = ", ".join(endpoint.doubts) or which(packet.target, packet)
    return judged(answer, endpoint.address, words, settles)
