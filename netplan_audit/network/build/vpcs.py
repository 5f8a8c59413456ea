"""Builds VPCs and subnets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from netplan_audit.network.build import values
from netplan_audit.network.build.address_blocks import BlockReader, Blocks, asks_amazon
from netplan_audit.network.build.default_vpcs import DefaultVpcs
from netplan_audit.network.build.reservations import build_reservations
from netplan_audit.network.build.subnet_tags import balancer_roles, tagged_roles
from netplan_audit.network.build.zones import zone_of
from netplan_audit.network.link import Certainty, Link
from netplan_audit.network.vpcs import AddressBlock, Subnet, Vpc
from netplan_audit.terraform.value import OneOf, Reference, Unknown, is_symbolic
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.zones import Zone
    from netplan_audit.terraform.resource import Resource, Resources


def build_vpcs(resources: Resources, linker: Linker) -> dict[str, Vpc]:
    """Build every VPC with its secondary CIDRs, data sources included."""
    blocks = BlockReader(resources, linker)
    found = {
        resource.address: _vpc(resource, blocks, resources, linker)
        for resource in resources.of_type("aws_vpc", "aws_default_vpc")
    }
    for resource in resources.of_type("aws_vpc", mode="data"):
        if _has_another_address(resource, resources, linker):
            continue
        found[resource.address] = _vpc(resource, blocks, resources, linker)
    return found


def _has_another_address(resource: Resource, resources: Resources, linker: Linker) -> bool:
    """Tell whether a data source reads an object that is managed, or read, elsewhere too."""
    known_id = values.text(resource.get("id"))
    owner = resources.by_address.get(linker.address_of(known_id)) if known_id else None
    kinds = (resource.type, resource.type.replace("aws_", "aws_default_"))
    return owner is not None and owner is not resource and owner.type in kinds


def _vpc(resource: Resource, reader: BlockReader, resources: Resources, linker: Linker) -> Vpc:
    blocks = reader.of(resource)
    known = blocks.known
    has_ipv6 = any(block.cidr.family == 6 for block in known)  # noqa: PLR2004 - IPv6
    return Vpc(
        address=resource.address,
        block=resource.block,
        module=resource.module,
        blocks=tuple(known),
        unknown=tuple(blocks.unknown),
        region=region_of(resource),
        environment=values.environment((resource,), resources.workspace_hints),
        is_default=resource.type == "aws_default_vpc" or resource.get("default") is True,
        has_ipv6=has_ipv6 or asks_amazon(resource) is Truth.YES,
        is_new=resource.action in values.NEW,
        closed=_is_closed(resource),
        unique=tuple(blocks.unique),
        within=blocks.around,
        pool="" if known else _pool(resource, blocks, linker),
        dns_support=_dns(resource, "enable_dns_support", default=True),
        dns_hostnames=_dns(
            resource, "enable_dns_hostnames", default=resource.type == "aws_default_vpc"
        ),
        may_be_another=_may_be_another(resource),
    )


def _may_be_another(resource: Resource) -> bool:
    """Tell whether a data source reads a VPC by an id that only the apply will tell."""
    by_id = resource.mode == "data" and resource.body.configured("id") is not False
    return by_id and is_symbolic(resource.get("id"))


def _pool(resource: Resource, blocks: Blocks, linker: Linker) -> str:
    link = linker.link(resource, "ipv4_ipam_pool_id")
    return link.only or "" if link is not None and len(blocks.unknown) == 1 else ""


def _dns(resource: Resource, name: str, *, default: bool) -> Truth:
    """Read a setting of DNS; what exists already has one, even where the input does not show it."""
    value = resource.get(name)
    if resource.action not in values.NEW and not isinstance(value, bool):
        return Truth.UNKNOWN
    return values.flag(value, default=default)


def _is_closed(resource: Resource) -> bool:
    """Tell whether no block of the VPC can come from elsewhere.

    It cannot for a VPC that this plan creates, and a data source lists all that are associated.
    """
    listed = resource.get("cidr_block_associations")
    return resource.action in values.NEW or (resource.mode == "data" and isinstance(listed, list))


def region_of(resource: Resource) -> str | None:
    """Return the region of an object: as it says itself, as its provider does, or by its ARN."""
    own = values.text(resource.get("region"))
    if own or resource.region:
        return own or resource.region
    arn = values.text(resource.get("arn"))
    parts = arn.split(":") if arn else []
    return parts[3] if len(parts) > 3 and parts[3] else None  # noqa: PLR2004 - arn:aws:ec2:REGION


def read_back(resources: Resources, linker: Linker) -> Iterator[tuple[str, str]]:
    """Yield data sources that read a subnet of the input once it is there, with that subnet.

    No two subnets of a VPC have the same CIDR, so that one which is found by it is the one.
    """
    waiting = [
        each
        for each in resources.of_type("aws_subnet", mode="data")
        if values.text(each.get("cidr_block")) and not values.text(each.get("id"))
    ]
    managed: dict[tuple[str | None, str | None], list[str]] = {}
    for resource in resources.of_type("aws_subnet") if waiting else ():
        managed.setdefault(_place(resource, linker), []).append(resource.address)
    for resource in waiting:
        place = _place(resource, linker)
        found = managed.get(place, ())
        if None not in place and len(found) == 1:
            yield resource.address, found[0]


def _place(resource: Resource, linker: Linker) -> tuple[str | None, str | None]:
    vpc = linker.link(resource, "vpc_id")
    return None if vpc is None else vpc.only, values.text(resource.get("cidr_block"))


def build_subnets(resources: Resources, linker: Linker) -> dict[str, Subnet]:
    """Build every subnet, data sources included."""
    found: dict[str, Subnet] = {}
    tagged = tagged_roles(resources, linker)
    for resource in resources.of_type("aws_subnet"):
        found[resource.address] = _subnet(resource, linker, tagged)
    default = DefaultVpcs(resources)
    for resource in resources.of_type("aws_default_subnet"):
        subnet = _subnet(resource, linker, tagged)
        found[resource.address] = replace(subnet, vpc=default.of(resource) or subnet.vpc)
    for resource in resources.of_type("aws_subnet", mode="data"):
        is_managed = resource.address in linker.aliases
        if not is_managed and not _has_another_address(resource, resources, linker):
            found[resource.address] = _subnet(resource, linker, tagged)
    reserved = build_reservations(resources, linker)
    for address, subnet in found.items():
        if address in reserved:
            found[address] = replace(subnet, reservations=reserved[address])
    return found


def _subnet(resource: Resource, linker: Linker, tagged: Mapping[str, set[str]]) -> Subnet:
    blocks: list[AddressBlock] = []
    unknown: list[str] = []
    for name in ("cidr_block", "ipv6_cidr_block"):
        block, settles = values.address_block(resource, name)
        if block is not None:
            blocks.append(block)
        elif name == "cidr_block" and resource.get("ipv6_native") is True:
            continue
        elif settles and (name == "cidr_block" or resource.body.configured(name)):
            unknown.append(settles)
    where = f"{resource.address}.vpc_id"
    link = linker.link(resource, "vpc_id")
    is_default = resource.type == "aws_default_subnet"
    free = resource.get("available_ip_address_count")
    return Subnet(
        address=resource.address,
        vpc=link or Link((), Certainty.ONE_OF, complete=False, settles=where),
        blocks=tuple(blocks),
        unknown=tuple(unknown),
        zone=_zone(resource),
        maps_public_ip=_gives(resource, "map_public_ip_on_launch", default=is_default),
        assigns_ipv6=_gives(resource, "assign_ipv6_address_on_creation", default=False),
        on_outpost=_is_set(resource, "outpost_arn"),
        is_new=resource.action in values.NEW,
        leaves_zone_open=resource.mode == "managed"
        and not any(_is_set(resource, f"availability_zone{name}") for name in ("", "_id")),
        has_ipv6=_has_ipv6(resource),
        free_addresses=free if isinstance(free, int) else None,
        balancer_roles=balancer_roles(resource, tagged.get(resource.address, ())),
        asked_length=_asked_length(resource),
    )


def _asked_length(resource: Resource) -> int | None:
    value = resource.get("ipv4_netmask_length")
    return int(value) if isinstance(value, int | float) else None


def _gives(resource: Resource, name: str, *, default: bool) -> Truth:
    """Tell whether a subnet gives addresses; what a data source will tell has no default."""
    value = resource.get(name)
    if resource.mode == "data" and not isinstance(value, bool):
        return Truth.UNKNOWN
    return values.flag(value, default=default)


def _has_ipv6(resource: Resource) -> Truth:
    """Tell whether a subnet has an IPv6 block: one made of its VPC's is known after apply."""
    value = resource.get("ipv6_cidr_block")
    of_vpc = value.references if isinstance(value, OneOf) else [value]
    if all(isinstance(each, Reference) and "ipv6" in each.attribute for each in of_vpc):
        return Truth.YES
    if isinstance(value, Unknown) and value.configured is False:
        return Truth.NO
    if isinstance(value, Unknown) and value.waits_for:
        return truth(all("ipv6" in text for text in value.waits_for)) | Truth.UNKNOWN
    return Truth.UNKNOWN if is_symbolic(value) else truth(bool(value))


def _is_set(resource: Resource, name: str) -> bool:
    """Tell whether an argument has a value, even one that is not known yet."""
    value = resource.get(name)
    if isinstance(value, Unknown):
        return value.configured is not False
    return value is not None and value != ""


def _zone(resource: Resource) -> Zone:
    name = resource.get("availability_zone")
    where = f"{resource.address}.availability_zone"
    return zone_of(name, resource.get("availability_zone_id"), values.waits(name, where))
