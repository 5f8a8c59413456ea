"""Whether the internet can reach a workload directly, three-valued, with the reason of each leg."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.cidr import EMPTY, AddressSet
from netplan_audit.network.exposure.way_out import way_out
from netplan_audit.network.filtering.network_acls import admitted, decisive_denial
from netplan_audit.network.filtering.security_groups import shortened
from netplan_audit.network.ports import ALL_PORTS, NO_PORTS, PortSet
from netplan_audit.network.routing.lookup import INTERNET
from netplan_audit.unknown import Truth, all_of
from netplan_audit.wording import a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from netplan_audit.network.balancing.load_balancers import Passage
    from netplan_audit.network.filtering.network_acls import NetworkAcl
    from netplan_audit.network.filtering.security_groups import Rule
    from netplan_audit.network.network import Network
    from netplan_audit.network.ports import Traffic
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload

_IPV4: Final = 4
_IPV6: Final = 6
_DEFAULT_ACL: Final = "the default network ACL"
_EPHEMERAL: Final = PortSet.span(1024, 65535)
"""Destination ports of replies to any client (VPC user guide, "Ephemeral ports")."""
SITE: Final = 16
"""The prefix length up to which a CIDR is a known site: a /16, or a /32 of IPv6, twice as long."""
_WIRED: Final = ("tcp", "udp")


class Leg(Struct, frozen=True):
    """One condition of exposure: its verdict, the words for it, and what would settle it.

    `gateway` and `acl` name what it is about, where it is one of these.
    """

    verdict: Truth
    reason: str
    settles: str = ""
    gateway: str = ""
    acl: str = ""


class Exposure(Struct, frozen=True):
    """Whether packets from the internet arrive; `legs` are the conditions of the best subnet."""

    verdict: Truth
    legs: tuple[Leg, ...]
    subnet: str = ""

    @property
    def closed_by(self) -> str:
        """The first condition that fails, in words."""
        return next((leg.reason for leg in self.legs if leg.verdict is Truth.NO), "")

    @property
    def settles(self) -> tuple[str, ...]:
        """What would decide the conditions that are unknown."""
        return tuple(leg.settles or leg.reason for leg in self.legs if leg.verdict is Truth.UNKNOWN)


class Packets(Struct, frozen=True):
    """Packets of one protocol and family to some ports, from some addresses of the internet."""

    protocol: str
    ports: PortSet
    sources: AddressSet
    family: int


def packets_of(rule: Rule, ports: PortSet = ALL_PORTS) -> tuple[Packets, ...]:
    """Return what a rule admits from the internet to some ports, by protocol and family."""
    return () if rule.traffic is None else _packets(rule.traffic, rule.addresses, ports)


@lru_cache(maxsize=1 << 14)
def _packets(traffic: Traffic, addresses: AddressSet, ports: PortSet) -> tuple[Packets, ...]:
    """Do so for the parts of a rule; kept, for the same rules come again and again."""
    many = [
        (family, sources)
        for family, internet in INTERNET.items()
        if is_many(sources := addresses & internet, family)
    ]
    found = ((protocol, traffic.tcp_udp_ports(protocol) & ports) for protocol in _WIRED)
    return tuple(
        Packets(protocol, of_protocol, sources, family)
        for protocol, of_protocol in found
        if of_protocol
        for family, sources in many
    )


def is_many(addresses: AddressSet, family: int, site: int = SITE) -> bool:
    """Tell whether addresses are more than one site: than one CIDR of that prefix length."""
    if family == _IPV6:
        return addresses.size(6) > 1 << (128 - 2 * site)
    return addresses.size(4) > 1 << (32 - site)


def exposure(network: Network, workload: Workload, packets: Iterable[Packets]) -> Exposure:
    """Tell whether some of these packets reach some interface of a workload directly.

    Everything but its security groups is asked: a public address, a route to an internet gateway,
    the network ACL, Block Public Access. Load balancers in front are not considered here.
    """
    if not workload.accepts_connections:
        leg = Leg(Truth.NO, f"{a(workload.kind)} takes no connections")
        return Exposure(Truth.NO, (leg,))
    asked = tuple(packets)
    subnets = workload.subnets
    found = {
        address: _best(_in_subnet(network, workload, address, each) for each in asked)
        for address in subnets.everything
    }
    one_of = set(subnets.candidates) | (set(subnets) if workload.is_in_one else set())
    sure = [answer for address, answer in found.items() if address not in one_of]
    maybe = [answer for address, answer in found.items() if address in one_of]
    best = _best(sure)
    if best.verdict is Truth.YES:
        return best
    if maybe and {answer.verdict for answer in maybe} == {Truth.YES} and subnets.complete:
        return _best(maybe)  # whichever subnet it is
    reason = f"which subnet {workload.address} is in"
    if any(answer.verdict is not Truth.NO for answer in maybe):
        leg = Leg(Truth.UNKNOWN, reason, subnets.settles or reason)
        return Exposure(Truth.UNKNOWN, (leg,))
    families = {each.family for each in asked}
    hidden = all(_public(workload, None, family) is Truth.NO for family in families)
    if not subnets.complete and not hidden:
        return Exposure(Truth.UNKNOWN, (Leg(Truth.UNKNOWN, reason, subnets.settles or reason),))
    if not found and hidden and families:
        best = Exposure(Truth.NO, (_has_address(workload, None, min(families)),))
    return _best(maybe) if maybe and not sure else best


def exposure_through(
    network: Network, workload: Workload, passage: Passage, packets: Iterable[Packets]
) -> Exposure | None:
    """Tell how packets arrive through a Network Load Balancer, None where that is not certain.

    It is asked as any workload is; of the workload, which needs no public address, the network ACL
    that sees the clients' addresses.
    """
    balancer = network.workloads.get(passage.balancer)
    sent = [one for one in packets if one.protocol == passage.protocol]
    arriving = [replace(one, ports=passage.ports) for one in sent if passage.ports & one.ports]
    if balancer is None or not arriving:
        return None
    asked = [replace(one, ports=passage.listening) for one in arriving]
    if exposure(network, balancer, asked).verdict is not Truth.YES:
        return None
    by = Leg(Truth.YES, f"{passage.balancer} hands it connections from the clients' addresses")
    legs = (
        (_is_admitted(network, network.subnets[address], one), address)
        for address in (() if workload.is_in_one else workload.subnets)
        if address in network.subnets
        for one in arriving
    )
    ways = (Exposure(Truth.YES, (by, leg), at) for leg, at in legs if leg.verdict is Truth.YES)
    return next(ways, None)


def _best(answers: Iterable[Exposure]) -> Exposure:
    """Return the first with the best verdict; after a clear one no more are worked out."""
    others: list[Exposure] = []
    for answer in answers:
        if answer.verdict is Truth.YES:
            return answer
        others.append(answer)
    others.append(Exposure(Truth.NO, (Leg(Truth.NO, "it is in no known subnet"),)))
    return next((one for one in others if one.verdict is Truth.UNKNOWN), others[0])


def _in_subnet(network: Network, workload: Workload, address: str, packets: Packets) -> Exposure:
    subnet = network.subnets.get(address)
    if subnet is None:
        if _public(workload, None, packets.family) is Truth.NO:
            return Exposure(Truth.NO, (_has_address(workload, None, packets.family),), address)
        leg = Leg(Truth.UNKNOWN, f"{address} is outside the input", f"the routes of {address}")
        return Exposure(Truth.UNKNOWN, (leg,), address)
    gateway, replied = _has_gateway(network, subnet, packets)
    if gateway.verdict is not Truth.NO:
        packets = replace(packets, sources=replied)
    legs = (
        _has_address(workload, subnet, packets.family),
        gateway,
        _is_admitted(network, subnet, packets),
        *_is_not_blocked(network, subnet),
    )
    return Exposure(all_of(leg.verdict for leg in legs), legs, address)


def _public(workload: Workload, subnet: Subnet | None, family: int) -> Truth:
    """Tell whether an interface in a subnet gets a public address of a family."""
    if subnet is not None:
        return workload.has_ipv6(subnet) if family == _IPV6 else workload.has_public_ipv4(subnet)
    asked = workload.public_ipv6 if family == _IPV6 else workload.public_ipv4
    return Truth.UNKNOWN if asked is None else asked


def _has_address(workload: Workload, subnet: Subnet | None, family: int) -> Leg:
    verdict = _public(workload, subnet, family)
    if family == _IPV6:
        words = "has an IPv6 address" if verdict is not Truth.NO else "has no IPv6 address"
        where = subnet.address if subnet is not None else workload.address
        return Leg(verdict, f"it {words}", f"{where}.assign_ipv6_address_on_creation")
    if verdict is Truth.NO:
        return Leg(verdict, "it has no public IPv4 address")
    reason = "it has a public IPv4 address"
    if verdict is Truth.YES and workload.public_ip_reason:
        reason = f"{reason}: {workload.public_ip_reason}"
    if workload.public_ipv4 is None and subnet is not None:
        return Leg(verdict, reason, f"{subnet.address}.map_public_ip_on_launch")
    return Leg(verdict, reason, workload.public_ip_reason or f"the address of {workload.address}")


def _has_gateway(network: Network, subnet: Subnet, packets: Packets) -> tuple[Leg, AddressSet]:
    """Tell whether replies leave by an internet gateway of the subnet's VPC, and to whom."""
    found = way_out(network, subnet, packets.sources)
    if is_many(found.sure, packets.family):
        reason = f"{subnet.address} routes to an internet gateway"
        return _inspected(network, found.gateways, reason), found.sure
    if is_many(found.possible, packets.family):
        reason = f"the route of {subnet.address} is unknown"
        return Leg(Truth.UNKNOWN, reason, found.settles), found.possible
    few = [str(block) for block in found.possible.cidrs() if block.family == packets.family]
    routes = f"routes only {shortened(tuple(few))}" if few else "has no route"
    return Leg(Truth.NO, f"{subnet.address} {routes} to an internet gateway"), found.possible


