"""Reads the core networks of Cloud WAN, and the segments that their policies name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.link import Link
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

_POLICY: Final = "aws_networkmanager_core_network_policy_attachment"
_CORE: Final = "aws_networkmanager_core_network"


def core_network(resource: Resource, linker: Linker, resources: Resources) -> Link | None:
    """Return the core network that an argument names, also by way of the policy attached to it."""
    link = linker.link(resource, "core_network_id")
    owner = None if link is None else resources.by_address.get(link.only or "")
    if owner is not None and owner.type == _POLICY:
        return linker.link(owner, "core_network_id")
    return link


def core_segments(resources: Resources, linker: Linker) -> dict[str, tuple[str, ...]]:
    """Return the names of the segments of each core network whose policy is known."""
    found: dict[str, tuple[str, ...]] = {}
    for resource in resources.of_type(_CORE):
        segments = _segments(resource.get("base_policy_document"))
        if segments:
            found[resource.address] = segments
    for resource in resources.of_type(_POLICY):
        link = linker.link(resource, "core_network_id")
        if link is not None and link.only is not None:
            found[link.only] = _segments(resource.get("policy_document"))
    return found


def _segments(policy: Value) -> tuple[str, ...]:
    """Return the segments of a policy document; none where it is not known or not readable."""
    written = values.text(policy)
    try:
        document = json.loads(written) if written else None
    except ValueError:
        return ()
    listed = document.get("segments") if isinstance(document, dict) else None
    names = [one.get("name") for one in listed or () if isinstance(one, dict)]
    return tuple(name for name in names if isinstance(name, str))
