"""Builds managed prefix lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.network.build import values
from netplan_audit.network.security_groups import PrefixList
from netplan_audit.terraform.value import Unknown, Value, is_symbolic

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources


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
