"""Builds security groups: every spelling of a rule in one normal form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.link import Certainty, Link, Links
from netplan_audit.network.ports import Traffic
from netplan_audit.network.security_groups import Direction, PrefixList, Rule, SecurityGroup
from netplan_audit.terraform.value import Unknown, Value, is_symbolic

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

Atom = tuple[str, str, str]


def build_prefix_lists(resources: Resources, linker: Linker) -> dict[str, PrefixList]:
    """Build managed prefix lists with the entries that are known."""
    separate: dict[str, list[Resource]] = {}
    for resource in resources.of_type("aws_ec2_managed_prefix_list_entry"):
        link = linker.link(resource, "prefix_list_id")
        for target in () if link is None else link.targets:
            separate.setdefault(target, []).append(resource)
    found: dict[str, PrefixList] = {}
    for mode in ("managed", "data"):
        for resource in resources.of_type("aws_ec2_managed_prefix_list", mode=mode):
            value = resource.get("entry" if mode == "managed" else "entries")
            written: list[Value] = [block.get("cidr") for block in values.blocks(value)]
            extra = separate.get(resource.address, [])
            written += [entry.get("cidr") for entry in extra]
            known = tuple(text for text in written if isinstance(text, str))
            whole = len(known) == len(written)
            unset = isinstance(value, Unknown) and value.configured is False and bool(extra)
            complete = whole and (unset or not is_symbolic(value))
            found[resource.address] = PrefixList(
                resource.address, values.address_set(known), complete, f"{resource.address}.entry"
            )
    return found


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
        own = Link((resource.address,), Certainty.CERTAIN)
        rules: list[Rule] = []
        closed = True
        for direction in _DIRECTIONS:
            inline, whole = self._inline(resource, own, direction, separate)
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
        self, resource: Resource, own: Link, direction: Direction, separate: list[Rule]
    ) -> tuple[list[Rule], bool]:
        """Read inline rules; computed ones that repeat separate rules are left out."""
        value = resource.get(direction)
        if not isinstance(value, list):
            unset = value is None or (isinstance(value, Unknown) and value.configured is False)
            if unset:
                return [], resource.action == "create" or value is None
            where = f"{resource.address}.{direction}"
            unknown = (values.waits(value, where),)
            rule = Rule(
                resource.address, own, direction, None, AddressSet.of(()), (), unknown=unknown
            )
            return [rule], False
        sensitive = resource.is_sensitive(direction)
        rules = [
            self._inline_rule(resource, own, direction, index, block, sensitive=sensitive)
            for index, block in enumerate(values.blocks(value))
        ]
        if resource.body.configured(direction) is False and rules:
            known = {atom for rule in separate for atom in _atoms(rule)}
            known |= self._previous(resource)
            rules = [rest for rule in rules if (rest := _without(rule, known)) is not None]
        return rules, True

    def _inline_rule(
        self,
        resource: Resource,
        own: Link,
        direction: Direction,
        index: int,
        block: dict[str, Value],
        *,
        sensitive: bool,
    ) -> Rule:
        where = f"{resource.address}.{direction}[{index}]"
        traffic, unknown = _traffic(
            block.get("protocol"), block.get("from_port"), block.get("to_port"), where
        )
        texts, unknowns = _texts((block.get(name), f"{where}.{name}") for name in _CIDR_LISTS)
        lists = self._linker.of_values(block.get("prefix_list_ids"), f"{where}.prefix_list_ids")
        groups = self._linker.of_values(block.get("security_groups"), f"{where}.security_groups")
        addresses, texts, more = self._with_lists(texts, lists)
        return Rule(
            origin=resource.address,
            group=own,
            direction=direction,
            traffic=traffic,
            addresses=addresses,
            texts=texts,
            groups=_group_links(groups),
            from_self=block.get("self") is True,
            unknown=(*unknown, *unknowns, *more),
            sensitive=sensitive,
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
        traffic, unknown = _traffic(get("protocol"), get("from_port"), get("to_port"), where)
        texts, unknowns = _texts((get(name), f"{where}.{name}") for name in _CIDR_LISTS)
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
        traffic, unknown = _traffic(get("ip_protocol"), get("from_port"), get("to_port"), where)
        names = ("cidr_ipv4", "cidr_ipv6")
        texts, unknowns = _texts((get(name), f"{where}.{name}") for name in names)
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
        return {atom for rule in self._separate(old) for atom in _atoms(rule)}


def _traffic(
    protocol: Value, from_port: Value, to_port: Value, where: str
) -> tuple[Traffic | None, tuple[str, ...]]:
    """Normalise protocol and ports; where a part is unknown, say which."""
    if is_symbolic(protocol) or protocol is None or isinstance(protocol, (list, dict)):
        return None, (values.waits(protocol, f"{where}.protocol"),)
    ports: list[int | None] = []
    for value, name in ((from_port, "from_port"), (to_port, "to_port")):
        if isinstance(value, Unknown) and value.configured is False:
            ports.append(None)
        elif is_symbolic(value) and str(protocol) not in {"-1", "all"}:
            return None, (values.waits(value, f"{where}.{name}"),)
        else:
            ports.append(
                int(value) if isinstance(value, (int, float, str)) and value != "" else None
            )
    try:
        return Traffic.of_rule(str(protocol), ports[0], ports[1]), ()
    except ValueError:
        return None, (f"{where}.from_port",)


def _texts(parts: Iterator[tuple[Value, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part CIDR arguments into the known texts and what would settle the others."""
    texts: list[str] = []
    unknown: list[str] = []
    for value, where in parts:
        if value is None or value == "" or value == []:
            continue
        if isinstance(value, Unknown) and value.configured is False:
            continue
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            place = f"{where}[{index}]" if isinstance(value, list) else where
            if isinstance(item, str) and values.cidr_or_none(item) is not None:
                texts.append(item)
            elif item is not None and item != "":
                unknown.append(place if isinstance(item, str) else values.waits(item, place))
    return tuple(texts), tuple(unknown)


