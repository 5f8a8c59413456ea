"""Builds VPC endpoints, and finds Elastic IP addresses that nothing uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import launch, values
from netplan_audit.network.endpoints import Endpoint, IdleAddress
from netplan_audit.network.link import Links
from netplan_audit.terraform.value import OneOf, Reference, SomeOf
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Symbolic

_ASSOCIATED: Final = (
    ("aws_vpc_endpoint_route_table_association", "route_table_id"),
    ("aws_vpc_endpoint_subnet_association", "subnet_id"),
)
_OF_SUBNETS: Final = "in subnets"
_ATTACHED: Final = ("instance", "network_interface", "association_id")
_NAMED: Final = (
    ("aws_nat_gateway", "allocation_id"),
    ("aws_nat_gateway", "secondary_allocation_ids"),
    ("aws_eip_association", "allocation_id"),
    ("aws_nat_gateway_eip_association", "allocation_id"),
    ("aws_lb", "subnet_mapping.allocation_id"),
)


def build_endpoints(resources: Resources, linker: Linker) -> tuple[Endpoint, ...]:
    """Build every VPC endpoint with what associations add to it."""
    added: dict[tuple[str, str], list[Links]] = {}
    for kind, argument in _ASSOCIATED:
        for resource in resources.of_type(kind):
            owner = linker.link(resource, "vpc_endpoint_id")
            for target in () if owner is None else owner.targets:
                found = linker.links(resource, argument)
                if owner is not None and owner.only is None:
                    found = Links((), found.everything, complete=False, settles=owner.settles)
                added.setdefault((target, argument), []).append(found)
    return tuple(
        Endpoint(
            address=one.address,
            vpc=linker.link(one, "vpc_id"),
            service=_service(one, resources),
            kind=_kind(one),
            tables=_all(one, "route_table_ids", added.get((one.address, "route_table_id")), linker),
            subnets=_all(one, "subnet_ids", added.get((one.address, "subnet_id")), linker),
            private_dns=values.flag(one.get("private_dns_enabled"), default=False),
        )
        for one in resources.of_type("aws_vpc_endpoint")
    )


def _kind(resource: Resource) -> str:
    """Return the type; one that is not known is no gateway endpoint's where it has subnets."""
    kind = resource.get("vpc_endpoint_type")
    if launch.unknown(kind):
        return "" if launch.unset(resource.get("subnet_ids")) else _OF_SUBNETS
    return values.text(kind) or "Gateway"


def _all(resource: Resource, name: str, added: list[Links] | None, linker: Linker) -> Links:
    value = resource.get(name)
    own = Links() if launch.unset(value) else linker.links(resource, name)
    return Links.joined([own, *(added or ())])


def _service(resource: Resource, resources: Resources) -> str:
    """Return the last part of the name, which a data source may know by its own argument."""
    name = resource.get("service_name")
    if isinstance(name, str):
        return name.rpartition(".")[2]
    source = resources.by_address.get(name.address) if isinstance(name, Reference) else None
    return "" if source is None else values.text(source.get("service")) or ""


def build_idle_addresses(resources: Resources, linker: Linker) -> tuple[IdleAddress, ...]:
    """Find the Elastic IP addresses that nothing uses, or may use.

    Only where gateways and associations name not all of them is everything else asked.
    """
    left = {
        one.address: one
        for one in resources.of_type("aws_eip")
        if all(launch.unset(one.get(name)) for name in _ATTACHED)
    }
    for kind, argument in _NAMED if left else ():
        for resource in resources.of_type(kind):
            for target in launch.at(resource, argument, linker).everything:
                left.pop(target, None)
    return tuple(_judged(left, resources)) if left else ()


def _judged(left: dict[str, Resource], resources: Resources) -> Iterator[IdleAddress]:
    """Yield those to which no argument of another resource refers, and no output."""
    named = set(resources.exports())
    blocks: set[str] = set()
    for resource in resources:
        if resource.type != "aws_eip":
            for _, symbol in resource.body.references():
                named.update(one.address for one in _references(symbol))
                blocks.update(getattr(symbol, "waits_for", ()))
    for address, resource in left.items():
        if address in named or any(text.startswith(f"{address}.") for text in blocks):
            continue
        waits = next((text for text in blocks if resource.block in text), "")
        yield IdleAddress(address, Truth.UNKNOWN if waits else Truth.YES, waits)


def _references(symbol: Symbolic) -> tuple[Reference, ...]:
    if isinstance(symbol, Reference):
        return (symbol,)
    if isinstance(symbol, OneOf | SomeOf):
        return symbol.references
    return ()
