"""Builds VPCs and subnets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.link import Certainty, Link
from netplan_audit.network.vpcs import AddressBlock, Subnet, Vpc
from netplan_audit.network.zones import Zone
from netplan_audit.terraform.value import Reference, is_symbolic
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

NEW: Final = frozenset({"create", "delete"})
"""First actions of a plan that makes an object: a replacement may start with its deletion."""
_ASSOCIATIONS: Final = (
    "aws_vpc_ipv4_cidr_block_association",
    "aws_vpc_ipv6_cidr_block_association",
)


def build_vpcs(resources: Resources, linker: Linker) -> dict[str, Vpc]:
    """Build every VPC with its secondary CIDRs, data sources included."""
    extra: dict[str, list[Resource]] = {}
    for resource in resources.of_type(*_ASSOCIATIONS):
        link = linker.link(resource, "vpc_id")
        for target in () if link is None else link.targets:
            extra.setdefault(target, []).append(resource)
    found = {
        resource.address: _vpc(resource, extra.get(resource.address, []), resources)
        for resource in resources.of_type("aws_vpc", "aws_default_vpc")
    }
    for resource in resources.of_type("aws_vpc", mode="data"):
        known_id = values.text(resource.get("id"))
        if known_id and linker.address_of(known_id) in found:
            continue  # the same VPC, read and managed by one input
        found[resource.address] = _vpc(resource, extra.get(resource.address, []), resources)
    return found


def _vpc(resource: Resource, associations: list[Resource], resources: Resources) -> Vpc:
    blocks: list[AddressBlock] = []
    unknown: list[str] = []
    sources = [(resource, ("cidr_block", "ipv6_cidr_block"))]
    sources += [(r, ("cidr_block", "ipv6_cidr_block")) for r in associations]
    for source, names in sources:
        for name in names:
            block, settles = values.address_block(source, name)
            if block is not None:
                blocks.append(block)
            elif settles and not _never_set(source, name):
                unknown.append(settles)
    blocks += _listed(resource, {block.cidr for block in blocks})
    generated = values.flag(resource.get("assign_generated_ipv6_cidr_block"), default=False)
    return Vpc(
        address=resource.address,
        block=resource.block,
        module=resource.module,
        blocks=tuple(blocks),
        unknown=tuple(unknown),
        region=_region(resource),
        account=resource.provider,
        environment=values.environment(resource, resources.workspace_hints),
        is_default=resource.type == "aws_default_vpc" or resource.get("default") is True,
        has_ipv6=generated is Truth.YES or any(block.cidr.family == 6 for block in blocks),  # noqa: PLR2004
        is_new=resource.action in NEW,
    )


def _never_set(resource: Resource, name: str) -> bool:
    """Tell whether an unknown CIDR cannot overlap: nobody asked for one, or Amazon gives it.

    Amazon-provided IPv6 blocks are unique, so only pools and literal blocks can overlap.
    """
    if name == "cidr_block":
        return resource.type == _ASSOCIATIONS[1]
    asked = (resource.get("ipv6_ipam_pool_id"), resource.get("ipv6_pool"))
    return resource.body.configured(name) is not True and not any(
        is_symbolic(value) or bool(value) for value in asked
    )


def _listed(resource: Resource, known: set[object]) -> Iterator[AddressBlock]:
    """Yield the secondary CIDRs that a data source lists."""
    for association in values.blocks(resource.get("cidr_block_associations")):
        written = values.text(association.get("cidr_block"))
        cidr = values.cidr_or_none(written) if written else None
        if cidr is not None and cidr not in known:
            yield AddressBlock(cidr, resource.address)


def _region(resource: Resource) -> str | None:
    own = values.text(resource.get("region"))
    if own or resource.region:
        return own or resource.region
    arn = values.text(resource.get("arn"))
    parts = arn.split(":") if arn else []
    return parts[3] if len(parts) > 3 and parts[3] else None  # noqa: PLR2004 - arn:aws:ec2:REGION


def build_subnets(resources: Resources, linker: Linker) -> dict[str, Subnet]:
    """Build every subnet, data sources included."""
    found: dict[str, Subnet] = {}
    for resource in resources.of_type("aws_subnet", "aws_default_subnet"):
        found[resource.address] = _subnet(resource, linker)
    for resource in resources.of_type("aws_subnet", mode="data"):
        known_id = values.text(resource.get("id"))
        if not (known_id and linker.address_of(known_id) in found):
            found[resource.address] = _subnet(resource, linker)
    return found


def _subnet(resource: Resource, linker: Linker) -> Subnet:
    blocks: list[AddressBlock] = []
    unknown: list[str] = []
    for name in ("cidr_block", "ipv6_cidr_block"):
        block, settles = values.address_block(resource, name)
        if block is not None:
            blocks.append(block)
        elif settles and (name == "cidr_block" or resource.body.configured(name)):
            unknown.append(settles)
    where = f"{resource.address}.vpc_id"
    link = linker.link(resource, "vpc_id")
    is_default = resource.type == "aws_default_subnet"
    return Subnet(
        address=resource.address,
        vpc=link or Link((), Certainty.ONE_OF, complete=False, settles=where),
        blocks=tuple(blocks),
        unknown=tuple(unknown),
        zone=_zone(resource),
        maps_public_ip=values.flag(resource.get("map_public_ip_on_launch"), default=is_default),
        assigns_ipv6=values.flag(resource.get("assign_ipv6_address_on_creation"), default=False),
        on_outpost=values.text(resource.get("outpost_arn")) is not None,
        is_new=resource.action in NEW,
    )


def zone_of(name: object, zone_id: object, settles: str) -> Zone:
    """Return the zone that a name and an id argument mean."""
    symbol = None
    for value in (name, zone_id):
        if isinstance(value, Reference) and value.attribute.startswith(("names[", "zone_ids[")):
            symbol = f"{value.address}[{value.attribute.partition('[')[2]}"
    return Zone(
        name=name if isinstance(name, str) and name else None,
        id=zone_id if isinstance(zone_id, str) and zone_id else None,
        symbol=symbol,
        settles=settles,
    )


def _zone(resource: Resource) -> Zone:
    name = resource.get("availability_zone")
    where = f"{resource.address}.availability_zone"
    return zone_of(name, resource.get("availability_zone_id"), values.waits(name, where))
