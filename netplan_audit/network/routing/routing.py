"""Which route table a subnet uses, and where its internet traffic goes."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.link import Certainty
from netplan_audit.network.routing.lookup import INTERNET, default_of, way_of
from netplan_audit.network.routing.loose_routes import IMPLICIT, LooseRoutes, whose
from netplan_audit.network.witness import Step
from netplan_audit.terraform.address import is_data

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route, RouteTable, RouteTableAssociation
    from netplan_audit.network.vpcs import Subnet


_MAIN: Final = "main route table"


class TableChoice(Struct, frozen=True):
    """The route table of a subnet: one of `tables`; none of them where it is implicit.

    `via` is the association, or the word for the main table, that gives it. `complete` is False
    where it may be none of the tables.
    """

    tables: tuple[str, ...]
    certainty: Certainty
    via: str
    settles: str = ""
    complete: bool = True

    @property
    def only(self) -> str | None:
        """The table where it is proven or likely."""
        only = len(self.tables) == 1 and self.certainty is not Certainty.ONE_OF
        return self.tables[0] if only else None

    @property
    def is_main(self) -> bool:
        """Whether the subnet has the main table, for want of one of its own."""
        return self.via == _MAIN

    def hop_from(self, subnet: Subnet) -> Step:
        """Return the hop from the subnet to its table, the first where it may be several."""
        table = self.tables[0] if self.tables else "the main route table"
        return Step(subnet.address, table, "uses route table", self.certainty.label, self.via)


class DefaultRoute(Struct, frozen=True):
    """Where a subnet sends packets for the internet: one of these ways.

    `ways` pairs each table it may use with each route that may be its default there, None for no
    such route. `decided` is False where tables, destinations or targets are unknown; `settles`
    then says what would tell.
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


_Defaults = tuple[tuple["Route | None", ...], str]
"""The routes that may be a table's default, and what would tell ('' where there is just one)."""


