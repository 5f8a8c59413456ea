"""Reads typed values out of resources: booleans, blocks, CIDRs, environments."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from netplan_audit.network.cidr import AddressSet, Cidr, parse_cidr
from netplan_audit.network.vpcs import AddressBlock
from netplan_audit.terraform.value import OneOf, Reference, SomeOf, Unknown, Value
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.terraform.resource import Resource

_PROD: Final = frozenset({"prod", "production", "prd", "live"})
_NONPROD: Final = frozenset(
    {
        "dev",
        "development",
        "test",
        "testing",
        "tst",
        "qa",
        "uat",
        "stage",
        "staging",
        "stg",
        "sandbox",
        "sbx",
        "demo",
        "preview",
        "ephemeral",
        "lab",
        "ci",
    }
)
_ENVIRONMENT_TAGS: Final = ("environment", "env", "stage", "tier")
_TOKENS: Final = re.compile(r"[^a-z0-9]+")


def blocks(value: Value) -> list[dict[str, Value]]:
    """Return the known nested blocks of an argument."""
    if isinstance(value, dict):
        return [value]
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)]


def text(value: Value) -> str | None:
    """Return a known, non-empty string."""
    return value if isinstance(value, str) and value else None


def flag(value: Value, *, default: bool) -> Truth:
    """Return a boolean argument; `default` is what the provider takes where it is unset."""
    if isinstance(value, bool):
        return Truth.YES if value else Truth.NO
    if value in ("enable", "disable", "true", "false"):
        return Truth.YES if value in ("enable", "true") else Truth.NO
    if value is None or (isinstance(value, Unknown) and value.configured is False):
        return Truth.YES if default else Truth.NO
    return Truth.UNKNOWN


def waits(value: Value, where: str) -> str:
    """Name what would settle a value: the attribute, and what it waits for."""
    if isinstance(value, Reference):
        return f"{value.address}.{value.attribute}" if value.attribute else value.address
    if isinstance(value, OneOf | SomeOf):
        names = tuple(f"{r.address}.{r.attribute}".rstrip(".") for r in value.references)
        return ", ".join((*names, *value.waits_for)) or where
    if isinstance(value, Unknown) and value.waits_for:
        return ", ".join(value.waits_for)
    return where


@lru_cache(maxsize=65536)
def cidr_or_none(written: str) -> Cidr | None:
    """Parse a CIDR; None where it is none."""
    try:
        return parse_cidr(written)
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def address_set(written: tuple[str, ...]) -> AddressSet:
    """Return the addresses of the CIDRs that can be parsed."""
    return AddressSet.of(cidr for text in written if (cidr := cidr_or_none(text)) is not None)


def address_block(resource: Resource, name: str) -> tuple[AddressBlock | None, str]:
    """Read one CIDR argument: the block, or what would settle it ('' where it is unset)."""
    value = resource.get(name)
    where = f"{resource.address}.{name}"
    if isinstance(value, str) and value:
        cidr = cidr_or_none(value)
        if cidr is None:
            return None, where
        return AddressBlock(cidr, resource.address, resource.is_sensitive(name)), ""
    if value is None or value == "":
        return None, ""
    if isinstance(value, Unknown) and value.configured is False:
        return None, where
    return None, waits(value, where)


def environment(resource: Resource, hints: Iterable[str] = ()) -> str:
    """Classify a resource as `prod`, `nonprod` or `unknown` by tags, variables and name."""
    tags = resource.get("tags_all")
    if not isinstance(tags, dict):
        tags = resource.get("tags")
    labels = tags if isinstance(tags, dict) else {}
    named = {key.lower(): value for key, value in labels.items() if isinstance(value, str)}
    for key in _ENVIRONMENT_TAGS:
        found = classify(named.get(key, ""))
        if found != "unknown":
            return found
    for hint in hints:
        found = classify(hint)
        if found != "unknown":
            return found
    return classify(named.get("name", ""))


@lru_cache(maxsize=4096)
def classify(name: str) -> str:
    """Classify a name by its whole tokens, so that `product-api` is not `prod`."""
    tokens = set(_TOKENS.split(name.lower()))
    if tokens & _PROD:
        return "prod"
    return "nonprod" if tokens & _NONPROD else "unknown"
