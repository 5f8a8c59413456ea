"""Which workloads cannot open any connection, because none of their groups has an egress rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.unknown import Truth, all_of, any_of

if TYPE_CHECKING:
    from netplan_audit.network.filtering.security_groups import Rule
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload


def lets_nothing_out(network: Network, workload: Workload) -> Truth:
    """Tell whether no security group of a workload admits anything outwards.

    The rules of several groups add up ("Security group rules", VPC user guide), so it takes all of
    them. A group that is not managed here is taken to let everything out, as AWS does by default.
    Where none of its groups is known, it is open if one that it may have lets nothing out.
    """
    answers = [_is_shut(network, address) for address in workload.groups]
    if not answers:
        perhaps = (_is_shut(network, address) for address in workload.groups.candidates)
        return Truth.UNKNOWN if any(one is not Truth.NO for one in perhaps) else Truth.NO
    return all_of(answers, closed=workload.groups.settled)


def what_may_let_out(network: Network, workload: Workload) -> tuple[str, ...]:
    """Name what would tell whether a workload's groups let anything out."""
    found = [] if workload.groups.settled else [workload.groups.settles]
    for address in workload.groups:
        if _is_shut(network, address) is Truth.UNKNOWN:
            loose = network.once(_loose_rules)
            given = network.handed_over.get(address)
            rules = f"what {given} adds to {address}" if given else f"the egress rules of {address}"
            found.append(loose[0] if loose else rules)
    return tuple(dict.fromkeys(text for text in found if text))


def _is_shut(network: Network, address: str) -> Truth:
    group = network.security_groups.get(address)
    if group is None or not group.is_managed:
        return Truth.NO  # AWS lets everything out by default: only Terraform takes that away
    egress = any_of((_may_admit(rule, address) for rule in group.rules), closed=group.closed)
    if egress is Truth.NO and network.once(_loose_rules):
        return Truth.UNKNOWN
    return ~egress


def _may_admit(rule: Rule, group: str) -> Truth:
    if rule.direction != "egress":
        return Truth.NO
    if rule.group.only is None:
        return Truth.UNKNOWN
    if rule.cidrs or rule.lists or rule.groups or rule.from_self:
        return Truth.YES
    is_sure_to_be = rule.origin != group and "[*]" not in rule.origin
    if is_sure_to_be and rule.unknown_peers:
        return Truth.YES  # a rule of its own has a peer, whichever it is
    return Truth.UNKNOWN if rule.unknown_peers else Truth.NO


def _loose_rules(network: Network) -> tuple[str, ...]:
    """Return what would tell whose the egress rules are that belong to no known group."""
    return tuple(
        rule.group.settles or f"{rule.origin}.security_group_id"
        for group in network.security_groups.values()
        for rule in group.rules
        if rule.direction == "egress" and not rule.group.targets
    )
