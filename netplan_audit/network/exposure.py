"""Whether the internet can reach a workload directly, three-valued, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from netplan_audit.network.cidr import ALL_IPV4, ALL_IPV6, PRIVATE, AddressSet, is_internet
from netplan_audit.network.ports import ALL_PORTS, NO_PORTS, PortSet
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.network import Network
    from netplan_audit.network.network_acls import NetworkAcl
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload

_PUBLIC: Final = {4: ALL_IPV4 - PRIVATE, 6: ALL_IPV6 - PRIVATE}
_EPHEMERAL: Final = PortSet.span(1024, 65535)


@dataclass(frozen=True, slots=True)
class Leg:
    """One condition of exposure: its verdict, the words for it, and what would settle it."""

    verdict: Truth
    reason: str
    settles: str = ""


@dataclass(frozen=True, slots=True)
class Exposure:
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


_RANK: Final = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}


def exposure(
    network: Network, workload: Workload, protocol: str, ports: PortSet, families: Iterable[int]
) -> Exposure:
    """Tell whether the internet reaches a workload's interfaces on some of the ports.

    Everything but its security groups is asked: a public address, a route to an internet
    gateway and the network ACL. Load balancers in front are not considered here.
    """
    best = Exposure(Truth.NO, (Leg(Truth.NO, "it is in no known subnet"),))
    if not workload.subnets.everything and not workload.subnets.complete:
        settles = workload.subnets.settles or f"the subnets of {workload.address}"
        best = Exposure(Truth.UNKNOWN, (Leg(Truth.UNKNOWN, "its subnets are unknown", settles),))
    asked = tuple((protocol, ports, family) for family in families)
    found = [
        _in_subnet(network, workload, address, packets)
        for address in workload.subnets.everything
        for packets in asked
    ]
    if workload.subnets.candidates and found:
        verdicts = {answer.verdict for answer in found}
        if len(verdicts) > 1:
            reason = f"which subnet {workload.address} is in"
            leg = Leg(Truth.UNKNOWN, reason, workload.subnets.settles or reason)
            return Exposure(Truth.UNKNOWN, (leg,))
    return max(found, key=lambda answer: _RANK[answer.verdict], default=best)


_Packets: TypeAlias = "tuple[str, PortSet, int]"
"""Protocol, ports and address family of the packets that a question is about."""


def _in_subnet(network: Network, workload: Workload, address: str, packets: _Packets) -> Exposure:
    subnet = network.subnets.get(address)
    if subnet is None:
        leg = Leg(Truth.UNKNOWN, f"{address} is outside the input", f"the routes of {address}")
        return Exposure(Truth.UNKNOWN, (leg,), address)
    legs = (
        _has_address(workload, subnet, packets[2]),
        _has_gateway(network, subnet, packets[2]),
        _is_admitted(network, subnet, packets),
    )
    verdict = legs[0].verdict & legs[1].verdict & legs[2].verdict
    return Exposure(verdict, legs, address)


def _has_address(workload: Workload, subnet: Subnet, family: int) -> Leg:
    if family == 6:  # noqa: PLR2004
        where = f"{subnet.address}.assign_ipv6_address_on_creation"
        return Leg(subnet.assigns_ipv6, _said(subnet.assigns_ipv6, "has an IPv6 address"), where)
    verdict = workload.has_public_ip
    reason = _said(verdict, "has a public IPv4 address")
    if verdict is Truth.YES and workload.public_ip_reason:
        reason = f"{reason}: {workload.public_ip_reason}"
    return Leg(verdict, reason, workload.public_ip_reason or f"the address of {workload.address}")


def _said(verdict: Truth, words: str) -> str:
    return f"it {words}" if verdict is not Truth.NO else f"it {words.replace('has a', 'has no', 1)}"


def _has_gateway(network: Network, subnet: Subnet, family: int) -> Leg:
    default = network.routing.default_route(subnet, family)
    kinds = {None if route is None else route.target_kind for _, route in default.ways}
    if kinds == {"internet gateway"}:
        return Leg(Truth.YES, f"{subnet.address} routes to an internet gateway")
    if default.decided and "internet gateway" not in kinds and "gateway" not in kinds:
        return Leg(Truth.NO, f"{subnet.address} has no route to an internet gateway")
    if not default.decided or {"gateway", "internet gateway"} & kinds:
        settles = default.settles or f"the routes of {subnet.address}"
        return Leg(Truth.UNKNOWN, f"the route of {subnet.address} is unknown", settles)
    return Leg(Truth.NO, f"{subnet.address} has no route to an internet gateway")


def _is_admitted(network: Network, subnet: Subnet, packets: _Packets) -> Leg:
    acl, settles = _acl_of(network, subnet)
    if settles:
        return Leg(Truth.UNKNOWN, "its network ACL is unknown", settles)
    if acl is None:
        return Leg(Truth.YES, "the default network ACL allows all")
    protocol, ports, family = packets
    inbound = _first_match(acl, protocol, ports, family, egress=False)
    outbound = _first_match(acl, protocol, _EPHEMERAL, family, egress=True)
    verdict = inbound & outbound
    word = {Truth.YES: "admits", Truth.NO: "denies", Truth.UNKNOWN: "may admit"}[verdict]
    unknown = next((rule.unknown for rule in acl.rules if rule.unknown), acl.address)
    return Leg(verdict, f"{acl.address} {word} the packets", unknown)


def _acl_of(network: Network, subnet: Subnet) -> tuple[NetworkAcl | None, str]:
    """Return the network ACL of a subnet; None for AWS's default, which allows everything."""
    possible = ""
    default: NetworkAcl | None = None
    for acl in network.network_acls.values():
        if subnet.address in tuple(acl.subnets):
            return acl, ""
        if subnet.address in acl.subnets.candidates:
            possible = acl.subnets.settles or f"{acl.address}.subnet_ids"
        if acl.is_default and acl.vpc is not None and acl.vpc.only == subnet.vpc.only:
            default = acl
    return default, possible


