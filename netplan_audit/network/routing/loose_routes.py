"""Routes of which the input does not tell whose they are, and the tables that may have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route, RouteTable

IMPLICIT: Final = ".default_route_table_id"
"""What the main table of a VPC is called where no resource manages it, after its VPC."""


class LooseRoutes:
    """The routes of one network that may be in tables which are not told; kept by VPC."""

    def __init__(self, network: Network) -> None:
        """Look at nothing yet."""
        self._network = network
        self._by_vpc: dict[str, tuple[Route, ...]] = {}

    def of(self, address: str, table: RouteTable | None) -> tuple[Route, ...]:
        """Return those that may be in the table at an address, which may have no resource."""
        if not self._network.unplaced_routes:
            return ()
        link = None if table is None else table.vpc
        vpc = address.removesuffix(IMPLICIT) if link is None else link.only or ""
        if vpc not in self._by_vpc:
            self._by_vpc[vpc] = tuple(self._near(vpc))
        return tuple(route for route in self._by_vpc[vpc] if address not in route.table.targets)

    def _near(self, vpc: str) -> list[Route]:
        routes = self._network.unplaced_routes
        return [route for route in routes if not vpc or self._serves(route) in {"", vpc}]

    def _serves(self, route: Route) -> str:
        """Return the VPC of a route's target, whose tables alone may have it; '' if not known."""
        target, network = route.target.only or "", self._network
        nat = network.nat_gateways.get(target)
        stands_in = None if nat is None or nat.subnet is None else nat.subnet.only
        subnet = network.subnets.get(stands_in or "")
        if subnet is not None:
            return subnet.vpc.only or ""
        gateway = network.gateways.get(target)
        return "" if gateway is None or gateway.vpc is None else gateway.vpc.only or ""


def whose(route: Route) -> str:
    """Name what would tell the table of a route."""
    return route.table.settles or f"{route.origin}.route_table_id"
