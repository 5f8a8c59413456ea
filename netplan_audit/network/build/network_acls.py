"""Builds network ACLs with their inline and separate rules, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.build import values
from netplan_audit.network.build.rules import read_cidrs, read_traffic, told
from netplan_audit.network.cidr import ALL_IPV4, ALL_IPV6
from netplan_audit.network.filtering.network_acls import AclRule, NetworkAcl
from netplan_audit.network.filtering.security_groups import addresses_of
from netplan_audit.network.link import NO_LINKS, Certainty, Link, Links
from netplan_audit.network.ports import Traffic
from netplan_audit.terraform.value import Reference, Unknown, Value, is_symbolic
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_RULE: Final = "aws_network_acl_rule"
_CIDRS: Final = ("cidr_block", "ipv6_cidr_block")
_ICMP: Final = frozenset({"icmp", "1", "icmpv6", "58"})
_DEFAULT: Final = ".default_network_acl_id"
_GIVEN: Final = ((100, ALL_IPV4), (101, ALL_IPV6))
_ACTIONS: Final = {"allow": Truth.YES, "deny": Truth.NO}


def build_network_acls(resources: Resources, linker: Linker) -> dict[str, NetworkAcl]:
    """Build every network ACL of the input."""
    separate, possible, loose = _separate(resources, linker)
    possible = {**resources.handed_over(), **possible}
    joined = _joined(resources, linker)
    found: dict[str, NetworkAcl] = {}
    for resource in resources.of_type("aws_network_acl", "aws_default_network_acl"):
        address = resource.address
        rules, settles = _rules(resource, separate.get(address, []), resources)
        if any(resource.body.ignores(direction) for direction in ("ingress", "egress")):
            settles = settles or f"the rules that others write into {address}"
        found[address] = NetworkAcl(
            address=address,
            vpc=_vpc(resource, linker),
            rules=rules,
            subnets=Links.joined([_subnets(resource, linker), *joined.get(address, [])]),
            closed=True,
            is_default=resource.type == "aws_default_network_acl",
            settles=settles,
        )
    for address in dict.fromkeys((*separate, *joined)):
        vpc = resources.by_address.get(address.removesuffix(_DEFAULT))
        if address not in found and address.endswith(_DEFAULT) and vpc is not None:
            rules, settles = _unmanaged(address, separate.get(address, []))
            link = Link((vpc.address,), Certainty.CERTAIN)
            subnets = Links.joined([NO_LINKS, *joined.get(address, [])])
            found[address] = NetworkAcl(address, link, rules, subnets, True, True, settles)  # noqa: FBT003
    return {
        address: _settled(acl, possible.get(address, loose), linker, resources)
        for address, acl in found.items()
    }


def _separate(
    resources: Resources, linker: Linker
) -> tuple[dict[str, list[Resource]], dict[str, str], str]:
    """Return the separate rules by network ACL, and what tells whose some of them are.

    The last text tells of one that may be a rule of any network ACL, '' where there is none.
    """
    separate: dict[str, list[Resource]] = {}
    possible: dict[str, str] = {}
    loose = ""
    for resource in resources.of_type(_RULE):
        link = linker.link(resource, "network_acl_id")
        for target in () if link is None else link.targets:
            separate.setdefault(target, []).append(resource)
            if link is not None and link.only is None:
                possible[target] = link.settles or f"{resource.address}.network_acl_id"
        if link is not None and not link.complete:
            loose = loose or link.settles or f"{resource.address}.network_acl_id"
    return separate, possible, loose


def _joined(resources: Resources, linker: Linker) -> dict[str, list[Links]]:
    """Return the subnets that associations give to network ACLs."""
    joined: dict[str, list[Links]] = {}
    for resource in resources.of_type("aws_network_acl_association"):
        link = linker.link(resource, "network_acl_id")
        for target in () if link is None else link.targets:
            subnets = linker.links(resource, "subnet_id")
            if resource.exists_if:
                subnets = Links((), subnets.everything, subnets.complete, values.doubt(resource))
            joined.setdefault(target, []).append(subnets)
    return joined


def _settled(acl: NetworkAcl, possible: str, linker: Linker, resources: Resources) -> NetworkAcl:
    """Return a network ACL that says whether its rules are all there is."""
    rules = acl.rules
    if possible:
        rules = tuple(_placed(rule, linker, resources) for rule in rules)
    settles = acl.settles or possible
    return replace(acl, rules=rules, closed=not settles, settles=settles)


def _unmanaged(address: str, separate: list[Resource]) -> tuple[tuple[AclRule, ...], str]:
    """Return the rules of a VPC's own network ACL that has no resource: AWS's, and those added.

    AWS's allow everything, by rule 100 and for IPv6 by 101 ("Default network ACL", VPC user guide).
    """
    written, settles = _read([(one.address, one.address, _as_block(one)) for one in separate])
    hidden = {one.address for one in separate if one.is_sensitive(*_CIDRS)}
    taken = {(rule.number, rule.egress) for rule in written}
    every = Traffic.of_rule("-1", None, None)
    given = [
        AclRule(address, number, egress, Truth.YES, every, addresses)
        for number, addresses in _GIVEN
        for egress in (False, True)
        if (number, egress) not in taken
    ]
    return _ordered([*written, *given], hidden), settles


def _placed(rule: AclRule, linker: Linker, resources: Resources) -> AclRule:
    """Return a rule that says whether the network ACL it was given to is the only one it may be."""
    separate = resources.by_address.get(rule.origin)
    if separate is None or separate.type != _RULE:
        return rule
    link = linker.link(separate, "network_acl_id")
    return replace(rule, is_placed=link is not None and link.only is not None)


def _vpc(resource: Resource, linker: Linker) -> Link | None:
    value = resource.get("default_network_acl_id")
    if isinstance(value, Reference):
        return linker.of_value(Reference(value.address, "id", value.certainty), "")
    return linker.link(resource, "vpc_id")


def _subnets(resource: Resource, linker: Linker) -> Links:
    value = resource.get("subnet_ids")
    computed = isinstance(value, Unknown) and value.configured is False
    return Links() if computed else linker.links(resource, "subnet_ids")


def _rules(
    resource: Resource, separate: list[Resource], resources: Resources
) -> tuple[tuple[AclRule, ...], str]:
    """Return the rules in order, and what would tell about those that cannot be placed."""
    entries = [(one.address, one.address, _as_block(one)) for one in separate]
    hidden = {one.address for one in separate if one.is_sensitive(*_CIDRS)}
    settles = ""
    for name in ("ingress", "egress"):
        value = resource.get(name)
        where = f"{resource.address}.{name}"
        if isinstance(value, list):
            settles = next((values.waits(v, where) for v in value if is_symbolic(v)), settles)
            blocks = values.blocks(value)
            if resource.body.configured(name) is not True:
                blocks = _unrepeated(blocks, name, separate, _previous(resource, resources))
            is_egress = name == "egress"
            hidden |= {resource.address} if resource.is_sensitive(name) else set()
            entries += [
                (resource.address, f"{where}[{index}]", {**told(block), "egress": is_egress})
                for index, block in enumerate(blocks)
            ]
        elif isinstance(value, Unknown) and value.configured is not False:
            settles = values.waits(value, where)
    rules, unplaced = _read(entries)
    return _ordered(rules, hidden), unplaced or settles


def _read(entries: Iterable[tuple[str, str, Mapping[str, Value]]]) -> tuple[list[AclRule], str]:
    """Read rules, each with its resource and its place; those that cannot be placed are told."""
    read = [_rule(*entry) for entry in entries]
    rules = [rule for rule in read if isinstance(rule, AclRule)]
    return rules, next((text for text in reversed(read) if isinstance(text, str)), "")


def _ordered(rules: Iterable[AclRule], hidden: set[str]) -> tuple[AclRule, ...]:
    shown = (replace(rule, sensitive=rule.origin in hidden) for rule in rules)
    return tuple(sorted(shown, key=lambda rule: rule.number))


def _previous(acl: Resource, resources: Resources) -> list[Resource]:
    """Return the separate rules that the plan changes or deletes; a forgotten one stays in AWS."""
    identifier = values.text(acl.get("id"))
    return [
        one
        for one in resources.previous
        if one.type == _RULE
        and one.action != "forget"
        and identifier is not None
        and one.get("network_acl_id") == identifier
    ]


def _unrepeated(
    blocks: list[dict[str, Value]], name: str, separate: list[Resource], previous: list[Resource]
) -> list[dict[str, Value]]:
    """Leave out computed blocks that repeat separate rules, or those that the plan deletes."""
    known = {
        one.get("rule_number")
        for one in (*separate, *previous)
        if (one.get("egress") is True) == (name == "egress")
    }
    return [block for block in blocks if block.get("rule_no") not in known]


def _as_block(resource: Resource) -> dict[str, Value]:
    names = ("protocol", "from_port", "to_port", "icmp_type", "icmp_code", *_CIDRS, "egress")
    block = {name: resource.get(name) for name in names}
    block["rule_no"] = resource.get("rule_number")
    block["action"] = resource.get("rule_action")
    return block


def _rule(origin: str, where: str, block: Mapping[str, Value]) -> AclRule | str:
    """Build a rule; where its number or direction is unknown, name what would tell."""
    number, egress = block.get("rule_no"), block.get("egress")
    for value, name in ((number, "rule_number"), (egress, "egress")):
        if is_symbolic(value) and not (isinstance(value, Unknown) and value.configured is False):
            return values.waits(value, f"{where}.{name}")
    protocol = block.get("protocol")
    is_icmp = str(protocol).lower() in _ICMP
    first, last = ("icmp_type", "icmp_code") if is_icmp else ("from_port", "to_port")
    traffic, unknown = read_traffic(protocol, block.get(first), block.get(last), where)
    peers = read_cidrs((block.get(name), f"{where}.{name}") for name in _CIDRS)
    action = block.get("action")
    text = action.lower() if isinstance(action, str) else ""
    return AclRule(
        origin=origin,
        number=_number(number),
        egress=egress is True,
        allow=_ACTIONS.get(text, Truth.UNKNOWN),
        traffic=traffic,
        addresses=None if peers.unknown else addresses_of(peers.cidrs),
        unknown=(*unknown, *peers.unknown, *_action(action, text, where)),
    )


def _number(value: Value) -> int:
    return int(value) if isinstance(value, (int, float)) else 0


def _action(action: Value, text: str, where: str) -> Iterator[str]:
    if text not in _ACTIONS:
        yield values.waits(action, f"{where}.action")
