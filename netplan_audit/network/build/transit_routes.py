"""Builds what transit gateways route by: static routes, peering attachments, learnt routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.cidr import EMPTY
from netplan_audit.network.link import NO_LINKS, Link, Links
from netplan_audit.network.reach.transit import TransitPeering, TransitRoute, TransitRouting
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.filtering.security_groups import PrefixList
    from netplan_audit.terraform.resource import Resource, Resources

_PEERING: Final = "aws_ec2_transit_gateway_peering_attachment"
_LEARNING: Final = (
    ("aws_vpn_connection", "transit_gateway_id"),
    ("aws_ec2_transit_gateway_connect", "transit_gateway_id"),
    ("aws_dx_gateway_association", "associated_gateway_id"),
)


def build_transit_routing(
    resources: Resources, linker: Linker, prefix_lists: Mapping[str, PrefixList]
) -> TransitRouting:
    """Read everything about transit gateways that the attachments of VPCs do not say."""
    learning: dict[str, list[str]] = {}
    for kind, argument in _LEARNING:
        for resource in resources.of_type(kind):
            link = linker.link(resource, argument)
            for target in () if link is None else link.targets:
                learning.setdefault(target, []).append(resource.address)
    referencing = {
        one.address: values.flag(one.get("security_group_referencing_support"), default=False)
        for one in resources.of_type("aws_ec2_transit_gateway")
    }
    closed = {
        one.address: values.flag(one.get("security_group_referencing_support"), default=True)
        for one in resources.of_type("aws_ec2_transit_gateway_vpc_attachment")
    }
    return TransitRouting(
        routes=tuple(_routes(resources, linker, prefix_lists)),
        peerings=tuple(_peerings(resources, linker)),
        learning=learning,
        referencing=referencing | closed,
        associations=_joined(_tables(resources, linker, "association")),
        propagations=_joined(_tables(resources, linker, "propagation")),
        stands_for=dict(_read_attachments(resources, linker)),
    )


def _joined(tables: dict[str, list[Links]]) -> dict[str, Links]:
    return {name: Links.joined([NO_LINKS, *links]) for name, links in tables.items()}


def _read_attachments(resources: Resources, linker: Linker) -> Iterator[tuple[str, str]]:
    """Yield data sources of attachments with the VPN connection or Direct Connect association."""
    for one in resources.of_type("aws_ec2_transit_gateway_vpn_attachment", mode="data"):
        link = linker.link(one, "vpn_connection_id")
        if link is not None and link.only is not None:
            yield one.address, link.only
    joined = {}
    for association in resources.of_type("aws_dx_gateway_association"):
        link = linker.link(association, "dx_gateway_id")
        joined["" if link is None else link.only or ""] = association.address
    for one in resources.of_type("aws_ec2_transit_gateway_dx_gateway_attachment", mode="data"):
        link = linker.link(one, "dx_gateway_id")
        if link is not None and link.only in joined:
            yield one.address, joined[link.only or ""]


def _routes(
    resources: Resources, linker: Linker, prefix_lists: Mapping[str, PrefixList]
) -> Iterator[TransitRoute]:
    for resource in resources.of_type("aws_ec2_transit_gateway_route"):
        table = linker.link(resource, "transit_gateway_route_table_id")
        if table is None:
            continue
        cidr = values.text(resource.get("destination_cidr_block"))
        known = EMPTY if cidr is None else values.address_set((cidr,))
        yield TransitRoute(
            resource.address,
            table,
            known or None,
            linker.link(resource, "transit_gateway_attachment_id"),
            values.flag(resource.get("blackhole"), default=False),
        )
    for resource in resources.of_type("aws_ec2_transit_gateway_prefix_list_reference"):
        table = linker.link(resource, "transit_gateway_route_table_id")
        if table is not None:
            attachment = linker.link(resource, "transit_gateway_attachment_id")
            blackhole = values.flag(resource.get("blackhole"), default=False)
            link = linker.link(resource, "prefix_list_id")
            named = prefix_lists.get("" if link is None else link.only or "")
            entries = None if named is None or not named.complete else named.entries
            yield TransitRoute(resource.address, table, entries, attachment, blackhole)


def _peerings(resources: Resources, linker: Linker) -> Iterator[TransitPeering]:
    associated = _tables(resources, linker, "association")
    accepters = list(resources.of_type(f"{_PEERING}_accepter"))
    for resource in resources.of_type(_PEERING):
        other = next((a for a in accepters if _accepts(a, resource, linker)), None)
        names = (resource.address, *(() if other is None else (other.address,)))
        yield TransitPeering(
            names,
            linker.link(resource, "transit_gateway_id"),
            linker.link(resource, "peer_transit_gateway_id"),
            Links.joined([NO_LINKS, *(t for name in names for t in associated.get(name, ()))]),
            Truth.NO
            if values.text(resource.get("state")) in {"rejected", "failed", "deleted"}
            else Truth.YES,
        )


def _accepts(accepter: Resource, peering: Resource, linker: Linker) -> bool:
    link = linker.link(accepter, "transit_gateway_attachment_id")
    return (
        link is not None
        and bool({peering.address, accepter.address} & set(link.targets))
        and (peering.address in link.targets or accepter.get("id") == peering.get("id"))
    )


def _tables(resources: Resources, linker: Linker, word: str) -> dict[str, list[Links]]:
    """Return the tables of attachments by what resources say; '' stands for one not known here."""
    found: dict[str, list[Links]] = {}
    for resource in resources.of_type(f"aws_ec2_transit_gateway_route_table_{word}"):
        link: Link | None = linker.link(resource, "transit_gateway_attachment_id")
        tables = linker.links(resource, "transit_gateway_route_table_id")
        for target in () if link is None else link.targets:
            found.setdefault(target, []).append(tables)
        named = () if link is None or not link.complete else link.targets
        if not named or any(target not in resources.by_address for target in named):
            may = Links((), tables.everything, tables.complete, resource.address)
            found.setdefault("", []).append(may)
    return found
