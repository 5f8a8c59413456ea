"""Whether a load balancer's health checks get into its targets, by security groups and zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.cidr import ALL_IPV4, AddressSet
from netplan_audit.unknown import Truth, all_of, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.network import Network
    from netplan_audit.network.security_groups import Direction, Rule
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
    return _by_rules(network, pair.target, pair.balancer, "ingress", port)


def releases(network: Network, pair: Pairing, port: int) -> Truth:
    """Tell whether the load balancer's security groups, if it has any, let it reach the target."""
    groups = pair.balancer.groups
    if groups.settled and not tuple(groups):
        return Truth.YES
    return _by_rules(network, pair.balancer, pair.target, "egress", port)


def _by_rules(
    network: Network, owner: Workload, other: Workload, direction: Direction, port: int
) -> Truth:
    groups = [network.security_groups.get(address) for address in owner.groups]
    known = [group for group in groups if group is not None]
    closed = owner.groups.settled and len(known) == len(groups) and bool(groups)
    closed = closed and all(group.closed for group in known)
    rules = (rule for group in known for rule in group.rules if rule.direction == direction)
    return any_of((_is_about(network, rule, other, port) for rule in rules), closed=closed)


def _is_about(network: Network, rule: Rule, other: Workload, port: int) -> Truth:
    """Tell whether a rule is about a port of TCP and about another workload."""
    if rule.traffic is not None and port not in rule.traffic.tcp_udp_ports("tcp"):
        return Truth.NO
    named = {target for link in rule.groups for target in link.targets}
    if rule.from_self:
        named |= set(rule.group.targets)
    peers = [truth(not named.isdisjoint(other.groups)), _has_subnets(network, rule, other)]
    if rule.unknown_peers or any(not link.complete for link in rule.groups):
        peers.append(Truth.UNKNOWN)
    if not other.groups.settled and rule.groups:
        peers.append(Truth.UNKNOWN)
    answer = any_of(peers)
    return answer if rule.traffic is not None else answer & Truth.UNKNOWN


def _has_subnets(network: Network, rule: Rule, other: Workload) -> Truth:
    """Tell whether the addresses of a rule are those of a workload's subnets, all or some."""
    if not rule.cidrs:
        return Truth.NO
    if rule.addresses.covers(ALL_IPV4):
        return Truth.YES
    subnets = [network.subnets.get(address) for address in other.subnets.everything]
    blocks = [block.cidr for s in subnets if s is not None for block in s.blocks]
    whole = other.subnets.settled and None not in subnets and bool(subnets)
    whole = whole and all(s is not None and s.blocks for s in subnets)
    if any(rule.addresses.overlaps(cidr) for cidr in blocks):
        return truth(rule.addresses.covers(AddressSet.of(blocks))) | Truth.UNKNOWN
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
