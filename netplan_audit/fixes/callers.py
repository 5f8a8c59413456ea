"""A narrower rule: the security groups of the callers in place of address ranges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

from msgspec.structs import replace

from netplan_audit.fixes.admissions import (
    changed,
    from_asked_group,
    from_group,
    is_inline,
    names_back,
    ranges_of,
)
from netplan_audit.fixes.edits import Name, OutOfSightError, Put
from netplan_audit.fixes.names import key_of, reference
from netplan_audit.network.cidr import AddressSet, internet_part
from netplan_audit.network.filtering.security_groups import shortened
from netplan_audit.terraform.address import split_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.filtering.security_groups import Rule, SecurityGroup
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Vpc
    from netplan_audit.network.workloads import Workload

_SHOWN: Final = 3
_RANGE: Final = re.compile(r"[\d.]+/\d+")
_CALLED: Final = frozenset({"VPC endpoint", "EFS mount target"})
"""Kinds of workloads that open no connections themselves."""
_WHO: Final = "Security groups from where it is called."


class Opened(Protocol):
    """Rules of one group that admit too many addresses."""

    @property
    def group(self) -> SecurityGroup:
        """The group that the rules belong to."""
        ...

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules to change."""
        ...


def from_workloads(network: Network, opening: Opened) -> tuple[Edit, ...]:
    """Admit the security groups of what else runs in the VPC, but for what calls nobody.

    Who of them calls is for the reader to choose, and the note says so.
    """
    callers = [w for w in _around(network, opening) if not (w.is_data_store or w.kind in _CALLED)]
    return _from_groups(network, opening.group, opening.rules, callers)


def from_callers(network: Network, opening: Opened) -> tuple[Edit, ...]:
    """Admit the security groups of what else runs in the VPC, and private ranges as before.

    A rule that cannot name both groups and ranges names groups alone.
    """
    kept = {rule: _private(rule) for rule in opening.rules if is_inline(rule)}
    return tuple(_with_ranges(edit, kept) for edit in from_workloads(network, opening))


def _private(rule: Rule) -> tuple[Name, ...]:
    """Return the IPv4 ranges of a rule that are no part of the internet, as they are written."""
    if rule.sensitive:
        return ()
    ranges = ((text, AddressSet.parse(text)) for text in rule.texts if _RANGE.fullmatch(text))
    return tuple(Name(f'"{text}"') for text, own in ranges if not internet_part(own))


def from_neighbours(network: Network, opening: Opened, vpc: Vpc | None) -> tuple[Edit, ...]:
    """Admit the security groups of what else runs in the VPC, and what is outside it as before.

    A rule that cannot name both groups and ranges would have to be two: it is left to the reader.
    """
    space = AddressSet.of(() if vpc is None else (block.cidr for block in vpc.blocks))
    outside = {rule: _outside(rule, space) for rule in opening.rules}
    if any(kept and not is_inline(rule) for rule, kept in outside.items()):
        return ()
    edits = from_workloads(network, opening)
    return tuple(_with_ranges(edit, outside) for edit in edits)


def _outside(rule: Rule, space: AddressSet) -> tuple[Name, ...]:
    """Return the IPv4 ranges of a rule that are not in a VPC, as they are written."""
    if rule.sensitive or not space:
        return ()
    ranges = ((text, AddressSet.parse(text)) for text in rule.texts if _RANGE.fullmatch(text))
    return tuple(Name(f'"{text}"') for text, own in ranges if not own.overlaps(space))


def _with_ranges(edit: Edit, outside: dict[Rule, tuple[Name, ...]]) -> Edit:
    rule, kept = next((pair for pair in outside.items() if pair[1]), (None, ()))
    if not isinstance(edit, Put) or rule is None:
        return edit
    note = edit.note or f"the rule for {rule.traffic} from {shortened(rule.texts)}"
    return replace(edit, arguments=(*edit.arguments, ("cidr_blocks", kept)), note=note)


def from_load_balancers(network: Network, opening: Opened) -> tuple[Edit, ...]:
    """Admit the security groups of the load balancers of the VPC."""
    callers = [w for w in _around(network, opening) if w.address in network.load_balancing.types]
    return _from_groups(network, opening.group, opening.rules, callers)


def _around(network: Network, opening: Opened) -> list[Workload]:
    vpc = None if opening.group.vpc is None else opening.group.vpc.only
    return network.workloads_by_vpc.get(vpc or "", [])


def _from_groups(
    network: Network, group: SecurityGroup, rules: Sequence[Rule], callers: Iterable[Workload]
) -> tuple[Edit, ...]:
    """Return the changes to rules; nothing where a block makes other rules too.

    Where nobody is seen to call, the owner has to say who does.
    """
    modules = {split_module(rule.origin)[0] for rule in rules}
    if any(key_of(r.origin) is not None or r.sensitive for r in rules) or len(modules) > 1:
        return ()
    module = modules.pop()
    found: dict[str, Name] = {}
    for address in sorted({a for caller in callers for a in caller.groups} - {group.address}):
        other = network.security_groups.get(address)
        inline = any(rule.origin == group.address for rule in rules)
        if other is None or other.is_default:
            continue
        if inline and names_back(network, group.address, address):
            continue
        try:
            found[address] = reference(address, module)
        except OutOfSightError:
            continue
    if not found or group.address not in network.workloads_by_group:
        return tuple(dict.fromkeys(from_asked_group(rule, _WHO) for rule in rules))
    names = tuple(found.values())[:_SHOWN]
    note = "" if len(found) == 1 else f"keep those that call {group.address}"
    return tuple(dict.fromkeys(_put(rule, names, note) for rule in rules))


def _put(rule: Rule, names: tuple[Name, ...], note: str) -> Edit:
    if is_inline(rule):
        told = f"the rule for {rule.traffic} from {shortened(rule.texts)}"
        note = f"{told}; {note}" if note else told
        return changed(rule, (("security_groups", names),), ranges_of(rule), note)
    if note:
        others = ", ".join(name.text.removesuffix(".id") for name in names[1:])
        note = f"one rule for each that calls it: also {others}, as it may be"
    return from_group(rule, names[0], note)
