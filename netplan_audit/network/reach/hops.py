"""The next hop of a packet by the route table of a subnet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.cidr import PRIVATE, AddressSet
from netplan_audit.network.reach.sites import propagated
from netplan_audit.network.routing.partition import partition
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.reach.ends import End, Packet
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.routing.partition import Part
    from netplan_audit.network.routing.route_tables import Route, RouteTable
    from netplan_audit.network.vpcs import Subnet

_IPV4: Final = 4
MIDDLEBOXES: Final = frozenset({"network interface", "VPC endpoint", "NAT gateway", "instance"})


class NextHop(Struct, frozen=True):
    """One way that a route table may send a packet.

    `kind` is that of the route's target in AWS's words, or `local`, `gateway endpoint`, `none`,
    `unknown`.
    """

    kind: str
    target: str
    table: str
    words: str
    settles: str = ""


class Hops:
    """The next hops of packets; kept, for many packets go to one receiver."""

    def __init__(self, model: ReachModel) -> None:
        """Keep the model."""
        self._model = model
        self._known: dict[tuple[object, ...], list[NextHop]] = {}

    def of(self, subnet: Subnet, packet: Packet, receiver: End) -> list[NextHop]:
        """Return every way that a packet may take from a subnet: one of them it takes."""
        service = receiver.address if receiver.kind == "service" else ""
        to = packet.target, packet.family, packet.hidden, receiver.vpc, service
        key = subnet.address, *to, receiver.private, receiver.ipv6
        if key not in self._known:
            self._known[key] = _next_hops(self._model, subnet, packet, receiver)
        return self._known[key]


def _next_hops(model: ReachModel, subnet: Subnet, packet: Packet, receiver: End) -> list[NextHop]:
    choice = model.network.routing.table_of(subnet)
    found: list[NextHop] = []
    for table in choice.tables:
        found += _in_table(model, table, subnet, packet, receiver)
    if choice.via in model.doubtful:
        settles = model.doubtful[choice.via]
        found.append(NextHop("unknown", "", subnet.address, "its table may be another", settles))
    if not choice.complete or not choice.tables:
        words = "its route table is not known"
        found.append(NextHop("unknown", "", subnet.address, words, choice.settles))
    return list(dict.fromkeys(found))


def shows_groups(model: ReachModel, hops: list[NextHop]) -> Truth:
    """Tell whether outbound rules that name groups know the receiver by its groups this way.

    They do inside of a VPC and over peering within a region. Over transit gateways only inbound
    rules do ("Introducing security group referencing for AWS Transit Gateway", AWS blog), and a
    public address is no group's.
    """
    found = {_shows(model, hop) for hop in hops}
    return found.pop() if len(found) == 1 else Truth.UNKNOWN


def _shows(model: ReachModel, hop: NextHop) -> Truth:
    if hop.kind == "local":
        return Truth.YES
    if hop.kind == "unknown":
        return Truth.UNKNOWN
    peering = model.network.peering(hop.target)
    return Truth.NO if peering is None else peering.same_region


def _in_table(
    model: ReachModel, address: str, subnet: Subnet, packet: Packet, receiver: End
) -> Iterator[NextHop]:
    table = model.network.route_tables.get(address)
    vpc = model.network.vpcs.get(subnet.vpc.only or "")
    routes = () if table is None else table.routes
    blocks = [] if vpc is None else list(vpc.blocks)
    for each in model.network.subnets_by_vpc.get(subnet.vpc.only or "", ()):
        blocks += each.blocks  # those of a secondary CIDR that the input does not show, too
    local = AddressSet.of(block.cidr for block in blocks)
    inside, outside = local & packet.target, packet.target - local
    if inside:
        yield _local(routes, address, inside)
    if not outside:
        return
    unknown = vpc is None or bool(vpc.unknown)
    own = receiver.private if packet.family == _IPV4 else receiver.ipv6
    if subnet.vpc.only is not None and receiver.vpc == subnet.vpc.only and packet.target == own:
        yield _local(routes, address, outside)  # in a part of its VPC that is not known
        return
    if unknown and receiver.vpc == subnet.vpc.only and receiver.private.overlaps(outside):
        settles = subnet.vpc.settles if vpc is None else next(iter(vpc.unknown), vpc.address)
        words = f"{packet.to} may be in the VPC"
        yield NextHop("unknown", "", address, words, settles or f"the addresses of {address}")
    if receiver.kind == "service":
        for endpoint in model.endpoints:
            if address in endpoint.tables and endpoint.service in receiver.address:
                words = f"{address} sends it to {endpoint.address}"
                yield NextHop("gateway endpoint", endpoint.address, address, words)
                return
    yield from _routed(model, address, table, (subnet, packet), outside)


def _routed(
    model: ReachModel,
    address: str,
    table: RouteTable | None,
    of: tuple[Subnet, Packet],
    outside: AddressSet,
) -> Iterator[NextHop]:
    """Yield what the routes of a table do with addresses outside its VPC."""
    subnet, packet = of
    for part in partition(() if table is None else table.routes, outside):
        learnt = _learnt(model, table, part)
        if learnt is not None:
            yield learnt
        for route in () if learnt is not None and learnt.kind != "unknown" else part.routes:
            if route is not None:
                hop = _hop(model, address, route, subnet)
                settles = hop.settles or (part.settles if len(part.routes) > 1 else "")
                yield replace(hop, settles=settles)
                continue
            missing = model.network.routing.missing_in(address)
            if missing:
                yield NextHop("unknown", "", address, "its routes are not all known", missing)
            else:
                words = f"it has no route to {_said(packet, part.addresses)}"
                yield NextHop("none", "", address, words, part.settles)


def _learnt(model: ReachModel, table: RouteTable | None, part: Part) -> NextHop | None:
    """Return what a virtual private gateway or route server does to a table that learns routes.

    They are more specific than a default route, and what it learns by BGP is not known. It is not
    expected to learn addresses of the internet.
    """
    if table is None or not table.learns or not PRIVATE.covers(part.addresses):
        return None
    if not all(route is None or _is_default(route) for route in part.routes):
        return None
    gateways, behind = propagated(model.network, table.address)
    names = ", ".join(gateways)
    if len(gateways) == 1 and behind.covers(part.addresses):
        words = f"{table.address} has a route to {names} for it"
        return NextHop("virtual private gateway", names, table.address, words)
    words, settles = "it may have learnt a route", f"the routes of {table.address}"
    return NextHop("unknown", "", table.address, words, settles)


def _is_default(route: Route) -> bool:
    known = route.destination
    return known is not None and all(cidr.prefix_length <= 1 for cidr in known.cidrs())


def _said(packet: Packet, addresses: AddressSet) -> str:
    if packet.hidden:
        return packet.to
    cidrs = addresses.cidrs()
    return str(cidrs[0]) if len(cidrs) == 1 else "the internet"


def _local(routes: tuple[Route, ...], table: str, inside: AddressSet) -> NextHop:
    """Return the local route, or a more specific one, which leads through a middlebox."""
    for route in routes:
        known = route.destination
        if known is None or not known.overlaps(inside) or route.target_kind not in MIDDLEBOXES:
            continue
        if all(cidr.prefix_length for cidr in known.cidrs()):
            middlebox = route.target.only or route.target_kind
            words = f"{route.origin} sends it through {middlebox}"
            settles = f"what {middlebox} does with the packet"
            return NextHop("unknown", "", table, words, settles)
    return NextHop("local", "", table, "it stays in the VPC")


def _hop(model: ReachModel, table: str, route: Route, subnet: Subnet) -> NextHop:
    target = route.target.only or _fitting(model, route, subnet)
    way = f"{route.destination_text} to {target or route.target_kind}"
    settles = route.target.settles or f"the target of {route.origin}"
    if route.origin in model.doubtful:
        return NextHop("unknown", "", table, "a route may take it", model.doubtful[route.origin])
    if target is None or route.target_kind in {"gateway", "unknown target"}:
        return NextHop(
            "unknown", "", table, f"the target of {route.destination_text} is not known", settles
        )
    if route.is_blackhole:
        words = f"AWS called its route {way} a blackhole when it was last asked"
        return NextHop("unknown", "", table, words, f"{route.origin}.state")
    return NextHop(route.target_kind, target, table, f"it follows {way}")


def _fitting(model: ReachModel, route: Route, subnet: Subnet) -> str | None:
    """Return the one peering connection among several that leads to a route's destination.

    A route over one leads somewhere only where the other VPC has the addresses.
    """
    if route.target_kind != "peering connection" or not route.target.complete:
        return None
    found = []
    for address in route.target.targets:
        peering = model.network.peering(address)
        ends = () if peering is None else (peering.requester.only, peering.accepter.only)
        if None in ends or not ends:
            return None
        there = next((end for end in ends if end != subnet.vpc.only), None)
        vpc = model.network.vpcs.get(there or "")
        if vpc is None or vpc.unknown or route.destination is None:
            return None
        blocks = AddressSet.of(block.cidr for block in vpc.blocks)
        if subnet.vpc.only in ends and blocks.overlaps(route.destination):
            found.append(address)
    return found[0] if len(found) == 1 else None
