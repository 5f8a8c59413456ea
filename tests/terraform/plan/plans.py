"""Writes plan JSON for tests, as small as the question needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from netplan_audit.terraform.plan.read import read_plan

if TYPE_CHECKING:
    from netplan_audit.terraform.resource import Resources

AWS = "registry.terraform.io/hashicorp/aws"


def change(address: str, *actions: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Write one entry of `resource_changes`; keys of `change` may be given among the others."""
    *module, kind, name = address.split("[", maxsplit=1)[0].split(".")
    inner = {key: more.pop(key) for key in tuple(more) if key.startswith(("before", "after"))}
    inner.setdefault("after", None if actions in (("delete",), ("forget",)) else {})
    entry = {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider_name": AWS,
        "change": {"actions": list(actions), "after_sensitive": {}, **inner},
    }
    if module:
        entry["module_address"] = ".".join(module)
    return entry | more


def plan(*changes: dict[str, Any], **more: Any) -> bytes:  # noqa: ANN401
    """Write a plan with these changes; other top-level keys may be given."""
    document: dict[str, Any] = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": list(changes),
        "configuration": {"root_module": {}},
    }
    return json.dumps(document | more).encode()


def read(*changes: dict[str, Any], **more: Any) -> Resources:  # noqa: ANN401
    """Read a plan with these changes."""
    return read_plan(plan(*changes, **more), "plan.json")


def codes(resources: Resources) -> list[str]:
    """Name what was remarked."""
    return [note.code for note in resources.diagnostics]
