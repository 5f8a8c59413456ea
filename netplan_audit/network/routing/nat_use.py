"""Which NAT gateways carry which subnets' internet traffic, VPC by VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.link import Certainty
from netplan_audit.network.routing.gateways import NatGateway
from netplan_audit.network.witness import Step
from netplan_audit.network.zones import UNKNOWN_ZONE, Zone, zone_names
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.environment import Environment
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.routing.routing import DefaultRoute
    from netplan_audit.network.vpcs import Subnet

_NAT: Final = "NAT gateway"


class NatUse(Struct, frozen=True):
    """A subnet whose internet traffic goes, or may go, to one of `gateways`, over `routes`.

    `verdict` tells whether it goes to one of them at all and that one is zonal and public;
    `certainty` is the weakest step on the way, `settles` what would tell more.
    """

    subnet: Subnet
    gateways: tuple[NatGateway, ...]
    routes: tuple[Route, ...]
    default: DefaultRoute
    verdict: Truth
    certainty: Certainty
    settles: str


class NatUsage(Struct, frozen=True):
    """The uses of zonal public NAT gateways in one VPC, certain and possible ones."""

    vpc: str
    uses: tuple[NatUse, ...]

    @property
    def gateways(self) -> tuple[NatGateway, ...]:
        """Every gateway that is or may be used, by address."""
        found = {g.address: g for use in self.uses for g in use.gateways}
        return tuple(found[address] for address in sorted(found))

    @property
    def sure(self) -> tuple[NatUse, ...]:
        """The uses that are beyond doubt."""
        return tuple(use for use in self.uses if use.verdict is Truth.YES)

    @property
    def certainty(self) -> Certainty:
        """The weakest certainty of the uses that are beyond doubt."""
        return min((use.certainty for use in self.sure), default=Certainty.CERTAIN)

    @property
    def unknowns(self) -> tuple[str, ...]:
        """What would tell more: about zones that are unknown, and about doubtful uses."""
        zones = [u.subnet.zone.settles for u in self.uses if not u.subnet.zone.is_known]
        doubts = [use.settles for use in self.uses if use.verdict is Truth.UNKNOWN]
        return tuple(dict.fromkeys(text for text in (*zones, *doubts) if text))

    @property
    def environment(self) -> Environment:
        """The environment of the gateways where they agree; each knows that of its VPC."""
        named = {gateway.environment for gateway in self.gateways}
        return named.pop() if len(named) == 1 else "unknown"

    @property
    def place(self) -> str:
        """The gateways' VPC in words, for a message."""
        return self.vpc or "one VPC"


def nat_usage(network: Network) -> list[NatUsage]:
    """Return the NAT usage of every VPC that has any, by the VPC's address.

    Counts subnets in the region's own zones whose default route leads, or may lead, to a zonal
    public NAT gateway; regional and private NAT gateways are no single point of failure of this
    kind. Subnets whose VPC cannot be told count where their gateway stands: a NAT gateway cannot
    be reached over a peering connection (VPC user guide, "NAT gateway basics").
    """
    return network.once(_nat_usage)


def _nat_usage(network: Network) -> list[NatUsage]:
    found: dict[tuple[str, str], list[NatUse]] = {}
    for subnet in sorted(network.subnets.values(), key=lambda each: each.address):
        if subnet.on_outpost or not subnet.zone.is_regional:
            continue
        use = _use(network, subnet)
        if use is not None:
            found.setdefault(_group(network, use), []).append(use)
    return [NatUsage(vpc, tuple(uses)) for (vpc, _), uses in sorted(found.items())]


def _group(network: Network, use: NatUse) -> tuple[str, str]:
    """Return the VPC of a use; where nobody knows it, the gateway keeps its uses together."""
    own = use.subnet.vpc.only
    if own is not None:
        return own, ""
    place = use.gateways[0].subnet
    subnet = None if place is None else network.subnets.get(place.only or "")
    vpc = None if subnet is None else subnet.vpc.only
    return (vpc, "") if vpc is not None else ("", use.gateways[0].address)


def _use(network: Network, subnet: Subnet) -> NatUse | None:
    """Return how a subnet uses NAT gateways; None where it certainly does not."""
    default = network.routing.default_route(subnet)
    routes = [route for _, route in default.ways]
    to_nat = [route for route in routes if route is not None and _nats(network, route)]
    targets = dict.fromkeys(target for route in to_nat for target in _nats(network, route))
    every = [network.nat_gateways.get(target) or _elsewhere(target) for target in targets]
    gateways = tuple(gateway for gateway in every if _counts(gateway) is not Truth.NO)
    if not gateways:
        return None
    others = len(to_nat) < len(routes) or len(gateways) < len(every)
    others |= any(route.target_kind != _NAT for route in to_nat)
    whole = all(route.target.complete for route in to_nat) and default.choice.complete
    one = whole or len(gateways) == 1  # what else a reference could name is a remote possibility
    sure = one and not others and all(_counts(g) is Truth.YES for g in gateways)
    named = (
        default.settles,
        *(route.target.settles for route in to_nat),
        *(f"{g.address}.availability_mode" for g in gateways if g.is_regional is Truth.UNKNOWN),
        *(f"{g.address}.connectivity_type" for g in gateways if g.is_public is Truth.UNKNOWN),
    )
    settles = next(filter(None, named), f"the route table of {subnet.address}")
    verdict = Truth.YES if sure else Truth.UNKNOWN
    certainty = min(_certainty(default, gateways), Certainty.CERTAIN if whole else Certainty.LIKELY)
    return NatUse(
        subnet, gateways, tuple(dict.fromkeys(to_nat)), default, verdict, certainty, settles
    )


