"""Whether the rules that a security group lists itself admit what separate rules add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.cidr import AddressSet

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.security_groups import Rule
    from netplan_audit.network.two_ways import TwoWays

_EVERYONE: Final = AddressSet.parse("0.0.0.0/0")


def is_covered(network: Network, ways: TwoWays) -> bool:
    """Tell whether a group that is written in two ways surely admits the same by its own rules."""
    group = network.security_groups.get(ways.owner)
    if group is None:
        return False
    rules = [rule for rule in group.rules if rule.direction == ways.argument]
    own = [rule for rule in rules if rule.origin == ways.owner]
    added = [rule for rule in rules if rule.origin in ways.separate]
    return bool(added) and all(any(_covers(one, rule) for one in own) for rule in added)


def _covers(own: Rule, added: Rule) -> bool:
    """Tell whether one rule admits all that another does; groups are somewhere in IPv4."""
    if added.unknown or added.traffic is None or own.traffic is None:
        return False
    inner = added.addresses
    if added.groups or added.from_self:
        inner |= _EVERYONE
    return own.traffic.covers(added.traffic) and own.addresses.covers(inner)