def _group_links(groups: Links) -> tuple[Link, ...]:
    """Return one link for each group that is, or may be, a peer."""
    if not groups.candidates and groups.complete:
        return groups.members
    rest = Link(groups.candidates, Certainty.ONE_OF, groups.complete, groups.settles)
    return (*groups.members, rest)


def _atoms(rule: Rule) -> Iterator[Atom]:
    """Split a rule into one entry per peer, for comparison with computed rules."""
    traffic = str(rule.traffic)
    for text in rule.texts:
        cidr = values.cidr_or_none(text)
        yield rule.direction, traffic, text if cidr is None else str(cidr)
    for link in rule.groups:
        for target in link.targets:
            yield rule.direction, traffic, target
    if rule.from_self:
        yield rule.direction, traffic, "self"
        for target in rule.group.targets:
            yield rule.direction, traffic, target


def _without(rule: Rule, known: set[Atom]) -> Rule | None:
    """Return what a computed rule holds beyond the separate rules; None if nothing."""
    traffic = str(rule.traffic)
    texts = tuple(
        text
        for text in rule.texts
        if (rule.direction, traffic, str(values.cidr_or_none(text) or text)) not in known
    )
    groups = tuple(
        link
        for link in rule.groups
        if not any((rule.direction, traffic, target) in known for target in link.targets)
    )
    from_self = rule.from_self and (rule.direction, traffic, "self") not in known
    if not (texts or groups or from_self or rule.unknown):
        return None
    return Rule(
        origin=rule.origin,
        group=rule.group,
        direction=rule.direction,
        traffic=rule.traffic,
        addresses=values.address_set(texts),
        texts=texts,
        groups=groups,
        from_self=from_self,
        unknown=rule.unknown,
        sensitive=rule.sensitive,
    )
