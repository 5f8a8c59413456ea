"""Builds security groups: every spelling of a rule in one normal form."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.build import values
from netplan_audit.network.build.default_vpcs import DefaultVpcs
from netplan_audit.network.build.implicit_groups import exclusive_groups, unmanaged_group
from netplan_audit.network.build.kubernetes_nodes import node_group_tag
from netplan_audit.network.build.named_groups import by_name, group_names
from netplan_audit.network.build.rules import (
    Atom,
    Peers,
    atoms,
    group_links,
    read_cidrs,
    read_traffic,
    told,
    with_lists,
    without,
)
from netplan_audit.network.filtering.security_groups import (
    Direction,
    PrefixList,
    Rule,
    SecurityGroup,
)
from netplan_audit.network.link import NO_LINKS, Certainty, Link
from netplan_audit.terraform.value import Unknown, Value, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_OLD_RULE: Final = "aws_security_group_rule"
_NEW_RULES: Final[dict[str, Direction]] = {
    "aws_vpc_security_group_ingress_rule": "ingress",
    "aws_vpc_security_group_egress_rule": "egress",
}
RULE_TYPES: Final = frozenset({_OLD_RULE, *_NEW_RULES})
_GROUPS: Final = ("aws_security_group", "aws_default_security_group")
_CIDR_LISTS: Final = ("cidr_blocks", "ipv6_cidr_blocks")
_CIDRS: Final = ("cidr_ipv4", "cidr_ipv6")
_DIRECTIONS: Final[tuple[Direction, ...]] = ("ingress", "egress")


class GroupBuilder:
    """Builds the security groups of one input."""

    def __init__(
        self, resources: Resources, linker: Linker, prefix_lists: Mapping[str, PrefixList]
    ) -> None:
        """Keep the sources of links and prefix lists."""
        self._resources = resources
        self._linker = linker
        self._prefix_lists = prefix_lists
        self._default_vpcs = DefaultVpcs(resources)
        self._handed_over = frozenset(resources.handed_over())

    def groups(self) -> dict[str, SecurityGroup]:
        """Build every group, data sources and groups that only rules name included.

        A rule whose group cannot be told at all is kept under the argument that names it: it may be
        one of any group whose rules are not listed as all there are.
        """
        separate: dict[str, list[Rule]] = {}
        for rule in self._separate(self._resources.of_type(*sorted(RULE_TYPES))):
            for target in rule.group.targets or (f"{rule.origin}.security_group_id",):
                separate.setdefault(target, []).append(rule)
        also_in = self._associations()
        found: dict[str, SecurityGroup] = {}
        for resource in self._sources():
            address = resource.address
            own, joined = separate.get(address, []), also_in.get(address, ())
            found[address] = self._group(resource, own, tuple(joined))
        for address in dict.fromkeys((*separate, *sorted(self._exclusive))):
            if address not in found:
                rules, joined = separate.get(address, []), also_in.get(address, ())
                whole = address in self._exclusive
                group = unmanaged_group(address, rules, self._resources, exclusive=whole)
                found[address] = replace(group, also_in=tuple(joined))
        if all(rule.group.targets for rules in separate.values() for rule in rules):
            return found
        return {
            address: group if address in self._exclusive else replace(group, closed=False)
            for address, group in found.items()
        }

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        return group_names(self._resources)

    @cached_property
    def _exclusive(self) -> frozenset[str]:
        return exclusive_groups(self._resources, self._linker)

    def _sources(self) -> Iterator[Resource]:
        yield from self._resources.of_type(*_GROUPS)
        for resource in self._resources.of_type(_GROUPS[0], mode="data"):
            identifier = values.text(resource.get("id")) or ""
            if self._linker.address_of(identifier) in {identifier, resource.address}:
                yield resource  # else the input manages the group itself

    def _associations(self) -> dict[str, list[Link]]:
        """Return the VPCs that groups are associated with besides their own."""
        found: dict[str, list[Link]] = {}
        for resource in self._resources.of_type("aws_vpc_security_group_vpc_association"):
            group = self._linker.link(resource, "security_group_id")
            vpc = self._linker.link(resource, "vpc_id")
            if group is not None and group.only is not None and vpc is not None:
                found.setdefault(group.only, []).append(vpc)
        return found

    def _group(
        self, resource: Resource, separate: list[Rule], also_in: tuple[Link, ...]
    ) -> SecurityGroup:
        rules: list[Rule] = []
        exclusive = resource.address in self._exclusive
        closed = resource.mode == "managed"
        for direction in _DIRECTIONS if closed else ():
            inline, whole = self._inline(resource, direction, separate)
            rules += inline
            closed = closed and whole and resource.body.ignores(direction) is not True
        name = values.text(resource.get("name")) or ""
        computed = _is_computed(resource.get("vpc_id"))
        vpc = self._default_vpcs.of(resource) if computed else self._linker.link(resource, "vpc_id")
        return SecurityGroup(
            address=resource.address,
            vpc=vpc,
            rules=(*rules, *separate),
            closed=(closed or exclusive)
            and resource.address not in self._handed_over
            and all(rule.group.only is not None for rule in separate),
            is_default=resource.type == _GROUPS[1] or name == "default",
            is_new=resource.action in {"create", "delete"},
            name=name,
            also_in=also_in,
            node_tag=node_group_tag(resource),
            is_managed=resource.mode == "managed",
        )

    def _inline(
        self, resource: Resource, direction: Direction, separate: list[Rule]
    ) -> tuple[list[Rule], bool]:
        """Read inline rules; computed ones that repeat separate rules are left out.

        Where the configuration sets none, the attribute of an existing group holds every rule that
        AWS knows, those of separate resources and those that the plan deletes among them.
        """
        value = resource.get(direction)
        where = f"{resource.address}.{direction}"
        if value is None or _is_computed(value):
            return [], value is None or resource.action in {"create", "delete"}
        if not isinstance(value, list):
            return [self._unknown_rule(resource, direction, values.waits(value, where))], False
        rules: list[Rule] = []
        sensitive = bool(value) and resource.is_sensitive(direction)
        for index, item in enumerate(value):
            place = f"{where}[{index}]"
            if isinstance(item, dict):
                rule = self._inline_rule(resource, direction, place, told(item))
                rules.append(replace(rule, sensitive=True) if sensitive else rule)
            elif is_symbolic(item):
                waits = values.waits(item, place)
                rules.append(self._unknown_rule(resource, direction, waits))
        unwritten = resource.body.configured(direction) is not True
        if unwritten and resource.address in self._exclusive:
            return [], True
        if unwritten and rules:
            known = {atom for rule in separate for atom in atoms(rule)}
            known |= self._previous.get(values.text(resource.get("id")) or "", set())
            left = (without(rule, known, self._prefix_lists) for rule in rules)
            rules = [rule for rule in left if rule is not None]
        return rules, not any(is_symbolic(item) for item in value)

    def _unknown_rule(self, resource: Resource, direction: Direction, waits: str) -> Rule:
        own = Link((resource.address,), Certainty.CERTAIN)
        return Rule(resource.address, own, direction, None, unknown_peers=(waits,))

    def _inline_rule(
        self, resource: Resource, direction: Direction, where: str, block: dict[str, Value]
    ) -> Rule:
        traffic, unknown = read_traffic(
            block.get("protocol"), block.get("from_port"), block.get("to_port"), where
        )
        peers = read_cidrs((block.get(name), f"{where}.{name}") for name in _CIDR_LISTS)
        peers = self._listed(peers, block.get("prefix_list_ids"), f"{where}.prefix_list_ids")
        groups = self._linker.of_values(block.get("security_groups"), f"{where}.security_groups")
        if not all(link.only in self._resources.by_address for link in groups.members):
            groups = by_name(groups, self._names)
        return Rule(
            origin=resource.address,
            group=Link((resource.address,), Certainty.CERTAIN),
            direction=direction,
            traffic=traffic,
            cidrs=peers.cidrs,
            texts=peers.texts,
            lists=peers.lists,
            groups=group_links(groups),
            from_self=block.get("self") is True,
            unknown_peers=peers.unknown,
            unknown_traffic=unknown,
        )

    def _listed(self, peers: Peers, value: Value, where: str) -> Peers:
        links = NO_LINKS if _is_computed(value) else self._linker.of_values(value, where)
        return with_lists(peers, links, self._prefix_lists)

    def _separate(self, resources: Iterable[Resource]) -> Iterator[Rule]:
        for resource in resources:
            group = self._linker.link(resource, "security_group_id")
            if group is None:
                continue
            if resource.type == _OLD_RULE:
                yield self._old_rule(resource, group)
            else:
                yield self._new_rule(resource, group, _NEW_RULES[resource.type])

    def _old_rule(self, resource: Resource, group: Link) -> Rule:
        get, where = resource.get, resource.address
        traffic, unknown = read_traffic(get("protocol"), get("from_port"), get("to_port"), where)
        peers = read_cidrs((get(name), f"{where}.{name}") for name in _CIDR_LISTS)
        peers = self._listed(peers, get("prefix_list_ids"), f"{where}.prefix_list_ids")
        from_self = get("self") is True
        source = get("source_security_group_id")
        unset = from_self or _is_computed(source)
        peer = None if unset else self._linker.of_value(source, f"{where}.source_security_group_id")
        if peer is not None and peers and not peer.targets:
            peer = None  # it takes either addresses or a group: the provider computes the other
        return Rule(
            origin=resource.address,
            group=group,
            direction="egress" if get("type") == "egress" else "ingress",
            traffic=traffic,
            cidrs=peers.cidrs,
            texts=peers.texts,
            lists=peers.lists,
            groups=() if peer is None else (peer,),
            from_self=from_self,
            unknown_peers=peers.unknown,
            unknown_traffic=unknown,
            sensitive=resource.is_sensitive(*_CIDR_LISTS, "from_port", "to_port", "protocol"),
        )

    def _new_rule(self, resource: Resource, group: Link, direction: Direction) -> Rule:
        get, where = resource.get, resource.address
        traffic, unknown = read_traffic(get("ip_protocol"), get("from_port"), get("to_port"), where)
        peers = read_cidrs((get(name), f"{where}.{name}") for name in _CIDRS)
        peers = self._listed(peers, get("prefix_list_id"), f"{where}.prefix_list_id")
        peer = self._linker.link(resource, "referenced_security_group_id")
        return Rule(
            origin=resource.address,
            group=group,
            direction=direction,
            traffic=traffic,
            cidrs=peers.cidrs,
            texts=peers.texts,
            lists=peers.lists,
            groups=() if peer is None else (peer,),
            unknown_peers=peers.unknown,
            unknown_traffic=unknown,
            sensitive=resource.is_sensitive(*_CIDRS, "from_port", "to_port", "ip_protocol"),
        )

    @cached_property
    def _previous(self) -> dict[str, set[Atom]]:
        """The separate rules that the plan changes or deletes, as they were, by the group's id.

        A rule that the plan only forgets stays in AWS.
        """
        found: dict[str, set[Atom]] = {}
        for resource in self._resources.previous:
            identifier = values.text(resource.get("security_group_id"))
            if resource.type in RULE_TYPES and resource.action != "forget" and identifier:
                for rule in self._separate([resource]):
                    found.setdefault(identifier, set()).update(atoms(rule))
        return found


def _is_computed(value: Value) -> bool:
    return isinstance(value, Unknown) and value.configured is False
