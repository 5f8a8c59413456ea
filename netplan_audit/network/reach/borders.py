"""Finds where the answers about an end may change: the rules and routes that packets to it meet."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from netplan_audit.network.cidr import EMPTY
from netplan_audit.network.ports import ALL_PORTS, PortSet
from netplan_audit.network.reach.shares import Border

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.filtering.security_groups import Direction
    from netplan_audit.network.ports import Traffic
    from netplan_audit.network.reach.balancers import Balancer
    from netplan_audit.network.reach.ends import End
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.vpcs import Subnet


class Borders:
    """The borders of one question; `hidden` tells that some of them must not be printed."""

    def __init__(self, model: ReachModel, protocol: str) -> None:
        """Keep what is asked about."""
        self._model = model
        self._protocol = protocol
        self.hidden = False
        self._known: dict[tuple[int, Direction], tuple[End, frozenset[Border]]] = {}

    def of(self, ends: Iterable[End], balancer: Balancer | None = None) -> set[Border]:
        """Return the borders of packets from outside to any of the ends, and of the replies.

        With a load balancer these are those at its listeners and at its targets too.
        """
        found = self._around(ends)
        for listener in () if balancer is None else balancer.listeners:
            if listener.port is not None:
                found.add(Border(PortSet.of((listener.port,)), EMPTY))
            for group in listener.groups:
                behind = (target.end for target in group.targets)
                around = self._around(end for end in behind if end is not None)
                # Targets have ports of their own: their rules count for that of the listener.
                found.update(
                    each if each.of_replies else replace(each, ports=ALL_PORTS) for each in around
                )
        return found

    def _around(self, ends: Iterable[End]) -> set[Border]:
        every = list(dict.fromkeys(ends))
        doors = [end.door for end in every if end.door is not None]
        found = {Border(door.ports, door.sources) for door in doors}
        found |= {border for end in every for border in self._of_groups(end, "ingress")}
        for subnet in dict.fromkeys(end.subnet for end in every if end.subnet is not None):
            found.update(self._of_subnet(subnet))
        return found

    def between(self, sender: End, ends: Iterable[End]) -> set[Border]:
        """Return the borders between a sender inside of the network and any of the ends: ports."""
        found = set(self._beside(sender, "egress"))
        for end in ends:
            found |= self._beside(end, "ingress")
        return found

    def _beside(self, end: End, direction: Direction) -> frozenset[Border]:
        """Return the borders that packets from or to an end may meet: ports; kept for later."""
        key = id(end), direction
        if key not in self._known:
            found = set(self._of_groups(end, direction))
            if direction == "ingress":
                found.update(() if end.door is None else (Border(end.door.ports, EMPTY),))
                balancer = self._model.balancers.get(end.address)
                found.update(() if balancer is None else self.of((), balancer))
            for subnet in dict.fromkeys(self._on_the_way(end)):
                acl, _ = self._model.network.borders.acl_of(self._model.network.subnets[subnet])
                rules = () if acl is None else acl.rules
                met = (rule.traffic for rule in rules if self._concerns(rule.traffic))
                found.update(Border(_ports(traffic), EMPTY) for traffic in met)
            ports = frozenset(Border(each.ports, EMPTY) for each in found if not each.of_replies)
            self._known[key] = end, ports
        return self._known[key][1]

    def _on_the_way(self, end: End) -> Iterator[str]:
        """Yield subnets that packets from or to an end may cross: of gateways, and its own."""
        network, vpc = self._model.network, end.vpc or ""
        if end.subnet is not None:
            yield end.subnet.address
        for attachment in network.attachments_by_vpc.get(vpc, ()):
            yield from (a for a in attachment.subnets.everything if a in network.subnets)
        yield from (a for a in self._nat_subnets.get(vpc, ()) if a in network.subnets)

    @cached_property
    def _nat_subnets(self) -> dict[str, list[str]]:
        network = self._model.network
        found: dict[str, list[str]] = {}
        for gateway in network.nat_gateways.values():
            for target in () if gateway.subnet is None else gateway.subnet.targets:
                vpc = network.subnets[target].vpc.only if target in network.subnets else None
                found.setdefault(vpc or "", []).append(target)
        return found

    def _of_groups(self, end: End, direction: Direction) -> Iterator[Border]:
        network = self._model.network
        for address in end.groups.everything:
            group = network.security_groups.get(address)
            for rule in () if group is None else group.rules:
                if rule.direction == direction and self._concerns(rule.traffic):
                    self.hidden = self.hidden or rule.sensitive or self._model.hides(rule.origin)
                    yield Border(_ports(rule.traffic), rule.addresses)

    def _of_subnet(self, subnet: Subnet) -> Iterator[Border]:
        network = self._model.network
        acl, _ = network.borders.acl_of(subnet)
        for rule in () if acl is None else acl.rules:
            if self._concerns(rule.traffic):
                self.hidden = self.hidden or self._model.hides(rule.origin)
                yield Border(_ports(rule.traffic), rule.addresses or EMPTY, rule.egress)
        for address in network.routing.table_of(subnet).tables:
            table = network.route_tables.get(address)
            for route in () if table is None else table.routes:
                if route.destination is not None:
                    self.hidden = self.hidden or self._model.hides(route.origin)
                    yield Border(ALL_PORTS, route.destination, of_replies=True)

    def _concerns(self, traffic: Traffic | None) -> bool:
        return traffic is None or traffic.protocol in {"all", self._protocol}


def _ports(traffic: Traffic | None) -> PortSet:
    return ALL_PORTS if traffic is None or traffic.protocol == "all" else traffic.ports