def _inspected(network: Network, gateways: Sequence[str], reason: str) -> Leg:
    """Say that a subnet is public, unless the gateway's own routes may send packets elsewhere."""
    for address in gateways:
        edge = (network.public_access.edge_tables or {}).get(address)
        if edge is not None:
            may = f"{edge} may send the packets through a firewall"
            settles = f"the routes that {edge} gives {address}"
            return Leg(Truth.UNKNOWN, may, settles, gateway=address)
    return Leg(Truth.YES, reason, gateway=next(iter(gateways), ""))


def _is_not_blocked(network: Network, subnet: Subnet) -> Iterator[Leg]:
    verdict, address = network.public_access.admits(subnet)
    if verdict is not Truth.YES:
        word = "blocks" if verdict is Truth.NO else "may block"
        yield Leg(verdict, f"{address} {word} connections from the internet", address)


def _is_admitted(network: Network, subnet: Subnet, packets: Packets) -> Leg:
    """Ask the network ACL about the packets, and about replies to the addresses it admits."""
    acl, settles = network.borders.acl_of(subnet)
    if settles:
        return Leg(Truth.UNKNOWN, "its network ACL is unknown", settles)
    if acl is None:
        return Leg(Truth.YES, f"{_DEFAULT_ACL} allows all", acl=_DEFAULT_ACL)
    protocol = packets.protocol
    inbound = admitted(acl, protocol, packets.ports, packets.sources, egress=False)
    arriving = _joined(part.possible for part in inbound)
    outbound = admitted(acl, protocol, _EPHEMERAL, arriving, egress=True)
    possible = _joined(part.possible for part in outbound)
    sure = _joined(p.sure for p in inbound) & _joined(part.sure for part in outbound)
    if is_many(sure, packets.family):
        open_ports = NO_PORTS
        for part in outbound:
            open_ports |= part.ports if is_many(part.sure, packets.family) else NO_PORTS
        note = "" if open_ports.covers(_EPHEMERAL) else f", replies to ports {open_ports} only"
        return Leg(Truth.YES, f"{acl.address} admits the packets{note}", acl=acl.address)
    if is_many(possible, packets.family):
        settles = ", ".join(acl.unknowns) or acl.address
        return Leg(Truth.UNKNOWN, f"{acl.address} may admit the packets", settles, acl=acl.address)
    return Leg(Truth.NO, _denied(acl, packets, replies=is_many(arriving, packets.family)))


def _joined(sets: Iterable[AddressSet]) -> AddressSet:
    found = EMPTY
    for each in sets:
        found |= each
    return found


def _denied(acl: NetworkAcl, packets: Packets, *, replies: bool) -> str:
    ports = _EPHEMERAL if replies else packets.ports
    what = "the replies" if replies else "the packets"
    rule = decisive_denial(acl, packets.protocol, ports, packets.sources, egress=replies)
    if rule is None:
        return f"{acl.address} admits none of {what}"
    by = f"rule {rule.number}" if rule.origin == acl.address else f"{rule.origin}"
    return f"{acl.address} denies {what} ({by})"
