"""Security groups under which connections are not tracked, so that replies are let in by rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.cidr import ALL_IPV4
from netplan_audit.network.connections.small_paths import holds_too_big
from netplan_audit.network.ports import ALL_PORTS
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.filtering.security_groups import Rule
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload

_MANAGED: Final = frozenset({"load balancer", "VPC endpoint", "EKS control plane"})


def loses_too_big(network: Network, workload: Workload) -> tuple[Truth, tuple[str, ...]]:
    """Tell whether a workload's groups drop "fragmentation needed", and what would tell.

    A group lets messages about a connection in that it tracks. It does not track those of TCP and
    UDP that a rule admits for 0.0.0.0/0 while one in the other direction admits every port for
    0.0.0.0/0 ("Security group connection tracking", EC2 user guide).
    """
    if workload.kind in _MANAGED or not workload.accepts_connections:
        return Truth.NO, ()
    rules: list[Rule] = []
    unknowns = [] if workload.groups.settled else [workload.groups.settles or workload.address]
    for address in workload.groups:
        group = network.security_groups.get(address)
        if group is None or not group.closed:
            unknowns.append(f"the rules of {address}")
        rules += () if group is None else group.rules
    unknowns += [text for rule in rules for text in rule.unknown]
    unknowns += [f"the group of {rule.origin}" for rule in rules if rule.group.only is None]
    if any(_is_inbound_icmp(rule) for rule in rules):
        return Truth.NO, ()
    untracked = any(
        _admits(rules, opening, some=True) and _admits(rules, back, some=False)
        for opening, back in (("ingress", "egress"), ("egress", "ingress"))
    )
    if not untracked:
        return Truth.NO, ()
    return (Truth.UNKNOWN, tuple(unknowns)) if unknowns else (Truth.YES, ())


def _is_inbound_icmp(rule: Rule) -> bool:
    return rule.direction == "ingress" and rule.traffic is not None and holds_too_big(rule.traffic)


def _admits(rules: list[Rule], direction: str, *, some: bool) -> bool:
    """Tell whether rules admit some TCP or UDP for 0.0.0.0/0, or every port of it."""
    for rule in rules:
        if rule.direction != direction or rule.traffic is None:
            continue
        for protocol in ("tcp", "udp"):
            ports = rule.traffic.tcp_udp_ports(protocol)
            wide = bool(ports) if some else ports.covers(ALL_PORTS)
            if wide and rule.addresses.covers(ALL_IPV4):
                return True
    return False
