"""Rules of security groups: other traffic or peers for one, and one more for a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.edits import Add, Asked, Insert, Name, OutOfSightError, Put, Remove
from netplan_audit.fixes.names import fresh, module_of, reference, single, word
from netplan_audit.fixes.routes import flat
from netplan_audit.network.ports import ALL_PORTS
from netplan_audit.terraform.address import split_module

if TYPE_CHECKING:
    from netplan_audit.fixes.edits import Arguments, Edit, Written
    from netplan_audit.network.filtering.security_groups import Direction, Rule, SecurityGroup
    from netplan_audit.network.network import Network
    from netplan_audit.network.ports import Traffic

_OLD: Final = "aws_security_group_rule"
_NEW: Final = {
    "ingress": "aws_vpc_security_group_ingress_rule",
    "egress": "aws_vpc_security_group_egress_rule",
}


def is_new_style(rule: Rule) -> bool:
    """Tell whether a rule is a resource with one peer."""
    return split_module(rule.origin)[1].partition(".")[0] in _NEW.values()


def is_inline(rule: Rule) -> bool:
    """Tell whether a rule stands in the resource of its group."""
    kind = split_module(rule.origin)[1].partition(".")[0]
    return kind not in {*_NEW.values(), _OLD}


def changed(rule: Rule, arguments: Arguments, drop: tuple[str, ...] = (), note: str = "") -> Edit:
    """Return the change to the block that writes a rule."""
    if is_inline(rule):
        return Put(rule.origin, arguments, drop, rule.direction, note, where=where(rule, arguments))
    return Put(rule.origin, arguments, drop, note=note, alone=True)


def removed(rule: Rule) -> Edit:
    """Return the change that takes a rule away."""
    if not is_inline(rule):
        return Remove(single(rule.origin))
    ranges = tuple((name, listed) for name, listed in _ranges(rule).items() if listed)
    return Remove(rule.origin, rule.direction, (*where(rule), *ranges))


def _ranges(rule: Rule) -> dict[str, tuple[Name, ...]]:
    """Return the ranges of a rule by the arguments of lists that hold them."""
    found: dict[str, tuple[Name, ...]] = {}
    for text in () if rule.sensitive else rule.texts:
        if "/" in text:
            name = "ipv6_cidr_blocks" if ":" in text else "cidr_blocks"
            found[name] = (*found.get(name, ()), Name(f'"{text}"'))
    return found


def ranges_of(rule: Rule) -> tuple[str, ...]:
    """Return the arguments that hold the address ranges of a rule."""
    names = dict.fromkeys("ipv6" if ":" in text else "ipv4" for text in rule.texts if "/" in text)
    names |= {"ipv4": None} if rule.unknown_peers else {}
    if is_new_style(rule):
        return (*(f"cidr_{name}" for name in names), *(("prefix_list_id",) if rule.lists else ()))
    listed = {"ipv4": "cidr_blocks", "ipv6": "ipv6_cidr_blocks"}
    return (*(listed[name] for name in names), *(("prefix_list_ids",) if rule.lists else ()))


def where(rule: Rule, arguments: Arguments = ()) -> Arguments:
    """Return the arguments that tell an inline rule from others, as far as they stay."""
    changing = {name for name, _ in arguments}
    written = () if rule.traffic is None or rule.sensitive else spelled(rule.traffic)
    ranged = rule.traffic is not None and rule.traffic.protocol in {"tcp", "udp"}
    if ranged and rule.traffic is not None and rule.traffic.ports == ALL_PORTS:
        changing |= {"from_port"}  # which may be 0 or 1
    return tuple(pair for pair in written if pair[0] not in changing)


def spelled(traffic: Traffic, protocol: str = "protocol") -> Arguments:
    """Write traffic of one range as a rule does; raises OutOfSightError for more ranges."""
    if traffic.protocol == "all":
        both = (("from_port", 0), ("to_port", 0), (protocol, "-1"))
        return both if protocol == "protocol" else both[2:]
    if traffic.protocol in {"icmp", "icmpv6"}:
        kind = -1 if traffic.icmp_type is None else traffic.icmp_type
        code = -1 if traffic.icmp_code is None else traffic.icmp_code
        return (("from_port", kind), ("to_port", code), (protocol, traffic.protocol))
    if len(traffic.ports.spans) != 1:
        raise OutOfSightError(str(traffic))
    lo, hi = traffic.ports.spans[0]
    return (("from_port", lo), ("to_port", hi), (protocol, traffic.protocol))


def from_addresses(rule: Rule, ranges: Written, note: str = "") -> Edit:
    """Return the change that admits other addresses: a list, one for a rule with one peer."""
    if is_new_style(rule):
        return changed(rule, (("cidr_ipv4", ranges),), _but(rule, "cidr_ipv4"), note)
    return changed(rule, (("cidr_blocks", ranges),), _but(rule, "cidr_blocks"), note)


def _but(rule: Rule, kept: str) -> tuple[str, ...]:
    return tuple(name for name in ranges_of(rule) if name != kept)


def names_back(network: Network, group: str, other: str) -> bool:
    """Tell whether inline rules lead from another group to one: to name it there is a cycle."""
    left, seen = [other], {other}
    while left:
        known = network.security_groups.get(left.pop())
        rules = () if known is None else [r for r in known.rules if r.origin == known.address]
        named = {target for rule in rules for link in rule.groups for target in link.targets}
        if group in named:
            return True
        left += sorted(named - seen)
        seen |= named
    return False


def from_asked_group(rule: Rule, who: str) -> Edit:
    """Return the change that admits security groups which the owner names."""
    if is_inline(rule):
        asked = Asked("caller_security_group_ids", "list(string)", who)
        return changed(rule, (("security_groups", asked),), ranges_of(rule))
    kind = "referenced_security_group_id" if is_new_style(rule) else "source_security_group_id"
    asked = Asked("caller_security_group_id", "string", who)
    return changed(rule, ((kind, asked),), ranges_of(rule))


def from_group(rule: Rule, group: Name, note: str = "") -> Edit:
    """Return the change that admits a security group instead of addresses."""
    if is_inline(rule):
        return changed(rule, (("security_groups", (group,)),), ranges_of(rule), note)
    kind = "referenced_security_group_id" if is_new_style(rule) else "source_security_group_id"
    return changed(rule, ((kind, group),), ranges_of(rule), note)


def added(
    network: Network,
    group: SecurityGroup,
    direction: Direction,
    traffic: Traffic,
    peer: tuple[str, Written],
) -> Edit:
    """Return one more rule of a group, written as its others of that direction are.

    `peer` is `cidr_ipv4` with a range, or `referenced_security_group_id` with a group.
    """
    own = [rule for rule in group.rules if rule.direction == direction]
    if any(is_inline(rule) for rule in own):
        name, value = _INLINE[peer[0]], peer[1]
        listed = value if isinstance(value, Name) else Name(f'"{value}"')
        return Insert(group.address, direction, (*spelled(traffic), (name, (listed,))))
    module = module_of(group.address)
    name = f"{flat(group.address)}_{word(str(traffic))}"
    kind, arguments = standing(group, direction, traffic, peer)
    return Add(module, kind, fresh(network, module, kind, name), arguments)


def standing(
    group: SecurityGroup, direction: Direction, traffic: Traffic, peer: tuple[str, Written]
) -> tuple[str, Arguments]:
    """Return the type and the arguments of a rule as a resource, of the kind that others are.

    The two kinds must not be mixed in one group (documentation of the rule resources).
    """
    own = ("security_group_id", reference(group.address, module_of(group.address)))
    if not any(_kind(rule) == _OLD for rule in group.rules):
        return _NEW[direction], (own, peer, *spelled(traffic, "ip_protocol"))
    name, value = _OF_OLD[peer[0]], peer[1]
    listed: Written = value
    if name != "source_security_group_id":
        listed = (value if isinstance(value, Name) else Name(f'"{value}"'),)
    return _OLD, (("type", direction), own, (name, listed), *spelled(traffic))


def _kind(rule: Rule) -> str:
    return split_module(rule.origin)[1].partition(".")[0]


_OF_OLD: Final = {
    "cidr_ipv4": "cidr_blocks",
    "cidr_ipv6": "ipv6_cidr_blocks",
    "prefix_list_id": "prefix_list_ids",
    "referenced_security_group_id": "source_security_group_id",
}
_INLINE: Final = {
    "cidr_ipv4": "cidr_blocks",
    "cidr_ipv6": "ipv6_cidr_blocks",
    "referenced_security_group_id": "security_groups",
}
