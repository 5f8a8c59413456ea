"""Which properties of Terraform's JSON syntax are blocks, and how their strings are read.

JSON does not tell an argument from a block; Terraform decides by the schema of what it reads. Here
are its own blocks (https://developer.hashicorp.com/terraform/language/syntax/json). The blocks of a
provider's resource are not known at this point: they stay arguments with an object or a list of
objects as their value.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping


class Strings(enum.Enum):
    """How the strings of an argument are read."""

    TEMPLATE = "template"
    EXPRESSION = "expression"
    VERBATIM = "verbatim"


class Schema(Struct, frozen=True):
    """The blocks in a body by type: how many labels each has, and its own schema.

    `strings` are the arguments whose strings are not read as `otherwise` says.
    """

    blocks: Mapping[str, tuple[int, Schema]] = field(default_factory=dict)
    strings: Mapping[str, Strings] = field(default_factory=dict)
    otherwise: Strings = Strings.TEMPLATE


def _schema(
    blocks: Mapping[str, tuple[int, Schema]], expressions: str = "", verbatim: str = ""
) -> Schema:
    named = dict.fromkeys(expressions.split(), Strings.EXPRESSION)
    return Schema(blocks, named | dict.fromkeys(verbatim.split(), Strings.VERBATIM))


_PLAIN: Final = Schema()
_VERBATIM: Final = Schema(otherwise=Strings.VERBATIM)
_CLOUD: Final = Schema({"workspaces": (0, _VERBATIM)}, otherwise=Strings.VERBATIM)
_LIFECYCLE: Final = _schema(
    {"precondition": (0, _PLAIN), "postcondition": (0, _PLAIN)},
    "ignore_changes replace_triggered_by",
)
_PROVISIONER: Final = _schema({"connection": (0, _PLAIN)}, "when on_failure")
_RESOURCE: Final = _schema(
    {
        "lifecycle": (0, _LIFECYCLE),
        "provisioner": (1, _PROVISIONER),
        "connection": (0, _PLAIN),
        "dynamic": (1, _schema({"content": (0, _PLAIN)}, "iterator")),
    },
    "depends_on provider",
)
_SETTINGS: Final = _schema(
    {
        "backend": (1, _VERBATIM),
        "cloud": (0, _CLOUD),
        "required_providers": (0, _VERBATIM),
        "provider_meta": (1, _PLAIN),
    },
    verbatim="required_version experiments",
)
_REMOVED: Final = {"lifecycle": (0, _LIFECYCLE), "provisioner": (1, _PROVISIONER)}

ROOT: Final = Schema(
    {
        "resource": (2, _RESOURCE),
        "data": (2, _RESOURCE),
        "ephemeral": (2, _RESOURCE),
        "module": (1, _schema({}, "depends_on providers", "source version")),
        "variable": (1, _schema({"validation": (0, _PLAIN)}, "type", "default description")),
        "output": (1, _schema({"precondition": (0, _PLAIN)}, "depends_on", "description")),
        "locals": (0, _PLAIN),
        "provider": (1, _schema({}, verbatim="alias version")),
        "terraform": (0, _SETTINGS),
        "moved": (0, _schema({}, "from to")),
        "import": (0, _schema({}, "to provider")),
        "removed": (0, _schema(_REMOVED, "from")),
        "check": (1, _schema({"data": (2, _RESOURCE), "assert": (0, _PLAIN)})),
    }
)
