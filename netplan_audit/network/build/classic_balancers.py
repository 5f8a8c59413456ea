"""Classic Load Balancers, by the target groups that their listeners stand for."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from netplan_audit.network.balancing.load_balancers import TargetGroup
from netplan_audit.network.build import values
from netplan_audit.network.build.load_balancers import ports_in, sources_of
from netplan_audit.network.ports import NO_PORTS
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.resource import Resources


def classic_balancers(resources: Resources) -> Iterator[TargetGroup]:
    """Yield each with the ports on which its instances are sent to, whichever these are."""
    for one in resources.of_type("aws_elb"):
        listeners = one.get("listener")
        told = [block.get("instance_port") for block in values.blocks(listeners)]
        vague = [port for port in told if is_symbolic(port)]
        is_vague = bool(vague) or is_symbolic(listeners)
        yield TargetGroup(
            address=one.address,
            kind="instance",
            members=(),
            cross_zone=None,
            ports=reduce(or_, map(ports_in, told), NO_PORTS),
            made_of=frozenset(source.address for port in vague for source in sources_of(port)),
            settles=f"{one.address}.listener" if is_vague else "",
        )
