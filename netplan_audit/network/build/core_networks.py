"""Reads the core networks of Cloud WAN, their attachments, and what their policies say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.core_policies import (
    read_document,
    read_policy,
    segment_of,
    segments_of,
)
from netplan_audit.network.connections.connections import TransitGatewayAttachment
from netplan_audit.network.link import NO_LINKS, Certainty, Link
from netplan_audit.network.reach.core import CoreAttachment, CoreNetworks, WayOut
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.core_policies import Document
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_POLICY: Final = "aws_networkmanager_core_network_policy_attachment"
_ATTACHMENT: Final = "aws_networkmanager_vpc_attachment"
_CORE: Final = "aws_networkmanager_core_network"
_BY_TABLE: Final = "aws_networkmanager_transit_gateway_route_table_attachment"
_WAYS_OUT: Final = {
    "aws_networkmanager_site_to_site_vpn_attachment": "site-to-site-vpn",
    "aws_networkmanager_connect_attachment": "connect",
    "aws_networkmanager_dx_gateway_attachment": "direct-connect-gateway",
    _BY_TABLE: "transit-gateway-route-table",
}
"""Attachments of what is not a VPC, and what policies call them."""


def core_network(resource: Resource, linker: Linker, resources: Resources) -> Link | None:
    """Return the core network that an argument names, also by way of the policy attached to it."""
    link = linker.link(resource, "core_network_id")
    owner = None if link is None else resources.by_address.get(link.only or "")
    if owner is not None and owner.type == _POLICY:
        return linker.link(owner, "core_network_id")
    return link


def core_segments(resources: Resources, linker: Linker) -> dict[str, str]:
    """Return the segments of the attachments of VPCs; '' where one is not known."""
    documents = _documents(resources, linker)
    found = {}
    for one in resources.of_type(_ATTACHMENT):
        hub = core_network(one, linker, resources)
        document = documents.get("" if hub is None else hub.only or "", {})
        found[one.address] = segment_of(one, document, resources)
    return found


def _documents(resources: Resources, linker: Linker) -> dict[str, Document]:
    """Return the policies of the core networks, empty where they cannot be read."""
    found: dict[str, Document] = {}
    for resource in resources.of_type(_CORE):
        document = read_document(resource.get("base_policy_document"))
        if segments_of(document):
            found[resource.address] = document
    for resource in resources.of_type(_POLICY):
        link = linker.link(resource, "core_network_id")
        if link is not None and link.only is not None:
            found[link.only] = read_document(resource.get("policy_document"))
    return found


def build_core(resources: Resources, linker: Linker) -> CoreNetworks:
    """Build the attachments of VPCs to core networks, and what the policies of these say."""
    accepted: set[str] = set()
    for one in resources.of_type("aws_networkmanager_attachment_accepter"):
        link = linker.link(one, "attachment_id")
        accepted.update(() if link is None or link.only is None else (link.only,))
    segments = core_segments(resources, linker)
    attachments = []
    for one in resources.of_type(_ATTACHMENT):
        hub = core_network(one, linker, resources)
        is_accepted = one.address in accepted or one.get("state") == "AVAILABLE"
        attachments.append(
            CoreAttachment(
                _door(one, hub, linker),
                segments[one.address],
                Truth.YES if is_accepted else Truth.UNKNOWN,
            )
        )
    policies = _documents(resources, linker).items()
    known = {core: read_policy(document) for core, document in policies if document}
    return CoreNetworks(tuple(attachments), known, tuple(_ways_out(resources, linker)))


def _ways_out(resources: Resources, linker: Linker) -> Iterator[WayOut]:
    """Yield the attachments that lead to other networks; of no core network where it is unknown."""
    documents = _documents(resources, linker)
    for kind, word in _WAYS_OUT.items():
        for one in resources.of_type(kind):
            peering = linker.link(one, "peering_id") if kind == _BY_TABLE else None
            owner = resources.by_address.get(peering.only or "") if peering is not None else None
            hub = core_network(owner or one, linker, resources)
            core = "" if hub is None else hub.only or ""
            segment = segment_of(one, documents.get(core, {}), resources, word)
            yield WayOut(one.address, core, segment)


def _door(resource: Resource, hub: Link | None, linker: Linker) -> TransitGatewayAttachment:
    options = next(iter(values.blocks(resource.get("options"))), {})
    return TransitGatewayAttachment(
        address=resource.address,
        gateway=hub or _nothing(resource, "core_network_id"),
        vpc=linker.link(resource, "vpc_arn") or _nothing(resource, "vpc_arn"),
        subnets=linker.links(resource, "subnet_arns"),
        default_association=Truth.NO,
        default_propagation=Truth.NO,
        associated=NO_LINKS,
        propagated=NO_LINKS,
        ipv6=values.flag(options.get("ipv6_support"), default=False),
    )


def _nothing(resource: Resource, name: str) -> Link:
    return Link((), Certainty.ONE_OF, complete=False, settles=f"{resource.address}.{name}")
