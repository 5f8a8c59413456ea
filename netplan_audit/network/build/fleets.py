"""Finds what registers many targets at once: Auto Scaling groups, ECS services, Classic ELBs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.reach.balancers import Balancer, Listener, Target, TargetGroup
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.ends import EndBuilder
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

_SCALING: Final = "aws_autoscaling_group"


class Fleets:
    """Answers which targets the Auto Scaling groups and services of one input register."""

    def __init__(self, resources: Resources, linker: Linker, ends: EndBuilder) -> None:
        """Read who registers where; `open_` names what may register targets of its own."""
        self._resources = resources
        self._linker = linker
        self._ends = ends
        self.open_: dict[str, str] = {}
        self._members: dict[str, list[tuple[Resource, int | None]]] = {}
        for fleet, value, port in (*self._scaled(), *self._services()):
            links = linker.of_values(value, fleet.address)
            sure = set(links) if links.settled and ends.ends_of(fleet.address) else set()
            for name in links.everything:
                if name in sure:
                    self._members.setdefault(name, []).append((fleet, port))
                else:
                    self.open_[name] = f"the targets of {fleet.address}"

    def _scaled(self) -> Iterator[tuple[Resource, Value, int | None]]:
        for one in self._resources.of_type(_SCALING):
            yield one, one.get("target_group_arns"), None
            for block in values.blocks(one.get("traffic_source")):
                yield one, block.get("identifier"), None
            yield one, one.get("load_balancers"), None
        for one in self._resources.of_type("aws_autoscaling_attachment"):
            link = self._linker.link(one, "autoscaling_group_name")
            fleet = self._resources.by_address.get("" if link is None else link.only or "")
            for name in ("lb_target_group_arn", "elb"):
                yield fleet or one, one.get(name), None

    def _services(self) -> Iterator[tuple[Resource, Value, int | None]]:
        """Yield services whose tasks have interfaces of their own, and all that have none."""
        for one in self._resources.of_type("aws_ecs_service"):
            for block in values.blocks(one.get("load_balancer")):
                yield one, block.get("target_group_arn"), port_of(block.get("container_port"))

    def targets(self, group: str, port: int | None) -> Iterator[Target]:
        """Yield the targets of a group: the interfaces of the fleet in each of its subnets."""
        for fleet, own in self._members.get(group, ()):
            for end in self._ends.ends_of(fleet.address):
                used = port if fleet.type == _SCALING else own
                yield Target(fleet.address, end, used, f"the subnets of {fleet.address}")

    # ---- Classic Load Balancers

    def classic(self) -> Iterator[Balancer]:
        """Yield the Classic Load Balancers, whose listeners and targets are their own."""
        for one in self._resources.of_type("aws_elb"):
            cross_zone = values.flag(one.get("cross_zone_load_balancing"), default=True)
            listeners = tuple(self._listeners(one))
            yield Balancer(one.address, "classic", listeners, cross_zone)

    def _listeners(self, balancer: Resource) -> Iterator[Listener]:
        for block in values.blocks(balancer.get("listener")):
            port = port_of(block.get("instance_port"))
            group = TargetGroup(
                balancer.address,
                "instance",
                Truth.NO,
                (*self._instances(balancer, port), *self.targets(balancer.address, port)),
                self.open_.get(balancer.address, ""),
                None,
            )
            protocol = (values.text(block.get("lb_protocol")) or "").upper()
            front = port_of(block.get("lb_port"))
            yield Listener(balancer.address, protocol, front, (group,), complete=True)

    def _instances(self, balancer: Resource, port: int | None) -> Iterator[Target]:
        where = f"{balancer.address}.instances"
        links = [self._linker.links(balancer, "instances")]
        for one in self._resources.of_type("aws_elb_attachment"):
            link = self._linker.link(one, "elb")
            if link is not None and balancer.address in link.targets:
                links.append(self._linker.links(one, "instance"))
        for name in (name for each in links for name in each.everything):
            for end in self._ends.ends_of(name)[:1]:
                yield Target(balancer.address, end, port, where)


def port_of(value: Value) -> int | None:
    """Return a known port."""
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        text = str(value)
        return int(text) if text.isdecimal() else None
    return None
