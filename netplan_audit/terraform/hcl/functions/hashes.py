"""Digests, and what depends on chance or on a key: the latter is never known here.

https://developer.hashicorp.com/terraform/language/functions (hash and crypto functions).
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.value_types import NUMBER, STRING
from netplan_audit.terraform.hcl.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from netplan_audit.terraform.hcl.functions.signature import Surroundings

_NAMESPACES: Final = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


def hexadecimal(digest: str, data: bytes) -> str:
    """Return a digest of some bytes as hexadecimal digits."""
    return hashlib.new(digest, data, usedforsecurity=False).hexdigest()


def in_base64(digest: str, data: bytes) -> str:
    """Return a digest of some bytes in base 64."""
    return base64.b64encode(hashlib.new(digest, data, usedforsecurity=False).digest()).decode()


def _digest(name: str, digest: str, write: Callable[[str, bytes], str]) -> Function:
    """Make the function that digests a string."""

    def body(around: Surroundings, text: str) -> Value:
        around.budget.spend_text(len(text))
        return write(digest, text.encode())

    return Function(name, body, (STRING,), result=STRING, surroundings=True)


def _by_chance(name: str, *parameters: str, cost: bool = False) -> Function:
    """Make a function whose result differs from run to run, or needs a secret."""

    def body(*_arguments: Value) -> Value:
        return Unknown(STRING, (f"{name}()",), not_null=True)

    kinds = tuple(STRING for _ in parameters)
    return Function(name, body, kinds, NUMBER if cost else None, STRING)


@function("uuidv5", STRING, STRING, result=STRING)
def uuidv5(namespace: str, name: str) -> Value:
    """Return the UUID that a name has in a namespace."""
    try:
        space = _NAMESPACES.get(namespace) or uuid.UUID(namespace)
    except ValueError:
        message = "the namespace is neither a UUID nor dns, url, oid or x500"
        raise EvaluationError(message) from None
    return str(uuid.uuid5(space, name))


FUNCTIONS: Final[tuple[Function, ...]] = (
    _digest("md5", "md5", hexadecimal),
    _digest("sha1", "sha1", hexadecimal),
    _digest("sha256", "sha256", hexadecimal),
    _digest("sha512", "sha512", hexadecimal),
    _digest("base64sha256", "sha256", in_base64),
    _digest("base64sha512", "sha512", in_base64),
    _by_chance("bcrypt", "text", cost=True),
    _by_chance("plantimestamp"),
    _by_chance("rsadecrypt", "ciphertext", "key"),
    _by_chance("timestamp"),
    _by_chance("uuid"),
    uuidv5,
)
