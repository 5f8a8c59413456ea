"""Builds managed prefix lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.filtering.security_groups import PrefixList
from netplan_audit.terraform.value import Unknown, Value, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_MANAGED: Final = "aws_ec2_managed_prefix_list"
_ENTRY: Final = "aws_ec2_managed_prefix_list_entry"
_OF_AWS: Final = "com.amazonaws."


def build_prefix_lists(resources: Resources, linker: Linker) -> dict[str, PrefixList]:
    """Build managed prefix lists, and AWS's own, with the entries that are known."""
    separate: dict[str, list[Resource]] = {}
    for resource in resources.of_type(_ENTRY):
        link = linker.link(resource, "prefix_list_id")
        for target in () if link is None else link.targets:
            separate.setdefault(target, []).append(resource)
    found: dict[str, PrefixList] = {}
    for resource in _sources(resources):
        extra = separate.get(resource.address, [])
        found[resource.address] = _prefix_list(resource, extra, _deleted(resources, resource))
    return found


def _sources(resources: Resources) -> Iterator[Resource]:
    yield from resources.of_type(_MANAGED)
    yield from resources.of_type(_MANAGED, "aws_prefix_list", mode="data")


def _prefix_list(resource: Resource, extra: list[Resource], deleted: set[str]) -> PrefixList:
    value = _entries(resource)
    items = value if isinstance(value, list) else []
    inline = [item.get("cidr") if isinstance(item, dict) else item for item in items]
    if resource.body.configured("entry") is not True:
        inline = [i for i in inline if not (isinstance(i, str) and i in deleted)]
    written: list[Value] = [*inline, *(entry.get("cidr") for entry in extra)]
    cidrs = [values.cidr_or_none(item) if isinstance(item, str) else None for item in written]
    computed = isinstance(value, Unknown) and value.configured is False
    # A list that the plan creates without entries of its own holds what the entries add.
    whole = not is_symbolic(value) or (computed and resource.mode == "managed")
    doubt = next((values.doubt(entry) for entry in extra if entry.exists_if), "")
    name = values.text(resource.get("name")) or values.text(resource.get("prefix_list_name")) or ""
    return PrefixList(
        address=resource.address,
        cidrs=tuple(dict.fromkeys(cidr for cidr in cidrs if cidr is not None)),
        complete=whole and None not in cidrs and not doubt,
        settles=doubt
        or f"{resource.address}.{'entry' if resource.mode == 'managed' else 'entries'}",
        of_aws=name.startswith(_OF_AWS) or resource.type == "aws_prefix_list",
        sensitive=resource.is_sensitive("entry", "entries")
        or any(entry.is_sensitive("cidr") for entry in extra),
    )


def _entries(resource: Resource) -> Value:
    if resource.mode == "managed":
        return resource.get("entry")
    return resource.get("cidr_blocks" if resource.type == "aws_prefix_list" else "entries")


def _deleted(resources: Resources, owner: Resource) -> set[str]:
    """Return the entries of a list that the plan deletes or changes, as they were."""
    identifier = values.text(owner.get("id"))
    return {
        str(entry.get("cidr"))
        for entry in resources.previous
        if entry.type == _ENTRY
        and identifier is not None
        and entry.get("prefix_list_id") == identifier
        and entry.action != "forget"
    }
