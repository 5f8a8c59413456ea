"""Tells which manifests Terraform applies: as they stand, or as templates that it fills."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from netplan_audit.kubernetes import UNNAMED
from netplan_audit.network.build.kubernetes_sources import MANIFEST_TYPES, manifest_of
from netplan_audit.terraform.value import is_in_part_symbolic

if TYPE_CHECKING:
    from netplan_audit.terraform.resource import Resource, Resources

_FILLED: Final = re.compile(r"\$\{[^}]*\}")
"""What `templatefile` fills in."""


def applied_by(resources: Resources) -> frozenset[bytes]:
    """Return the objects that resources apply, each written so that the same gives the same."""
    return frozenset(filter(None, map(_content, resources.of_type(*MANIFEST_TYPES))))


def without_applied(resources: Resources, applied: frozenset[bytes]) -> Resources:
    """Return manifests without those that resources of Terraform apply."""
    if not applied:
        return resources
    decoded: list[Any] = []
    left = {}
    for one in resources:
        content = _content(one)
        if content in applied:
            continue
        if b"${" in content:
            decoded = decoded or [msgspec.json.decode(each) for each in applied]
            template = msgspec.json.decode(content)
            if any(_fits(template, each) for each in decoded):
                continue
        left[one.address] = one
    return resources.of_these(left)


def _content(resource: Resource) -> bytes:
    """Write the object of a resource so that the same gives the same; empty where not known."""
    value = manifest_of(resource)
    metadata = None if value is None else value.get("metadata")
    if value is None or not isinstance(metadata, dict) or is_in_part_symbolic(value):
        return b""
    namespace = metadata.get("namespace")
    if isinstance(namespace, str) and namespace.startswith(UNNAMED):
        metadata = {key: item for key, item in metadata.items() if key != "namespace"}
    return msgspec.json.encode({**value, "metadata": metadata}, order="sorted")


def _fits(template: Any, made: Any) -> bool:  # noqa: ANN401 - JSON
    """Tell whether a template gives an object: where it says more than what is filled in."""
    if isinstance(template, dict):
        return (
            isinstance(made, dict)
            and template.keys() == made.keys()
            and all(_fits(item, made[key]) for key, item in template.items())
        )
    if isinstance(template, list):
        return (
            isinstance(made, list)
            and len(template) == len(made)
            and all(map(_fits, template, made))
        )
    if not isinstance(template, str) or "${" not in template:
        return bool(template == made)
    pattern = ".*".join(map(re.escape, _FILLED.split(template)))
    return (
        re.fullmatch(pattern, made if isinstance(made, str) else str(made), re.DOTALL) is not None
    )
