"""What the AWS provider's schema says of arguments: types, what is computed, nested blocks.

`aws_schema.json` holds the facts for the types of the network model, as `terraform providers
schema -json` prints them for hashicorp/aws 5.100. Its `defaults` are what plans of that provider
show for arguments that nobody sets. `python -m tests.make_schema` writes it anew.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Raw, Struct, json

from netplan_audit.terraform.hcl.value_types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    SetOf,
    Type,
)
from netplan_audit.terraform.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.terraform.value import Value

COMPUTED: Final = Unknown(configured=False)
"""What the provider fills in, and nobody knows before it does."""
_WORDS: Final = {"string": STRING, "number": NUMBER, "bool": BOOL, "dynamic": DYNAMIC}
_COLLECTIONS: Final[dict[str, type[ListOf | SetOf | MapOf]]] = {
    "list": ListOf,
    "set": SetOf,
    "map": MapOf,
}

_SEQUENCES: Final = (ListOf, SetOf)


class Schema(Struct, frozen=True):
    """The arguments of a resource type or of a nested block.

    `computed` are those that the provider fills in where they are unset.
    """

    types: Mapping[str, Type]
    computed: frozenset[str]
    blocks: Mapping[str, Schema]
    defaults: Mapping[str, Any]

    def unset(self, name: str) -> Value:
        """Return what the plan shows for an argument that nobody sets."""
        if name in self.defaults:
            default: Value = self.defaults[name]
            return default
        return COMPUTED if name in self.computed else None

    def as_block(self, name: str) -> ObjectOf | None:
        """Return the type of an element where blocks may be written for an attribute."""
        kind = self.types.get(name)
        if isinstance(kind, _SEQUENCES) and isinstance(kind.element, ObjectOf):
            return kind.element
        return None


@cache
def schema_of(block_type: str) -> Schema | None:
    """Return the schema of `aws_subnet` or `data.aws_subnet`; None for types outside the model."""
    found = _all().get(block_type)
    return None if found is None else _schema(json.decode(found))


@cache
def _all() -> dict[str, Raw]:
    data = Path(__file__).with_name("aws_schema.json").read_bytes()
    return json.decode(data, type=dict[str, Raw])


def _schema(entry: dict[str, Any]) -> Schema:
    return Schema(
        {name: _type(kind) for name, kind in entry.get("types", {}).items()},
        frozenset(entry.get("computed", ())),
        {name: _schema(inner) for name, inner in entry.get("blocks", {}).items()},
        entry.get("defaults", {}),
    )


def _type(written: Any) -> Type:  # noqa: ANN401 - JSON
    if isinstance(written, str):
        return _WORDS[written]
    word, inner = written
    if word == "object":
        return ObjectOf({name: _type(kind) for name, kind in inner.items()})
    return _COLLECTIONS[word](_type(inner))
