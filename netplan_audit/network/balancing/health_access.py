"""Whether a load balancer's health checks get into its targets, by security groups and zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.cidr import ALL_IPV4, AddressSet
from netplan_audit.unknown import Truth, all_of, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.balancing.target_groups import TargetGroup
    from netplan_audit.network.filtering.security_groups import Direction, Rule
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload
    from netplan_audit.network.zones import Zone


class Pairing(Struct, frozen=True):
    """One load balancer that checks one registered workload on a port, None where not known.

    `doubts` name what would tell whether it does; nothing where it certainly does.
    """

    group: TargetGroup
    balancer: Workload
    target: Workload
    port: int | None
    doubts: tuple[str, ...] = ()


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
                    yield Pairing(group, balancer, target, _port(group, registration.port))


def possible_pairings(network: Network, group: TargetGroup) -> Iterator[Pairing]:
    """Yield the load balancers and workloads that may be a target group's, doubtful as a pair.

    Left out is what its VPC or its protocol rules out: targets by id are in the VPC of their group,
    which is that of the load balancer (Elastic Load Balancing, "Target groups").
    """
    doors = [(address, "") for address in group.balancers]
    doors += [(one.address, one.settles) for one in group.may_balance]
    ends = [(one.workload, one.port, "") for one in group.targets]
    ends += [(one.address, one.port, one.settles) for one in group.may_be_targets]
    for address, settles in doors if group.kind in {"instance", "ip"} else ():
        balancer = network.workloads.get(address)
        if balancer is None or not _may_balance(network, group, balancer):
            continue
        for name, port, what in ends:
            target = network.workloads.get(name)
            doubts = tuple(dict.fromkeys(text for text in (settles, what) if text))
            if doubts and target is not None and _may_hold(network, group, target):
                yield Pairing(group, balancer, target, _port(group, port), doubts)


def perhaps_shut_out(network: Network) -> Iterator[Pairing]:
    """Yield, for each target group, a pairing that may be one and would not let checks through."""
    for group in network.targets.groups.values():
        for pair in possible_pairings(network, group):
            port = pair.port if is_checked(pair) else None
            if port is not None and Truth.NO in both_ways(network, pair, port):
                yield pair
                break


def is_checked(pair: Pairing) -> bool:
    """Tell whether there are checks, not on ports that a host picks for the tasks of ECS."""
    by_host = pair.target.kind == "ECS service" and pair.group.kind != "ip"
    return pair.group.check.is_enabled is not Truth.NO and not by_host


def both_ways(network: Network, pair: Pairing, port: int) -> tuple[Truth, Truth]:
    """Tell whether the target's groups let checks in, and those of the load balancer let them out.

    Of groups that let nothing out at all that is unknown: a mistake of its own, whatever the port.
    """
    groups = map(network.security_groups.get, pair.balancer.groups)
    some = any(rule.direction == "egress" for g in groups if g is not None for rule in g.rules)
    return admits(network, pair, port), releases(network, pair, port) if some else Truth.UNKNOWN


def _port(group: TargetGroup, own: int | None) -> int | None:
    return own or group.port if group.check.to_traffic_port else group.check.port


def _may_balance(network: Network, group: TargetGroup, balancer: Workload) -> bool:
    kind = network.load_balancing.types.get(balancer.address)
    is_web = group.protocol in {"HTTP", "HTTPS"}
    known = kind in {"application", "network"} and bool(group.protocol)
    fits = not known or is_web == (kind == "application")
    return fits and not _is_elsewhere(network, group, balancer)


def _may_hold(network: Network, group: TargetGroup, target: Workload) -> bool:
    return group.kind != "instance" or not _is_elsewhere(network, group, target)


def _is_elsewhere(network: Network, group: TargetGroup, workload: Workload) -> bool:
    """Tell whether a workload is certainly in another VPC than a target group."""
    own = None if group.vpc is None or not group.vpc.proven else group.vpc.only
    subnets = [network.subnets.get(address) for address in workload.subnets.everything]
    links = [subnet.vpc for subnet in subnets if subnet is not None]
    known = workload.subnets.complete and len(links) == len(subnets) and bool(links)
    known = known and all(link.complete for link in links)
    return own is not None and known and all(own not in link.targets for link in links)


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
