"""Builds VPC peering connections: their two ends, who accepts them, and what they resolve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.build import values
from netplan_audit.network.build.connections import unset_link
from netplan_audit.network.connections.connections import PeeringConnection
from netplan_audit.terraform.value import is_symbolic
from netplan_audit.unknown import Truth, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.link import Link
    from netplan_audit.network.vpcs import Vpc
    from netplan_audit.terraform.resource import Resource, Resources

_REQUEST: Final = "aws_vpc_peering_connection"
_ACCEPTER: Final = "aws_vpc_peering_connection_accepter"
_OPTIONS: Final = "aws_vpc_peering_connection_options"
_ID: Final = "vpc_peering_connection_id"
_SIDES: Final = ("requester", "accepter")
_DNS: Final = "allow_remote_vpc_dns_resolution"


def build_peering_connections(
    resources: Resources, linker: Linker, vpcs: Mapping[str, Vpc]
) -> dict[str, PeeringConnection]:
    """Build VPC peering connections, each by the requester's resource.

    Where that is outside the input the accepter's stands for it: its `vpc_id` is the accepter's
    VPC, its `peer_vpc_id` the requester's, both computed.
    """
    accepters = _by_connection(resources, linker, _ACCEPTER)
    loose = _loose(resources, linker)
    options = _by_connection(resources, linker, _OPTIONS)
    found: dict[str, PeeringConnection] = {}
    for resource in resources.of_type(_REQUEST):
        ends = [_end(resource, linker, name) for name in ("vpc_id", "peer_vpc_id")]
        beside = accepters.get(resource.address, [])
        peering = _peering(resource, ends, beside, vpcs, options)
        if loose:
            accepts = peering.accepted_beside | Truth.UNKNOWN
            peering = replace(peering, accepted_beside=accepts, may_accept=loose)
        found[resource.address] = peering
    for resource in resources.of_type(_ACCEPTER):
        link = linker.link(resource, _ID)
        if link is None or not set(link.targets) & found.keys():
            ends = [_end(resource, linker, name) for name in ("peer_vpc_id", "vpc_id")]
            found[resource.address] = _peering(resource, ends, [resource], vpcs, options)
    return found


def _by_connection(resources: Resources, linker: Linker, kind: str) -> dict[str, list[Resource]]:
    """Return the resources of a kind by each connection that they may be of."""
    found: dict[str, list[Resource]] = {}
    for resource in resources.of_type(kind):
        link = linker.link(resource, _ID)
        for target in () if link is None else link.targets:
            found.setdefault(target, []).append(resource)
    return found


def _loose(resources: Resources, linker: Linker) -> str:
    """Name what would tell whose an accepter is that may be of any connection; '' without one."""
    for resource in resources.of_type(_ACCEPTER):
        link = linker.link(resource, _ID)
        if link is not None and not link.complete and _accepts(resource) is not Truth.NO:
            return link.settles or f"{resource.address}.{_ID}"
    return ""


def _end(resource: Resource, linker: Linker, name: str) -> Link:
    return linker.link(resource, name) or unset_link(resource, name)


def _peering(
    resource: Resource,
    ends: list[Link],
    accepters: list[Resource],
    vpcs: Mapping[str, Vpc],
    options: dict[str, list[Resource]],
) -> PeeringConnection:
    status = values.text(resource.get("accept_status")) or ""
    automatic = values.flag(resource.get("auto_accept"), default=False)
    accepts = any_of(_accepts(one) for one in accepters)
    names = [one.address for one in (resource, *accepters)]
    sides = [resource, *accepters, *(o for name in names for o in options.get(name, ()))]
    asks = resource.type == _REQUEST
    return PeeringConnection(
        address=resource.address,
        requester=ends[0],
        accepter=ends[1],
        is_active=resource.action not in values.NEW and status == "active",
        also_called=tuple(one.address for one in accepters if one is not resource),
        status=status,
        accepts_itself=automatic if asks else Truth.NO,
        accepted_beside=accepts,
        names_region=_is_set(resource, "peer_region") if asks else Truth.UNKNOWN,
        names_owner=_is_set(resource, "peer_owner_id") if asks else Truth.UNKNOWN,
        same_region=_same_region(resource, ends, vpcs),
        resolves=any_of(_resolves(one, side) for one in sides for side in _SIDES),
    )


def _accepts(accepter: Resource) -> Truth:
    """Tell whether an accepter accepts by itself; one that may not exist may do so."""
    accepts = values.flag(accepter.get("auto_accept"), default=False)
    return accepts & Truth.UNKNOWN if accepter.exists_if else accepts


def _is_set(resource: Resource, name: str) -> Truth:
    """Tell whether the configuration names the region or account of the other side.

    AWS fills both in: what an existing connection has was not necessarily asked for.
    """
    configured = resource.body.configured(name)
    if configured is False:
        return Truth.NO
    if configured is None and resource.action not in values.NEW:
        return Truth.UNKNOWN
    value = resource.get(name)
    if is_symbolic(value):
        return Truth.UNKNOWN if configured is None else Truth.YES
    return truth(value not in (None, ""))  # a list has no hash


def _same_region(resource: Resource, ends: list[Link], vpcs: Mapping[str, Vpc]) -> Truth:
    """Tell whether both VPCs are in one region, as they are where no other is asked for."""
    known = [vpcs.get(end.only or "") for end in ends]
    regions = [None if vpc is None else vpc.region for vpc in known]
    if None not in regions:
        return truth(regions[0] == regions[1])
    named = resource.get("peer_region")
    if isinstance(named, str) and named and regions[0] is not None:
        return truth(named == regions[0])
    unset = is_symbolic(named) and resource.body.configured("peer_region") is False
    return Truth.YES if named is None or named == "" or unset else Truth.UNKNOWN


def _resolves(resource: Resource, side: str) -> Truth:
    """Tell whether a side lets the other resolve its public host names to private addresses."""
    value = resource.get(side)
    if is_symbolic(value):
        return Truth.NO if resource.body.configured(side) is False else Truth.UNKNOWN
    return any_of(values.flag(block.get(_DNS), default=False) for block in values.blocks(value))
