"""Reads tags out of resources; those that are marked sensitive are not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.network.tags import NO_TAGS, Tags
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from netplan_audit.terraform.resource import Resources


def tags_of(resources: Resources, address: str) -> Tags:
    """Return the tags of a resource, with the default tags of its provider where they are known."""
    resource = resources.by_address.get(address)
    if resource is None:
        return NO_TAGS
    where = f"{address}.tags"
    if resource.is_sensitive("tags", "tags_all"):
        return Tags(closed=False, settles=where)
    own, every = resource.get("tags"), resource.get("tags_all")
    bare = resource.provider_key in resources.without_default_tags
    closed = not is_symbolic(own) and (isinstance(every, dict) or every is None or bare)
    known: dict[str, str] = {}
    unknown: set[str] = set()
    for group in (every, own):
        for name, value in group.items() if isinstance(group, dict) else ():
            if isinstance(value, str):
                known[name] = value
            elif value is not None:
                unknown.add(name)
    return Tags(known, frozenset(unknown.difference(known)), closed, where)
