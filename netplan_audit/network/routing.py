"""Which route table a subnet uses, and where its internet traffic goes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from netplan_audit.network.cidr import ALL_IPV4, ALL_IPV6, PRIVATE, AddressSet
from netplan_audit.network.link import Certainty

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.route_tables import Route, RouteTable, RouteTableAssociation
    from netplan_audit.network.vpcs import Subnet

_INTERNET: Final = {4: ALL_IPV4 - PRIVATE, 6: ALL_IPV6 - PRIVATE}
_ANY: Final = {4: "0.0.0.0/0", 6: "::/0"}


@dataclass(frozen=True, slots=True)
class TableChoice:
    """The route table of a subnet: one of `tables`; none of them where it is implicit.

    `via` is the association, or the word for the main table, that gives it.
    """

    tables: tuple[str, ...]
    certainty: Certainty
    via: str
    settles: str = ""

    @property
    def only(self) -> str | None:
        """The table where it is proven or likely."""
        only = len(self.tables) == 1 and self.certainty is not Certainty.ONE_OF
        return self.tables[0] if only else None


@dataclass(frozen=True, slots=True)
class DefaultRoute:
    """Where a subnet sends packets for the internet: one way per table it may use.

    `ways` pairs each table with its route, None where the table has none. `decided` is False
    where tables, destinations or targets are unknown; `settles` then says what would tell.
    """

    choice: TableChoice
    ways: tuple[tuple[str, Route | None], ...]
    decided: bool
    certainty: Certainty
    settles: str = ""

    @property
    def route(self) -> Route | None:
        """The one route, where there is one."""
        routes = {route for _, route in self.ways}
        return routes.pop() if len(routes) == 1 else None


class Routing:
    """Answers routing questions about one network; answers are kept."""

    def __init__(self, network: Network) -> None:
        """Index nothing yet."""
        self._network = network
        self._defaults: dict[tuple[str, int], tuple[Route | None, str]] = {}
        self._answers: dict[tuple[str, int], DefaultRoute] = {}

    @cached_property
    def _certain(self) -> dict[str, list[RouteTableAssociation]]:
        found: dict[str, list[RouteTableAssociation]] = {}
        for association in self._network.associations:
            if association.subnet.only is not None:
                found.setdefault(association.subnet.only, []).append(association)
        return found

    @cached_property
    def _possible(self) -> dict[str, list[RouteTableAssociation]]:
        found: dict[str, list[RouteTableAssociation]] = {}
        for association in self._network.associations:
            if association.subnet.only is None:
                for target in association.subnet.targets:
                    found.setdefault(target, []).append(association)
        return found

    @cached_property
    def _unplaced(self) -> bool:
        """Whether some association's subnet cannot be told at all."""
        return any(not a.subnet.targets for a in self._network.associations)

    def table_of(self, subnet: Subnet) -> TableChoice:
        """Return the effective route table: explicit, else the VPC's main table."""
        explicit = self._certain.get(subnet.address)
        if explicit:
            return self._choice(explicit, min(a.subnet.certainty for a in explicit))
        possible = self._possible.get(subnet.address)
        if possible:
            targets = {target for a in possible for target in a.subnet.targets}
            choice = self._choice(possible, Certainty.LIKELY)
            if len(possible) < len(targets):
                main = self._main(subnet)
                tables = tuple(dict.fromkeys((*choice.tables, *main.tables)))
                return TableChoice(tables, Certainty.ONE_OF, choice.via, possible[0].subnet.settles)
            return choice
        main = self._main(subnet)
        if self._unplaced:
            return TableChoice(main.tables, Certainty.ONE_OF, main.via, "a route table association")
        return main

    def _choice(
        self, associations: list[RouteTableAssociation], certainty: Certainty
    ) -> TableChoice:
        tables = tuple(dict.fromkeys(t for a in associations for t in a.table.targets))
        complete = all(a.table.complete for a in associations)
        sure = min((certainty, *(a.table.certainty for a in associations)))
        if len(tables) == 1 and complete and sure is Certainty.ONE_OF:
            sure = Certainty.LIKELY  # every possibility is the same table
        if len(tables) != 1 or not complete:
            sure = Certainty.ONE_OF
        settles = next((a.table.settles for a in associations if a.table.settles), "")
        return TableChoice(tables, sure, associations[0].address, settles)

    def _main(self, subnet: Subnet) -> TableChoice:
        vpc = subnet.vpc.only
        if vpc is None:
            return TableChoice((), Certainty.ONE_OF, "main route table", subnet.vpc.settles)
        link = self._network.main_route_tables.get(vpc)
        if link is not None:
            return TableChoice(link.targets, link.certainty, "main route table", link.settles)
        address = f"{vpc}.default_route_table_id"
        table = self._network.aliases.get(address, address)
        return TableChoice((table,), subnet.vpc.certainty, "main route table")

    def default_route(self, subnet: Subnet, family: int = 4) -> DefaultRoute:
        """Return where the subnet's internet traffic of a family goes."""
        key = (subnet.address, family)
        if key not in self._answers:
            self._answers[key] = self._default_route(subnet, family)
        return self._answers[key]

    def _default_route(self, subnet: Subnet, family: int) -> DefaultRoute:
        choice = self.table_of(subnet)
        ways: list[tuple[str, Route | None]] = []
        settles = choice.settles
        decided = choice.certainty is not Certainty.ONE_OF
        certainty = choice.certainty
        for address in choice.tables:
            route, unknown = self.default_in(address, family)
            ways.append((address, route))
            if unknown:
                decided, settles = False, unknown
            if route is not None and decided:
                certainty = min(certainty, route.table.certainty, route.target.certainty)
        if len(ways) > 1 and len({_way(route) for _, route in ways}) == 1 and not settles:
            decided = True
        return DefaultRoute(choice, tuple(ways), decided, certainty, settles)

    def default_in(self, table: str, family: int) -> tuple[Route | None, str]:
        """Return a table's route for the internet, and what is unknown about it ('' if nothing)."""
        key = (table, family)
        if key not in self._defaults:
            found = self._network.route_tables.get(table)
            if found is None:
                self._defaults[key] = (None, self._absent(table))
            else:
                self._defaults[key] = _default_in(found, family)
        return self._defaults[key]

    def _absent(self, table: str) -> str:
        """Say what is unknown about a table without a resource.

        The main table of a VPC that this plan creates holds only local routes.
        """
        vpc, _, implicit = table.rpartition(".")
        known = implicit == "default_route_table_id" and vpc in self._network.vpcs
        if known and not self._network.vpcs[vpc].is_default and not vpc.startswith("data."):
            return "" if self._network.complete else f"the routes of {table}"
        return f"the routes of {table}"


def _way(route: Route | None) -> tuple[str, ...]:
    return ("",) if route is None else (route.target_kind, *route.target.targets)


def _default_in(table: RouteTable, family: int) -> tuple[Route | None, str]:
    certain = [r for r in table.routes if r.table.only is not None]
    for route in certain:
        if route.destination_text == _ANY[family]:
            return route, "" if route.target.targets else route.target.settles
    by_target: dict[tuple[str, ...], AddressSet] = {}
    for route in certain:
        if route.destination is not None:
            way = _way(route)
            by_target[way] = by_target.get(way, AddressSet.of(())) | route.destination
    for route in certain:
        if by_target.get(_way(route), AddressSet.of(())).covers(_INTERNET[family]):
            return route, ""
    doubtful = [r for r in table.routes if r.table.only is None]
    for route in doubtful:
        if route.destination is None or route.destination.covers(_INTERNET[family]):
            return None, route.table.settles or f"{route.origin}.route_table_id"
    unknown = [r for r in certain if r.destination is None and "prefix list" not in r.settles]
    if unknown:
        return None, unknown[0].settles or unknown[0].origin
    return None, "" if table.closed else f"the routes of {table.address}"
