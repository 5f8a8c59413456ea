"""Whether the rules that a security group lists itself admit what separate rules add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.connections.ways import is_closed, space_of

if TYPE_CHECKING:
    from netplan_audit.network.filtering.security_groups import Rule
    from netplan_audit.network.link import Link
    from netplan_audit.network.network import Network
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
    return bool(added) and all(any(_covers(network, one, rule) for one in own) for rule in added)


def _covers(network: Network, own: Rule, added: Rule) -> bool:
    """Tell whether one rule admits all that another does."""
    if added.unknown or added.traffic is None or own.traffic is None:
        return False
    inner = added.addresses
    for group in (*added.groups, *((own.group,) if added.from_self else ())):
        inner |= _members(network, group)
    return own.traffic.covers(added.traffic) and own.addresses.covers(inner)


def _members(network: Network, group: Link) -> AddressSet:
    """Return where the members of a group are: in its VPC, or anywhere in IPv4."""
    known = network.security_groups.get(group.only or "")
    home = None if known is None or known.vpc is None or known.also_in else known.vpc.only
    vpc = network.vpcs.get(home or "")
    return space_of(vpc) if vpc is not None and is_closed(vpc) else _EVERYONE
