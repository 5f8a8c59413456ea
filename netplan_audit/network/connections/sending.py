"""What the VPCs of a transit gateway send over it, found by where it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from netplan_audit.network.addressing.cidr_index import CidrIndex
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.connections.ways import is_default, ways

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Vpc

Senders: TypeAlias = "dict[AddressSet, list[tuple[Vpc, Route]]]"
"""By destination, the VPCs that send something there, and their routes."""


class Hub(Struct, frozen=True):
    """A transit gateway with the VPCs that are, or may be, attached to it, and what they send.

    `doubts` says, of VPCs that may be attached, what would tell it. `anywhere` is what they send to
    where it is not known, `everyone` the addresses of them all.
    """

    gateway: str
    vpcs: list[Vpc]
    doubts: dict[str, str]
    senders: Senders
    anywhere: list[tuple[Vpc, Route]]
    everyone: AddressSet
    _destinations: CidrIndex[tuple[int, AddressSet]]

    def sent_to(self, vpc: Vpc) -> list[AddressSet]:
        """Return the destinations that have addresses of a VPC."""
        near = (self._destinations.overlapping(block.cidr) for block in vpc.blocks)
        found = dict(numbered for every in near for numbered in every)
        return [found[number] for number in sorted(found)]


def hub_of(network: Network, gateway: str) -> Hub:
    """Return a transit gateway with its VPCs."""
    attached: dict[str, str] = {}
    for each in network.attachments_by_gateway[gateway]:
        sure = each.gateway.only is not None and each.vpc.only is not None
        settles = "" if sure else each.vpc.settles or each.gateway.settles
        for vpc in each.vpc.targets:
            attached[vpc] = settles and attached.get(vpc, settles)
    vpcs = [network.vpcs[name] for name in attached if name in network.vpcs]
    everyone = AddressSet.of(b.cidr for each in vpcs for b in each.blocks)
    doubts = {vpc: settles for vpc, settles in attached.items() if settles}
    senders, anywhere = _senders(network, gateway, vpcs)
    numbered = list(enumerate(senders))
    index = CidrIndex((cidr, one) for one in numbered for cidr in one[1].cidrs())
    return Hub(gateway, vpcs, doubts, senders, anywhere, everyone, index)


def _senders(
    network: Network, gateway: str, vpcs: list[Vpc]
) -> tuple[Senders, list[tuple[Vpc, Route]]]:
    """Return the VPCs that send something over a gateway, by what; default routes are left out.

    Those that send something of which it is not known where are apart.
    """
    found: Senders = {}
    anywhere: list[tuple[Vpc, Route]] = []
    for vpc in vpcs:
        for route in ways(network).out_of(vpc.address, gateway):
            if route.destination is None:
                anywhere.append((vpc, route))
            elif not is_default(route):
                found.setdefault(route.destination, []).append((vpc, route))
    return found, anywhere
