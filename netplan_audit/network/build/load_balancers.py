"""Reads what load balancers listen on, and what they use towards their targets."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from netplan_audit.network.balancing.load_balancers import LoadBalancing, StreamTargets, TargetGroup
from netplan_audit.network.build import launch, values
from netplan_audit.network.ports import LAST_PORT, NO_PORTS, PortSet
from netplan_audit.terraform.value import OneOf, Reference, is_symbolic
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.link import Links
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

_STREAMS: Final = ("TCP", "TLS")
_DATAGRAMS: Final = ("UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
_BALANCERS: Final = ("aws_lb", "aws_alb", "aws_elb")
LISTENERS: Final = ("aws_lb_listener", "aws_alb_listener")
TARGET_GROUPS: Final = ("aws_lb_target_group", "aws_alb_target_group")
_ANSWERS: Final = ("fixed-response", "redirect")
REGISTERING: Final = (
    ("aws_lb_target_group_attachment", "target_group_arn", "target_id"),
    ("aws_alb_target_group_attachment", "target_group_arn", "target_id"),
    ("aws_autoscaling_attachment", "lb_target_group_arn", "autoscaling_group_name"),
)


def build_load_balancing(resources: Resources, linker: Linker) -> LoadBalancing:
    """Read listeners, target groups, and what is registered with them."""
    return BalancingReader(resources, linker).read()


class BalancingReader:
    """Follows listeners to target groups, and target groups to what is registered with them."""

    def __init__(self, resources: Resources, linker: Linker) -> None:
        """Keep the sources."""
        self._resources = resources
        self._linker = linker
        self._groups = {g.address: g for g in resources.of_type(*TARGET_GROUPS)}
        self._registered: dict[str, set[str]] = defaultdict(set)
        self._targets: dict[str, PortSet] = defaultdict(lambda: NO_PORTS)
        self._own_ports: dict[str, PortSet] = defaultdict(lambda: NO_PORTS)
        self._overrides: dict[str, list[Value]] = defaultdict(list)

    def read(self) -> LoadBalancing:
        """Read all of it."""
        for named, owner, port in self.registrations():
            self._registered[named].add(owner)
            own = ports_in(port)
            self._own_ports[named] |= own
            self._overrides[named].append(port)
            self._targets[owner] |= own | self._ports_of(self._groups[named])
        unplaced: dict[str, PortSet] = defaultdict(lambda: NO_PORTS)
        for address, group in self._groups.items():
            if not any(owner in self._resources.by_address for owner in self._registered[address]):
                link = self._linker.link(group, "vpc_id")
                for vpc in () if link is None else link.targets:
                    unplaced[vpc] |= self._ports_of(group) | self._own_ports[address]
        return LoadBalancing(
            listeners=self._listeners(),
            internal=frozenset(self._internal()),
            unfiltered=frozenset(
                one.address
                for one in self._resources.of_type("aws_lb", "aws_alb")
                if _is_unfiltered(one)
            ),
            targets=dict(self._targets),
            unplaced=dict(unplaced),
            clients=self._clients(lambda keeps: keeps is Truth.YES),
            may_be_clients=self._clients(lambda keeps: keeps is Truth.UNKNOWN),
            types=dict(self._types()),
            groups={address: self._group(group) for address, group in self._groups.items()},
            forwards=self._forwards(),
            answering=self._answering(),
            cross_zone=dict(self._cross_zone()),
            streams=tuple(self._streams()),
        )

    def _group(self, group: Resource) -> TargetGroup:
        kind = group.get("target_type")
        over_zones = group.get("load_balancing_cross_zone_enabled")
        left = launch.unset(over_zones) or over_zones == "use_load_balancer_configuration"
        told = (group.get("port"), *self._overrides[group.address])
        vague = [port for port in told if is_symbolic(port) and not launch.unset(port)]
        return TargetGroup(
            address=group.address,
            kind="instance" if launch.unset(kind) else values.text(kind) or "",
            members=tuple(sorted(self._registered[group.address])),
            cross_zone=None if left else values.flag(over_zones, default=False),
            ports=self._ports_of(group) | self._own_ports[group.address],
            made_of=frozenset(one.address for port in vague for one in sources_of(port)),
            settles=f"{group.address}.port" if vague else "",
        )

    def _forwards(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for listener in self._resources.of_type(*LISTENERS):
            for balancer in self._linker.links(listener, "load_balancer_arn"):
                found[balancer] += self.forwarded(listener, "default_action")
        return {balancer: tuple(dict.fromkeys(groups)) for balancer, groups in found.items()}

    def _answering(self) -> frozenset[str]:
        """Return the load balancers that hand nothing on; none where it is unknown whose it is."""
        listening: dict[str, set[str]] = defaultdict(set)
        handing: list[set[str]] = []
        for listener in self._resources.of_type(*LISTENERS):
            balancers = set(self._linker.links(listener, "load_balancer_arn"))
            for balancer in balancers:
                listening[balancer].add(listener.address)
            if not _answers(listener.get("default_action")):
                handing.append(balancers)
        for rule in self._resources.of_type("aws_lb_listener_rule", "aws_alb_listener_rule"):
            if not _answers(rule.get("action")):
                on = set(self._linker.links(rule, "listener_arn"))
                handing.append({balancer for balancer, own in listening.items() if own & on})
        return frozenset(listening.keys() - set().union(*handing)) if all(handing) else frozenset()

    def _cross_zone(self) -> Iterator[tuple[str, Truth]]:
        for resource in self._resources.of_type("aws_lb", "aws_alb"):
            if resource.get("load_balancer_type") == "network":
                value = resource.get("enable_cross_zone_load_balancing")
                yield resource.address, values.flag(value, default=False)

    def _streams(self) -> Iterator[StreamTargets]:
        """Yield the target groups of Network Load Balancers for connections."""
        for group in self._groups.values():
            protocol = group.get("protocol")
            if protocol in _STREAMS or is_symbolic(protocol):
                port, tags = group.get("port"), group.get("tags")
                tag = tags.get("Name") if isinstance(tags, dict) else None
                names = (group.get("name"), tag, group.block)
                yield StreamTargets(
                    group.address,
                    values.text(protocol),
                    int(port) if isinstance(port, int | float) else None,
                    tuple(name for name in names if isinstance(name, str)),
                )

    def _ports_of(self, group: Resource) -> PortSet:
        """Return the port that a target group names, and that of its health check."""
        found = ports_in(group.get("port"))
        for check in values.blocks(group.get("health_check")):
            found |= ports_in(check.get("port"))  # by default the word traffic-port
        return found

    def registrations(self) -> Iterator[tuple[str, str, Value]]:
        """Yield target group, registered workload, and the port that overrides the group's."""
        for kind, group, owner in REGISTERING:
            for resource in self._resources.of_type(kind):
                for target in self._linker.links(resource, owner):
                    found = self._with(resource, group, resource.get(group))
                    yield from ((one, target, resource.get("port")) for one in found)
        for resource in self._resources.of_type("aws_autoscaling_group"):
            name = "target_group_arns"
            joined = list(self._with(resource, name, resource.get(name)))
            for block in values.blocks(resource.get("traffic_source")):
                joined += self._with(resource, "traffic_source.identifier", block.get("identifier"))
            yield from ((one, resource.address, None) for one in joined)
        for resource in self._resources.of_type("aws_ecs_service"):
            for block in values.blocks(resource.get("load_balancer")):
                port = block.get("container_port")
                name = "load_balancer.target_group_arn"
                found = self._with(resource, name, block.get("target_group_arn"))
                yield from ((one, resource.address, port) for one in found)

    def _with(self, resource: Resource, name: str, groups: Value) -> Iterator[str]:
        """Yield the target groups that an argument names."""
        named = self._linker.of_values(groups, f"{resource.address}.{name}")
        yield from (group for group in named if group in self._groups)

    def _listeners(self) -> dict[str, PortSet]:
        found: dict[str, PortSet] = defaultdict(lambda: NO_PORTS)
        for resource in self._resources.of_type(*LISTENERS):
            for balancer in self._linker.links(resource, "load_balancer_arn"):
                found[balancer] |= ports_in(resource.get("port"))
        for resource in self._resources.of_type("aws_elb"):
            for block in values.blocks(resource.get("listener")):
                found[resource.address] |= ports_in(block.get("lb_port"))
        return dict(found)

    def _internal(self) -> Iterator[str]:
        for resource in self._resources.of_type(*_BALANCERS):
            if values.flag(resource.get("internal"), default=False) is Truth.YES:
                yield resource.address

    def _types(self) -> Iterator[tuple[str, str]]:
        """Yield each load balancer with its type, which by default is `application`."""
        for resource in self._resources.of_type(*_BALANCERS):
            value = resource.get("load_balancer_type")
            if resource.type == "aws_elb":
                yield resource.address, "classic"
            elif launch.unset(value):
                yield resource.address, "application"
            elif isinstance(value, str):
                yield resource.address, value

    def _clients(self, shown: Callable[[Truth], bool]) -> dict[str, PortSet]:
        """Follow listeners of Network Load Balancers that show internet clients to targets."""
        found: dict[str, PortSet] = defaultdict(lambda: NO_PORTS)
        facing = {b.address for b in self._resources.of_type("aws_lb", "aws_alb") if is_open(b)}
        for resource in self._resources.of_type(*LISTENERS):
            if facing.isdisjoint(self._linker.links(resource, "load_balancer_arn")):
                continue
            for address in self.forwarded(resource, "default_action"):
                group = self._groups.get(address)
                if group is not None and shown(keeps_client(group)):
                    link = self._linker.link(group, "vpc_id")
                    for vpc in () if link is None else link.targets:
                        found[vpc] |= self._ports_of(group) | self._own_ports[address]
        return dict(found)

    def forwarded(self, listener: Resource, argument: str) -> Iterator[str]:
        """Yield the target groups that the actions of a listener, or of its rule, forward to."""
        for links in self.forwards(listener, argument):
            yield from links

    def forwards(self, listener: Resource, argument: str) -> Iterator[Links]:
        """Yield the links of those actions."""
        where = f"{listener.address}.{argument}.target_group_arn"
        for action in values.blocks(listener.get(argument)):
            yield self._linker.of_values(action.get("target_group_arn"), where)
            for forward in values.blocks(action.get("forward")):
                for target in values.blocks(forward.get("target_group")):
                    yield self._linker.of_values(target.get("arn"), where)


