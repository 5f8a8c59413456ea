"""Builds what interface endpoints of PrivateLink lead to, where the input has the service too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.reach.balancers import Service
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_SERVICE: Final = "aws_vpc_endpoint_service"
_STATES: Final = {"available": Truth.YES, "rejected": Truth.NO, "failed": Truth.NO}


def build_services(resources: Resources, linker: Linker) -> dict[str, Service]:
    """Build the endpoint services of the input, by the interface endpoints that lead to them."""
    services = {one.address: one for one in resources.of_type(_SERVICE)}
    named = {values.text(one.get("service_name")): one for one in services.values()}
    accepted = set()
    for one in resources.of_type("aws_vpc_endpoint_connection_accepter"):
        owner = linker.link(one, "vpc_endpoint_id")
        accepted.add("" if owner is None else owner.only or "")
    found: dict[str, Service] = {}
    for endpoint in resources.of_type("aws_vpc_endpoint") if services else ():
        link = linker.link(endpoint, "service_name")
        name = values.text(endpoint.get("service_name"))
        service = named.get(name) if name else services.get("" if link is None else link.only or "")
        if service is None or endpoint.get("vpc_endpoint_type") != "Interface":
            continue
        balancers = linker.links(service, "network_load_balancer_arns")
        found[endpoint.address] = Service(
            service.address,
            tuple(balancers.everything),
            _accepts(service, endpoint, accepted=endpoint.address in accepted),
            f"whether {service.address} accepts {endpoint.address}",
        )
    return found


def _accepts(service: Resource, endpoint: Resource, *, accepted: bool) -> Truth:
    """Tell whether a service accepts an endpoint: by itself, by a resource, or as applied."""
    state = _STATES.get(values.text(endpoint.get("state")) or "")
    if state is not None:
        return state
    needed = values.flag(service.get("acceptance_required"), default=True)
    return Truth.YES if accepted or needed is Truth.NO else Truth.UNKNOWN
