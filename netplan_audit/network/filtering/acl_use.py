"""Which subnets a network ACL filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.filtering.network_acls import NetworkAcl
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet


class AclUse(Struct, frozen=True):
    """The subnets of the input that a network ACL certainly or likely filters.

    `verdict` tells whether it filters any subnet at all, of the input or not; `settles` what
    would tell.
    """

    subnets: tuple[Subnet, ...]
    verdict: Truth
    settles: str = ""


def acl_uses(network: Network) -> dict[str, AclUse]:
    """Return the use of every network ACL by its address."""
    filtered: dict[str, list[Subnet]] = {}
    doubts: dict[str, str] = {}
    for subnet in network.subnets.values():
        acl, settles = network.borders.acl_of(subnet)
        if acl is not None:
            filtered.setdefault(acl.address, []).append(subnet)
        elif settles and subnet.vpc.only is not None:
            doubts.setdefault(subnet.vpc.only, settles)
    for other in network.network_acls.values():
        if other.is_default or other.subnets.settled:
            continue
        for vpc in () if other.vpc is None else other.vpc.targets:
            doubts.setdefault(vpc, other.subnets.settles)
    return {
        acl.address: _use(network, acl, tuple(filtered.get(acl.address, ())), doubts)
        for acl in network.network_acls.values()
    }


def _use(
    network: Network, acl: NetworkAcl, subnets: tuple[Subnet, ...], doubts: dict[str, str]
) -> AclUse:
    named = [network.subnets.get(each) for each in acl.subnets]
    if subnets or None in named:
        return AclUse(subnets, Truth.YES)
    contested = any(each and network.borders.acl_of(each)[0] is None for each in named)
    if contested or not acl.subnets.settled:
        return AclUse((), Truth.UNKNOWN, acl.subnets.settles or f"{acl.address}.subnet_ids")
    if named or not acl.is_default:
        return AclUse((), Truth.NO)
    vpc = None if acl.vpc is None else acl.vpc.only
    if vpc in doubts:
        return AclUse((), Truth.UNKNOWN, doubts[vpc])
    known = network.vpcs.get(vpc or "")
    if known is not None and known.is_new and network.complete:
        return AclUse((), Truth.NO)
    return AclUse((), Truth.UNKNOWN, f"the subnets of the VPC of {acl.address}")
