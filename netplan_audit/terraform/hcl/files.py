"""Reads a configuration file in the syntax that its name promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace

from netplan_audit.terraform.hcl.parse import parse_native

if TYPE_CHECKING:
    from collections.abc import Callable

    from netplan_audit.terraform.hcl.file import File

Parser: TypeAlias = "Callable[[str, bytes], File]"
"""What reads a file, given its path and its bytes."""


def parse_file(path: str, data: bytes) -> File:
    """Read a file: `.tf.json` and `.tofu.json` hold JSON, all others native syntax.

    Never raises on what the file says: its diagnostics tell what could not be read. Turn garbage
    collection off around many calls; it finds nothing and takes a third of the time.
    """
    return _parse_json(path, data) if path.endswith(".json") else parse_native(path, data)


def parse_file_with_python_hcl2(path: str, data: bytes) -> File:
    """Read a file as `parse_file` does, but native syntax with python-hcl2.

    Comments, which python-hcl2 drops, are those that our own parser finds: they may suppress.
    """
    if path.endswith(".json"):
        return _parse_json(path, data)
    # Here and not above: python-hcl2 is slow to load.
    from netplan_audit.terraform.hcl.second_opinion import (  # noqa: PLC0415
        parse_with_python_hcl2,
    )

    return replace(parse_with_python_hcl2(path, data), comments=parse_native(path, data).comments)


def _parse_json(path: str, data: bytes) -> File:
    from netplan_audit.terraform.hcl.json_syntax import parse_json  # noqa: PLC0415 - few have any

    return parse_json(path, data)
