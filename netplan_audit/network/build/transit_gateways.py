"""Builds transit gateways and the attachments of VPCs, with the route tables these have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.build import values
from netplan_audit.network.build.connections import unset_link
from netplan_audit.network.connections.connections import TransitGateway, TransitGatewayAttachment
from netplan_audit.network.link import NO_LINKS, Links
from netplan_audit.terraform.value import Unknown
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_ATTACHMENT: Final = "aws_ec2_transit_gateway_vpc_attachment"
_ASSOCIATION: Final = "aws_ec2_transit_gateway_route_table_association"


def build_transit_gateways(resources: Resources) -> dict[str, TransitGateway]:
    """Build transit gateways; defaults unset are `enable`, or unknown where one is only read."""
    found: dict[str, TransitGateway] = {}
    for mode in ("managed", "data"):
        for resource in resources.of_type("aws_ec2_transit_gateway", mode=mode):
            found[resource.address] = TransitGateway(
                resource.address,
                _is_default(resource, "default_route_table_association"),
                _is_default(resource, "default_route_table_propagation"),
            )
    return found


def _is_default(resource: Resource, name: str) -> Truth:
    value = resource.get(name)
    if resource.mode == "data" and not isinstance(value, str | bool):
        return Truth.UNKNOWN
    return values.flag(value, default=True)


def build_attachments(
    resources: Resources, linker: Linker, gateways: dict[str, TransitGateway]
) -> dict[str, TransitGatewayAttachment]:
    """Build the VPC attachments with the route tables they are associated with and propagate to."""
    association = _tables(resources, linker, _ASSOCIATION)
    propagation = _tables(resources, linker, "aws_ec2_transit_gateway_route_table_propagation")
    replacing = _replacing(resources, linker)
    accepters = _accepters(resources, linker)
    switched = {word: _switched(resources, linker, word) for word in ("association", "propagation")}
    found: dict[str, TransitGatewayAttachment] = {}
    for resource in resources.of_type(_ATTACHMENT):
        gateway = linker.link(resource, "transit_gateway_id") or unset_link(
            resource, "transit_gateway_id"
        )
        known = gateways.get(gateway.only or "")
        accepter = accepters.get(resource.address)
        names = (resource.address, *(() if accepter is None else (accepter.address,)), "")
        flags = accepter or resource
        attachment = TransitGatewayAttachment(
            address=resource.address,
            gateway=gateway,
            vpc=linker.link(resource, "vpc_id") or unset_link(resource, "vpc_id"),
            subnets=linker.links(resource, "subnet_ids"),
            default_association=_default(
                flags, "association", None if known is None else known.default_association
            ),
            default_propagation=_default(
                flags, "propagation", None if known is None else known.default_propagation
            ),
            associated=_joined(association, names),
            propagated=_joined(propagation, names),
            is_new=resource.action in values.NEW,
            appliance_mode=values.flag(resource.get("appliance_mode_support"), default=False),
            replaces_association=truth(bool(replacing & set(names))),
            also_called=names[1:-1],
            ipv6=values.flag(resource.get("ipv6_support"), default=False),
        )
        found[resource.address] = _with_defaults(attachment, switched)
    return found


def _switched(resources: Resources, linker: Linker, word: str) -> dict[str, Links]:
    """Return the tables that gateways may use by default once resources have switched them.

    Which attachments were there before the switch is not known.
    """
    found: dict[str, Links] = {}
    for one in resources.of_type(f"aws_ec2_transit_gateway_default_route_table_{word}"):
        gateway = linker.link(one, "transit_gateway_id")
        for target in () if gateway is None else gateway.targets:
            before = f"{target}.association_default_route_table_id"
            tables = (
                *linker.links(one, "transit_gateway_route_table_id").everything,
                linker.aliases.get(before, before),
            )
            found[target] = Links((), tuple(dict.fromkeys(tables)), settles=one.address)
    return found


def _with_defaults(
    attachment: TransitGatewayAttachment, switched: dict[str, dict[str, Links]]
) -> TransitGatewayAttachment:
    """Give an attachment the tables that it may have by a default that was switched."""
    gateway = attachment.gateway.only or ""
    tables = switched["association"].get(gateway)
    has_own = bool(attachment.associated.everything)
    if tables is not None and not has_own and attachment.default_association is not Truth.NO:
        attachment = replace(attachment, associated=tables, default_association=Truth.NO)
    tables = switched["propagation"].get(gateway)
    if tables is not None and attachment.default_propagation is not Truth.NO:
        tables = Links.joined([attachment.propagated, tables])
        attachment = replace(attachment, propagated=tables, default_propagation=Truth.NO)
    return attachment


def _default(resource: Resource, word: str, gateway: Truth | None) -> Truth:
    """Tell whether the attachment uses the gateway's default table for this.

    Unset it follows the gateway's own default, which is to do so.
    """
    value = resource.get(f"transit_gateway_default_route_table_{word}")
    inherited = Truth.UNKNOWN if gateway is None else gateway
    if isinstance(value, bool):
        own = Truth.YES if value else Truth.NO
        return own if gateway is None else own & inherited
    if value is None or (isinstance(value, Unknown) and value.configured is not True):
        return inherited
    return Truth.UNKNOWN & inherited


def _tables(resources: Resources, linker: Linker, kind: str) -> dict[str, list[Links]]:
    """Return the route tables that resources of a kind give to attachments.

    Where the attachment is one of several, so is what each of them has.
    """
    found: dict[str, list[Links]] = {}
    for resource in resources.of_type(kind):
        attachment = linker.link(resource, "transit_gateway_attachment_id")
        table = linker.links(resource, "transit_gateway_route_table_id")
        if attachment is None:
            continue
        if attachment.only is None or resource.exists_if:
            settles = values.doubt(resource) or attachment.settles
            settles = settles or f"{resource.address}.transit_gateway_attachment_id"
            table = Links((), table.everything, table.complete, table.settles or settles)
        for target in attachment.targets if attachment.complete else (*attachment.targets, ""):
            found.setdefault(target, []).append(table)
    return found


def _joined(tables: dict[str, list[Links]], names: tuple[str, ...]) -> Links:
    """Join the tables that an attachment has by any name; '' stands for all attachments."""
    return Links.joined([NO_LINKS, *(links for name in names for links in tables.get(name, ()))])


def _replacing(resources: Resources, linker: Linker) -> set[str]:
    """Name the attachments whose association is told to take the place of another."""
    found: set[str] = set()
    for resource in resources.of_type(_ASSOCIATION):
        link = linker.link(resource, "transit_gateway_attachment_id")
        if link is not None and resource.get("replace_existing_association") is True:
            found.update(link.targets)
    return found


def _accepters(resources: Resources, linker: Linker) -> dict[str, Resource]:
    """Return the accepters of attachments from other accounts: their flags are those that count."""
    found: dict[str, Resource] = {}
    for resource in resources.of_type(f"{_ATTACHMENT}_accepter"):
        link = linker.link(resource, "transit_gateway_attachment_id")
        if link is not None and link.only is not None:
            found[link.only] = resource
    return found
