"""Builds what load balancers forward: listeners, target groups and the targets in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.fleets import Fleets, port_of
from netplan_audit.network.build.load_balancers import keeps_client
from netplan_audit.network.build.private_addresses import PrivateAddresses
from netplan_audit.network.reach.balancers import Balancer, Listener, Target, TargetGroup
from netplan_audit.terraform.value import Value, is_symbolic
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.ends import EndBuilder
    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.link import Link
    from netplan_audit.network.reach.ends import End
    from netplan_audit.terraform.resource import Resource, Resources

_GROUPS: Final = ("aws_lb_target_group", "aws_alb_target_group")
_LISTENERS: Final = ("aws_lb_listener", "aws_alb_listener")
_RULES: Final = ("aws_lb_listener_rule", "aws_alb_listener_rule")
_MANY: Final = 100
"""Most ports of a load balancer that are looked at one by one."""
_ENFORCING: Final = "enforce_security_group_inbound_rules_on_private_link_traffic"
_ATTACHED: Final = ("aws_lb_target_group_attachment", "aws_alb_target_group_attachment")


class TargetBuilder:
    """Builds the load balancers of one input."""

    def __init__(self, resources: Resources, linker: Linker, ends: EndBuilder) -> None:
        """Keep the sources."""
        self._resources = resources
        self._linker = linker
        self._ends = ends
        self._fleets = Fleets(resources, linker, ends)
        self._private = PrivateAddresses(resources, ends)

    def balancers(self) -> dict[str, Balancer]:
        """Build every load balancer with its listeners."""
        groups = self._groups()
        listeners = self._owned(_LISTENERS, "load_balancer_arn")
        rules = self._owned(_RULES, "listener_arn")
        found = {one.address: one for one in self._fleets.classic()}
        for one in self._resources.of_type("aws_lb", "aws_alb"):
            kind = one.get("load_balancer_type")
            is_network = kind == "network"
            found[one.address] = Balancer(
                one.address,
                "network" if is_network else str(kind or "application"),
                tuple(self._listeners(listeners.get(one.address, []), rules, groups)),
                values.flag(one.get("enable_cross_zone_load_balancing"), default=not is_network),
                filters_services=values.flag(one.get(_ENFORCING), default=True),
            )
        return {**dict(self._of_kubernetes()), **found}

    def _of_kubernetes(self) -> Iterator[tuple[str, Balancer]]:
        """Yield the load balancers of Kubernetes: what they forward to is up to a controller."""
        balancing = self._ends.network.load_balancing
        for address, ports in balancing.listeners.items():
            resource = self._resources.by_address.get(address)
            kind = balancing.types.get(address, "")
            if resource is None or resource.type.startswith("aws_") or len(ports) > _MANY:
                continue
            protocol = "TCP_UDP" if kind == "network" else "HTTP"
            listeners = tuple(
                Listener(address, protocol, port, (), complete=False)
                for lo, hi in ports.spans
                for port in range(lo, hi + 1)
            )
            yield address, Balancer(address, kind, listeners, Truth.UNKNOWN)

    def _owned(self, kinds: tuple[str, ...], argument: str) -> dict[str, list[Resource]]:
        """Return resources by what an argument of theirs may name."""
        found: dict[str, list[Resource]] = {}
        for one in self._resources.of_type(*kinds):
            link = self._linker.link(one, argument)
            for target in () if link is None else link.targets:
                found.setdefault(target, []).append(one)
        return found

    def _listeners(
        self,
        own: list[Resource],
        rules: dict[str, list[Resource]],
        groups: dict[str, TargetGroup],
    ) -> Iterator[Listener]:
        for one in own:
            forwarded = list(self._forwarded(one, "default_action"))
            for rule in rules.get(one.address, []):
                forwarded += self._forwarded(rule, "action")
            named = list(dict.fromkeys(forwarded))
            protocol = values.text(one.get("protocol")) or ""
            yield Listener(
                one.address,
                protocol.upper(),
                port_of(one.get("port")),
                tuple(groups[name] for name in named if name in groups),
                all(name in groups for name in named),
            )

    def _forwarded(self, listener: Resource, argument: str) -> Iterator[str]:
        where = f"{listener.address}.{argument}"
        for action in values.blocks(listener.get(argument)):
            yield from self._named(action.get("target_group_arn"), where)
            for forward in values.blocks(action.get("forward")):
                for target in values.blocks(forward.get("target_group")):
                    yield from self._named(target.get("arn"), where)

    def _named(self, value: Value, where: str) -> Iterator[str]:
        links = self._linker.of_values(value, where)
        yield from links
        if not links.settled and (links.candidates or is_symbolic(value)):
            configured = getattr(value, "configured", True)
            if configured is not False:
                yield from links.candidates or (where,)

    def _groups(self) -> dict[str, TargetGroup]:
        found: dict[str, TargetGroup] = {}
        attached = self._owned(_ATTACHED, "target_group_arn")
        for one in self._resources.of_type(*_GROUPS):
            kind = values.text(one.get("target_type")) or "instance"
            port = port_of(one.get("port"))
            vpc = self._linker.link(one, "vpc_id")
            found[one.address] = TargetGroup(
                one.address,
                kind,
                keeps_client(one),
                (
                    *(
                        target
                        for each in attached.get(one.address, [])
                        for target in self._targets(each, port, vpc)
                    ),
                    *self._fleets.targets(one.address, port),
                ),
                self._fleets.open_.get(one.address, ""),
                _cross_zone(one),
                6 if one.get("ip_address_type") == "ipv6" else 4,
            )
        return found

    def _targets(
        self, attachment: Resource, port: int | None, vpc: Link | None
    ) -> Iterator[Target]:
        """Yield what an attachment registers: one target for each node of a load balancer."""
        value = attachment.get("target_id")
        own = port_of(attachment.get("port")) or port
        where = f"{attachment.address}.target_id"
        ends = self._ends_named(value, where, vpc)
        if isinstance(value, str):
            narrowed = [e for e in ends if e.private.covers(values.address_set((value,)))]
            ends = narrowed if narrowed and values.cidr_or_none(value) is not None else ends
        if not ends:
            yield Target(attachment.address, None, own, where)
        for end in ends if ends and ends[0].kind == "node" else ends[:1]:
            yield Target(attachment.address, end, own, where)

    def _ends_named(self, value: Value, where: str, vpc: Link | None) -> list[End]:
        """Return the ends of a target: by its address in the VPC or beyond it, or by its id."""
        names: list[str] = []
        if isinstance(value, str):
            names = self._private.holders(value, None if vpc is None else vpc.only)
            if not names and self._private.is_beyond(value, vpc):
                names = self._private.holders(value, None)
        if not names:
            link = self._linker.of_value(value, where)
            names = [] if link is None or link.only is None else [link.only]
        one = len(names) == 1 or len({self._ends.held_by(name) for name in names}) == 1
        return self._ends.ends_of(names[0]) if one else []


def _cross_zone(group: Resource) -> Truth | None:
    value = group.get("load_balancing_cross_zone_enabled")
    if value in {"true", "false"} if isinstance(value, str) else False:
        return Truth.YES if value == "true" else Truth.NO
    return None
