"""What a load balancer does with a connection: its listeners, and the leg to each target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.ports import PortSet
from netplan_audit.network.reach.ends import OF_GATEWAYS, Ports
from netplan_audit.network.reach.trail import OPEN, Trail, blocked, either, judged, passed, unsure
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from netplan_audit.network.cidr import AddressSet
    from netplan_audit.network.reach.balancers import (
        Balancer,
        Listener,
        Service,
        Target,
        TargetGroup,
    )
    from netplan_audit.network.reach.ends import End, Packet
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.walk import Walker
    from netplan_audit.network.vpcs import Subnet


_IPV4: Final = 4


class _Came(Struct, frozen=True):
    """A connection at a node; `sender` is whom the node sees, the client or its NAT gateway.

    `by_service` tells that it comes by an endpoint of the load balancer's service.
    """

    sender: End
    packet: Packet
    node: End
    balancer: Balancer
    by_service: bool = False


class Server:
    """Follows connections through load balancers."""

    def __init__(self, model: ReachModel, walker: Walker) -> None:
        """Keep the model, and the walk to and from the nodes."""
        self._model = model
        self._walker = walker

    def trip(
        self, client: End, packet: Packet, node: End, balancer: Balancer | None = None
    ) -> Trail:
        """Follow a connection from a client to a node, to the targets and back.

        `balancer` stands in for the load balancer of the node.
        """
        known = balancer or self._model.balancers.get(node.address)

        def serve(sender: End, seen: Packet) -> Trail:
            if seen.protocol not in {"tcp", "udp"}:
                return blocked(node.address, "a load balancer answers no ping")
            if known is None or known.kind == "gateway":
                where = f"what {node.address} does"
                return unsure(node.address, "it is not followed further", where)
            return self._serve(_Came(sender, seen, node, known))

        return self._walker.trip(client, packet, node, serve)

    def by_endpoint(self, client: End, packet: Packet, end: End, service: Service) -> Trail:
        """Follow a connection to an interface endpoint, and on to the service that it is of.

        Its targets see the load balancer, whatever is said of clients' addresses ("Client IP
        preservation", NLB user guide).
        """

        def serve(sender: End, seen: Packet) -> Trail:
            words = ("it accepts the endpoint", "it does not accept the endpoint")
            accepted = judged(service.accepted, service.address, words, service.settles)
            return accepted.then(lambda: self._provided(service, sender, seen))

        return self._walker.trip(client, packet, end, serve)

    def _provided(self, service: Service, sender: End, seen: Packet) -> Trail:
        ways = [
            self._at_node(sender, seen, node, self._model.balancers[address])
            for address in service.balancers
            if address in self._model.balancers
            for node in self._model.ends.ends_of(address)
        ]
        if len(ways) < len(service.balancers) or not ways:
            where = f"the load balancers of {service.address}"
            ways.append(unsure(service.address, "its load balancers are not known", where))
        return either(ways, f"which load balancer of {service.address} takes it")

    def _at_node(self, sender: End, seen: Packet, node: End, balancer: Balancer) -> Trail:
        packet = replace(seen, references=Truth.NO)
        filtered = self._walker.filters.groups(node, packet, sender, "ingress")
        if filtered.verdict is not Truth.YES and balancer.filters_services is not Truth.YES:
            off = passed(node.address, "its security groups are not asked")
            where = f"{node.address}.enforce_security_group_inbound_rules_on_private_link_traffic"
            filtered = (
                off if balancer.filters_services is Truth.NO else either([off, filtered], where)
            )
        came = _Came(sender, seen, node, balancer, by_service=True)
        return filtered.then(lambda: self._serve(came))

    def _serve(self, came: _Came) -> Trail:
        node, ports = came.node, came.packet.ports.usual
        protocol = came.packet.protocol
        taken = [(each.takes(protocol, ports), each) for each in came.balancer.listeners]
        sure = [each for answer, each in taken if answer is Truth.YES]
        listeners = [each for answer, each in taken if answer is not Truth.NO]
        if not listeners:
            return blocked(node.address, f"no listener takes {protocol} {ports}")
        trails = [self._listened(each, came) for each in sure or listeners]
        if not sure:
            where = f"{listeners[0].address}.port"
            trails.append(unsure(node.address, "a listener may take it", where))
        return either(trails)

    def _listened(self, listener: Listener, came: _Came) -> Trail:
        words = "the listener takes the connection"
        first = passed(listener.address, words)
        if listener.address in self._model.doubtful:
            first = unsure(listener.address, words, self._model.doubtful[listener.address])
        if came.balancer.answers:
            return first
        groups = [self._group(group, came) for group in listener.groups]
        if not listener.complete or not groups:
            settles = f"the target groups of {listener.address}"
            groups.append(unsure(listener.address, "its target groups are not known", settles))
        return first.then(lambda: either(groups, f"which target group {listener.address} picks"))

    def _group(self, group: TargetGroup, came: _Came) -> Trail:
        if group.open_ or not group.targets:
            settles = group.open_ or f"the targets of {group.address}"
            return unsure(group.address, "its targets are not in the input", settles)
        if group.kind == "lambda":
            return passed(group.address, "the load balancer calls the function by itself")
        keeps = group.keeps_client
        if came.by_service or came.balancer.kind != "network" or group.family != came.packet.family:
            keeps = Truth.NO
        ways = []
        for kept in (Truth.YES, Truth.NO):
            if keeps in {kept, Truth.UNKNOWN}:
                legs = [self._leg(group, each, kept, came) for each in self._used(group, came)]
                ways.append(either(legs, f"which target {came.node.address} picks"))
        return either(ways, f"{group.address}.preserve_client_ip")

    def _leg(self, group: TargetGroup, target: Target, keeps: Truth, came: _Came) -> Trail:
        """Follow the connection from the node to one target, and the reply back to the node."""
        sender, seen, node = came.sender, came.packet, came.node
        end = target.end
        if target.origin in self._model.doubtful:
            doubt = self._model.doubtful[target.origin]
            return unsure(target.origin, "it may register no target", doubt)
        if end is None or end.subnet is None:
            return unsure(target.origin, "the target is not known", target.settles)
        if keeps is Truth.YES and sender.kind == "interface":
            same = self._model.ends.held_by(sender.address) == self._model.ends.held_by(end.address)
            if same:
                return blocked(target.origin, "a client that is the target does not reach itself")
        if target.port is None:
            return unsure(
                target.origin, "the port of the target is not known", f"{target.origin}.port"
            )
        ports = PortSet.of((target.port,))
        packet = replace(
            seen,
            source=seen.source if keeps is Truth.YES else _inside(node, group.family),
            target=_inside(end, group.family),
            family=group.family,
            ports=Ports(ports, ports),
            references=Truth.YES,
            crossed=(),
            hidden=seen.hidden or end.hidden or node.hidden,
        )
        reply = packet.answered(packet.clients if keeps is Truth.YES else OF_GATEWAYS)
        zones = self._zones(group, end, came)
        arrived = zones.then(lambda: self._cross(node, packet, end))
        if end.kind == "node":
            arrived = arrived.then(lambda: self._passed_on(came, packet, end))
        return arrived.then(lambda: self._cross(end, reply, node))

    def _passed_on(self, came: _Came, packet: Packet, node: End) -> Trail:
        """Follow a connection on through the load balancer that is the target of another."""
        known = came.balancer.behind or self._model.balancers.get(node.address)
        if known is None or known.kind != "application":
            return unsure(node.address, "it is not followed further", f"what {node.address} does")
        return self._serve(_Came(came.sender, packet, node, known))

    def _used(self, group: TargetGroup, came: _Came) -> list[Target]:
        """Return the targets in zones that are enabled: no others get any connections."""
        targets = list(group.targets)
        ends = [(target, target.end) for target in targets]
        used = [
            t for t, end in ends if end is None or self._enabled(end, came.node) is not Truth.NO
        ]
        return used or targets

    def _enabled(self, end: End, node: End) -> Truth:
        """Tell whether the zone of a target is enabled; in another VPC it does not matter."""
        if end.subnet is None:
            return Truth.UNKNOWN
        if end.vpc != node.vpc:
            return Truth.YES
        nodes = self._model.ends.ends_of(node.address)
        return any_of(self._is_zone_of(end.subnet, each) for each in nodes)

    def _is_zone_of(self, subnet: Subnet, node: End) -> Truth:
        """Tell whether a subnet is in the zone of a node, if that is there at all."""
        if node.subnet is None:
            return Truth.UNKNOWN
        same = Truth.YES if node.subnet == subnet else subnet.zone.same_as(node.subnet.zone)
        return same & Truth.UNKNOWN if node.is_one_of else same

    def _zones(self, group: TargetGroup, end: End, came: _Came) -> Trail:
        """Ask whether the target's zone is enabled, and the node's own where it has to be."""
        node = came.node
        if end.subnet is None or node.subnet is None or end.vpc != node.vpc:
            return OPEN
        zone = end.subnet.zone
        own = zone.same_as(node.subnet.zone)
        if end.subnet.address == node.subnet.address:
            own = Truth.YES
        usual = came.balancer.cross_zone
        crosses = usual if group.cross_zone is None else group.cross_zone
        enabled = self._enabled(end, node)
        if enabled is Truth.NO:
            return blocked(node.address, f"{zone.text}, the zone of {end.address}, is not enabled")
        if enabled is Truth.UNKNOWN:
            return unsure(
                node.address, "the zones are not known", zone.settles or f"the zone of {end.where}"
            )
        if (own | crosses) is Truth.NO:
            return blocked(node.address, f"it does not send to {zone.text}, another zone")
        if (own | crosses) is Truth.UNKNOWN:
            return unsure(
                node.address,
                "it may not send to another zone",
                f"{node.address}.enable_cross_zone_load_balancing",
            )
        return OPEN

    def _cross(self, source: End, packet: Packet, target: End) -> Trail:
        """Take a packet between node and target, whose addresses their VPC keeps local."""
        filters = self._walker.filters
        if source.subnet is None or target.subnet is None:
            return OPEN
        if source.vpc != target.vpc:
            return self._between(source, packet, target)
        trail = OPEN
        if not packet.reply:
            trail = filters.groups(source, packet, target, "egress")
        if source.subnet.address != target.subnet.address:
            out, into = source.subnet, target.subnet
            trail = trail.then(lambda: filters.acl(out, packet, egress=True))
            trail = trail.then(lambda: filters.acl(into, packet, egress=False))
        if packet.reply:
            return trail
        return trail.then(lambda: filters.groups(target, packet, source, "ingress"))

    def _between(self, source: End, packet: Packet, target: End) -> Trail:
        """Take a packet between node and target in two VPCs by their routes.

        Where the client's address is kept, what carries it from VPC to VPC is not followed.
        """
        own = _inside(source, packet.family)
        back = _inside(target, packet.family)
        if not own.covers(packet.source) or not back.covers(packet.target):
            where = f"how {source.address} and {target.address} are joined"
            return unsure(source.address, "the target is in another VPC", where)
        return self._walker.send(source, packet, target, lambda _, __: OPEN)


def _inside(end: End, family: int) -> AddressSet:
    return end.private if family == _IPV4 else end.ipv6
