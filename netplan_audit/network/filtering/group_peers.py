"""Whether a rule of one VPC's security group can name a security group of another VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.terraform.address import is_data
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.connections.connections import PeeringConnection
    from netplan_audit.network.filtering.security_groups import SecurityGroup
    from netplan_audit.network.network import Network
    from netplan_audit.terraform.value import Certainty


class Homes(Struct, frozen=True):
    """The VPCs that a security group is in, and how sure that is."""

    vpcs: frozenset[str]
    certainty: Certainty


def homes(network: Network, group: SecurityGroup) -> Homes | None:
    """Return the VPCs that a group is in; None where one of them is one of several.

    A VPC that is only read, or named by its id, may be one that has another address here.
    """
    links = (*((group.vpc,) if group.vpc is not None else ()), *group.also_in)
    found = {link.only for link in links}
    known = frozenset(vpc for vpc in found if vpc is not None and _is_managed(network, vpc))
    if not found or known != found:
        return None
    return Homes(known, min(link.certainty for link in links))


def _is_managed(network: Network, vpc: str) -> bool:
    return vpc in network.vpcs and not is_data(vpc)


def can_be_named(network: Network, one: str, other: str) -> tuple[Truth, str]:
    """Tell whether groups of two VPCs can name each other, and what would settle it.

    They can over a peering connection within a region ("Update your security groups to reference
    peer security groups", peering guide), and over a transit gateway with support for it.
    """
    if not _same_region(network, one, other):
        return Truth.NO, ""
    doubt = ""
    beside = network.once(_peerings_by_vpc)
    for peering in dict.fromkeys((*beside.get(one, ()), *beside.get(other, ()))):
        ends = (peering.requester, peering.accepter)
        sides = [{vpc for vpc in (one, other) if vpc in end.targets} for end in ends]
        if all(end.proven for end in ends) and sides[0] | sides[1] == {one, other}:
            return Truth.YES, ""
        if _may_join(sides, complete=[end.complete for end in ends]):
            doubt = next((end.settles for end in ends if end.settles), peering.address)
    for gateway in sorted(_gateways_of(network, one) & _gateways_of(network, other)):
        passed = _passes(network, gateway, (one, other))
        if passed is Truth.YES:
            return Truth.YES, ""
        if passed is Truth.UNKNOWN:
            doubt = doubt or f"{gateway}.security_group_referencing_support"
    if doubt:
        return Truth.UNKNOWN, doubt
    vpcs = [network.vpcs.get(vpc) for vpc in (one, other)]
    if all(vpc is not None and vpc.is_new for vpc in vpcs) and network.complete:
        return Truth.NO, ""
    return Truth.UNKNOWN, f"a peering connection of {one} with {other} outside the input"


def _passes(network: Network, gateway: str, vpcs: tuple[str, str]) -> Truth:
    """Tell whether a transit gateway, and the attachments of both VPCs, support references."""
    referencing = network.transit_routing.referencing
    answer = referencing.get(gateway, Truth.UNKNOWN)
    for attachment in network.attachments_by_gateway.get(gateway, ()):
        if any(vpc in attachment.vpc.targets for vpc in vpcs):
            sure = attachment.gateway.proven and attachment.vpc.proven
            answer &= referencing.get(attachment.address, Truth.UNKNOWN)
            answer &= Truth.YES if sure else Truth.UNKNOWN
    return answer


def _peerings_by_vpc(network: Network) -> dict[str, list[PeeringConnection]]:
    """Return the peering connections that each VPC is, or may be, an end of."""
    found: dict[str, list[PeeringConnection]] = {}
    for peering in network.peering_connections.values():
        for vpc in dict.fromkeys((*peering.requester.targets, *peering.accepter.targets)):
            found.setdefault(vpc, []).append(peering)
    return found


def _gateways_of(network: Network, vpc: str) -> set[str]:
    return network.once(_gateways_by_vpc).get(vpc, set())


def _gateways_by_vpc(network: Network) -> dict[str, set[str]]:
    """Return the transit gateways that each VPC is, or may be, attached to."""
    found: dict[str, set[str]] = {}
    for attachment in network.attachments.values():
        for vpc in attachment.vpc.targets:
            found.setdefault(vpc, set()).update(attachment.gateway.targets)
    return found


def _may_join(sides: list[set[str]], *, complete: list[bool]) -> bool:
    """Tell whether the ends of a connection may be the two VPCs: each is one, or may be any."""
    first, second = sides
    return bool((first and not complete[1]) or (second and not complete[0]) or (first and second))


def _same_region(network: Network, one: str, other: str) -> bool:
    regions = {vpc.region for vpc in map(network.vpcs.get, (one, other)) if vpc is not None}
    return len(regions - {None}) < 2  # noqa: PLR2004 - one region, or not known
