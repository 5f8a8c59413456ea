"""Builds gateways: internet, egress-only, virtual private and NAT."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.zones import zone_of
from netplan_audit.network.link import Certainty, Link
from netplan_audit.network.routing.gateways import Gateway, NatGateway
from netplan_audit.terraform.value import Reference, Unknown, is_symbolic
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.zones import Zone
    from netplan_audit.terraform.resource import Resource, Resources

_GATEWAYS: Final = {
    "aws_internet_gateway": "internet gateway",
    "aws_egress_only_internet_gateway": "egress-only gateway",
    "aws_vpn_gateway": "virtual private gateway",
}
_MODE: Final = "availability_mode"
_ATTACHMENTS: Final = {
    "aws_internet_gateway_attachment": "internet_gateway_id",
    "aws_vpn_gateway_attachment": "vpn_gateway_id",
}


_ROUTED_TO: Final = frozenset(
    {
        *_GATEWAYS,
        "aws_nat_gateway",
        "aws_ec2_transit_gateway",
        "aws_vpc_peering_connection",
        "aws_vpc_endpoint",
        "aws_network_interface",
        "aws_instance",
    }
)


def build_gateways(resources: Resources, linker: Linker) -> dict[str, Gateway]:
    """Build internet, egress-only and virtual private gateways with what attaches them."""
    attached = _attached(resources, linker)
    doubt = _doubtful(resources, linker)
    found: dict[str, Gateway] = {}
    for kind, word in _GATEWAYS.items():
        for resource in resources.of_type(kind):
            value = resource.get("vpc_id")
            unset = isinstance(value, Unknown) and value.configured is False
            link = None if unset else linker.link(resource, "vpc_id")
            found[resource.address] = Gateway(
                resource.address, word, link or attached.get(resource.address, doubt)
            )
    for read in _read(resources, linker):
        found.setdefault(read.address, read)
    return found


def _read(resources: Resources, linker: Linker) -> Iterator[Gateway]:
    """Yield the internet gateways that data sources found, with the VPC that has them."""
    for resource in resources.of_type("aws_internet_gateway", mode="data"):
        known = values.text(resource.get("internet_gateway_id"))
        addresses = {resource.address, linker.address_of(known) if known else resource.address}
        for block in values.blocks(resource.get("attachments")):
            link = linker.of_value(block.get("vpc_id"), f"{resource.address}.attachments")
            for address in sorted(addresses):
                yield Gateway(address, _GATEWAYS[resource.type], link)


def _attached(resources: Resources, linker: Linker) -> dict[str, Link]:
    """Return the VPC that attachments of their own give to gateways.

    A gateway that is one of several may have it; one with two attachments is in either VPC.
    """
    found: dict[str, Link] = {}
    for kind, argument in _ATTACHMENTS.items():
        for resource in resources.of_type(kind):
            gateway = linker.link(resource, argument)
            vpc = linker.link(resource, "vpc_id")
            if gateway is None or vpc is None:
                continue
            if gateway.only is None or resource.exists_if:
                settles = values.doubt(resource) or gateway.settles
                settles = settles or f"{resource.address}.{argument}"
                vpc = Link(vpc.targets, Certainty.ONE_OF, complete=False, settles=settles)
            for target in gateway.targets:
                before = found.get(target)
                found[target] = vpc if before is None else _either(before, vpc)
    return found


def _doubtful(resources: Resources, linker: Linker) -> Link | None:
    """Return the link of every gateway for which nothing else says whether it is attached."""
    for kind, argument in _ATTACHMENTS.items():
        for resource in resources.of_type(kind):
            gateway = linker.link(resource, argument)
            if gateway is not None and not gateway.complete:
                settles = gateway.settles or f"{resource.address}.{argument}"
                return Link((), Certainty.ONE_OF, complete=False, settles=settles)
    return None


def _either(one: Link, other: Link) -> Link:
    """Return the link of an object that is attached twice, if that is not to the same VPC."""
    targets = tuple(dict.fromkeys((*one.targets, *other.targets)))
    if len(targets) == 1 and one.complete and other.complete:
        return max(one, other, key=lambda link: link.certainty)
    settles = one.settles or other.settles
    return Link(targets, Certainty.ONE_OF, one.complete and other.complete, settles)


def gone_targets(resources: Resources) -> Iterator[tuple[str, str]]:
    """Yield the ids of targets of routes that the plan deletes or replaces, with their addresses.

    What it only forgets is still there.
    """
    for resource in resources.previous:
        if resource.type not in _ROUTED_TO:
            continue
        after = resources.by_address.get(resource.address)
        new = after is not None and after.action in values.NEW
        known_id = values.text(resource.get("id"))
        if known_id and (resource.action == "delete" or new):
            yield known_id, resource.address


def build_nat_gateways(resources: Resources, linker: Linker) -> dict[str, NatGateway]:
    """Build NAT gateways, zonal, private and regional, those of data sources included."""
    found = {
        resource.address: _nat_gateway(resource, linker, resources)
        for resource in resources.of_type("aws_nat_gateway")
    }
    for resource in resources.of_type("aws_nat_gateway", mode="data"):
        known_id = values.text(resource.get("id"))
        if not known_id or linker.address_of(known_id) == resource.address:
            found[resource.address] = _nat_gateway(resource, linker, resources)
    return found


def _nat_gateway(resource: Resource, linker: Linker, resources: Resources) -> NatGateway:
    subnet = linker.link(resource, "subnet_id")
    is_regional = _is_regional(resource)
    around = (resource, *_around(subnet, linker, resources))
    return NatGateway(
        address=resource.address,
        subnet=None if is_regional is Truth.YES else subnet,
        vpc=linker.link(resource, "vpc_id") if is_regional is Truth.YES else None,
        is_public=_is_public(resource),
        is_regional=is_regional,
        zones=_manual_zones(resource),
        environment=values.environment(around, resources.workspace_hints),
        environment_is_told=values.told_environment(around, resources.workspace_hints) != "unknown",
        single_choice=_single_choice(resource, resources),
    )


def _is_public(resource: Resource) -> Truth:
    """Tell whether it is public, as it is unless `connectivity_type` says otherwise."""
    connectivity = resource.get("connectivity_type")
    if isinstance(connectivity, str) and connectivity:
        return truth(connectivity != "private")
    unset = connectivity is None or (
        isinstance(connectivity, Unknown) and connectivity.configured is False
    )
    return Truth.YES if unset and resource.mode == "managed" else Truth.UNKNOWN


def _is_regional(resource: Resource) -> Truth:
    """Tell whether it is regional: `subnet_id` is required if, and only if, it is zonal.

    Providers before 6.24 have no `availability_mode`, and zonal gateways only.
    """
    if _MODE not in resource.body.names():
        return Truth.NO
    mode = resource.get(_MODE)
    if isinstance(mode, str) and mode:
        return truth(mode == "regional")
    subnet = resource.get("subnet_id")
    if subnet is None or subnet == "":
        return Truth.YES
    asked = is_symbolic(mode) and resource.body.configured(_MODE) is not False
    absent = isinstance(subnet, Unknown) and subnet.configured is False
    told = isinstance(subnet, str | Reference)
    return Truth.UNKNOWN if absent or (asked and not told) else Truth.NO


def _around(subnet: Link | None, linker: Linker, resources: Resources) -> Iterator[Resource]:
    """Yield the VPC that a NAT gateway stands in, where the input has it.

    Which of several subnets it is in does not matter where all are in one VPC.
    """
    targets = () if subnet is None else subnet.targets
    places = (resources.by_address.get(target) for target in targets)
    links = {None if place is None else linker.link(place, "vpc_id") for place in places}
    vpc = links.pop() if len(links) == 1 else None
    found = None if vpc is None else resources.by_address.get(vpc.only or "")
    if found is not None:
        yield found


def _single_choice(resource: Resource, resources: Resources) -> str:
    """Return the module around it that is called with `single_nat_gateway = true`, if any.

    That is the argument of terraform-aws-modules/vpc, the module most used for VPCs.
    """
    module = resource.module
    while module:
        if resources.call_arguments.get(module, {}).get("single_nat_gateway") is True:
            return module
        module = module.rpartition("module.")[0].removesuffix(".")
    return ""


def _manual_zones(resource: Resource) -> tuple[Zone, ...] | None:
    listed = values.blocks(resource.get("availability_zone_address"))
    where = f"{resource.address}.availability_zone_address"
    found = tuple(
        zone_of(block.get("availability_zone"), block.get("availability_zone_id"), where)
        for block in listed
    )
    return found or None
