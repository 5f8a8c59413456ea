"""Reads the tags by which controllers find subnets for load balancers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.launch import unset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_ROLE: Final = "kubernetes.io/role/"


def tagged_roles(resources: Resources, linker: Linker) -> dict[str, set[str]]:
    """Return the roles that tags written apart give, or may give, by subnet."""
    found: dict[str, set[str]] = {}
    for tag in resources.of_type("aws_ec2_tag"):
        key = values.text(tag.get("key")) or ""
        if key.startswith(_ROLE):
            link = linker.link(tag, "resource_id")
            for target in () if link is None else link.targets:
                found.setdefault(target, set()).add(key.removeprefix(_ROLE))
    return found


def balancer_roles(resource: Resource, tagged: Iterable[str]) -> frozenset[str] | None:
    """Return the roles of a subnet, None where its tags are not known."""
    found = set(tagged)
    for name in ("tags", "tags_all"):
        tags = resource.get(name)
        if isinstance(tags, dict):
            found |= {key.removeprefix(_ROLE) for key in tags if key.startswith(_ROLE)}
        elif name == "tags" and tags is not None and not unset(tags):
            return None
    return frozenset(found)
