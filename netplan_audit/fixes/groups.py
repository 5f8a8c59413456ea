"""Whole security groups: whom they admit, and groups of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.fixes.admissions import (
    added,
    changed,
    from_addresses,
    from_group,
    is_inline,
    is_new_style,
    removed,
    spelled,
)
from netplan_audit.fixes.callers import from_callers, from_load_balancers
from netplan_audit.fixes.edits import Add, Asked, Name, OutOfSightError, Put, Remove
from netplan_audit.fixes.names import fresh, module_of, name_of, reference, single, word
from netplan_audit.network.addressing.address_plan import are_joined
from netplan_audit.network.filtering.default_groups import is_default_group
from netplan_audit.network.ports import NO_PORTS, Traffic

if TYPE_CHECKING:
    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.exposure.openings import Opening
    from netplan_audit.network.filtering.security_groups import Rule, SecurityGroup
    from netplan_audit.network.filtering.vpc_wide import Opening as VpcOpening
    from netplan_audit.network.network import Network
    from netplan_audit.network.ports import PortSet
    from netplan_audit.network.workloads import Workload

_EVERYTHING: Final = Traffic.of_rule("-1", None, None)
_IPV4: Final = 4
_ANYWHERE: Final = ("cidr_ipv4", "0.0.0.0/0")


def from_sites(opening: Opening, name: str, who: str) -> list[Edit]:
    """Admit addresses that the owner names, instead of the internet."""
    first, *rest = opening.rules
    if any(rule.sensitive for rule in opening.rules):
        raise OutOfSightError(first.origin)
    edits: list[Edit] = [_from_sites(opening, name, who)]
    for rule in rest:
        if is_new_style(rule) or rule.origin == first.origin:
            edits.append(removed(rule))
        else:
            edits.append(from_addresses(rule, Asked(f"{name}s", "list(string)", who)))
    return edits


def _from_sites(opening: Opening, name: str, who: str) -> Edit:
    rule = opening.rules[0]
    if is_new_style(rule):
        return from_addresses(rule, Asked(name, "string", who))
    return from_addresses(rule, Asked(f"{name}s", "list(string)", who))


def narrowed(network: Network, opening: Opening) -> list[Edit]:
    """Open what is called from where it is called from.

    On load balancers that are the listeners' ports; elsewhere the groups of the load balancers in
    front, or of what else runs in the VPC.
    """
    users = [w for w, sure in network.workloads_by_group.get(opening.group.address, ()) if sure]
    if users and all(user.address in network.load_balancing.types for user in users):
        ports = _listened(network, users)
        if len(ports.spans) == 1 and opening.ports.covers(ports):
            lo, hi = ports.spans[0]
            protocol = "ip_protocol" if is_new_style(opening.rules[0]) else "protocol"
            put = (("from_port", lo), ("to_port", hi), (protocol, "tcp"))
            return [changed(rule, put) for rule in opening.rules]
        return from_sites(opening, "client_cidr", "Addresses from where it is called.")
    if not users:
        return from_sites(opening, "client_cidr", "Addresses from where it is called.")
    behind = any(user.address in network.load_balancing.targets for user in users)
    return list((from_load_balancers if behind else from_callers)(network, opening))


def _listened(network: Network, balancers: list[Workload]) -> PortSet:
    found = NO_PORTS
    for balancer in balancers:
        found |= network.load_balancing.listeners.get(balancer.address, NO_PORTS)
    return found


def emptied_default(network: Network, vpc: str) -> list[Edit]:
    """Take over the default security group of a VPC, without rules, where nothing has it."""
    module = module_of(vpc)
    for workload in network.workloads_by_vpc.get(vpc, ()):
        groups = tuple(workload.groups)
        if not groups or any(is_default_group(network, group) for group in groups):
            raise OutOfSightError(workload.address)
    name = fresh(network, module, "aws_default_security_group", name_of(vpc))
    argument = (("vpc_id", reference(vpc, module)),)
    return [Add(module, "aws_default_security_group", name, argument)]


def without_rules(group: SecurityGroup) -> list[Edit]:
    """Take the rules out of a group: its inline ones, and the resources of the others."""
    edits: list[Edit] = []
    own = dict.fromkeys(rule.direction for rule in group.rules if rule.origin == group.address)
    if own:
        edits.append(Put(single(group.address), (), tuple(own)))
    apart = dict.fromkeys(rule.origin for rule in group.rules if rule.origin != group.address)
    return [*edits, *(Remove(single(origin)) for origin in apart)]


def lets_out(network: Network, group: str) -> list[Edit]:
    """Let all traffic out of a group, as AWS does by default and Terraform does not."""
    known = network.security_groups.get(group)
    if known is None or known.is_default:
        raise OutOfSightError(group)
    return [added(network, known, "egress", _EVERYTHING, _ANYWHERE)]


def admits_too_big(network: Network, workload: Workload) -> list[Edit]:
    """Let messages that packets are too big into the first group of a workload."""
    groups = (network.security_groups.get(address) for address in workload.groups)
    group = next((each for each in groups if each is not None and each.is_managed), None)
    if group is None:
        raise OutOfSightError(workload.address)
    return [added(network, group, "ingress", Traffic.of_rule("icmp", 3, 4), _ANYWHERE)]


def group_for(network: Network, balancer: Workload) -> list[Edit]:
    """Give a load balancer a group of its own: its listeners for all, and all ports of the VPC."""
    module = module_of(balancer.address)
    listened = _listened(network, [balancer])
    vpc, *several = network.vpcs_of(balancer) or ("",)
    known = network.vpcs.get(vpc)
    if not listened or several or known is None or not known.blocks:
        raise OutOfSightError(balancer.address)
    name = fresh(network, module, "aws_security_group", name_of(balancer.address))
    own = Name(f"aws_security_group.{name}.id")
    edits: list[Edit] = [
        Add(module, "aws_security_group", name, (("vpc_id", reference(vpc, module)),))
    ]
    for lo, hi in listened.spans:
        edits.append(
            Add(
                module,
                "aws_vpc_security_group_ingress_rule",
                f"{name}_{lo}",
                (
                    ("security_group_id", own),
                    _ANYWHERE,
                    ("from_port", lo),
                    ("to_port", hi),
                    ("ip_protocol", "tcp"),
                ),
            )
        )
    for number, block in enumerate(known.blocks):
        if block.sensitive:
            raise OutOfSightError(vpc)
        family = "cidr_ipv6" if ":" in str(block) else "cidr_ipv4"
        peer = ("security_group_id", own), (family, str(block))
        kind = "aws_vpc_security_group_egress_rule"
        suffix = f"_{number}" if number else ""
        everything = spelled(_EVERYTHING, "ip_protocol")
        edits.append(Add(module, kind, f"{name}_targets{suffix}", (*peer, *everything)))
    note = "a load balancer that was made without a group is made again"
    put = (("security_groups", (own,)),)
    return [*edits, Put(single(balancer.address), put, note=note)]


def clients_by_group(network: Network, opening: Opening) -> list[Edit]:
    """Admit a group of the one load balancer without groups, which gets one, not its clients."""
    vpc = None if opening.group.vpc is None else opening.group.vpc.only
    balancers = [
        workload
        for workload in network.workloads_by_vpc.get(vpc or "", ())
        if network.load_balancing.types.get(workload.address) == "network"
        and not workload.groups.everything
    ]
    if len(balancers) != 1:
        raise OutOfSightError(opening.subject)
    edits = group_for(network, balancers[0])
    first = edits[0]
    if not isinstance(first, Add) or first.module != module_of(opening.subject):
        raise OutOfSightError(opening.subject)
    own = Name(f"{first.type}.{first.name}.id")
    return [*edits, *(from_group(rule, own) for rule in opening.rules)]


def by_addresses(rule: Rule, vpc: str) -> list[Edit]:
    """Name the addresses of a VPC in place of the one group that a rule names."""
    if len(rule.groups) != 1 or rule.from_self:
        raise OutOfSightError(rule.origin)
    block = reference(vpc, module_of(rule.origin), "cidr_block")
    if is_new_style(rule):
        return [changed(rule, (("cidr_ipv4", block),), ("referenced_security_group_id",))]
    named = "security_groups" if is_inline(rule) else "source_security_group_id"
    return [changed(rule, (("cidr_blocks", (block,)),), (named,))]


def from_known(network: Network, opening: VpcOpening) -> list[Edit]:
    """Admit the VPC itself and those of the input that it is joined with."""
    own, rule = opening.place.vpc, opening.rules[0]
    if own is None or rule.sensitive or len(opening.rules) > 1:
        raise OutOfSightError(rule.origin)
    near = [
        vpc
        for vpc in network.vpcs.values()
        if vpc is own or are_joined(network, own.address, vpc.address)
    ]
    blocks = [block for vpc in near for block in vpc.blocks if block.cidr.family == _IPV4]
    if any(block.sensitive for block in blocks) or any(vpc.unknown for vpc in near):
        raise OutOfSightError(rule.origin)
    note = "the VPCs of this configuration; keep those that call it"
    if not is_new_style(rule):
        return [from_addresses(rule, tuple(Name(f'"{block}"') for block in blocks), note)]
    more = [
        _named_by(
            added(network, opening.group, "ingress", rule.traffic, ("cidr_ipv4", block)), block
        )
        for block in map(str, blocks[1:])
        if rule.traffic is not None
    ]
    return [from_addresses(rule, str(blocks[0]), note), *more]


def _named_by(edit: Edit, peer: str) -> Edit:
    """Tell a new rule from others of the same traffic."""
    return replace(edit, name=f"{edit.name}_{word(peer)}") if isinstance(edit, Add) else edit
