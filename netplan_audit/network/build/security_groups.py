"""Builds security groups: every spelling of a rule in one normal form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.rules import (
    Atom,
    atoms,
    group_links,
    read_cidrs,
    read_traffic,
    without,
)
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.link import Certainty, Link, Links
from netplan_audit.network.security_groups import Direction, PrefixList, Rule, SecurityGroup
from netplan_audit.terraform.value import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_NEW_RULES: Final[dict[str, Direction]] = {
    "aws_vpc_security_group_ingress_rule": "ingress",
    "aws_vpc_security_group_egress_rule": "egress",
}
_CIDR_LISTS: Final = ("cidr_blocks", "ipv6_cidr_blocks")
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

    def groups(self) -> dict[str, SecurityGroup]:
        """Build every group; groups that only rules name are built too, not closed."""
        separate: dict[str, list[Rule]] = {}
        for rule in self._separate(self._resources.of_type("aws_security_group_rule", *_NEW_RULES)):
            for target in rule.group.targets:
                separate.setdefault(target, []).append(rule)
        found: dict[str, SecurityGroup] = {}
        for resource in self._resources.of_type("aws_security_group", "aws_default_security_group"):
            found[resource.address] = self._group(resource, separate.get(resource.address, []))
        for address, rules in separate.items():
            if address not in found:
                found[address] = SecurityGroup(
                    address, None, tuple(rules), closed=False, is_default=False
                )
        return found

    def _group(self, resource: Resource, separate: list[Rule]) -> SecurityGroup:
        is_default = resource.type == "aws_default_security_group"
        rules: list[Rule] = []
        closed = True
        for direction in _DIRECTIONS:
            inline, whole = self._inline(resource, direction, separate)
            rules += inline
            closed = closed and whole
        return SecurityGroup(
            address=resource.address,
            vpc=self._linker.link(resource, "vpc_id"),
            rules=(*rules, *separate),
            closed=closed,
            is_default=is_default,
        )

    def _inline(
        self, resource: Resource, direction: Direction, separate: list[Rule]
    ) -> tuple[list[Rule], bool]:
        """Read inline rules; computed ones that repeat separate rules are left out."""
        value = resource.get(direction)
        if not isinstance(value, list):
            unset = value is None or (isinstance(value, Unknown) and value.configured is False)
            if unset:
                return [], resource.action == "create" or value is None
            where = f"{resource.address}.{direction}"
            unknown = (values.waits(value, where),)
            own = Link((resource.address,), Certainty.CERTAIN)
            rule = Rule(
                resource.address, own, direction, None, AddressSet.of(()), (), unknown=unknown
            )
            return [rule], False
        rules = [
            self._inline_rule(resource, direction, index, block)
            for index, block in enumerate(values.blocks(value))
        ]
        if resource.body.configured(direction) is not True and rules:
            known = {atom for rule in separate for atom in atoms(rule)}
            known |= self._previous(resource)
            rules = [rest for rule in rules if (rest := without(rule, known)) is not None]
        return rules, True

    def _inline_rule(
        self, resource: Resource, direction: Direction, index: int, block: dict[str, Value]
    ) -> Rule:
        where = f"{resource.address}.{direction}[{index}]"
        traffic, unknown = read_traffic(
            block.get("protocol"), block.get("from_port"), block.get("to_port"), where
        )
        texts, unknowns = read_cidrs((block.get(name), f"{where}.{name}") for name in _CIDR_LISTS)
        lists = self._linker.of_values(block.get("prefix_list_ids"), f"{where}.prefix_list_ids")
        groups = self._linker.of_values(block.get("security_groups"), f"{where}.security_groups")
        addresses, texts, more = self._with_lists(texts, lists)
        return Rule(
            origin=resource.address,
            group=Link((resource.address,), Certainty.CERTAIN),
            direction=direction,
            traffic=traffic,
            addresses=addresses,
            texts=texts,
            groups=group_links(groups),
            from_self=block.get("self") is True,
            unknown=(*unknown, *unknowns, *more),
            sensitive=resource.is_sensitive(direction),
        )

    def _separate(self, resources: Iterator[Resource]) -> Iterator[Rule]:
        for resource in resources:
            group = self._linker.link(resource, "security_group_id")
            if group is None:
                continue
            if resource.type == "aws_security_group_rule":
                yield self._old_rule(resource, group)
            else:
                yield self._new_rule(resource, group, _NEW_RULES[resource.type])

    def _old_rule(self, resource: Resource, group: Link) -> Rule:
        get, where = resource.get, resource.address
        traffic, unknown = read_traffic(get("protocol"), get("from_port"), get("to_port"), where)
        texts, unknowns = read_cidrs((get(name), f"{where}.{name}") for name in _CIDR_LISTS)
        lists = self._linker.links(resource, "prefix_list_ids")
        addresses, texts, more = self._with_lists(texts, lists)
        source = get("source_security_group_id")
        unset = isinstance(source, Unknown) and source.configured is False
        peer = None if unset or get("self") is True else self._linker.of_value(source, where)
        has_addresses = bool(texts or unknowns or lists.everything)
        return Rule(
            origin=resource.address,
            group=group,
            direction="egress" if get("type") == "egress" else "ingress",
            traffic=traffic,
            addresses=addresses,
            texts=texts,
            groups=() if peer is None or (has_addresses and not peer.targets) else (peer,),
            from_self=get("self") is True,
            unknown=(*unknown, *unknowns, *more),
            sensitive=resource.is_sensitive(*_CIDR_LISTS, "from_port", "to_port", "protocol"),
        )

    def _new_rule(self, resource: Resource, group: Link, direction: Direction) -> Rule:
        get, where = resource.get, resource.address
        traffic, unknown = read_traffic(get("ip_protocol"), get("from_port"), get("to_port"), where)
        names = ("cidr_ipv4", "cidr_ipv6")
        texts, unknowns = read_cidrs((get(name), f"{where}.{name}") for name in names)
        lists = self._linker.links(resource, "prefix_list_id")
        addresses, texts, more = self._with_lists(texts, lists)
        peer = self._linker.link(resource, "referenced_security_group_id")
        return Rule(
            origin=resource.address,
            group=group,
            direction=direction,
            traffic=traffic,
            addresses=addresses,
            texts=texts,
            groups=() if peer is None else (peer,),
            unknown=(*unknown, *unknowns, *more),
            sensitive=resource.is_sensitive(*names, "from_port", "to_port", "ip_protocol"),
        )

    def _with_lists(
        self, texts: tuple[str, ...], lists: Links
    ) -> tuple[AddressSet, tuple[str, ...], tuple[str, ...]]:
        """Add the known entries of prefix lists; name the lists whose entries are not."""
        addresses = values.address_set(texts)
        unknown: list[str] = []
        for target in lists.everything:
            known = self._prefix_lists.get(target)
            if known is None:
                unknown.append(f"the entries of {target}")
                continue
            if target in lists.candidates:
                unknown.append(lists.settles)
                continue
            addresses |= known.entries
            texts = (*texts, f"{target} ({known.entries})")
            if not known.complete:
                unknown.append(known.settles)
        if not lists.complete and not lists.everything:
            unknown.append(lists.settles)
        return addresses, texts, tuple(unknown)

    def _previous(self, group: Resource) -> set[Atom]:
        """Return the separate rules that the plan changes or deletes, as they were."""
        identifier = group.get("id")
        kinds = {"aws_security_group_rule", *_NEW_RULES}
        old = (
            resource
            for resource in self._resources.previous
            if resource.type in kinds and resource.get("security_group_id") == identifier
        )
        return {atom for rule in self._separate(old) for atom in atoms(rule)}
