"""Which VPCs send what over which peering connections and transit gateways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.routing.lookup import INTERNET
from netplan_audit.terraform.address import is_data
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Vpc

PEERING_CONNECTION: Final = "peering connection"
TRANSIT_GATEWAY: Final = "transit gateway"
_KINDS: Final = frozenset({PEERING_CONNECTION, TRANSIT_GATEWAY})


class Ways(Struct, frozen=True):
    """The routes over connections: by connection and VPC, and those that are in doubt.

    `doubtful` holds, by connection, the routes that may lead to it, or of which the VPC is not
    known; by kind of connection those that may lead to any of them.
    """

    sure: dict[tuple[str, str], list[Route]]
    doubtful: dict[str, list[Route]]

    def out_of(self, vpc: str, connection: str) -> list[Route]:
        """Return the routes of a VPC's tables that lead to a connection."""
        return self.sure.get((connection, vpc), [])

    def perhaps(self, connection: str, kind: str) -> list[Route]:
        """Return the routes that may lead to a connection of a kind, or may be in any VPC."""
        return [*self.doubtful.get(connection, ()), *self.doubtful.get(kind, ())]


def ways(network: Network) -> Ways:
    """Return the routes over peering connections and transit gateways."""
    return network.once(_ways)


def _ways(network: Network) -> Ways:
    found = Ways({}, {})
    for table in network.route_tables.values():
        vpc = None if table.vpc is None else table.vpc.only
        for route in table.routes:
            if route.target_kind not in _KINDS:
                continue
            if route.table.only is not None:
                _enter(network, found, route, vpc)
            elif route.table.targets[0] == table.address:  # it is in several, and told once
                _enter(network, found, route, vpc_of(network, route) or None)
    for route in network.unplaced_routes:
        if route.target_kind in _KINDS and (
            route.table.only is not None or not route.table.targets
        ):
            _enter(network, found, route, None)
    return found


def _enter(network: Network, found: Ways, route: Route, vpc: str | None) -> None:
    only = route.target.only
    for target in route.target.targets:
        peering = network.peering(target)
        connection = target if peering is None else peering.address
        if vpc is not None and only is not None:
            found.sure.setdefault((connection, vpc), []).append(route)
        else:
            found.doubtful.setdefault(connection, []).append(route)
    if not route.target.complete:
        found.doubtful.setdefault(route.target_kind, []).append(route)


def vpc_of(network: Network, route: Route) -> str:
    """Return the VPC of every table that a route may be in, '' where that is not one."""
    vpcs = _vpcs_of(network, route)
    return vpcs.pop() or "" if len(vpcs) == 1 and route.table.complete else ""


def stands_in(network: Network, route: Route, vpc: Vpc) -> Truth:
    """Tell whether a route is in a table of a VPC."""
    vpcs = _vpcs_of(network, route)
    if not route.table.complete:
        return Truth.UNKNOWN
    if vpcs == {vpc.address}:
        return Truth.YES
    return Truth.UNKNOWN if vpcs & {vpc.address, None} else Truth.NO


def _vpcs_of(network: Network, route: Route) -> set[str | None]:
    tables = [network.route_tables.get(target) for target in route.table.targets]
    return {None if table is None or table.vpc is None else table.vpc.only for table in tables}


def space_of(vpc: Vpc) -> AddressSet:
    """Return the known addresses of a VPC."""
    return AddressSet.of(block.cidr for block in vpc.blocks)


def leads_into(route: Route, vpc: Vpc) -> Truth:
    """Tell whether a route is for addresses of a VPC."""
    if route.destination is None:
        return Truth.UNKNOWN
    if route.destination.overlaps(space_of(vpc)):
        return Truth.YES
    return truth(value=False) if is_closed(vpc) else Truth.UNKNOWN


def is_closed(vpc: Vpc) -> bool:
    """Tell whether the known CIDRs are all that a VPC has."""
    return vpc.closed and not vpc.unknown and not vpc.unique


def is_default(route: Route) -> bool:
    """Tell whether a route takes all internet traffic of a family."""
    destination = route.destination
    return destination is not None and any(map(destination.covers, INTERNET.values()))


def shows_its_routes(network: Network, vpc: Vpc) -> Truth:
    """Tell whether the input holds all the routes of a VPC.

    It does not for a VPC that is only read: whose it is writes its routes. Of one that exists it
    does where it has the tables of all subnets that are known. Whoever reads the id of a VPC
    without subnets from an output makes those, and their routes. A table that is left to others, or
    some routes of which are not known, may have any.
    """
    if is_data(vpc.address):
        return Truth.NO
    if network.coverage.missing_modules or not network.complete:
        return Truth.UNKNOWN
    subnets = network.subnets_by_vpc.get(vpc.address, [])
    choices = [network.routing.table_of(subnet).only for subnet in subnets]
    tables = [network.route_tables.get(table or "") for table in choices]
    if vpc.is_new and not vpc.is_default:
        if any(table is not None and not (table.closed or table.learns) for table in tables):
            return Truth.UNKNOWN
        return truth(bool(subnets) or vpc.address not in network.exports) | Truth.UNKNOWN
    known = [table is not None and table.closed for table in tables]
    return truth(all(known)) | Truth.UNKNOWN if known and any(known) else Truth.NO


def routed_elsewhere(network: Network, vpc: str, target: str) -> str:
    """Say what may route a VPC to a target: who reads both it and a route table from the outputs.

    The text is '' where no output names the target, or none names a route table of the VPC.
    """
    output = network.exports.get(target, "")
    shown = output and vpc in network.once(_with_shown_tables)
    return f"the routes of whoever reads {output}" if shown else ""


def _with_shown_tables(network: Network) -> set[str]:
    """Return the VPCs of which an output names a route table."""
    main = ".default_route_table_id"
    found = {name.removesuffix(main) for name in network.exports if name.endswith(main)}
    tables = (network.route_tables.get(name) for name in network.exports)
    vpcs = (table.vpc for table in tables if table is not None)
    return found | {vpc.only for vpc in vpcs if vpc is not None and vpc.only is not None}


def words(routes: Iterable[Route]) -> str:
    """Write the destinations of routes, each once."""
    texts = list(dict.fromkeys(route.destination_text for route in routes))
    shown = ", ".join(texts[:3])
    return f"{shown} and {len(texts) - 3} more" if len(texts) > 3 else shown  # noqa: PLR2004 - as shown
