"""Other subnets for what stands in the wrong ones: of another kind, or of one zone more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.addresses import free_in, taken_in
from netplan_audit.fixes.edits import Add, Name, OutOfSightError, Put
from netplan_audit.fixes.names import fresh, module_of, name_of, reference, single, word
from netplan_audit.fixes.routes import id_of
from netplan_audit.network.build.workload_types import SHAPES
from netplan_audit.network.public_subnets import is_public
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


def put_into(address: str, subnets: Iterable[str], note: str = "") -> Edit:
    """Return the change that places a resource into subnets, by their addresses."""
    kind, module = split_module(single(address))[1].partition(".")[0], module_of(address)
    names = tuple(reference(subnet, module) for subnet in subnets)
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


def moved(network: Network, workload: Workload, subnets: list[Subnet], kind: str) -> list[Edit]:
    """Return the change that moves a workload to the subnets of another kind in its VPC."""
    kept = [s for s in workload.subnets if s not in {subnet.address for subnet in subnets}]
    places = dict.fromkeys((*kept, *others(network, subnets, kind)))
    return [put_into(workload.address, places)]


def one_zone_more(network: Network, address: str, subnets: list[Subnet]) -> list[Edit]:
    """Return the change that gives a resource a subnet in a zone where it has none.

    A subnet that is there, of the same kind; else a new one like the first.
    """
    first = subnets[0]
    public = is_public(network, first)
    for other in network.subnets_by_vpc.get(first.vpc.only or "", ()):
        apart = all(other.zone.same_as(own.zone) is Truth.NO for own in subnets)
        if apart and is_public(network, other) is public and other.zone.is_regional:
            return [put_into(address, (*(s.address for s in subnets), other.address))]
    name, edits = new_subnet(network, first, other_zone(network, subnets))
    module = module_of(address)
    if module != module_of(first.address):
        raise OutOfSightError(address)
    put = put_into(address, [subnet.address for subnet in subnets])
    if not isinstance(put, Put):
        raise OutOfSightError(address)
    (argument, names), *_ = put.arguments
    if not isinstance(names, tuple):
        raise OutOfSightError(address)
    new = Name(f"aws_subnet.{name}.id")
    return [*edits, Put(address, ((argument, (*names, new)),), within=put.within)]


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


def new_subnet(network: Network, like: Subnet, zone: Zone) -> tuple[str, list[Edit]]:
    """Return a new subnet by its name: in a zone, as large as another and with its route table."""
    module, vpc = module_of(like.address), network.vpcs.get(like.vpc.only or "")
    blocks = [block for block in like.blocks if block.cidr.family == 4]  # noqa: PLR2004 - IPv4
    taken = None if vpc is None else taken_in(network, vpc)
    if vpc is None or taken is None or len(blocks) != 1 or blocks[0].sensitive:
        raise OutOfSightError(like.address)
    free = free_in(vpc, taken, blocks[0].cidr)
    if free is None or not (zone.name or zone.symbol):
        raise OutOfSightError(like.address)
    last = (zone.name or "").rpartition("-")[2] or zone.text.rpartition("[")[2]
    name = fresh(network, module, "aws_subnet", f"{name_of(like.address)}_{word(last)}")
    arguments = (
        ("vpc_id", reference(vpc.address, module)),
        ("cidr_block", str(free)),
        ("availability_zone", zone_value(zone, module)),
    )
    edits: list[Edit] = [Add(module, "aws_subnet", name, arguments)]
    choice = network.routing.table_of(like)
    if not choice.is_main:
        if choice.only is None:
            raise OutOfSightError(like.address)
        own = Name(f"aws_subnet.{name}.id")
        pair = (("subnet_id", own), ("route_table_id", id_of(choice.only, module)))
        edits.append(Add(module, "aws_route_table_association", name, pair))
    return name, edits


def zone_value(zone: Zone, module: str) -> Name | str:
    """Return what to write for a zone: its name, or its data source's element."""
    if zone.name is not None:
        return zone.name
    source, _, index = (zone.symbol or "").partition("[")
    if not index:
        raise OutOfSightError(zone.text)
    return reference(source, module, f"names[{index}")
