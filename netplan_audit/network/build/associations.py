"""Builds what gives route tables to subnets, gateways and VPCs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.network.build import values
from netplan_audit.network.link import Certainty, Link
from netplan_audit.network.routing.route_tables import GatewayAssociation, RouteTableAssociation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resources


def build_associations(resources: Resources, linker: Linker) -> tuple[RouteTableAssociation, ...]:
    """Build the explicit associations of subnets."""
    found = []
    for resource in resources.of_type("aws_route_table_association"):
        subnet = linker.link(resource, "subnet_id")
        table = linker.link(resource, "route_table_id")
        if subnet is not None and table is not None:
            found.append(RouteTableAssociation(resource.address, subnet, table))
    return tuple(found)


def build_gateway_associations(
    resources: Resources, linker: Linker
) -> tuple[GatewayAssociation, ...]:
    """Build the associations of gateways."""
    found = []
    for resource in resources.of_type("aws_route_table_association"):
        gateway = linker.link(resource, "gateway_id")
        table = None if gateway is None else linker.link(resource, "route_table_id")
        if gateway is not None and table is not None:
            found.append(GatewayAssociation(resource.address, gateway, table))
    return tuple(found)


def build_main_tables(resources: Resources, linker: Linker) -> dict[str, Link]:
    """Return the main route table that each VPC is given, by the VPC's address.

    Given by an association in the input, else where the VPC's known main table is a table of
    the input. An association that is one of several VPCs' leaves the table of each unknown,
    and so do several associations of one VPC.
    """
    found = dict(_known_main_tables(resources, linker))
    given: dict[str, Link] = {}
    for resource in resources.of_type("aws_main_route_table_association"):
        vpc = linker.link(resource, "vpc_id")
        table = linker.link(resource, "route_table_id")
        if vpc is None or table is None:
            continue
        if vpc.only is not None and not resource.exists_if:
            before = given.get(vpc.only, table)
            found[vpc.only] = given[vpc.only] = _either(before, table, resource.address)
            continue
        settles = values.doubt(resource) or vpc.settles or f"{resource.address}.vpc_id"
        for target in vpc.targets:
            own = f"{target}.default_route_table_id"
            tables = (*table.targets, linker.aliases.get(own, own))
            found.setdefault(target, Link(tables, Certainty.ONE_OF, table.complete, settles))
    return found


def _known_main_tables(resources: Resources, linker: Linker) -> Iterator[tuple[str, Link]]:
    for mode in ("managed", "data"):
        for vpc in resources.of_type("aws_vpc", "aws_default_vpc", mode=mode):
            known = values.text(vpc.get("main_route_table_id"))
            address = "" if known is None else linker.address_of(known)
            owner = resources.by_address.get(address)
            if owner is not None and owner.type == "aws_route_table":
                yield vpc.address, Link((address,), Certainty.CERTAIN)


def _either(one: Link, other: Link, settles: str) -> Link:
    """Return the link to one of two tables, of which only one can be the main table."""
    if one == other:
        return one
    targets = tuple(dict.fromkeys((*one.targets, *other.targets)))
    return Link(targets, Certainty.ONE_OF, one.complete and other.complete, settles)
