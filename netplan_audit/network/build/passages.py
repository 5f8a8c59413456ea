"""Reads which Network Load Balancers hand a workload connections from the clients themselves."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from netplan_audit.network.balancing.load_balancers import Passage
from netplan_audit.network.build import values
from netplan_audit.network.build.load_balancers import (
    LISTENERS,
    REGISTERING,
    TARGET_GROUPS,
    is_open,
    keeps_client,
    ports_in,
)
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.link import Links
    from netplan_audit.network.ports import PortSet
    from netplan_audit.terraform.resource import Resource, Resources

_DATAGRAMS: Final = ("UDP", "QUIC")


def build_passages(resources: Resources, linker: Linker) -> dict[str, tuple[Passage, ...]]:
    """Return the ways in by target: those of which every link is proven."""
    kept = (one for one in resources.of_type(*TARGET_GROUPS) if keeps_client(one) is Truth.YES)
    groups = {one.address: one for one in kept}
    targets: dict[str, list[tuple[str, PortSet]]] = defaultdict(list)
    for name, owner, port in _registered(resources, linker):
        if name in groups:
            targets[name].append((owner, port or ports_in(groups[name].get("port"))))
    found: dict[str, list[Passage]] = defaultdict(list)
    for listener, balancer, name in _handed_on(resources, linker):
        if name in groups:
            protocol = "udp" if groups[name].get("protocol") in _DATAGRAMS else "tcp"
            for owner, ports in targets[name]:
                listening = ports_in(listener.get("port"))
                found[owner].append(Passage(balancer, protocol, listening, ports))
    return {owner: tuple(passages) for owner, passages in found.items()}


def _registered(resources: Resources, linker: Linker) -> Iterator[tuple[str, str, PortSet]]:
    """Yield target group, workload, and the port that overrides the group's."""
    for kind, group, owner in REGISTERING:
        for one in resources.of_type(kind):
            for target in _proven(linker.links(one, owner)):
                for name in _proven(linker.links(one, group)):
                    yield name, target, ports_in(one.get("port"))
    for one in resources.of_type("aws_autoscaling_group"):
        for name in _proven(linker.links(one, "target_group_arns")):
            yield name, one.address, ports_in(None)


def _handed_on(resources: Resources, linker: Linker) -> Iterator[tuple[Resource, str, str]]:
    """Yield listener, open Network Load Balancer, and the target group it forwards all to."""
    facing = {one.address for one in resources.of_type("aws_lb", "aws_alb") if is_open(one)}
    for listener in resources.of_type(*LISTENERS):
        for balancer in _proven(linker.links(listener, "load_balancer_arn")):
            if balancer not in facing:
                continue
            for action in values.blocks(listener.get("default_action")):
                where = f"{listener.address}.default_action.target_group_arn"
                for name in _proven(linker.of_values(action.get("target_group_arn"), where)):
                    yield listener, balancer, name


def _proven(links: Links) -> Iterator[str]:
    return (link.targets[0] for link in links.members if link.proven)
