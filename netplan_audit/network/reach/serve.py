"""What a load balancer does with a connection: its listeners, and the leg to each target."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netplan_audit.network.ports import PortSet
from netplan_audit.network.reach.ends import OF_CLIENTS, OF_GATEWAYS, Ports
from netplan_audit.network.reach.trail import OPEN, Trail, blocked, either, passed, unsure
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.reach.balancers import Listener, Target, TargetGroup
    from netplan_audit.network.reach.ends import End, Packet
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.walk import Walker


class Server:
    """Follows connections through load balancers."""

    def __init__(self, model: ReachModel, walker: Walker) -> None:
        """Keep the model, and the walk to and from the nodes."""
        self._model = model
        self._walker = walker

    def trip(self, client: End, packet: Packet, node: End) -> Trail:
        """Follow a connection from a client to a node, to the targets and back."""
        return self._walker.trip(
            client, packet, node, lambda sender, seen: self._serve(client, sender, seen, node)
        )

    def _serve(self, client: End, sender: End, seen: Packet, node: End) -> Trail:
        balancer = self._model.balancers.get(node.address)
        if seen.protocol not in {"tcp", "udp"}:
            return blocked(node.address, "a load balancer answers no ping")
        if balancer is None or balancer.kind == "gateway":
            return unsure(node.address, "it is not followed further", f"what {node.address} does")
        port = next(iter(seen.ports.usual.spans))[0]
        listeners = [each for each in balancer.listeners if each.takes(seen.protocol, port)]
        sure = [each for each in listeners if each.port == port and each.protocol]
        if not listeners:
            return blocked(node.address, f"no listener takes {seen.protocol} {port}")
        trails = [self._listened(each, client, (sender, seen), node) for each in sure or listeners]
        return either(
            trails
            if sure
            else [
                *trails,
                unsure(node.address, "a listener may take it", f"{listeners[0].address}.port"),
            ]
        )

    def _listened(
        self, listener: Listener, client: End, came: tuple[End, Packet], node: End
    ) -> Trail:
        first = passed(listener.address, "the listener takes the connection")
        groups = [self._group(group, client, came, node) for group in listener.groups]
        if not listener.complete or not groups:
            settles = f"the target groups of {listener.address}"
            groups.append(unsure(listener.address, "its target groups are not known", settles))
        return first.then(lambda: either(groups, f"which target group {listener.address} picks"))

    def _group(self, group: TargetGroup, client: End, came: tuple[End, Packet], node: End) -> Trail:
        if group.kind in {"alb", "lambda"}:
            return unsure(
                group.address,
                "its targets have no interface of their own",
                f"the targets of {group.address}",
            )
        if group.open_ or not group.targets:
            settles = group.open_ or f"the targets of {group.address}"
            return unsure(group.address, "its targets are not in the input", settles)
        keeps = group.keeps_client
        if self._model.balancers[node.address].kind != "network":
            keeps = Truth.NO
        ways = []
        for kept in (Truth.YES, Truth.NO):
            if keeps in {kept, Truth.UNKNOWN}:
                legs = [self._leg(group, t, (client, kept), came, node) for t in group.targets]
                ways.append(either(legs, f"which target {node.address} picks"))
        return either(ways, f"{group.address}.preserve_client_ip")

    def _leg(
        self, group: TargetGroup, target: Target, of: tuple[End, Truth], came: tuple[End, Packet],
        node: End,
    ) -> Trail:  # fmt: skip
        """Follow the connection from the node to one target, and the reply back to the node."""
        sender, seen = came
        end, keeps = target.end, of[1]
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
            source=seen.source if keeps is Truth.YES else node.private,
            target=end.private,
            ports=Ports(ports, ports),
            references=Truth.YES,
            crossed=(),
            hidden=seen.hidden or end.hidden or node.hidden,
        )
        reply = packet.answered(OF_CLIENTS if keeps is Truth.YES else OF_GATEWAYS)
        zones = self._zones(group, end, node)
        return zones.then(lambda: self._cross(node, packet, end)).then(
            lambda: self._cross(end, reply, node)
        )

    def _zones(self, group: TargetGroup, end: End, node: End) -> Trail:
        """Ask whether the target's zone is enabled, and the node's own where it has to be."""
        if end.subnet is None or node.subnet is None:
            return OPEN
        zone = end.subnet.zone
        nodes = self._model.ends.ends_of(node.address)
        same = [zone.same_as(each.subnet.zone) for each in nodes if each.subnet is not None]
        own = zone.same_as(node.subnet.zone)
        if end.subnet.address == node.subnet.address:
            own = Truth.YES
        crosses = group.cross_zone or self._model.balancers[node.address].cross_zone
        enabled = (
            Truth.YES
            if Truth.YES in (*same, own)
            else Truth.UNKNOWN
            if Truth.UNKNOWN in same
            else Truth.NO
        )
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
            where = f"how {source.address} and {target.address} are joined"
            return unsure(source.address, "the target is in another VPC", where)
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
