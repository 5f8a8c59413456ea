"""Builds what answers DNS queries of VPCs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import launch, values
from netplan_audit.network.link import Links
from netplan_audit.network.name_service import (
    DhcpOptions,
    NameService,
    PrivateZone,
    ResolverEndpoint,
)

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.link import Link
    from netplan_audit.terraform.resource import Resource, Resources

NAME_SERVICE_TYPES: Final = frozenset(
    {
        "aws_vpc_dhcp_options",
        "aws_vpc_dhcp_options_association",
        "aws_route53_zone",
        "aws_route53_zone_association",
    }
)


def build_name_service(resources: Resources, linker: Linker) -> NameService:
    """Build DHCP options, resolver endpoints and private zones."""
    options = _by_owner(resources, linker, "aws_vpc_dhcp_options_association", "dhcp_options_id")
    zones = _by_owner(resources, linker, "aws_route53_zone_association", "zone_id")
    return NameService(
        options=tuple(
            DhcpOptions(one.address, _servers(one), tuple(options.get(one.address, ())))
            for one in resources.of_type("aws_vpc_dhcp_options")
        ),
        resolvers=tuple(
            _resolver(one, linker) for one in resources.of_type("aws_route53_resolver_endpoint")
        ),
        zones=tuple(
            PrivateZone(one.address, (*_own_vpcs(one, linker), *zones.get(one.address, ())))
            for one in resources.of_type("aws_route53_zone")
        ),
    )


def _by_owner(
    resources: Resources, linker: Linker, kind: str, argument: str
) -> dict[str, list[Link]]:
    """Return the VPCs of each object that associations of a kind name."""
    found: dict[str, list[Link]] = {}
    for one in resources.of_type(kind):
        owner, vpc = linker.link(one, argument), linker.link(one, "vpc_id")
        if owner is not None and owner.only is not None and vpc is not None:
            found.setdefault(owner.only, []).append(vpc)
    return found


def _servers(resource: Resource) -> tuple[str, ...] | None:
    value = resource.get("domain_name_servers")
    if launch.unset(value):
        return ()
    servers = [values.text(one) for one in value] if isinstance(value, list) else [None]
    known = tuple(one for one in servers if one is not None)
    return known if len(known) == len(servers) else None


def _resolver(resource: Resource, linker: Linker) -> ResolverEndpoint:
    value = resource.get("ip_address")
    listed = values.blocks(value)
    where = f"{resource.address}.ip_address.subnet_id"
    parts = [linker.of_values(block.get("subnet_id"), where) for block in listed]
    if not isinstance(value, list) or len(listed) < len(value):
        parts.append(Links(complete=False, settles=f"{resource.address}.ip_address"))
    return ResolverEndpoint(resource.address, Links.joined(parts), len(listed))


def _own_vpcs(resource: Resource, linker: Linker) -> list[Link]:
    links = (
        linker.of_value(block.get("vpc_id"), f"{resource.address}.vpc")
        for block in values.blocks(resource.get("vpc"))
    )
    return [link for link in links if link is not None]
