"""Writes binary plan files for tests: a zip archive with a plan in protocol buffers."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = 'resource "aws_vpc" "a" {\n  # a comment\n}\n'
FILES = {
    "tfstate": "{}",
    "tfstate-prev": "{}",
    "tfconfig/m-/main.tf": ROOT,
    "tfconfig/m-/more.tf.json": "{}",
    "tfconfig/m-net/main.tf": "# net",
    "tfconfig/m-net.inner/main.tofu": "# inner",
    "tfconfig/modules.json": json.dumps(
        [
            {"Key": "", "Dir": "."},
            {"Key": "net", "Source": "./net", "Dir": "net"},
            {"Key": "net.inner", "Source": "x/y/aws", "Version": "1.0", "Dir": ".terraform/x"},
            {"Key": "empty", "Source": "./empty", "Dir": "empty"},
        ]
    ),
    ".terraform.lock.hcl": 'provider "registry.terraform.io/hashicorp/aws" {\n}\n',
}


def varint(number: int) -> bytes:
    more = number >> 7
    return bytes([number & 0x7F | 0x80]) + varint(more) if more else bytes([number])


def field(number: int, value: bytes | str | int) -> bytes:
    """Write one field of a message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def planned(
    addresses: Iterable[str] = ("aws_vpc.a",),
    *,
    version: str = "1.11.4",
    timestamp: str = "2026-01-01T00:00:00Z",
    workspace: str = "default",
) -> bytes:
    """Write the entry `tfplan`."""
    changes = b"".join(
        field(3, field(8, "provider") + field(9, b"\x08\x01") + field(13, address))
        for address in addresses
    )
    backend = field(13, field(1, "local") + field(3, workspace))
    fixed = b"\x31" + bytes(8) + b"\x35" + bytes(4)  # fields of the two fixed sizes
    return field(1, 3) + fixed + changes + backend + field(14, version) + field(21, timestamp)


def plan_file(
    plan: bytes | None = None,
    files: Mapping[str, str | bytes] = MappingProxyType({}),
    *,
    without: str = "",
) -> bytes:
    """Write a plan file; `files` are more entries, `without` one that is left out."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        every: dict[str, str | bytes] = {"tfplan": planned() if plan is None else plan}
        for name, text in (every | FILES | dict(files)).items():
            if name != without:
                archive.writestr(name, text)
    return buffer.getvalue()
