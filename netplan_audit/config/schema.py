"""The JSON Schema of configuration files, for editors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from netplan_audit.config.keys import ConfigFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgspec import Struct

SCHEMA_ID: Final = "urn:netplan-audit:config-v1"
"""The name of the schema; the schema itself is `docs/schemas/config-v1.json`."""
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


POLICIES_ID: Final = "urn:netplan-audit:declared-policies-v1"


def render(descriptions: Mapping[str, str]) -> str:
    """Return the schema; `descriptions` say what the keys mean that are options of `scan`."""
    top, parts = _components(ConfigFile)
    for key, of_key in top["properties"].items():
        if key in descriptions:
            of_key["description"] = descriptions[key]
    return _written(SCHEMA_ID, "Configuration of netplan-audit", top, parts)


def render_policies(kind: type[Struct]) -> str:
    """Return the schema of files of declared policies, of the type that they are read as."""
    return _written(POLICIES_ID, "Declared policies of netplan-audit", *_components(kind))


def _components(kind: type[Struct]) -> tuple[dict[str, Any], dict[str, Any]]:
    (reference,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    return parts.pop(reference["$ref"].rpartition("/")[2]), parts


def _written(schema_id: str, title: str, top: dict[str, Any], parts: dict[str, Any]) -> str:
    schema = {"$schema": DIALECT, "$id": schema_id, **top, "title": title, "$defs": parts}
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"
