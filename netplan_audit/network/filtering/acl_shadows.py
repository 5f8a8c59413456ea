"""Network ACL rules that earlier ones leave nothing to decide, worked out on whole ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.cidr import ALL_IPV4, ALL_IPV6
from netplan_audit.network.ports import ALL_PORTS, Traffic, cut
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.filtering.network_acls import AclRule, NetworkAcl
    from netplan_audit.network.ports import PortSet

_EVERYONE: Final = ALL_IPV4 | ALL_IPV6
_ALL: Final = Traffic("all", ALL_PORTS)


class Shadow(Struct, frozen=True):
    """A rule that never decides: `by` are the earlier rules that take all its packets.

    At least one of them says the opposite. `verdict` is unknown where some of them are not known,
    or the rule is not.
    """

    rule: AclRule
    by: tuple[AclRule, ...]
    verdict: Truth


def shadows(acl: NetworkAcl) -> Iterator[Shadow]:
    """Yield the rules of a network ACL that earlier ones contradict wholly."""
    for egress in (False, True):
        rules = [rule for rule in acl.rules if rule.egress is egress]
        for index, rule in enumerate(rules):
            if rule.is_placed and not _denies_the_rest(rule):
                earlier = [each for each in rules[:index] if each.number < rule.number]
                found = _shadow(rule, earlier) if rule.is_known else _perhaps(rule, earlier)
                if found is not None:
                    yield found


def _shadow(rule: AclRule, earlier: list[AclRule]) -> Shadow | None:
    sure = _takers(rule, [each for each in earlier if each.is_known])
    if sure is not None:
        opposite = any(each.allow is ~rule.allow for each in sure)
        return Shadow(rule, sure, Truth.YES) if opposite else None
    possible = _takers(rule, earlier)
    if possible is None or all(each.allow is rule.allow for each in possible):
        return None
    return Shadow(rule, possible, Truth.UNKNOWN)


def _perhaps(rule: AclRule, earlier: list[AclRule]) -> Shadow | None:
    """Ask whether earlier rules take whatever a rule of which a part is not known may be about."""
    widest = replace(rule, traffic=rule.traffic or _ALL, addresses=rule.addresses or ALL_IPV4)
    takers = _takers(widest, [each for each in earlier if each.is_known])
    if takers is None or all(each.allow is rule.allow for each in takers):
        return None
    return Shadow(rule, takers, Truth.UNKNOWN)


def _denies_the_rest(rule: AclRule) -> bool:
    """Tell whether a rule only says what AWS's own last rule `*` does."""
    addresses, traffic = rule.addresses, rule.traffic
    if rule.allow is not Truth.NO or traffic is None or addresses is None:
        return False
    everyone = addresses.covers(ALL_IPV4) or addresses.covers(ALL_IPV6)
    return traffic.protocol == "all" and everyone


def _takers(rule: AclRule, earlier: list[AclRule]) -> tuple[AclRule, ...] | None:
    """Return the earlier rules that together take every packet of a rule; None if some is left."""
    if rule.traffic is None or not rule.addresses:
        return None
    wider = [each for each in earlier if _may_hold(each.traffic, rule.traffic)]
    found: dict[AclRule, None] = {}
    for part in _parts(rule.traffic, wider):
        left = rule.addresses
        for each in wider:
            of_each = _EVERYONE if each.addresses is None else each.addresses
            ports = ALL_PORTS if each.traffic is None else each.traffic.ports
            if (ports.covers(part) or not part) and left.overlaps(of_each):
                left -= of_each
                found[each] = None
        if left:
            return None
    return tuple(found)


def _parts(traffic: Traffic, wider: list[AclRule]) -> Iterator[PortSet]:
    if not traffic.ports:
        return iter((traffic.ports,))
    return cut(traffic.ports, (each.traffic.ports for each in wider if each.traffic is not None))


def _may_hold(outer: Traffic | None, inner: Traffic) -> bool:
    """Tell whether one rule's protocol, and kind of ICMP, is that of another, or more."""
    if outer is None or outer.protocol == "all":
        return True
    same = outer.protocol == inner.protocol
    kinds = (outer.icmp_type, inner.icmp_type), (outer.icmp_code, inner.icmp_code)
    return same and all(wide is None or wide == narrow for wide, narrow in kinds)
