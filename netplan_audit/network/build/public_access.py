"""Reads VPC Block Public Access and the route tables of internet gateways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import launch, values
from netplan_audit.network.build.vpcs import region_of
from netplan_audit.network.exposure.public_access import (
    PublicAccess,
    PublicAccessBlock,
    PublicAccessExclusion,
)
from netplan_audit.network.link import Links
from netplan_audit.terraform.value import is_symbolic
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_OPTIONS: Final = "aws_vpc_block_public_access_options"
_EXCLUSION: Final = "aws_vpc_block_public_access_exclusion"
PUBLIC_ACCESS_TYPES: Final = frozenset({_OPTIONS, _EXCLUSION})


def build_public_access(resources: Resources, linker: Linker) -> PublicAccess:
    """Read the options, their exclusions, and associations of route tables with gateways."""
    blocks = tuple(
        PublicAccessBlock(
            address=one.address,
            blocks_ingress=_mode(
                one, "internet_gateway_block_mode", "block-bidirectional", "block-ingress"
            ),
            elsewhere=dict(_elsewhere(one, resources)),
            blocks_egress=_mode(one, "internet_gateway_block_mode", "block-bidirectional"),
        )
        for one in resources.of_type(_OPTIONS)
    )
    exclusions = tuple(
        PublicAccessExclusion(
            address=one.address,
            objects=Links.joined(
                linker.links(one, name) for name in ("vpc_id", "subnet_id") if _set(one, name)
            ),
            admits_ingress=_mode(one, "internet_gateway_exclusion_mode", "allow-bidirectional"),
            exists=Truth.UNKNOWN if one.exists_if else Truth.YES,
        )
        for one in resources.of_type(_EXCLUSION)
    )
    edges: dict[str, str] = {}
    for one in resources.of_type("aws_route_table_association"):
        if _set(one, "gateway_id"):
            for gateway in linker.links(one, "gateway_id").everything:
                edges[gateway] = one.address
    return PublicAccess(blocks, exclusions, edges)


def _elsewhere(block: Resource, resources: Resources) -> Iterator[tuple[str, Truth]]:
    """Yield the VPCs that are not, or may not be, in the region of a block.

    Two objects of one provider configuration are in one region, whichever that is.
    """
    own = region_of(block) or values.text(block.get("aws_region"))
    managed = resources.of_type("aws_vpc", "aws_default_vpc")
    for vpc in (*managed, *resources.of_type("aws_vpc", mode="data")):
        region = region_of(vpc)
        if region and own:
            if region != own:
                yield vpc.address, Truth.NO
        elif vpc.provider_key is None or vpc.provider_key != block.provider_key:
            yield vpc.address, Truth.UNKNOWN


def _set(resource: Resource, name: str) -> bool:
    return not launch.unset(resource.get(name))


def _mode(resource: Resource, argument: str, *words: str) -> Truth:
    """Tell whether a mode is one of some words; no mode is that of what may not exist."""
    value = resource.get(argument)
    told = Truth.UNKNOWN if is_symbolic(value) else truth(value in words)
    return told & Truth.UNKNOWN if resource.exists_if else told
