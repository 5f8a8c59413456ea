"""Reads typed values out of resources: booleans, blocks, CIDRs, environments."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from netplan_audit.network.cidr import AddressSet, Cidr, parse_cidr
from netplan_audit.network.environment import first_known
from netplan_audit.network.vpcs import AddressBlock
from netplan_audit.terraform.value import OneOf, Reference, SomeOf, Unknown, Value
from netplan_audit.unknown import Truth
from netplan_audit.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.environment import Environment
    from netplan_audit.terraform.resource import Resource

NEW: Final = frozenset({"create", "delete"})
"""First actions of a plan that makes an object: a replacement may start with its deletion."""
_ENVIRONMENT_TAGS: Final = ("environment", "env", "stage", "tier")


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
    if value in ("enable", "disable", "true", "false", "on", "off"):
        return Truth.YES if value in ("enable", "true", "on") else Truth.NO
    if value is None or (isinstance(value, Unknown) and value.configured is False):
        return Truth.YES if default else Truth.NO
    return Truth.UNKNOWN


def doubt(resource: Resource) -> str:
    """Say what would tell whether an object exists; '' where it does."""
    if not resource.exists_if:
        return ""
    return f"whether {resource.address} exists ({', '.join(resource.exists_if)})"


def addresses(value: object) -> AddressSet:
    """Return the known addresses of an argument that holds one, or a list of them."""
    found = value if isinstance(value, list) else [value]
    return address_set(tuple(text for text in found if isinstance(text, str) and text))


def waits(value: Value, where: str) -> str:
    """Name what would settle a value: the attribute, and what it waits for."""
    if isinstance(value, Reference):
        return f"{value.address}.{value.attribute}" if value.attribute else value.address
    if isinstance(value, OneOf | SomeOf):
        names = tuple(f"{r.address}.{r.attribute}".rstrip(".") for r in value.references)
        return listed((*names, *value.waits_for)) or where
    if isinstance(value, Unknown) and value.waits_for:
        return listed(value.waits_for)
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
        is_new = resource.action in NEW
        return AddressBlock(cidr, resource.address, resource.is_sensitive(name), is_new), ""
    if value is None or value == "":
        return None, ""
    if isinstance(value, Unknown) and value.configured is False:
        return None, where
    return None, waits(value, where)


def environment(resources: Iterable[Resource], hints: Iterable[str] = ()) -> Environment:
    """Classify an object by its own resource, then those it is in (a NAT gateway, then its VPC).

    Tags come first (`tags_all` holds the provider's defaults too), then the hints: variables that
    name the environment of the whole input. Names are asked last.
    """
    every = tuple(resources)
    told = told_environment(every, hints)
    named = (_labels(resource).get("name", "") for resource in every)
    return first_known(named) if told == "unknown" else told


def told_environment(resources: Iterable[Resource], hints: Iterable[str] = ()) -> Environment:
    """Classify an object by what says its environment, leaving out what only is called so."""
    labels = [_labels(resource) for resource in resources]
    tagged = (tags.get(key, "") for tags in labels for key in _ENVIRONMENT_TAGS)
    return first_known((*tagged, *hints))


def _labels(resource: Resource) -> dict[str, str]:
    """Return the known tags, their keys in lower case."""
    found: dict[str, str] = {}
    for argument in ("tags", "tags_all"):
        tags = resource.get(argument)
        pairs = tags.items() if isinstance(tags, dict) else ()
        found.update((key.lower(), value) for key, value in pairs if isinstance(value, str))
    return found
