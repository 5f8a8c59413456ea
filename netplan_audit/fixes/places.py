"""Other subnets for what stands in the wrong ones: of another kind, or of one zone more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.edits import Name, OutOfSightError, Put
from netplan_audit.fixes.names import module_of, of_zone, reference, single
from netplan_audit.fixes.subnets import NewSubnets
from netplan_audit.network.exposure.public_subnets import is_public
from netplan_audit.network.zones import Zone
from netplan_audit.terraform.address import split_module
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload

PUBLIC: Final = "internet gateway"
BEHIND_NAT: Final = "NAT gateway"
_ARGUMENTS: Final = {"aws_ec2_transit_gateway_vpc_attachment": "subnet_ids"}
"""Arguments of types that are no workloads."""


def put_into(address: str, subnets: Iterable[str | Name], note: str = "") -> Edit:
    """Return the change that places a resource into subnets, by their addresses or names."""
    # Here and not above: `explain` and `checks` must not wait for the builders of networks.
    from netplan_audit.network.build.workload_types import SHAPES  # noqa: PLC0415

    kind, module = split_module(single(address))[1].partition(".")[0], module_of(address)
    names = tuple(s if isinstance(s, Name) else reference(s, module) for s in subnets)
    shape = SHAPES.get(kind)
    path = _ARGUMENTS.get(kind, "") if shape is None else next(iter(shape.subnets), "")
    within, _, argument = path.rpartition(".")
    if not argument or not names:
        raise OutOfSightError(address)
    if argument.endswith("subnet_id"):
        return Put(address, ((argument, names[0]),), within=within, note=note)
    return Put(address, ((argument, names),), within=within, note=note)


def leads_by(network: Network, subnet: Subnet, kind: str) -> bool:
    """Tell whether the internet traffic of a subnet leaves by a kind of target."""
    default = network.routing.default_route(subnet)
    route = default.route
    return default.decided and route is not None and route.target_kind == kind


def others(network: Network, subnets: Iterable[Subnet], kind: str) -> list[str]:
    """Return a subnet of another kind for each zone of some, by their VPC; raises for none."""
    given = list(subnets)
    vpcs = {subnet.vpc.only for subnet in given}
    vpc = vpcs.pop() if len(vpcs) == 1 else None
    zones = {subnet.zone.text for subnet in given if subnet.zone.is_known}
    found: dict[str, str] = {}
    for other in network.subnets_by_vpc.get(vpc or "", ()):
        if leads_by(network, other, kind) and not other.on_outpost and other.zone.is_regional:
            found.setdefault(other.zone.text, other.address)
    same = [address for zone, address in found.items() if zone in zones]
    chosen = same or list(found.values())
    if not chosen:
        raise OutOfSightError(vpc or "")
    return chosen


def moved(
    network: Network, workload: Workload, subnets: list[Subnet], *, outward: bool = True
) -> list[Edit]:
    """Return the change that moves a workload to private subnets of its VPC, new where needed.

    `outward` tells whether it has to reach the internet from there.
    """
    kept = [s for s in workload.subnets if s not in {subnet.address for subnet in subnets}]
    edits: list[Edit] = []
    try:
        found: list[str | Name] = list(others(network, subnets, BEHIND_NAT))
    except OutOfSightError:
        found, edits = new_private(network, subnets, outward=outward)
    return [*edits, put_into(workload.address, dict.fromkeys((*kept, *found)))]


def new_private(
    network: Network, public: list[Subnet], *, outward: bool
) -> tuple[list[str | Name], list[Edit]]:
    """Return new subnets beside public ones, zone by zone, each behind a NAT gateway if needed."""
    if not public:
        message = "the subnets"
        raise OutOfSightError(message)
    new = NewSubnets(network, public[0])
    places: dict[str, str | Name] = {}
    for subnet in public:
        zone = subnet.zone.text if subnet.zone.is_known else subnet.address
        if zone not in places:
            places[zone] = place = new.subnet(subnet, "private")
            name = place.text.split(".")[1]
            gateway = None
            if outward:
                public_id = reference(subnet.address, module_of(subnet.address))
                gateway = new.nat_gateway(name, public_id)
            new.associate(place, new.table(name, "nat_gateway_id", gateway))
    return list(places.values()), new.edits


def one_zone_more(network: Network, address: str, subnets: list[Subnet]) -> list[Edit]:
    """Return the change that gives a resource a subnet in a zone where it has none, as the last."""
    place, edits = in_another_zone(network, module_of(address), subnets)
    return [*edits, put_into(address, (*(s.address for s in subnets), place))]


def in_another_zone(
    network: Network, module: str, subnets: list[Subnet]
) -> tuple[str | Name, list[Edit]]:
    """Return a subnet in a zone where some have none, and what makes it.

    A subnet that is there, of the same kind; else a new one like the first.
    """
    first = subnets[0]
    public = is_public(network, first)
    for other in network.subnets_by_vpc.get(first.vpc.only or "", ()):
        apart = all(other.zone.same_as(own.zone) is Truth.NO for own in subnets)
        if apart and is_public(network, other) is public and other.zone.is_regional:
            return other.address, []
    new = NewSubnets(network, first)
    zone = other_zone(network, subnets)
    place = new.subnet(first, of_zone(zone.text), written(zone, module))
    new.with_table_of(first, place)
    return place, new.edits


def other_zone(network: Network, subnets: list[Subnet]) -> Zone:
    """Return a zone that others of the region use, and these subnets do not."""
    vpc = network.vpcs.get(subnets[0].vpc.only or "")
    region = None if vpc is None else vpc.region
    zones = [s.zone for s in network.subnets.values() if s.zone.is_regional and s.zone.is_known]
    for zone in sorted(zones, key=lambda one: one.text):
        near = zone.symbol or region is None or (zone.name or "").startswith(region)
        if near and all(zone.same_as(own.zone) is Truth.NO for own in subnets):
            return zone
    named = [own.zone.name for own in subnets if own.zone.name]
    if not named:
        raise OutOfSightError(subnets[0].address)
    letter = "b" if named[0].endswith("a") else "a"  # every region has these two
    return Zone(name=f"{named[0][:-1]}{letter}")


def written(zone: Zone, module: str) -> Name | str:
    """Return what to write for a zone: its name, or its data source's element."""
    if zone.name is not None:
        return zone.name
    source, _, index = (zone.symbol or "").partition("[")
    if not index:
        raise OutOfSightError(zone.text)
    return reference(source, module, f"names[{index}")
