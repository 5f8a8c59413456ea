"""Which NAT gateways carry which subnets' internet traffic, VPC by VPC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netplan_audit.network.link import Certainty
from netplan_audit.network.witness import Step
from netplan_audit.network.zones import UNKNOWN_ZONE, Zone
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.gateways import NatGateway
    from netplan_audit.network.network import Network
    from netplan_audit.network.route_tables import Route
    from netplan_audit.network.routing import DefaultRoute
    from netplan_audit.network.vpcs import Subnet


@dataclass(frozen=True, slots=True)
class NatUse:
    """A subnet whose internet traffic goes to one of `gateways`, over `routes`.

    `certainty` is the weakest step between them; `settles` what would tell more.
    """

    subnet: Subnet
    gateways: tuple[NatGateway, ...]
    routes: tuple[Route, ...]
    default: DefaultRoute
    certainty: Certainty
    settles: str


@dataclass(frozen=True, slots=True)
class NatUsage:
    """The uses of zonal public NAT gateways in one VPC; `unclear` are subnets that may use one."""

    vpc: str
    uses: tuple[NatUse, ...]
    unclear: tuple[tuple[Subnet, str], ...]

    @property
    def gateways(self) -> tuple[NatGateway, ...]:
        """Every gateway that is or may be used, by address."""
        found = {g.address: g for use in self.uses for g in use.gateways}
        return tuple(found[address] for address in sorted(found))

    @property
    def certainty(self) -> Certainty:
        """The weakest certainty of the uses."""
        return min((use.certainty for use in self.uses), default=Certainty.CERTAIN)

    def environment(self, network: Network) -> str:
        """Return the environment of the gateways, else of the VPC."""
        vpc = network.vpcs.get(self.vpc)
        named = {gateway.environment for gateway in self.gateways} - {"unknown"}
        if len(named) == 1:
            return named.pop()
        return "unknown" if vpc is None else vpc.environment


def nat_usage(network: Network) -> list[NatUsage]:
    """Return the NAT usage of every VPC that has any, by the VPC's address.

    Counts subnets in the region's own zones whose default route leads to a zonal public NAT
    gateway; regional and private NAT gateways are no single point of failure of this kind.
    """
    if not network.nat_gateways:
        return []
    found = []
    for vpc, subnets in sorted(network.subnets_by_vpc.items()):
        uses: list[NatUse] = []
        unclear: list[tuple[Subnet, str]] = []
        for subnet in subnets:
            if subnet.on_outpost or not subnet.zone.is_regional:
                continue
            use = _use(network, subnet)
            if isinstance(use, NatUse):
                uses.append(use)
            elif use:
                unclear.append((subnet, use))
        if uses or unclear:
            found.append(NatUsage(vpc, tuple(uses), tuple(unclear)))
    return found


def _use(network: Network, subnet: Subnet) -> NatUse | str:
    """Return the use, '' where the subnet uses no such gateway, else what would tell."""
    default = network.routing.default_route(subnet)
    ways = [route for _, route in default.ways]
    to_nat = [route for route in ways if route is not None and route.target_kind == "NAT gateway"]
    if not to_nat:
        return ""
    if len(to_nat) < len(ways):
        return default.settles or f"the route table of {subnet.address}"
    targets = dict.fromkeys(target for route in to_nat for target in route.target.targets)
    gateways = [network.nat_gateways.get(target) for target in targets]
    known = tuple(gateway for gateway in gateways if gateway is not None)
    counted = [_counts(gateway) for gateway in known]
    if counted and all(count is Truth.NO for count in counted):
        return ""
    settles = default.settles or next((r.target.settles for r in to_nat if r.target.settles), "")
    if len(known) < len(gateways) or not known or any(c is not Truth.YES for c in counted):
        return settles or f"the NAT gateway of {to_nat[0].origin}"
    if default.choice.tables and not default.decided and len(known) == 1 and default.choice.settles:
        certainty = Certainty.LIKELY
    elif len(known) == 1:
        certainty = max(default.certainty, Certainty.LIKELY)
    else:
        certainty = Certainty.ONE_OF
    return NatUse(subnet, known, tuple(dict.fromkeys(to_nat)), default, certainty, settles)


def _counts(gateway: NatGateway) -> Truth:
    """Tell whether a gateway is zonal and public."""
    return gateway.is_public & ~gateway.is_regional


def zone_of(network: Network, gateway: NatGateway) -> Zone:
    """Return the zone of a NAT gateway: that of its subnet, or of all subnets it may be in."""
    if gateway.subnet is None:
        return UNKNOWN_ZONE
    subnets = [network.subnets.get(target) for target in gateway.subnet.targets]
    zones = {subnet.zone for subnet in subnets if subnet is not None}
    if len(zones) == 1 and len(subnets) == len([s for s in subnets if s is not None]):
        return zones.pop()
    return Zone(settles=gateway.subnet.settles or f"{gateway.address}.subnet_id")


def spread(zones: Iterable[Zone]) -> Truth:
    """Tell whether the zones of several objects are at least two distinct ones."""
    every = list(zones)
    distinct = list(dict.fromkeys(every))
    answer = Truth.NO
    for index, first in enumerate(distinct):
        for second in distinct[index + 1 :]:
            same = first.same_as(second)
            if same is Truth.NO:
                return Truth.YES
            if same is Truth.UNKNOWN:
                answer = Truth.UNKNOWN
    if len(every) > 1 and any(not zone.is_known for zone in distinct):
        return Truth.UNKNOWN  # equal as objects, but each zone is for AWS to pick
    return answer


def zone_names(zones: Iterable[Zone]) -> str:
    """List the names of zones, each once."""
    return ", ".join(sorted({zone.text for zone in zones}))


def steps(use: NatUse) -> Iterator[Step]:
    """Yield the hops from a subnet to its NAT gateway."""
    choice = use.default.choice
    table = choice.tables[0] if choice.tables else "the main route table"
    yield Step(use.subnet.address, table, "uses route table", choice.certainty.label, choice.via)
    for route in use.routes:
        target = route.target.only or use.gateways[0].address
        note = f"{route.destination_text} in {route.origin}"
        yield Step(table, target, "routes to", route.target.certainty.label, note)