def _nats(network: Network, route: Route) -> tuple[str, ...]:
    """Return the NAT gateways that a route leads to, or may lead to."""
    targets = route.target.targets
    if route.target_kind == _NAT:
        return targets
    return tuple(target for target in targets if target in network.nat_gateways)


def _certainty(default: DefaultRoute, gateways: tuple[NatGateway, ...]) -> Certainty:
    """Return the weakest step; several ways to one gateway are as good as one likely way."""
    if len(gateways) > 1:
        return Certainty.ONE_OF
    return default.certainty if default.decided else Certainty.LIKELY


def _elsewhere(target: str) -> NatGateway:
    """Stand for a NAT gateway outside the input: nothing is known of it."""
    return NatGateway(target, None, None, is_public=Truth.UNKNOWN, is_regional=Truth.UNKNOWN)


def _counts(gateway: NatGateway) -> Truth:
    """Tell whether a gateway is zonal and public."""
    return gateway.is_public & ~gateway.is_regional


def subnet_of(network: Network, gateway: NatGateway) -> Subnet | None:
    """Return the subnet that a NAT gateway certainly or likely stands in."""
    only = None if gateway.subnet is None else gateway.subnet.only
    return None if only is None else network.subnets.get(only)


def way_out(
    gateway: NatGateway, subnet: Subnet, default: DefaultRoute
) -> tuple[Certainty, tuple[Step, Step]]:
    """Return how sure a NAT gateway's own default route is, and the hops to its table."""
    place = Certainty.CERTAIN if gateway.subnet is None else gateway.subnet.certainty
    stands = Step(gateway.address, subnet.address, "in subnet", place.label)
    return min(place, default.certainty), (stands, default.choice.hop_from(subnet))


def zone_of(network: Network, gateway: NatGateway) -> Zone:
    """Return the zone of a NAT gateway: that of its subnet, or of all subnets it may be in."""
    if gateway.subnet is None:
        return UNKNOWN_ZONE
    subnets = [network.subnets.get(target) for target in gateway.subnet.targets]
    zones = {subnet.zone for subnet in subnets if subnet is not None}
    if len(zones) == 1 and None not in subnets and gateway.subnet.complete:
        return zones.pop()
    return Zone(settles=gateway.subnet.settles or f"{gateway.address}.subnet_id")


def idle_elsewhere(network: Network, usage: NatUsage) -> bool:
    """Tell whether all that visibly uses the gateways stands in their own zones.

    That takes a plan that shows who uses them: something is placed into the subnets, and nothing
    can be added by a resource whose subnets are unknown or whose type is not modelled.
    """
    if network.coverage.not_analysed or network.coverage.missing_modules or not network.complete:
        return False
    busy = network.busy_subnets
    if busy is None:
        return False
    users = [use.subnet for use in usage.uses if use.subnet.address in busy]
    zones = [zone_of(network, gateway) for gateway in usage.gateways]
    created = all(use.subnet.is_new for use in usage.uses)
    local = (any(u.zone.same_as(zone) is Truth.YES for zone in zones) for u in users)
    return created and bool(users) and all(local)


def levels_lower(network: Network, usage: NatUsage) -> int:
    """Return how much milder than in production a lost zone is here, in levels of severity.

    Production by name alone is a guess, which raises nothing.
    """
    levels = {"prod": 0, "unknown": 1, "nonprod": 2}[usage.environment]
    if usage.environment == "prod" and not all(g.environment_is_told for g in usage.gateways):
        levels = 1
    return levels + idle_elsewhere(network, usage)


def served(usage: NatUsage) -> str:
    """Name the zones of the subnets whose use is beyond doubt."""
    return zone_names(use.subnet.zone for use in usage.sure)


def steps(use: NatUse) -> Iterator[Step]:
    """Yield the hops from a subnet to its NAT gateway."""
    hop = use.default.choice.hop_from(use.subnet)
    yield hop
    for route in use.routes:
        target = route.target.only or use.gateways[0].address
        note = f"{route.destination_text} in {route.origin}"
        yield Step(hop.target, target, "routes to", route.target.certainty.label, note)