def _first_match(
    acl: NetworkAcl, protocol: str, ports: PortSet, family: int, *, egress: bool
) -> Truth:
    """Tell whether some public address gets through on some of the ports."""
    denied: list[tuple[PortSet, AddressSet]] = []
    unsure = not acl.closed
    for rule in acl.rules:
        if rule.egress is not egress:
            continue
        if rule.unknown:
            unsure = True
            continue
        concerned = _ports(rule.traffic.protocol, rule.traffic.ports, protocol) & ports
        addresses = rule.addresses & _PUBLIC[family]
        if not concerned or addresses.is_empty:
            continue
        if not rule.allow:
            denied.append((concerned, addresses))
            continue
        for dropped, sources in denied:
            if dropped.covers(concerned):
                addresses -= sources
        if not addresses.is_empty:
            return Truth.UNKNOWN if unsure else Truth.YES
    return Truth.UNKNOWN if unsure else Truth.NO


def _ports(rule_protocol: str, rule_ports: PortSet, protocol: str) -> PortSet:
    if rule_protocol == "all":
        return ALL_PORTS
    return rule_ports if protocol in {rule_protocol, "all"} else NO_PORTS


def is_entry_point(network: Network, workload: Workload) -> Truth:
    """Tell whether the internet reaches a workload on any port its security groups open."""
    if not workload.accepts_connections or workload.has_public_ip is Truth.NO:
        return Truth.NO
    groups = (network.security_groups.get(address) for address in workload.groups)
    opened = any(
        rule.direction == "ingress" and is_internet(rule.addresses)
        for group in groups
        if group is not None
        for rule in group.rules
    )
    if not opened:
        return Truth.NO if workload.groups.settled else Truth.UNKNOWN
    return exposure(network, workload, "tcp", ALL_PORTS, (4,)).verdict
