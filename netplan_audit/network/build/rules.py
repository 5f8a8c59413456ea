"""Reads the parts of a security group rule, and compares rules peer by peer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netplan_audit.network.build import values
from netplan_audit.network.link import Certainty, Link, Links
from netplan_audit.network.ports import Traffic
from netplan_audit.terraform.value import Unknown, Value, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.security_groups import Rule

Atom = tuple[str, str, str]


def read_traffic(
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


def read_cidrs(parts: Iterator[tuple[Value, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part CIDR arguments into the known texts and what would settle the others."""
    texts: list[str] = []
    unknown: list[str] = []
    for value, where in parts:
        if value is None or value in ("", []):
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


def group_links(groups: Links) -> tuple[Link, ...]:
    """Return one link for each group that is, or may be, a peer."""
    if not groups.candidates and groups.complete:
        return groups.members
    rest = Link(groups.candidates, Certainty.ONE_OF, groups.complete, groups.settles)
    return (*groups.members, rest)


def atoms(rule: Rule) -> Iterator[Atom]:
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


def without(rule: Rule, known: set[Atom]) -> Rule | None:
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
    repeated = values.address_set(tuple(text for text in rule.texts if text not in texts))
    kept = (rule.addresses - repeated) | values.address_set(texts)  # entries of lists stay
    return replace(rule, addresses=kept, texts=texts, groups=groups, from_self=from_self)
