"""Builds route tables with their inline and separate routes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.build import values
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.link import Certainty, Link
from netplan_audit.network.routing.gateways import kind_by_id
from netplan_audit.network.routing.route_tables import Propagation, Route, RouteTable
from netplan_audit.terraform.value import OneOf, Reference, SomeOf, Unknown, Value, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.filtering.security_groups import PrefixList
    from netplan_audit.terraform.resource import Resource, Resources

TARGETS: Final = {
    "gateway_id": "gateway",
    "nat_gateway_id": "NAT gateway",
    "transit_gateway_id": "transit gateway",
    "vpc_peering_connection_id": "peering connection",
    "egress_only_gateway_id": "egress-only gateway",
    "network_interface_id": "network interface",
    "vpc_endpoint_id": "VPC endpoint",
    "core_network_arn": "core network",
    "carrier_gateway_id": "carrier gateway",
    "local_gateway_id": "local gateway",
    "instance_id": "instance",
    "odb_network_arn": "ODB network",
}
_KIND_BY_TYPE: Final = {
    "aws_nat_gateway": "NAT gateway",
    "aws_internet_gateway": "internet gateway",
    "aws_vpn_gateway": "virtual private gateway",
    "aws_egress_only_internet_gateway": "egress-only gateway",
    "aws_ec2_transit_gateway": "transit gateway",
    "aws_vpc_peering_connection": "peering connection",
    "aws_vpc_peering_connection_accepter": "peering connection",
}
_TOLD_BY_TARGET: Final = frozenset({"gateway", "NAT gateway", "egress-only gateway"})
_IMPLICIT: Final = ".default_route_table_id"
_DESTINATIONS: Final = ("cidr_block", "ipv6_cidr_block")


class RouteBuilder:
    """Builds the routing of one input."""

    def __init__(
        self, resources: Resources, linker: Linker, prefix_lists: Mapping[str, PrefixList]
    ) -> None:
        """Keep the sources of links and prefix lists.

        `unplaced` are the routes that may be in tables besides those that `tables` gives them to.
        """
        self._resources = resources
        self._linker = linker
        self._prefix_lists = prefix_lists
        self.unplaced: list[Route] = []

    def tables(self) -> dict[str, RouteTable]:
        """Build every route table, with the separate routes that point at it."""
        separate: dict[str, list[Route]] = {}
        for resource in self._resources.of_type("aws_route"):
            route = self._separate(resource)
            if route is None:
                continue
            for target in route.table.targets:
                separate.setdefault(target, []).append(route)
            if not route.table.complete:
                self.unplaced.append(route)
        open_tables = {table for each in self.propagations for table in each.table.targets}
        for resource in self._resources.of_type("aws_vpc_route_server_propagation"):
            link = self._linker.link(resource, "route_table_id")
            open_tables.update(() if link is None else link.targets)
        not_closed = open_tables | set(self._resources.handed_over())
        found: dict[str, RouteTable] = {}
        for resource in self._resources.of_type("aws_route_table", "aws_default_route_table"):
            own = separate.get(resource.address, [])
            inline, closed = self._inline(resource, own)
            found[resource.address] = RouteTable(
                address=resource.address,
                vpc=self._vpc(resource),
                routes=(*inline, *own),
                closed=closed
                and resource.address not in not_closed
                and resource.body.ignores("route") is not True,
                is_default=resource.type == "aws_default_route_table",
                learns=resource.address in open_tables,
            )
        for address, routes in separate.items():
            if address not in found:
                vpc, closed = self._implicit(address)
                closed = closed and address not in open_tables
                found[address] = RouteTable(
                    address, vpc, tuple(routes), closed, is_default=address.endswith(_IMPLICIT)
                )
        return found

    def _implicit(self, address: str) -> tuple[Link | None, bool]:
        """Return the VPC of a table without a resource, and whether its routes are all here.

        They are in the main table of a VPC that this plan creates: it starts empty.
        """
        vpc = self._resources.by_address.get(address.removesuffix(_IMPLICIT))
        if vpc is None or vpc.type != "aws_vpc":
            return None, False
        link = Link((vpc.address,), Certainty.CERTAIN)
        return link, vpc.action in values.NEW and self._resources.complete

    def _vpc(self, resource: Resource) -> Link | None:
        if resource.type == "aws_route_table":
            return self._linker.link(resource, "vpc_id")
        value = resource.get("default_route_table_id")
        if isinstance(value, Reference):
            return self._linker.of_value(Reference(value.address, "id", value.certainty), "")
        return self._linker.link(resource, "vpc_id")

    @cached_property
    def propagations(self) -> tuple[Propagation, ...]:
        """The gateways that add routes to tables, which nobody writes down."""
        found: list[Propagation] = []
        for resource in self._resources.of_type("aws_vpn_gateway_route_propagation"):
            table = self._linker.link(resource, "route_table_id")
            gateway = self._linker.link(resource, "vpn_gateway_id")
            if table is not None and gateway is not None:
                found.append(Propagation(table, gateway))
        for resource in self._resources.of_type("aws_route_table", "aws_default_route_table"):
            listed = self._linker.links(resource, "propagating_vgws")
            table = Link((resource.address,), Certainty.CERTAIN)
            found += (Propagation(table, link) for link in listed.members)
            if listed.candidates:
                one = Link(listed.candidates, Certainty.ONE_OF, listed.complete, listed.settles)
                found.append(Propagation(table, one))
        return tuple(found)

    def _separate(self, resource: Resource) -> Route | None:
        table = self._linker.link(resource, "route_table_id")
        if table is None:
            return None
        get = {name: resource.get(f"destination_{name}") for name in _DESTINATIONS}
        get["destination_prefix_list_id"] = resource.get("destination_prefix_list_id")
        get.update({name: resource.get(name) for name in TARGETS})
        route = self._route(resource.address, resource.address, table, get)
        if route is not None and resource.is_sensitive(*get):
            route = _hidden(route)
        if route is not None and self._is_blackhole(resource, route):
            return replace(route, is_blackhole=True)
        return route

    def _is_blackhole(self, resource: Resource, route: Route) -> bool:
        """Tell whether AWS calls a route a blackhole, and the plan does nothing about it."""
        if resource.action != "no-op" or resource.get("state") != "blackhole":
            return False
        target = self._resources.by_address.get(route.target.only or "")
        return target is None or target.action in {"no-op", "read"}

    def _inline(self, resource: Resource, separate: list[Route]) -> tuple[list[Route], bool]:
        """Read the inline routes; computed ones that repeat separate routes are left out."""
        value = resource.get("route")
        table = self._linker.of_value(Reference(resource.address, "id", Certainty.CERTAIN), "")
        if table is None or value is None:
            return [], True
        if not isinstance(value, list):
            created = resource.action == "create"
            unset = isinstance(value, Unknown) and value.configured is False
            self._linker.unresolved += [] if unset else [f"{resource.address}.route"]
            return [], unset and created
        routes = [
            route
            for index, block in enumerate(values.blocks(value))
            if (
                route := self._route(
                    resource.address, f"{resource.address}.route[{index}]", table, block
                )
            )
        ]
        if resource.body.configured("route") is not True:
            known = {_sameness(route) for route in separate}
            known |= self._previous(resource)
            routes = [route for route in routes if _sameness(route) not in known]
        closed = not any(map(is_symbolic, value))
        self._linker.unresolved += [] if closed else [f"{resource.address}.route"]
        return list(map(_hidden, routes)) if resource.is_sensitive("route") else routes, closed

    def _previous(self, table: Resource) -> set[_Sameness]:
        """Return the separate routes that the plan changes or deletes, as they were."""
        found: set[_Sameness] = set()
        for resource in self._resources.previous:
            if resource.type == "aws_route" and resource.get("route_table_id") == table.get("id"):
                route = self._separate(resource)
                if route is not None:
                    found.add(_sameness(route))
        return found

    def _route(
        self, origin: str, where: str, table: Link, get: Mapping[str, Value]
    ) -> Route | None:
        found = self._target(where, get)
        if found is None:
            return None
        kind, target, argument = found
        destination, text, settles = self._destination(where, get)
        return Route(origin, table, destination, text, target, kind, settles, argument)

    def _destination(
        self, where: str, get: Mapping[str, Value]
    ) -> tuple[AddressSet | None, str, str]:
        for name in _DESTINATIONS:
            value = get.get(name)
            if isinstance(value, str) and value:
                cidr = values.cidr_or_none(value)
                if cidr is None:
                    return None, value, f"{where}.{name}"
                return values.address_set((value,)), str(cidr), ""
            if isinstance(value, Unknown | Reference | OneOf | SomeOf):
                return None, "unknown destination", values.waits(value, f"{where}.{name}")
        link = self._linker.of_value(get.get("destination_prefix_list_id"), where)
        if link is None:
            return None, "unknown destination", where
        known = self._prefix_lists.get(link.only or "")
        if known is None or not known.complete:
            return None, link.only or "a prefix list", link.settles or link.only or where
        return known.entries, known.address, ""

    def _target(self, where: str, get: Mapping[str, Value]) -> tuple[str, Link, str] | None:
        unset: Link | None = None
        for name, kind in TARGETS.items():
            value = get.get(name)
            if value is None or value in ("", "local"):  # a list has no hash
                continue
            link = self._linker.of_value(value, f"{where}.{name}")
            if link is None:
                continue
            if isinstance(value, Unknown) and value.configured is False:
                unset = unset or link
                continue
            return self._refine(kind, link), link, name
        return None if unset is None else ("unknown target", unset, "")

    def _refine(self, kind: str, link: Link) -> str:
        """Tell kinds apart by the target itself: AWS takes others' ids in `gateway_id` too."""
        if kind not in _TOLD_BY_TARGET or not link.complete:
            return kind
        kinds = {self._kind(target, kind) for target in link.targets}
        return kinds.pop() if len(kinds) == 1 else kind

    def _kind(self, target: str, kind: str) -> str:
        resource = self._resources.by_address.get(target)
        if resource is not None:
            return _KIND_BY_TYPE.get(resource.type, kind)
        return kind_by_id(target) or kind


_Sameness = tuple[AddressSet | None, str, tuple[str, ...]]


def _sameness(route: Route) -> _Sameness:
    """Return what AWS tells routes of one table apart by."""
    is_told = route.destination is not None and route.is_range
    text = "" if is_told else route.destination_text
    return route.destination, text, route.target.targets


def _hidden(route: Route) -> Route:
    """Return a route whose destination is sensitive; a prefix list is named by its address."""
    if route.destination is None or not route.is_range:
        return route
    return replace(route, destination_text="(sensitive value)", hidden=True)