def sources_of(value: Value) -> tuple[Reference, ...]:
    """Return the attributes that a value is, or is one of."""
    if isinstance(value, Reference):
        return (value,)
    return value.references if isinstance(value, OneOf) else ()


def _answers(actions: Value) -> bool:
    """Tell whether actions are known, and a load balancer answers by itself with each."""
    blocks = values.blocks(actions)
    return bool(blocks) and all(block.get("type") in _ANSWERS for block in blocks)


def is_open(balancer: Resource) -> bool:
    """Tell whether a Network Load Balancer faces the internet and has no security group."""
    return (
        _is_unfiltered(balancer)
        and values.flag(balancer.get("internal"), default=False) is Truth.NO
    )


def _is_unfiltered(balancer: Resource) -> bool:
    """Tell whether it is a Network Load Balancer without a security group."""
    groups = balancer.get("security_groups")
    return balancer.get("load_balancer_type") == "network" and launch.unset(groups)


def keeps_client(group: Resource) -> Truth:
    """Tell whether targets see the client's address ("Client IP preservation", NLB guide).

    Where nobody says so they do, save targets by address over TCP and TLS. With datagrams it cannot
    be turned off. What takes HTTP is no target group of a Network Load Balancer.
    """
    protocol, kind = group.get("protocol"), group.get("target_type")
    if protocol in ("HTTP", "HTTPS") or kind == "lambda":
        return Truth.NO
    if protocol in _DATAGRAMS:
        return Truth.YES
    value = group.get("preserve_client_ip")
    if not launch.unset(value):
        return values.flag(value, default=True)
    if launch.unset(kind) or kind in ("instance", "alb"):
        return Truth.YES
    return Truth.UNKNOWN if is_symbolic(kind) or is_symbolic(protocol) else Truth.NO


def ports_in(value: Value) -> PortSet:
    """Return the port that an argument names; none where it names none, or none that is known."""
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        text = str(value)
        if text.isdecimal() and int(text) <= LAST_PORT:
            return PortSet.of((int(text),))
    return NO_PORTS
