"""What each route table serves: subnets by association or as their main table, and gateways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet


class TableUse(Struct, eq=False):
    """The subnets that certainly or likely use a route table, those that may, and the gateways."""

    subnets: list[Subnet] = []
    possible: list[Subnet] = []
    gateways: list[str] = []


def table_use(network: Network) -> Mapping[str, TableUse]:
    """Return what uses each route table, by its address; those that nothing uses are left out."""
    return network.once(_table_use)


def _table_use(network: Network) -> Mapping[str, TableUse]:
    found: dict[str, TableUse] = {}
    for subnet in network.subnets.values():
        choice = network.routing.table_of(subnet)
        for table in choice.tables:
            use = found.setdefault(table, TableUse())
            (use.possible if choice.only is None else use.subnets).append(subnet)
    for association in network.gateway_associations:
        for table in association.table.targets:
            found.setdefault(table, TableUse()).gateways.extend(association.gateway.targets)
    return found


def serves_nobody(network: Network, table: str) -> bool:
    """Tell whether a table is of no use so far: its VPC has subnets, and none may have it."""
    vpc = vpc_of(network, table)
    own = network.subnets_by_vpc.get(vpc or "", ())
    return bool(own) and not network.coverage.missing_modules and table not in table_use(network)


def vpc_of(network: Network, table: str) -> str | None:
    """Return the VPC that a route table is certainly or likely in."""
    known = network.route_tables.get(table)
    return None if known is None or known.vpc is None else known.vpc.only
