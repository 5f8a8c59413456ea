"""What is written in two ways, written in one: as resources of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.fixes import acls, admissions
from netplan_audit.fixes.edits import Add, Name, OutOfSightError, Put, Remove
from netplan_audit.fixes.names import fresh, module_of, name_of, reference, single, word
from netplan_audit.fixes.routes import id_of
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.fixes.edits import Arguments, Edit, Written
    from netplan_audit.network.filtering.network_acls import AclRule, NetworkAcl
    from netplan_audit.network.filtering.security_groups import Rule, SecurityGroup
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route, RouteTableAssociation
    from netplan_audit.network.two_ways import NamedGroups, TwoWays


class _Adds:
    """New blocks in the module of an owner, each with a name of its own."""

    def __init__(self, network: Network, owner: str) -> None:
        self._network = network
        self._module = module_of(single(owner))
        self._names: set[str] = set()
        self.edits: list[Edit] = []

    def add(self, kind: str, name: str, arguments: Arguments) -> None:
        number, own = 2, name
        while f"{kind}.{own}" in self._names:
            number, own = number + 1, f"{name}_{number}"
        own = fresh(self._network, self._module, kind, own)
        self._names.add(f"{kind}.{own}")
        self.edits.append(Add(self._module, kind, own, arguments))


def of_their_own(network: Network, ways: TwoWays) -> list[Edit]:
    """Move what the owner lists itself into resources of their own, beside the others."""
    adds = _Adds(network, ways.owner)
    if ways.owner in network.security_groups:
        _group_rules(adds, network.security_groups[ways.owner], ways.argument)
    elif ways.owner in network.network_acls:
        _acl_rules(adds, network.network_acls[ways.owner], egress=ways.argument == "egress")
    elif ways.owner in network.route_tables and ways.argument == "route":
        for route in network.route_tables[ways.owner].routes:
            if route.origin == ways.owner:
                _route(adds, ways.owner, route)
    if not adds.edits and ways.holds != "none":
        raise OutOfSightError(ways.owner)
    return [*adds.edits, Put(ways.owner, (), (ways.argument,))]


def _group_rules(adds: _Adds, group: SecurityGroup, direction: str) -> None:
    for rule in group.rules:
        if rule.origin == group.address and rule.direction == direction:
            _group_rule(adds, group, rule)


def _acl_rules(adds: _Adds, acl: NetworkAcl, *, egress: bool) -> None:
    if acl.is_default:
        raise OutOfSightError(acl.address)
    for rule in acl.rules:
        if rule.origin == acl.address and rule.egress == egress:
            _acl_rule(adds, acl.address, rule)


def _group_rule(adds: _Adds, group: SecurityGroup, rule: Rule) -> None:
    """Add a rule for each peer of an inline one."""
    if rule.unknown or rule.sensitive or rule.traffic is None:
        raise OutOfSightError(rule.origin)
    name = f"{name_of(rule.origin)}_{word(str(rule.traffic))}"
    peers = list(_peers(rule, module_of(rule.origin)))
    if not peers:
        raise OutOfSightError(rule.origin)
    for peer in peers:
        kind, arguments = admissions.standing(group, rule.direction, rule.traffic, peer)
        adds.add(kind, name, arguments)


def _peers(rule: Rule, module: str) -> Iterator[tuple[str, Written]]:
    for text in rule.texts:
        if "/" in text and " " not in text:
            yield "cidr_ipv6" if ":" in text else "cidr_ipv4", text
    for listed in rule.lists:
        yield "prefix_list_id", reference(listed, module)
    for link in rule.groups:
        if link.only is None:
            raise OutOfSightError(rule.origin)
        yield "referenced_security_group_id", reference(link.only, module)
    if rule.from_self:
        yield "referenced_security_group_id", reference(rule.origin, module)


def _acl_rule(adds: _Adds, owner: str, rule: AclRule) -> None:
    ranges = () if rule.addresses is None else rule.addresses.cidrs()
    if rule.unknown or rule.sensitive or rule.traffic is None or len(ranges) != 1:
        raise OutOfSightError(owner)
    text = str(ranges[0])
    arguments: Arguments = (
        ("network_acl_id", reference(owner, module_of(owner))),
        ("egress", rule.egress),
        ("rule_number", rule.number),
        ("rule_action", "allow" if rule.allow is Truth.YES else "deny"),
        ("ipv6_cidr_block" if ":" in text else "cidr_block", text),
        *acls.spelled(rule.traffic),
    )
    way = "out" if rule.egress else "in"
    adds.add("aws_network_acl_rule", f"{name_of(owner)}_{way}_{rule.number}", arguments)


def _route(adds: _Adds, owner: str, route: Route) -> None:
    module = module_of(owner)
    if route.target.only is None or not route.argument or "/" not in route.destination_text:
        raise OutOfSightError(owner)
    family = "ipv6_" if ":" in route.destination_text else ""
    arguments = (
        ("route_table_id", id_of(owner, module)),
        (f"destination_{family}cidr_block", route.destination_text),
        (route.argument, reference(route.target.only, module)),
    )
    adds.add("aws_route", f"{name_of(owner)}_{word(route.destination_text)}", arguments)


def one_association(first: RouteTableAssociation, second: RouteTableAssociation) -> list[Edit]:
    """Take the second association away where both are with one table."""
    if first.table.only is None or first.table.only != second.table.only:
        raise OutOfSightError(second.address)
    return [Remove(single(second.address))]


def without_separate(ways: TwoWays) -> list[Edit]:
    """Take the resources beside the owner away, where it lists the same."""
    return [Remove(single(address)) for address in ways.separate]


def groups_by_id(network: Network, named: NamedGroups) -> list[Edit]:
    """Move the groups of an instance or a template to the argument for their ids."""
    workload = network.workloads.get(named.user or named.owner)
    if workload is None or not workload.groups.settled:
        raise OutOfSightError(named.owner)
    module = module_of(single(named.owner))
    names: tuple[Name, ...] = tuple(reference(group, module) for group in workload.groups)
    return [Put(named.owner, (("vpc_security_group_ids", names),), (named.argument,))]
