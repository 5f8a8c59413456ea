"""Attachments of VPCs that overlap, in groups that meet each other alike."""

from __future__ import annotations

from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING, TypeAlias

from netplan_audit.network.addressing.overlap import overlapping_vpcs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.cidr import Cidr
    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.link import Certainty, Link, Links
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Vpc
    from netplan_audit.unknown import Truth

_Pair: TypeAlias = "tuple[list[TransitGatewayAttachment], list[TransitGatewayAttachment]]"
_Kind: TypeAlias = "tuple[Link, Certainty, Links, Links, Truth, Truth]"


def order(attachment: TransitGatewayAttachment) -> str:
    """Return what attachments are put in order by: those that are there already come first."""
    return f"{attachment.is_new:d} {attachment.address}"


def overlapping_attachments(
    network: Network,
) -> Iterator[_Pair]:
    """Yield each two groups of attachments of overlapping VPCs, in order, and each with itself.

    All of one group meet those of another alike: many equal ones are not compared in pairs.
    """
    spaces: dict[tuple[Cidr, ...], list[Vpc]] = {}
    groups: dict[tuple[Cidr, ...], dict[_Kind, list[TransitGatewayAttachment]]] = {}
    for attachment in sorted(network.attachments.values(), key=order):
        vpc = network.vpcs.get(attachment.vpc.only or "")
        if vpc is not None and vpc.blocks:
            space = tuple(block.cidr for block in vpc.blocks)
            spaces.setdefault(space, []).append(vpc)
            groups.setdefault(space, {}).setdefault(_kind(attachment), []).append(attachment)
    first = {vpcs[0].address: space for space, vpcs in spaces.items()}
    for one, other in overlapping_vpcs(vpcs[0] for vpcs in spaces.values()):
        pairs = product(groups[first[one.address]].values(), groups[first[other.address]].values())
        yield from filter(_may_meet, pairs)
    for alike in groups.values():
        yield from filter(_may_meet, combinations_with_replacement(alike.values(), 2))


def _may_meet(pair: _Pair) -> bool:
    """Tell whether attachments may be those of one gateway that is known."""
    one, other = (group[0].gateway.targets for group in pair)
    return not set(one).isdisjoint(other)


def _kind(attachment: TransitGatewayAttachment) -> _Kind:
    return (
        attachment.gateway,
        attachment.vpc.certainty,
        attachment.propagated,
        attachment.associated,
        attachment.default_propagation,
        attachment.default_association,
    )
