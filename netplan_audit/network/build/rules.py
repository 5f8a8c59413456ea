"""Reads the parts of a security group rule, and compares rules peer by peer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.build import values
from netplan_audit.network.link import NO_LINKS, Certainty, Link, Links
from netplan_audit.network.ports import Traffic, normalise_protocol
from netplan_audit.terraform.value import Unknown, Value, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netplan_audit.network.cidr import Cidr
    from netplan_audit.network.filtering.security_groups import PrefixList, Rule

Atom = tuple[str, str, str]
"""Direction, traffic and one peer: what AWS keeps as one rule."""
_WITH_RANGE: Final = frozenset({"tcp", "udp"})


def read_traffic(
    protocol: Value, from_port: Value, to_port: Value, where: str
) -> tuple[Traffic | None, tuple[str, ...]]:
    """Normalise protocol and ports; where a part that counts is unknown, say which."""
    if not isinstance(protocol, (str, int, float)) or protocol == "":
        return None, (values.waits(protocol, f"{where}.protocol"),)
    has_range = normalise_protocol(protocol) in _WITH_RANGE
    for value, name in ((from_port, "from_port"), (to_port, "to_port")):
        if has_range and is_symbolic(value) and not _is_unset(value):
            return None, (values.waits(value, f"{where}.{name}"),)
    try:
        return Traffic.of_rule(protocol, _number(from_port), _number(to_port)), ()
    except (ValueError, OverflowError):  # OverflowError: a number that has no end
        return None, (f"{where}.from_port",)


def told(block: Mapping[str, Value]) -> dict[str, Value]:
    """Return a nested block in which what is unknown counts as set.

    The provider computes no member of such a block: one that no expression explains was written by
    a dynamic block, whose expressions plan JSON does not hold.
    """
    found = dict(block)
    for name, value in block.items():
        if isinstance(value, Unknown):
            found[name] = Unknown(value.waits_for)
    return found


def _number(value: Value) -> int | None:
    """Return a port; raises ValueError for a text that is no number."""
    return int(value) if isinstance(value, (int, float, str)) and value != "" else None


def _is_unset(value: Value) -> bool:
    return value is None or (isinstance(value, Unknown) and value.configured is False)


class Peers(Struct, frozen=True):
    """The CIDR and prefix list peers of a rule, as `Rule` has them."""

    cidrs: tuple[Cidr, ...] = ()
    texts: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any peer, known or not."""
        return bool(self.cidrs or self.lists or self.unknown)


def read_cidrs(parts: Iterable[tuple[Value, str]]) -> Peers:
    """Read CIDR arguments; what is unset or null is no peer, what cannot be told is unknown."""
    cidrs: list[Cidr] = []
    texts: list[str] = []
    unknown: list[str] = []
    for value, where in parts:
        for index, item in enumerate(value if isinstance(value, list) else (value,)):
            cidr = values.cidr_or_none(item) if isinstance(item, str) else None
            if cidr is not None:
                cidrs.append(cidr)
                texts.append(str(item))
            elif not _is_unset(item) and item != "":
                place = f"{where}[{index}]" if isinstance(value, list) else where
                unknown.append(place if isinstance(item, str) else values.waits(item, place))
    return Peers(tuple(cidrs), tuple(texts), (), tuple(unknown))


def with_lists(peers: Peers, links: Links, prefix_lists: Mapping[str, PrefixList]) -> Peers:
    """Add prefix lists: their known entries, and what would settle the others.

    The entries of AWS's own lists are the public addresses of its services: unknown ones are no
    peer that a question here could be about.
    """
    if links is NO_LINKS:
        return peers
    cidrs, texts, unknown = list(peers.cidrs), list(peers.texts), list(peers.unknown)
    for target in links:
        known = prefix_lists.get(target)
        if known is None:
            texts.append(target)
            unknown.append(f"the entries of {target}")
            continue
        cidrs += known.cidrs
        texts.append(f"{target} ({known.entries})" if known.cidrs else target)
        if not known.complete and not known.of_aws:
            unknown.append(known.settles)
    if links.candidates or (not links.complete and not links.members):
        unknown.append(links.settles)
    return Peers(tuple(cidrs), tuple(texts), (*peers.lists, *links), tuple(filter(None, unknown)))


def group_links(groups: Links) -> tuple[Link, ...]:
    """Return one link for each group that is, or may be, a peer."""
    if not groups.candidates and groups.complete:
        return groups.members
    rest = Link(groups.candidates, Certainty.ONE_OF, groups.complete, groups.settles)
    return (*groups.members, rest)


def atoms(rule: Rule) -> Iterator[Atom]:
    """Split a rule into one entry per peer, for comparison with computed rules."""
    peers = [*_written_cidrs(rule), *rule.lists]
    peers += [target for link in rule.groups for target in link.targets]
    own = rule.group.targets
    if rule.from_self or any(target in own for target in peers):
        peers += ["self", *own]
    return ((rule.direction, str(rule.traffic), peer) for peer in peers)


def _written_cidrs(rule: Rule) -> Iterator[str]:
    """Yield the CIDRs that stand in the rule itself, without the entries of its lists."""
    for text in rule.texts:
        cidr = values.cidr_or_none(text)
        if cidr is not None:
            yield str(cidr)


def without(rule: Rule, known: set[Atom], prefix_lists: Mapping[str, PrefixList]) -> Rule | None:
    """Return what a computed rule holds beyond the separate rules; None if nothing."""

    def is_new(peer: str) -> bool:
        return (rule.direction, str(rule.traffic), peer) not in known

    texts: list[Value] = [text for text in _written_cidrs(rule) if is_new(text)]
    own = read_cidrs([(texts, rule.origin)])
    peers = with_lists(own, _certain(filter(is_new, rule.lists)), prefix_lists)
    of_lists = with_lists(Peers(), _certain(rule.lists), prefix_lists).unknown
    unknown = [text for text in rule.unknown_peers if text not in of_lists]
    groups = tuple(link for link in rule.groups if all(map(is_new, link.targets)))
    from_self = rule.from_self and is_new("self")
    if not (peers or groups or from_self or unknown):
        return None
    return replace(
        rule,
        cidrs=peers.cidrs,
        texts=peers.texts,
        lists=peers.lists,
        groups=groups,
        from_self=from_self,
        unknown_peers=(*unknown, *peers.unknown),
    )


def _certain(targets: Iterable[str]) -> Links:
    return Links(tuple(Link((target,), Certainty.CERTAIN) for target in targets))
