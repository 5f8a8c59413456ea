"""Availability zones: one more for what has too few, and names for subnets that have none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.edits import Add, Insert, Name, OutOfSightError, Put
from netplan_audit.fixes.names import by_key, fresh, key_of, module_of, name_of, of_zone, reference
from netplan_audit.fixes.places import (
    PUBLIC,
    in_another_zone,
    leads_by,
    one_zone_more,
    put_into,
    written,
)
from netplan_audit.fixes.subnets import NewSubnets
from netplan_audit.network.exposure.public_subnets import subnets_of
from netplan_audit.terraform.address import block_address
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.name_service import ResolverEndpoint
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.gateways import NatGateway
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload
    from netplan_audit.network.zones import Zone

_NAMES: Final = "data.aws_availability_zones"
_TAKEN_BY_EKS: Final = {
    "use1": ("use1-az1", "use1-az2", "use1-az4", "use1-az5", "use1-az6"),
    "usw1": ("usw1-az1", "usw1-az3"),
    "cac1": ("cac1-az1", "cac1-az2", "cac1-az4"),
}
"""The zones of regions with others that EKS does not take ("Amazon EKS VPC requirements")."""


def for_workload(network: Network, workload: Workload) -> list[Edit]:
    """Give a workload a subnet in a zone more."""
    subnets = subnets_of(network, workload.subnets)
    if not subnets:
        raise OutOfSightError(workload.address)
    return one_zone_more(network, workload.address, subnets)


def for_resolver(network: Network, endpoint: ResolverEndpoint) -> list[Edit]:
    """Give a resolver endpoint one more address, in another zone."""
    module = module_of(endpoint.address)
    subnets = subnets_of(network, endpoint.subnets)
    if not subnets:
        raise OutOfSightError(endpoint.address)
    place, edits = in_another_zone(network, module, subnets)
    name = place if isinstance(place, Name) else reference(place, module)
    return [*edits, Insert(endpoint.address, "ip_address", (("subnet_id", name),))]


def where_targets_are(network: Network, balancer: Workload, zones: tuple[Zone, ...]) -> list[Edit]:
    """Give a load balancer a subnet like its first in each zone of its targets."""
    first, *rest = subnets_of(network, balancer.subnets)
    is_public = leads_by(network, first, PUBLIC)
    new = NewSubnets(network, first)
    module = module_of(balancer.address)
    places: list[str | Name] = [subnet.address for subnet in (first, *rest)]
    for zone in zones:
        alike = (
            subnet.address
            for subnet in network.subnets_by_vpc.get(first.vpc.only or "", ())
            if subnet.zone.same_as(zone) is Truth.YES
            and leads_by(network, subnet, PUBLIC) is is_public
        )
        place: str | Name | None = next(alike, None)
        if place is None:
            place = new.subnet(first, of_zone(zone.text), written(zone, module))
            new.with_table_of(first, place)
        places.append(place)
    return [*new.edits, put_into(balancer.address, places)]


def named(network: Network, subnet: Subnet) -> list[Edit]:
    """Give the subnets of a block zones in turn, from the data source that lists them."""
    module, block = module_of(subnet.address), block_address(subnet.address)
    taken = network.modules.blocks(module)
    names = sorted(each for each in taken if each.startswith(f"{_NAMES}."))
    edits: list[Edit] = []
    if not names:
        own = fresh(network, module, _NAMES, "available")
        edits.append(Add(module, _NAMES, own, (("state", "available"),)))
        names = [f"{_NAMES}.{own}"]
    siblings = network.subnets_by_vpc.get(subnet.vpc.only or "", ())
    blocks = sorted({block_address(s.address) for s in siblings if s.leaves_zone_open})
    alike = [s for s in siblings if block_address(s.address) == block]
    if isinstance(key_of(subnet.address), int):
        listed = f"{names[0]}.names"
        value = Name(f"{listed}[count.index % length({listed})]")
        return [*edits, Put(subnet.address, (("availability_zone", value),))]
    start = blocks.index(block) if len(alike) == 1 else 0
    zones = {
        s.address: Name(f"{names[0]}.names[{(start + place) % _ZONES}]")
        for place, s in enumerate(alike)
    }
    return [*edits, Put(subnet.address, (("availability_zone", by_key(zones)),))]


_ZONES: Final = 2
"""Every region has so many zones that an account may use."""


def taken_by_eks(network: Network, cluster: Workload, refused: list[Subnet]) -> list[Edit]:
    """Move new subnets of a cluster to zones of the region that EKS takes."""
    used = {s.zone.id for s in subnets_of(network, cluster.subnets)}
    blocks: dict[str, dict[str, Name]] = {}
    for subnet in refused:
        region = (subnet.zone.id or "").partition("-")[0]
        free = [zone for zone in _TAKEN_BY_EKS.get(region, ()) if zone not in used]
        if not subnet.is_new or not free:
            raise OutOfSightError(subnet.address)
        used.add(free[0])
        block = block_address(subnet.address)
        blocks.setdefault(block, {})[subnet.address] = Name(f'"{free[0]}"')
    edits: list[Edit] = []
    for block, own in blocks.items():
        module = module_of(next(iter(own)))
        alike = [
            s
            for s in network.subnets.values()
            if block_address(s.address) == block and module_of(s.address) == module
        ]
        zones = {s.address: Name(f'"{s.zone.id}"') for s in alike if s.zone.id}
        if len(zones) < len(alike):
            raise OutOfSightError(block)
        put = (("availability_zone_id", by_key(zones | own)),)
        edits.append(Put(next(iter(own)), put))
    return edits


def addressed(network: Network, gateway: NatGateway, subnets: list[Subnet]) -> list[Edit]:
    """Give a regional NAT gateway an address in each zone of the subnets that lack one."""
    module = module_of(gateway.address)
    edits: list[Edit] = []
    zones = {subnet.zone.text: subnet.zone for subnet in subnets}
    for text, zone in sorted(zones.items()):
        name = f"{name_of(gateway.address)}_{of_zone(text)}"
        own = fresh(network, module, "aws_eip", name)
        edits.append(Add(module, "aws_eip", own, (("domain", "vpc"),)))
        block = (
            ("availability_zone", written(zone, module)),
            ("allocation_ids", (Name(f"aws_eip.{own}.id"),)),
        )
        edits.append(Insert(gateway.address, "availability_zone_address", block))
    return edits
