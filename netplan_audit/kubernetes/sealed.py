"""Values that SOPS encrypts where they stand, of which only the key's owner knows what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.value import Unknown

if TYPE_CHECKING:
    from netplan_audit.terraform.value import Value

_BEGINS: Final = "ENC[AES256_GCM,"
SEALED: Final = Unknown(("what SOPS encrypts",))
"""Stands for a value that is encrypted."""


def has_sealed(text: bytes) -> bool:
    """Tell whether a text may hold encrypted values."""
    return _BEGINS.encode() in text


def with_unknowns(value: Value) -> Value:
    """Return a value with what is encrypted in it as unknown."""
    if isinstance(value, dict):
        return {key: with_unknowns(item) for key, item in value.items()}
    if isinstance(value, list):
        return [with_unknowns(item) for item in value]
    return SEALED if isinstance(value, str) and value.startswith(_BEGINS) else value
