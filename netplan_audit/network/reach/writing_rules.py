"""Writes down what security groups and network ACLs say, as far as a view needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.filtering.practice import CLUSTER_GROUP
from netplan_audit.network.reach.names import Names

if TYPE_CHECKING:
    from netplan_audit.network.filtering.network_acls import AclRule
    from netplan_audit.network.filtering.security_groups import Rule
    from netplan_audit.network.ports import Traffic
    from netplan_audit.network.reach.names import Form

DEFAULT_GROUP: Final = ".default_security_group_id"


class RuleWriter(Names):
    """Writes the rules of groups and network ACLs; those of a group have no order."""

    def _acl(self, address: str) -> Form:
        acl = self._network.network_acls[address]
        rules = tuple(self._acl_rule(rule) for rule in acl.rules)
        return acl.closed, self._doubted(address, *(r.origin for r in acl.rules)), rules

    def _acl_rule(self, rule: AclRule) -> Form:
        return rule.egress, rule.allow, _traffic(rule.traffic), self._addresses(rule.addresses)

    def _group(self, address: str) -> Form:
        group = self._network.security_groups.get(address)
        if group is None:
            vpc = self._network.vpcs.get(address.removesuffix(DEFAULT_GROUP))
            cluster = self._network.clusters.get(address.removesuffix(CLUSTER_GROUP))
            is_made = cluster is not None and cluster.is_new
            return address.endswith(DEFAULT_GROUP), vpc is not None and vpc.is_new, is_made
        rules = group.rules
        if self._side is not None:
            direction = "egress" if self._side == "sender" else "ingress"
            rules = tuple(rule for rule in rules if rule.direction == direction)
        return group.closed, frozenset(map(self._rule, rules))

    def _rule(self, rule: Rule) -> Form:
        return (
            (rule.direction, bool(rule.unknown_peers), self._doubted(rule.origin)),
            self._link(rule.group) if self._side is None else rule.group.only is None,
            _traffic(rule.traffic),
            self._addresses(rule.addresses),
            self._peers_of(rule),
        )

    def _peers_of(self, rule: Rule) -> Form:
        if (
            self._side is not None
        ):  # nobody else has these groups, if it is known which groups they have
            return bool(rule.groups) or rule.from_self, all(one.complete for one in rule.groups)
        plain = self._model.plain_group
        peers = (
            (
                tuple(self._name(plain(t) if "/" in t else t) for t in link.targets),
                link.only is None,
                link.complete,
            )
            for link in rule.groups
        )
        return rule.from_self, frozenset(peers)


def _traffic(traffic: Traffic | None) -> Form:
    return traffic and (
        traffic.protocol,
        traffic.ports.spans,
        traffic.icmp_type,
        traffic.icmp_code,
    )
