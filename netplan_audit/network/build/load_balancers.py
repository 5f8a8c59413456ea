"""Reads what load balancers use towards their targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.network.build import values
from netplan_audit.network.ports import LAST_PORT, NO_PORTS, PortSet

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resources


def build_target_ports(resources: Resources, linker: Linker) -> dict[str, PortSet]:
    """Return the ports that load balancers use towards their targets, by VPC."""
    found: dict[str, PortSet] = {}
    for resource in resources.of_type("aws_lb_target_group", "aws_alb_target_group"):
        link = linker.link(resource, "vpc_id")
        written = [resource.get("port")]
        written += [b.get("port") for b in values.blocks(resource.get("health_check"))]
        numbers = (int(p) for p in written if isinstance(p, (int, str)) and str(p).isdecimal())
        ports = PortSet.of(number for number in numbers if number <= LAST_PORT)
        for vpc in () if link is None else link.targets:
            found[vpc] = found.get(vpc, NO_PORTS) | ports
    return found
