"""Reads the core networks of Cloud WAN, their attachments, and what their policies say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from netplan_audit.network.build import values
from netplan_audit.network.connections import TransitGatewayAttachment
from netplan_audit.network.link import NO_LINKS, Certainty, Link
from netplan_audit.network.reach.core import CoreAttachment, CoreNetworks, CorePolicy
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

_POLICY: Final = "aws_networkmanager_core_network_policy_attachment"
_ATTACHMENT: Final = "aws_networkmanager_vpc_attachment"
_Document = dict[str, Any]
_CORE: Final = "aws_networkmanager_core_network"


def core_network(resource: Resource, linker: Linker, resources: Resources) -> Link | None:
    """Return the core network that an argument names, also by way of the policy attached to it."""
    link = linker.link(resource, "core_network_id")
    owner = None if link is None else resources.by_address.get(link.only or "")
    if owner is not None and owner.type == _POLICY:
        return linker.link(owner, "core_network_id")
    return link


def core_segments(resources: Resources, linker: Linker) -> dict[str, tuple[str, ...]]:
    """Return the names of the segments of each core network whose policy is known."""
    documents = _documents(resources, linker).items()
    return {core: tuple(_segments(document)) for core, document in documents}


def _documents(resources: Resources, linker: Linker) -> dict[str, _Document]:
    """Return the policies of the core networks, empty where they cannot be read."""
    found: dict[str, _Document] = {}
    for resource in resources.of_type(_CORE):
        document = _document(resource.get("base_policy_document"))
        if _segments(document):
            found[resource.address] = document
    for resource in resources.of_type(_POLICY):
        link = linker.link(resource, "core_network_id")
        if link is not None and link.only is not None:
            found[link.only] = _document(resource.get("policy_document"))
    return found


def _document(policy: Value) -> _Document:
    written = values.text(policy)
    try:
        document = json.loads(written) if written else None
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _segments(document: _Document) -> dict[str, _Document]:
    """Return the segments of a policy document by their names."""
    listed = document.get("segments") or ()
    named = ((one.get("name"), one) for one in listed if isinstance(one, dict))
    return {name: one for name, one in named if isinstance(name, str)}


def build_core(resources: Resources, linker: Linker) -> CoreNetworks:
    """Build the attachments of VPCs to core networks, and what the policies of these say."""
    documents = _documents(resources, linker)
    accepted: set[str] = set()
    for one in resources.of_type("aws_networkmanager_attachment_accepter"):
        link = linker.link(one, "attachment_id")
        accepted.update(() if link is None or link.only is None else (link.only,))
    attachments = []
    for one in resources.of_type(_ATTACHMENT):
        hub = core_network(one, linker, resources)
        only = tuple(_segments(documents.get("" if hub is None else hub.only or "", {})))
        is_accepted = one.address in accepted or one.get("state") == "AVAILABLE"
        attachments.append(
            CoreAttachment(
                _door(one, hub, linker),
                values.text(one.get("segment")) or (only[0] if len(only) == 1 else ""),
                Truth.YES if is_accepted else Truth.UNKNOWN,
            )
        )
    return CoreNetworks(tuple(attachments), {c: _policy(d) for c, d in documents.items() if d})


def _policy(document: _Document) -> CorePolicy:
    """Read a policy; without a word in it attachments have to be accepted."""
    segments = _segments(document)
    isolated = {name for name, one in segments.items() if one.get("isolate-attachments") is True}
    needless = "require-attachment-acceptance"
    open_ = {name for name, one in segments.items() if one.get(needless) is False}
    return CorePolicy(frozenset(isolated), frozenset(open_), bool(document.get("segment-actions")))


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
