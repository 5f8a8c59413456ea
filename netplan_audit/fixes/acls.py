"""Rules of network ACLs: one more, written as the others are, with a number that decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from netplan_audit.fixes.edits import Add, Insert, OutOfSightError, Put
from netplan_audit.fixes.names import fresh, module_of, name_of, reference, single, word
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.filtering.acl_use import acl_uses
from netplan_audit.network.ports import Traffic
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.fixes.edits import Arguments, Edit
    from netplan_audit.network.filtering.acl_replies import LostReplies
    from netplan_audit.network.filtering.network_acls import AclRule, NetworkAcl
    from netplan_audit.network.network import Network
    from netplan_audit.network.ports import PortSet

_RULE: Final = "aws_network_acl_rule"
_FEW: Final = 4
_FIRST: Final = 100
_STEP: Final = 10
_LAST: Final = 32766
"""The highest number of a rule (NetworkAclEntry, EC2 API reference)."""
_ANY_IPV4: Final = "0.0.0.0/0"
_ANY_IPV6: Final = "::/0"
_EVERYTHING: Final = Traffic.of_rule("-1", None, None)
_TOO_BIG: Final = Traffic.of_rule("icmp", 3, 4)


def _is_inline(acl: NetworkAcl) -> bool:
    return acl.is_default or any(rule.origin == acl.address for rule in acl.rules)


class _Way(NamedTuple):
    """The traffic and the direction of a rule."""

    traffic: Traffic
    egress: bool


def _rule(network: Network, acl: NetworkAcl, number: int, peer: tuple[str, str], way: _Way) -> Edit:
    """Return one more rule with this number, for a range and an action."""
    traffic, egress = way
    ranges, action = peer
    block = ("ipv6_cidr_block" if ":" in ranges else "cidr_block", ranges)
    if _is_inline(acl):
        within = "egress" if egress else "ingress"
        known = (("rule_no", number), ("action", action), block)
        return Insert(acl.address, within, (*known, *spelled(traffic)))
    module = module_of(acl.address)
    name = f"{name_of(acl.address)}_{'out' if egress else 'in'}_{word(str(traffic))}"
    arguments = (
        ("network_acl_id", reference(acl.address, module)),
        ("egress", egress),
        ("rule_number", number),
        ("rule_action", action),
        block,
    )
    own = fresh(network, module, _RULE, f"{name}_{number}")
    return Add(module, _RULE, own, (*arguments, *spelled(traffic)))


def spelled(traffic: Traffic) -> Arguments:
    """Write traffic of one range as a rule does; raises OutOfSightError for more ranges."""
    if traffic.protocol == "all":
        return (("protocol", "-1"), ("from_port", 0), ("to_port", 0))
    if traffic.protocol == "icmp":
        kind = -1 if traffic.icmp_type is None else traffic.icmp_type
        code = -1 if traffic.icmp_code is None else traffic.icmp_code
        ports = (("from_port", 0), ("to_port", 0))
        return (("protocol", "icmp"), *ports, ("icmp_type", kind), ("icmp_code", code))
    if len(traffic.ports.spans) != 1:
        raise OutOfSightError(str(traffic))
    lo, hi = traffic.ports.spans[0]
    return (("protocol", traffic.protocol), ("from_port", lo), ("to_port", hi))


def _numbers(acl: NetworkAcl, count: int, *, egress: bool) -> list[int]:
    """Return free numbers below the first rule that denies, above the rules that allow."""
    own = [each for each in acl.rules if each.egress is egress]
    taken = {each.number for each in own}
    denials = [each.number for each in own if each.allow is not Truth.YES and each.number]
    end = min(denials, default=_LAST + 1)
    last = max((number for number in taken if number < end), default=_FIRST - _STEP)
    for step in (_STEP, 1):
        found = [last + step * (place + 1) for place in range(count)]
        if found[-1] < end:
            return found
    below = [number for number in range(1, end) if number not in taken][-count:]
    if len(below) < count:
        raise OutOfSightError(acl.address)
    return below


def allowed(
    network: Network, acl: NetworkAcl, traffic: Traffic, ranges: Iterable[str], *, egress: bool
) -> list[Edit]:
    """Return rules that allow traffic for some ranges, before any that denies."""
    listed = list(ranges)
    if not acl.closed or not listed or len(listed) > _FEW:
        raise OutOfSightError(acl.address)
    numbers = _numbers(acl, len(listed), egress=egress)
    return [
        _rule(network, acl, number, (each, "allow"), _Way(traffic, egress))
        for number, each in zip(numbers, listed, strict=True)
    ]


def replies(network: Network, acl: NetworkAcl, lost: LostReplies) -> list[Edit]:
    """Let the replies to what a network ACL admits through."""
    ranges = AddressSet((), ())
    for each in lost.rules:
        if each.sensitive or each.addresses is None:
            raise OutOfSightError(each.origin)
        ranges |= each.addresses
    texts = [str(cidr) for cidr in ranges.cidrs()] or [_ANY_IPV4]
    traffic = Traffic.of_rule("tcp", *_whole(lost.ports))
    return allowed(network, acl, traffic, texts, egress=not lost.egress)


def _whole(ports: PortSet) -> tuple[int, int]:
    return ports.spans[0][0], ports.spans[-1][1]


def too_big(network: Network, acl: NetworkAcl) -> list[Edit]:
    """Let messages that packets are too big through, in both directions."""
    ways = (False, True)
    return [e for way in ways for e in allowed(network, acl, _TOO_BIG, (_ANY_IPV4,), egress=way)]


def reopened(network: Network, acl: NetworkAcl, shut: list[bool]) -> list[Edit]:
    """Allow all traffic, as a default network ACL does that nobody has changed."""
    subnets = network.once(acl_uses)[acl.address].subnets
    ipv6 = any(subnet.has_ipv6 is Truth.YES for subnet in subnets)
    ranges = (_ANY_IPV4, *((_ANY_IPV6,) if ipv6 else ()))
    return [e for way in shut for e in allowed(network, acl, _EVERYTHING, ranges, egress=way)]


def with_ipv6(network: Network, acl: NetworkAcl) -> list[Edit]:
    """Say the same of ::/0 as rules say of 0.0.0.0/0; raises where that is not all they say."""
    everyone = AddressSet.parse(_ANY_IPV4)
    found: list[Edit] = []
    for egress in (False, True):
        own = [each for each in acl.rules if each.egress is egress]
        taken = {each.number for each in own}
        for each in own:
            if (
                each.addresses is None
                or each.traffic is None
                or not each.addresses.covers(everyone)
            ):
                raise OutOfSightError(each.origin)
            if each.traffic.protocol == "icmp":
                continue  # IPv6 has an ICMP of its own
            number = each.number + 1
            if number in taken or number > _LAST:
                raise OutOfSightError(each.origin)
            action = "allow" if each.allow is Truth.YES else "deny"
            found.append(
                _rule(network, acl, number, (_ANY_IPV6, action), _Way(each.traffic, egress))
            )
    if not found:
        raise OutOfSightError(acl.address)
    return found


def renumbered(acl: NetworkAcl, second: AclRule) -> list[Edit]:
    """Give a rule the number behind the one that it shares."""
    taken = {each.number for each in acl.rules if each.egress is second.egress}
    number = second.number + 1
    if number in taken or number > _LAST or second.traffic is None or second.sensitive:
        raise OutOfSightError(second.origin)
    if second.origin != acl.address:
        return [Put(single(second.origin), (("rule_number", number),))]
    way = "egress" if second.egress else "ingress"
    where = tuple(pair for pair in spelled(second.traffic) if pair[0] != "protocol")
    note = f"the one that is {second.number} too, for {second.text}"
    return [Put(acl.address, (("rule_no", number),), within=way, note=note, where=where)]
