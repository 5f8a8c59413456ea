"""A narrower rule: the security groups of the callers in place of address ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.edits import Put
from netplan_audit.fixes.names import OutOfSightError, key_of, reference
from netplan_audit.terraform.address import split_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netplan_audit.fixes.edits import Edit, Name
    from netplan_audit.network.network import Network
    from netplan_audit.network.security_groups import Rule, SecurityGroup
    from netplan_audit.network.vpc_wide import Opening
    from netplan_audit.network.workloads import Workload

_NEW_RULE: Final = "aws_vpc_security_group_ingress_rule"
_OLD_RULE: Final = "aws_security_group_rule"
_SHOWN: Final = 3


def from_workloads(network: Network, opening: Opening) -> tuple[Edit, ...]:
    """Admit the security groups of what else runs in the VPC, data stores aside.

    Who of them calls is for the reader to choose, and the note says so.
    """
    around = network.workloads_by_vpc.get(opening.place.address, ())
    callers = [workload for workload in around if not workload.is_data_store]
    return _from_groups(network, opening.group, opening.rules, callers)


def _from_groups(
    network: Network, group: SecurityGroup, rules: Sequence[Rule], callers: Iterable[Workload]
) -> tuple[Edit, ...]:
    """Return the changes to rules; nothing where a block makes other rules too."""
    modules = {split_module(rule.origin)[0] for rule in rules}
    if any(key_of(r.origin) is not None or r.sensitive for r in rules) or len(modules) > 1:
        return ()
    module = modules.pop()
    found: dict[str, Name] = {}
    for address in sorted({a for caller in callers for a in caller.groups} - {group.address}):
        other = network.security_groups.get(address)
        if other is None or other.is_default:
            continue
        try:
            found[address] = reference(address, module)
        except OutOfSightError:
            continue
    if not found:
        return ()
    names = tuple(found.values())[:_SHOWN]
    note = "" if len(found) == 1 else f"keep those that call {group.address}"
    return tuple(dict.fromkeys(_put(rule, names, note) for rule in rules))


def _put(rule: Rule, names: tuple[Name, ...], note: str) -> Put:
    kind = split_module(rule.origin)[1].partition(".")[0]
    if kind not in {_NEW_RULE, _OLD_RULE}:
        where = f"in the block for {rule.traffic} from {rule.peers}"
        note = f"{where}; {note}" if note else where
        drop = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids")
        return Put(rule.origin, (("security_groups", names),), drop, within="ingress", note=note)
    if note:
        others = ", ".join(name.text.removesuffix(".id") for name in names[1:])
        note = f"one rule for each that calls it: also {others}, as it may be"
    if kind == _OLD_RULE:
        drop = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids")
        return Put(rule.origin, (("source_security_group_id", names[0]),), drop, note=note)
    drop = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id")
    return Put(rule.origin, (("referenced_security_group_id", names[0]),), drop, note=note)
