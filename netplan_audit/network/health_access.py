"""Whether a load balancer's health checks get into its targets, by security groups and zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.cidr import ALL_IPV4, AddressSet
from netplan_audit.unknown import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.network import Network
    from netplan_audit.network.security_groups import Rule
    from netplan_audit.network.target_groups import TargetGroup
    from netplan_audit.network.workloads import Workload
    from netplan_audit.network.zones import Zone


class Pairing(Struct, frozen=True):
    """One load balancer that checks one registered workload on a port, None where not known."""

    group: TargetGroup
    balancer: Workload
    target: Workload
    port: int | None


def pairings(network: Network) -> Iterator[Pairing]:
    """Yield every load balancer with every workload that it forwards to, by target group."""
    for group in network.targets.groups.values():
        if group.kind not in {"instance", "ip"}:
            continue
        for registration in group.targets:
            target = network.workloads.get(registration.workload)
            for address in group.balancers if target is not None else ():
                balancer = network.workloads.get(address)
                if balancer is not None and target is not None:
                    port = group.check.port
                    if group.check.to_traffic_port:
                        port = registration.port or group.port
                    yield Pairing(group, balancer, target, port)


def admits(network: Network, pair: Pairing, port: int) -> Truth:
    """Tell whether the target's security groups admit the load balancer on a port of TCP.

    They do where a rule names a group of the load balancer, or addresses that its subnets have.
    """
    groups = [network.security_groups.get(address) for address in pair.target.groups]
    known = [group for group in groups if group is not None]
    closed = pair.target.groups.settled and len(known) == len(groups) and bool(groups)
    closed = closed and all(group.closed for group in known)
    rules = (rule for group in known for rule in group.rules if rule.direction == "ingress")
    return any_of((_lets_in(network, pair, rule, port) for rule in rules), closed=closed)


def _lets_in(network: Network, pair: Pairing, rule: Rule, port: int) -> Truth:
    if rule.traffic is not None and port not in rule.traffic.tcp_udp_ports("tcp"):
        return Truth.NO
    own = set(pair.balancer.groups)
    named = {target for link in rule.groups for target in link.targets}
    if rule.from_self:
        named |= set(rule.group.targets)
    peers = [Truth.YES if own & named else Truth.NO, _from_subnets(network, pair, rule)]
    if rule.unknown_peers or any(not link.complete for link in rule.groups):
        peers.append(Truth.UNKNOWN)
    if not pair.balancer.groups.settled and rule.groups:
        peers.append(Truth.UNKNOWN)
    answer = any_of(peers)
    return answer if rule.traffic is not None else answer & Truth.UNKNOWN


def _from_subnets(network: Network, pair: Pairing, rule: Rule) -> Truth:
    """Tell whether a rule admits the addresses of the load balancer's subnets, all or some."""
    if not rule.cidrs:
        return Truth.NO
    if rule.addresses.covers(ALL_IPV4):
        return Truth.YES
    subnets = [network.subnets.get(address) for address in pair.balancer.subnets.everything]
    blocks = [block.cidr for s in subnets if s is not None for block in s.blocks]
    whole = pair.balancer.subnets.settled and None not in subnets and bool(subnets)
    whole = whole and all(s is not None and s.blocks for s in subnets)
    if any(rule.addresses.overlaps(cidr) for cidr in blocks):
        return Truth.YES if rule.addresses.covers(AddressSet.of(blocks)) else Truth.UNKNOWN
    return Truth.NO if whole else Truth.UNKNOWN


def uncovered(network: Network, pair: Pairing) -> tuple[Truth, tuple[Zone, ...]]:
    """Tell whether targets stand in a zone that the load balancer has no subnet in, and which."""
    served = [network.subnets.get(address) for address in pair.balancer.subnets.everything]
    zones = [subnet.zone for subnet in served if subnet is not None]
    closed = pair.balancer.subnets.complete and len(zones) == len(served) and bool(zones)
    placed = [network.subnets.get(address) for address in pair.target.subnets]
    found: dict[Zone, Truth] = {}
    for subnet in placed:
        if subnet is not None:
            apart = (~subnet.zone.same_as(zone) for zone in zones)
            found[subnet.zone] = all_of(apart, closed=closed)
    answer = any_of(found.values())
    return answer, tuple(zone for zone, missing in found.items() if missing is answer)
