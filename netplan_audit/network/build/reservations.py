"""Builds the ranges of subnets that are reserved, so that AWS assigns nothing out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.network.build import values
from netplan_audit.network.vpcs import Reservation
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources


def build_reservations(
    resources: Resources, linker: Linker
) -> Mapping[str, tuple[Reservation, ...]]:
    """Return the reservations by the addresses of the subnets that they may be in."""
    found: dict[str, tuple[Reservation, ...]] = {}
    for resource in resources.of_type("aws_ec2_subnet_cidr_reservation"):
        link = linker.link(resource, "subnet_id")
        doubt = values.doubt(resource)
        if link is not None and link.only is None:
            doubt = doubt or link.settles or f"{resource.address}.subnet_id"
        for target in () if link is None else link.targets:
            found[target] = (*found.get(target, ()), _reservation(resource, doubt))
    return found


def _reservation(resource: Resource, doubt: str) -> Reservation:
    block, waits = values.address_block(resource, "cidr_block")
    kind = values.text(resource.get("reservation_type"))
    return Reservation(
        address=resource.address,
        cidr=None if block is None or doubt else block.cidr,
        settles=doubt or waits or f"{resource.address}.cidr_block",
        for_prefixes=Truth.UNKNOWN if kind is None else truth(kind == "prefix"),
    )
