"""The JSON Schema of configuration files, for editors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from netplan_audit.config.keys import ConfigFile

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA_ID: Final = "urn:netplan-audit:config-v1"
"""The name of the schema; the schema itself is `docs/schemas/config-v1.json`."""
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def render(descriptions: Mapping[str, str]) -> str:
    """Return the schema; `descriptions` say what the keys mean that are options of `scan`."""
    (reference,), parts = msgspec.json.schema_components(
        [ConfigFile], ref_template="#/$defs/{name}"
    )
    name = reference["$ref"].rpartition("/")[2]
    top: dict[str, Any] = parts.pop(name)
    for key, of_key in top["properties"].items():
        if key in descriptions:
            of_key["description"] = descriptions[key]
    schema = {
        "$schema": DIALECT,
        "$id": SCHEMA_ID,
        **top,
        "title": "Configuration of netplan-audit",
        "$defs": parts,
    }
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"
