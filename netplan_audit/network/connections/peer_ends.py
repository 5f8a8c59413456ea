"""Which VPCs a peering connection joins, as the routes over it tell where its arguments do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from netplan_audit.network.connections.ways import ways
from netplan_audit.network.link import Certainty, Link

if TYPE_CHECKING:
    from netplan_audit.network.connections.connections import PeeringConnection
    from netplan_audit.network.network import Network


def with_senders(network: Network, peering: PeeringConnection) -> PeeringConnection:
    """Return a peering connection with VPCs that route over it as its ends, where these are open.

    AWS takes a route over a peering connection only in the tables of the VPCs that it joins, and it
    joins no VPC with itself. Which of the ends is the requester stays open.
    """
    one, other = peering.requester, peering.accepter
    if one.only is not None and other.only is not None:
        return peering
    known = one.only or other.only
    senders = network.once(_senders).get(peering.address, ())
    ends = tuple(dict.fromkeys((*((known,) if known else ()), *senders)))
    if not ends or len(ends) > 2:  # noqa: PLR2004 - a connection has two ends
        return peering
    if len(ends) > 1:
        first, second = (_end(peering, end) for end in ends)
        return replace(peering, requester=first, accepter=second)
    return replace(peering, requester=_end(peering, ends[0]), accepter=_rest(peering, ends[0]))


def _senders(network: Network) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for connection, vpc in ways(network).sure:
        found.setdefault(connection, []).append(vpc)
    return found


def _end(peering: PeeringConnection, vpc: str) -> Link:
    """Return the end that is a VPC as the arguments tell, else as the routes do."""
    told = (end for end in (peering.requester, peering.accepter) if end.only == vpc)
    return next(told, Link((vpc,), Certainty.LIKELY))


def _rest(peering: PeeringConnection, vpc: str) -> Link:
    """Return the end that is not this VPC: one of what is left."""
    open_ = [end for end in (peering.requester, peering.accepter) if end.only is None]
    left = dict.fromkeys(target for end in open_ for target in end.targets if target != vpc)
    complete = all(end.complete for end in open_)
    sure = Certainty.LIKELY if complete and len(left) == 1 else Certainty.ONE_OF
    settles = next((end.settles for end in reversed(open_) if end.settles), "")
    return Link(tuple(left), sure, complete, settles or f"{peering.address}.peer_vpc_id")