class Routing:
    """Answers routing questions about one network; answers are kept."""

    def __init__(self, network: Network) -> None:
        """Index nothing yet."""
        self._network = network
        self._tables: dict[str, TableChoice] = {}
        self._defaults: dict[tuple[str, int], _Defaults] = {}
        self._answers: dict[tuple[str, int], DefaultRoute] = {}
        self._loose = LooseRoutes(network)

    @cached_property
    def _certain(self) -> dict[str, list[RouteTableAssociation]]:
        found: dict[str, list[RouteTableAssociation]] = defaultdict(list)
        for association in self._network.associations:
            if association.subnet.only is not None:
                found[association.subnet.only].append(association)
        return found

    @cached_property
    def _possible(self) -> dict[str, list[RouteTableAssociation]]:
        found: dict[str, list[RouteTableAssociation]] = defaultdict(list)
        for association in self._network.associations:
            if association.subnet.only is None:
                for target in association.subnet.targets:
                    found[target].append(association)
        return found

    @cached_property
    def _unplaced(self) -> list[RouteTableAssociation]:
        """The associations that may be those of any subnet."""
        return [a for a in self._network.associations if not a.subnet.complete]

    def table_of(self, subnet: Subnet) -> TableChoice:
        """Return the effective route table: explicit, else the VPC's main table."""
        known = self._tables.get(subnet.address)
        if known is None:
            known = self._tables[subnet.address] = self._table_of(subnet)
        return known

    def _table_of(self, subnet: Subnet) -> TableChoice:
        explicit = self._certain.get(subnet.address)
        if explicit:
            return self._choice(explicit, min(a.subnet.certainty for a in explicit))
        possible = [a for a in self._possible[subnet.address] if self._may_serve(a, subnet)]
        if possible and self._covers(possible):
            return self._choice(possible, Certainty.LIKELY)
        doubtful = [a for a in self._unplaced if self._may_serve(a, subnet)]
        doubtful = list({a.address: a for a in (*possible, *doubtful)}.values())
        main = self._main(subnet)
        if not doubtful:
            return _unless_elsewhere(main, subnet)
        tables = (table for a in doubtful for table in a.table.targets)
        settles = doubtful[0].subnet.settles or f"{doubtful[0].address}.subnet_id"
        every = tuple(dict.fromkeys((*tables, *main.tables)))
        whole = main.complete and all(a.table.complete for a in doubtful)
        return TableChoice(every, Certainty.ONE_OF, doubtful[0].address, settles, whole)

    def _covers(self, possible: list[RouteTableAssociation]) -> bool:
        """Tell whether associations are enough for every subnet they may be those of."""
        subnets = self._network.subnets
        served = {
            target
            for association in possible
            for target in association.subnet.targets
            if target not in subnets or self._may_serve(association, subnets[target])
        }
        return len(possible) >= len(served) and all(a.subnet.complete for a in possible)

    def _may_serve(self, association: RouteTableAssociation, subnet: Subnet) -> bool:
        """Tell whether a table may be in the subnet's VPC: an association never crosses VPCs."""
        for target in association.table.targets:
            table = self._network.route_tables.get(target)
            vpc = None if table is None or table.vpc is None else table.vpc.only
            if vpc is None or subnet.vpc.only in {None, vpc}:
                return True
        return not association.table.complete

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
        return TableChoice(tables, sure, associations[0].address, settles, complete)

    def _main(self, subnet: Subnet) -> TableChoice:
        vpc = subnet.vpc.only
        if vpc is None:
            settles = subnet.vpc.settles
            return TableChoice((), Certainty.ONE_OF, _MAIN, settles, complete=False)
        main = self.main_table(vpc)
        by_association = vpc in self._network.main_route_tables
        return main if by_association else replace(main, certainty=subnet.vpc.certainty)

    def main_table(self, vpc: str) -> TableChoice:
        """Return the main table of a VPC: the one it is given, else the one that came with it."""
        link = self._network.main_route_tables.get(vpc)
        if link is not None:
            return TableChoice(link.targets, link.certainty, _MAIN, link.settles, link.complete)
        address = f"{vpc}.default_route_table_id"
        table = self._network.aliases.get(address, address)
        return TableChoice((table,), Certainty.CERTAIN, _MAIN)

    def default_route(self, subnet: Subnet, family: int = 4) -> DefaultRoute:
        """Return where the subnet's internet traffic of a family goes."""
        key = (subnet.address, family)
        if key not in self._answers:
            self._answers[key] = self._default_route(subnet, family)
        return self._answers[key]

    def _default_route(self, subnet: Subnet, family: int) -> DefaultRoute:
        choice = self.table_of(subnet)
        ways: list[tuple[str, Route | None]] = []
        unknown = ""
        certainty = choice.certainty
        for address in choice.tables:
            routes, settles = self.default_in(address, family)
            ways.extend((address, route) for route in routes)
            unknown = unknown or settles
            for route in routes:
                if route is not None:
                    certainty = min(certainty, route.table.certainty, route.target.certainty)
        one_way = len({way_of(route) for _, route in ways}) == 1
        sure = choice.certainty is not Certainty.ONE_OF
        decided = not unknown and (sure or (one_way and not choice.settles))
        return DefaultRoute(choice, tuple(ways), decided, certainty, unknown or choice.settles)

    def default_in(self, table: str, family: int) -> _Defaults:
        """Return the routes that may take a table's internet traffic, and what would tell."""
        key = (table, family)
        if key not in self._defaults:
            found = self._network.route_tables.get(table)
            loose = [r for r in self._loose.of(table, found) if _may_be_default(r, family)]
            if found is not None:
                self._defaults[key] = _default_in(found, family, loose)
            elif loose:
                self._defaults[key] = ((None, *loose), whose(loose[0]))
            else:
                self._defaults[key] = ((None,), self._absent(table))
        return self._defaults[key]

    def missing_in(self, table: str) -> str:
        """Say what would tell of routes that the input does not show; '' where there are none."""
        found = self._network.route_tables.get(table)
        if found is None:
            return self._absent(table)
        if not found.closed:
            return f"the routes of {table}"
        return next((whose(route) for route in self._loose.of(table, found)), "")

    def _absent(self, table: str) -> str:
        """Say what is unknown about a table without a resource.

        The main table of a VPC that this plan creates holds only local routes ("when you create a
        nondefault VPC, the main route table contains only a local route", VPC user guide).
        """
        vpc = self._network.vpcs.get(table.removesuffix(IMPLICIT))
        known = vpc is not None and vpc.is_new and not vpc.is_default
        return "" if known and self._network.complete else f"the routes of {table}"


def _unless_elsewhere(main: TableChoice, subnet: Subnet) -> TableChoice:
    """Doubt the main table of a subnet that is only read: who makes it may give it another."""
    if not main.complete or not is_data(subnet.address):
        return main
    settles = f"the route table of {subnet.address}"
    return replace(main, certainty=Certainty.ONE_OF, settles=settles, complete=False)


def _default_in(table: RouteTable, family: int, loose: list[Route]) -> _Defaults:
    certain = [route for route in table.routes if route.table.only is not None]
    default = default_of(certain, family)
    if default is not None:
        return (default,), "" if default.target.complete else default.target.settles
    unsure = [route for route in certain if route.destination is None]
    doubtful = [r for r in table.routes if r.table.only is None and _may_be_default(r, family)]
    if doubtful and not unsure and _enough(doubtful):
        return tuple(doubtful), whose(doubtful[0])
    doubtful += loose
    every = (*unsure, *doubtful)
    if every:
        first = every[0]
        where = f"{first.origin}.route_table_id" if first in doubtful else first.origin
        return (None, *every), (first.settles or first.table.settles or where)
    return (None,), "" if table.closed else f"the routes of {table.address}"


def _may_be_default(route: Route, family: int) -> bool:
    return route.destination is None or route.destination.covers(INTERNET[family])


def _enough(doubtful: list[Route]) -> bool:
    """Tell whether there is such a route for every table that it may be in."""
    tables = {target for route in doubtful for target in route.table.targets}
    return len(doubtful) >= len(tables) and all(route.table.complete for route in doubtful)
