"""Reads a configuration file in the syntax that its name promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.json_syntax import parse_json
from netplan_audit.terraform.hcl.parse import parse_native

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.file import File


def parse_file(path: str, data: bytes) -> File:
    """Read a file: `.tf.json` and `.tofu.json` hold JSON, all others native syntax.

    Never raises on what the file says: its diagnostics tell what could not be read. Turn garbage
    collection off around many calls; it finds nothing and takes a third of the time.
    """
    return parse_json(path, data) if path.endswith(".json") else parse_native(path, data)
